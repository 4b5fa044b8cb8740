/**
 * Says of each row when it came, so that of two versions of a row the earlier one is known also where both came within a second,
 * or in one batch. Rows of a batch share one time until the numbers of their journal go back: that column costs next to nothing.
 */

/** When the rows of one batch came. */
export interface Batch {
  /** Microseconds since 1970. Rows of a journal are asked for in the order in which they came. */
  of(row: { readonly journal: string; readonly n: number }): number
}

export class Arrivals {
  /** Of all rows so far. */
  #latest = 0

  /** `now`: wall clock in milliseconds. A clock that was set back makes no later row an earlier one while this program runs. */
  next(now: number): Batch {
    const begin = Math.max(now * 1000, this.#latest + 1)
    this.#latest = begin
    const journals = new Map<string, { n: number; at: number }>()
    return {
      of: ({ journal, n }) => {
        const before = journals.get(journal)
        const at = before === undefined ? begin : before.at + (n > before.n ? 0 : 1)
        journals.set(journal, { n, at })
        this.#latest = Math.max(this.#latest, at)
        return at
      },
    }
  }
}
