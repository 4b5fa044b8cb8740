/**
 * Whole-label matching of host names. One table, compiled once from a list, serves the resolver's files, the gate's maps
 * and the journal.
 */

/** What a table says of a name: the index of the site in `Whitelist.sites`, or `refused` (an `except`). */
export type Match = number | 'refused'

/**
 * A name is looked up in `exact` first, then itself and its parents, longest first, in `below`; the first hit decides.
 * Keys are ASCII lower-case names without a final dot.
 */
export interface NameTable {
  readonly exact: ReadonlyMap<string, Match>
  /** The key itself and every name below it. */
  readonly below: ReadonlyMap<string, Match>
}
