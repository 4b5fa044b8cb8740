/** Counts names in bounded memory. */

/** More names than a school has sites or PCs. */
const MOST = 5000

export class VisitCounts {
  readonly #counts = new Map<string, number>()
  readonly #most: number
  #beyond = 0
  #total = 0

  constructor(most = MOST) {
    this.#most = most
  }

  add(name: string, count = 1): void {
    this.#total += count
    const before = this.#counts.get(name)
    if (before === undefined && this.#counts.size >= this.#most) this.#beyond += count
    else this.#counts.set(name, (before ?? 0) + count)
  }

  /** Different names, as far as they are told apart. */
  get size(): number {
    return this.#counts.size
  }

  /** Counted under no name: there were too many names. */
  get beyond(): number {
    return this.#beyond
  }

  get total(): number {
    return this.#total
  }

  /** Most first. */
  top(limit: number): [name: string, count: number][] {
    return [...this.#counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, limit)
  }
}
