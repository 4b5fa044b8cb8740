/**
 * Matches host names by whole labels. One table, compiled once from a list, serves the resolver's files, the gate's maps
 * and the journal.
 */

import { domainToASCII } from 'node:url'
import type { DomainSite, Site, Whitelist } from './whitelist.ts'

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

/** In bytes, without the final dot (RFC 1035, 2.3.4). */
export const NAME_LIMIT = 253

/** How many labels a listed name may have: the gate looks up the last 1 to 10 labels of a name. */
export const LABEL_LIMIT = 10

// Underscores stand in real host names although RFC 952 knows none. The last label has none, as in the gate's own check.
const SHAPE = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
// A last label of this shape makes the whole an IPv4 address in a browser's eyes (WHATWG URL, "ends in a number").
const NUMERIC_END = /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$/
const ASCII = /^[\x21-\x7e]+$/
const FORBIDDEN_ASCII = /[\x00-\x2c\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]/

/**
 * One spelling for every way to write a host name: ASCII lower case (IDNA A-labels, UTS 46), no final dot. Undefined
 * where the text is no host name: a wrong shape, a label over 63 or a name over 253 bytes, an address.
 *
 * ASCII text is only folded and checked, so that a name seen on the wire is judged as the engines judge it.
 */
export function normaliseName(text: string): string | undefined {
  // Four times the limit: room for any IDN in UTF-16 that could fit, and a bound on the work for hostile text.
  if (text.length > 4 * NAME_LIMIT) return undefined
  const folded = ASCII.test(text) ? text.toLowerCase() : toAscii(text)
  const name = folded.endsWith('.') ? folded.slice(0, -1) : folded
  if (name.length > NAME_LIMIT || !SHAPE.test(name) || NUMERIC_END.test(name)) return undefined
  return name
}

/** Empty where there is no A-label form. The host parser behind `domainToASCII` stops at `/`, `:` and the like. */
function toAscii(text: string): string {
  return FORBIDDEN_ASCII.test(text) ? '' : domainToASCII(text)
}

/**
 * The names that the chosen sites open and refuse; `select` takes a site and its index in `whitelist.sites`.
 *
 * For the same name `except` is stronger than all, `subdomains: false` than a whole domain, a domain than `needs`, and then
 * an earlier site than a later one. What a parent already says the same way is left out.
 */
export function compileNames(whitelist: Whitelist, select?: (site: Site, index: number) => boolean): NameTable {
  const exact = new Map<string, Match>()
  const below = new Map<string, Match>()
  const chosen: [DomainSite, number][] = []
  for (const [index, site] of whitelist.sites.entries()) {
    if (site.kind === 'domain' && (!select || select(site, index))) chosen.push([site, index])
  }
  for (const [site] of chosen) for (const name of site.except) below.set(name, 'refused')
  for (const [site, index] of chosen) addNew(site.subdomains ? below : exact, site.domain, index)
  for (const [site, index] of chosen) for (const name of site.needs) addNew(below, name, index)
  for (const [site, index] of chosen)
    for (const name of site.needsExact) if (!below.has(name)) addNew(exact, name, index)
  return { exact: withoutRepeats(exact, below, (name) => name), below: withoutRepeats(below, below, parentOf) }
}

function addNew(into: Map<string, Match>, name: string, match: Match): void {
  if (!into.has(name)) into.set(name, match)
}

/** Drops what `below` says the same way without it, and an exact name that an `except` of that very name refuses. */
function withoutRepeats(
  names: ReadonlyMap<string, Match>,
  below: ReadonlyMap<string, Match>,
  start: (name: string) => string | undefined,
): Map<string, Match> {
  const kept = new Map<string, Match>()
  for (const [name, match] of names) {
    if (names !== below && below.get(name) === 'refused') continue
    if (nearest(below, start(name)) !== match) kept.set(name, match)
  }
  return kept
}

/** What `below` says of a name: its own entry, else that of the nearest parent. */
function nearest(below: ReadonlyMap<string, Match>, name: string | undefined): Match | undefined {
  for (let tail = name; tail !== undefined; tail = parentOf(tail)) {
    const match = below.get(tail)
    if (match !== undefined) return match
  }
  return undefined
}

/** The name without its first label; undefined for a single label. */
export function parentOf(name: string): string | undefined {
  const dot = name.indexOf('.')
  return dot < 0 ? undefined : name.slice(dot + 1)
}

/** Looks up a name in any spelling. Undefined: not listed, or no host name. */
export function lookup(table: NameTable, name: string): Match | undefined {
  const normal = normaliseName(name)
  if (normal === undefined) return undefined
  return table.exact.get(normal) ?? nearest(table.below, normal)
}
