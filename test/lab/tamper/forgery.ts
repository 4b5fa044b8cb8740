/** Defines a forgery. */
import type { Copy, SchoolDays } from './school-days.ts'

export interface Forgery {
  /** What the forger did, in a few words. */
  readonly what: string
  forge(copy: Copy, days: SchoolDays): void
  /** Days from 0, rows by their number: what `verify` has to name first. */
  readonly code: string
  readonly day: number
  readonly row: number
  /** A head that was printed before, where only that tells: the forger has taken away what the router remembers. */
  readonly head?: (days: SchoolDays) => string
}
