/** What is on demand: opened for a room and a time, and shut again. */

/** A site that is approved and shut until somebody opens it. */
export interface DemandedSite {
  /** As it is listed; what `site_open` takes. */
  readonly site: string
  readonly title?: string
  readonly subject?: string
  /** Rooms that it can be opened in. */
  readonly rooms: readonly string[]
}

/** What is open now. */
export interface OpenedSite {
  readonly room: string
  readonly site: string
  readonly title?: string
  readonly user: string
  /** Local time with its offset: `2026-10-05T10:45:00+05:00`. */
  readonly until: string
  /** Whole minutes, rounded up. */
  readonly minutesLeft: number
  /** It ends with the lesson too. */
  readonly lesson: boolean
}
