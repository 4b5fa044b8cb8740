/** Stores the journal's visits for the search: three numbers each, by PC, bounded. */

/** Times in seconds; `what` is the index of a site or a name. */
export interface Stretch {
  readonly what: number
  readonly start: number
  readonly end: number
}

export interface PcMemory {
  /** MAC, else room and name. */
  readonly key: string
  /** Visits to listed sites. */
  readonly sites: Stretch[]
  /** Refused names. */
  readonly refused: Stretch[]
  readonly ownNames: Set<number>
}

export interface Bounds {
  readonly pcs: number
  /** Of all PCs together. */
  readonly visits: number
  /** Different refused names of one PC: invented ones use up its own share alone. */
  readonly namesOfPc: number
  readonly names: number
}

/** About 20 MB at the very most. */
export const BOUNDS: Bounds = { pcs: 1000, visits: 200_000, namesOfPc: 500, names: 20_000 }

export class NameMemory {
  readonly pcs = new Map<string, PcMemory>()
  readonly names: string[] = []
  /** Visits that found no place. */
  left = 0
  #visits = 0
  readonly #ids = new Map<string, number>()
  readonly #bounds: Bounds

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  addSite(key: string, site: number, start: number, end: number): void {
    const pc = this.#pcOf(key)
    if (pc === undefined) return
    pc.sites.push({ what: site, start, end })
    this.#visits++
  }

  addRefused(key: string, name: string, start: number, end: number): void {
    const pc = this.#pcOf(key)
    const id = pc === undefined ? undefined : this.#idOf(pc, name)
    if (pc === undefined || id === undefined) return
    pc.refused.push({ what: id, start, end })
    this.#visits++
  }

  /** Nothing, and one more that is left out, where there is no room. */
  #pcOf(key: string): PcMemory | undefined {
    const known = this.pcs.get(key)
    if (this.#visits >= this.#bounds.visits || (known === undefined && this.pcs.size >= this.#bounds.pcs)) {
      this.left++
      return undefined
    }
    const pc = known ?? { key, sites: [], refused: [], ownNames: new Set<number>() }
    this.pcs.set(key, pc)
    return pc
  }

  /** The PC's own share is looked at first: what it may not have takes no name from others. */
  #idOf({ ownNames }: PcMemory, name: string): number | undefined {
    const known = this.#ids.get(name)
    const isOwn = known !== undefined && ownNames.has(known)
    const isFull =
      ownNames.size >= this.#bounds.namesOfPc || (known === undefined && this.names.length >= this.#bounds.names)
    if (!isOwn && isFull) {
      this.left++
      return undefined
    }
    const id = known ?? this.names.push(name) - 1
    this.#ids.set(name, id)
    ownNames.add(id)
    return id
  }
}
