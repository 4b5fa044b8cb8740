/** Defines the types of what is found; pages use them too. */

/** Counts behind a suggestion, so that a page can say why in its language. */
export interface NeedReasons {
  /** Visits to the site in which the name could show, and how many had it within seconds of their start. */
  readonly visits: number
  readonly atStart: number
  /** Times that it came later in a visit. */
  readonly later: number
  /** Times that it came without the site. */
  readonly without: number
  readonly days: number
  /** How many times more often it comes with the site than without it. */
  readonly lift: number
  /** People could have typed it; it only counts visitors or shows advertisements. */
  readonly typed: boolean
  readonly counter: boolean
}

/** Another name that a listed site’s pages seem to load. */
export interface Need {
  /** The listed site. */
  readonly site: string
  readonly name: string
  /** The domain that somebody registered, for names that belong together: `bilimland.net` of `cdn.bilimland.net`. */
  readonly group: string
  /** Times that it came with the site, on how many PCs. */
  readonly seen: number
  readonly pcs: number
  /** 0 to 1; score.ts says how. */
  readonly confidence: number
  readonly why: NeedReasons
}

export interface Needs {
  /** Surest first. */
  readonly needs: readonly Need[]
  /** Visits that were too many to be looked at. */
  readonly left: number
}
