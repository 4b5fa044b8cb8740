/**
 * Counts which refused names came with which sites. A refused name may come near several sites at once (tabs that open
 * together): a first pass counts it for each, a second gives it to the one with which it comes at the greatest rate.
 */
import type { NameMemory, PcMemory, Stretch } from './name-memory.ts'
import { AFTER, BEFORE } from './score.ts'

export interface PairTally {
  atStart: number
  later: number
  /** Visits that say nothing of the name: it was there already, or another site accounts for it. */
  blind: number
  readonly pcs: Set<number>
  readonly days: Set<number>
}

export interface SiteTally {
  visits: number
  laterSeconds: number
}

export interface NameTally {
  total: number
  /** Visits of any site that had the name at their start. */
  starts: number
  readonly pcs: Set<number>
  readonly bySite: Map<number, PairTally>
}

export interface Tally {
  /** Seconds in which any PC did anything. */
  seconds: number
  visits: number
  readonly sites: Map<number, SiteTally>
  readonly names: Map<number, NameTally>
}

const DAY = 86_400
/** Seconds that stand beside a rate, so that one hit in a short time is no great rate. */
const STEADY = 3000

/** Visits that are looked at in one turn, give or take those of one name. */
const MOST_AT_ONCE = 20_000

/** Yields after each PC, and within one that has much; there may be much to do. */
export function* tally(memory: NameMemory): Generator<undefined, Tally> {
  const result: Tally = { seconds: 0, visits: 0, sites: new Map(), names: new Map() }
  const pcs = [...memory.pcs.values()]
  for (const [index, pc] of pcs.entries()) {
    pc.sites.sort((a, b) => a.start - b.start || a.what - b.what || a.end - b.end)
    pc.refused.sort((a, b) => a.start - b.start || a.what - b.what || a.end - b.end)
    countUse(pc, result)
    countNames(pc, index, result)
    yield
  }
  dropRare(result, memory.names)
  const rough = new Map<number, Map<number, Rough>>()
  for (const pc of pcs) {
    for (const refused of pc.refused) {
      if (result.names.has(refused.what)) countRough(rough, refused, candidates(pc.sites, refused))
    }
    yield
  }
  for (const [index, pc] of pcs.entries()) {
    let looked = 0
    for (const refused of pc.refused) {
      const name = result.names.get(refused.what)
      if (name !== undefined) looked += credit(result, name, rough.get(refused.what) ?? new Map(), pc, index, refused)
      // A name that is asked for all day covers all visits of its PC.
      if (looked < MOST_AT_ONCE) continue
      looked = 0
      yield
    }
    yield
  }
  return result
}

function countUse(pc: PcMemory, result: Tally): void {
  for (const { what, start, end } of pc.sites) {
    const site = result.sites.get(what) ?? { visits: 0, laterSeconds: 0 }
    result.sites.set(what, site)
    site.visits++
    site.laterSeconds += Math.max(0, end - start - AFTER)
    result.visits++
  }
  let reached = Number.NEGATIVE_INFINITY
  for (const { start, end } of [...pc.sites, ...pc.refused].sort((a, b) => a.start - b.start)) {
    const until = Math.max(end, start + BEFORE + AFTER)
    if (until > reached) result.seconds += until - Math.max(start, reached)
    reached = Math.max(reached, until)
  }
}

function countNames(pc: PcMemory, index: number, result: Tally): void {
  for (const { what } of pc.refused) {
    const name = result.names.get(what) ?? { total: 0, starts: 0, pcs: new Set(), bySite: new Map() }
    result.names.set(what, name)
    name.total++
    name.pcs.add(index)
  }
}

/** What was hardly seen can be no suggestion, and a flood of invented names must cost nothing further. */
const FEWEST = 3
const MOST_NAMES = 500
function dropRare(result: Tally, names: readonly string[]): void {
  const byWeight = [...result.names].sort(
    ([a, one], [b, other]) =>
      other.pcs.size - one.pcs.size || other.total - one.total || ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1),
  )
  for (const [place, [id, { total }]] of byWeight.entries()) {
    if (total < FEWEST || place >= MOST_NAMES) result.names.delete(id)
  }
}

interface Candidate {
  readonly visit: Stretch
  readonly atStart: boolean
}

/** The latest visit of each site that the name came with. `visits` by start. */
function candidates(visits: readonly Stretch[], { start: at }: Stretch): Candidate[] {
  const found = new Map<number, Candidate>()
  // Visits are short beside a day: what began earlier than this is over, or left open over night.
  for (let index = before(visits, at + BEFORE) - 1; index >= 0; index--) {
    const visit = visits[index]
    if (visit === undefined || at - visit.start > DAY / 2 || found.size >= MOST_TABS) break
    const atStart = at - visit.start <= AFTER
    if ((atStart || at <= visit.end + BEFORE) && !found.has(visit.what)) found.set(visit.what, { visit, atStart })
  }
  return [...found.values()]
}
const MOST_TABS = 16

/** Index of the first stretch that starts after `at`. */
function before(stretches: readonly Stretch[], at: number): number {
  let low = 0
  let high = stretches.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((stretches[middle]?.start ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return low
}

interface Rough {
  atStart: number
  later: number
}

function countRough(rough: Map<number, Map<number, Rough>>, { what }: Stretch, near: readonly Candidate[]): void {
  const sites = rough.get(what) ?? new Map<number, Rough>()
  rough.set(what, sites)
  for (const { visit, atStart } of near) {
    const one = sites.get(visit.what) ?? { atStart: 0, later: 0 }
    sites.set(visit.what, one)
    if (atStart) one.atStart++
    else one.later++
  }
}

function rateOf(result: Tally, rough: ReadonlyMap<number, Rough>, { visit, atStart }: Candidate): number {
  const site = result.sites.get(visit.what)
  const seen = rough.get(visit.what)
  if (site === undefined || seen === undefined) return 0
  return atStart ? seen.atStart / (site.visits * (BEFORE + AFTER) + STEADY) : seen.later / (site.laterSeconds + STEADY)
}

/** Gives how many visits it looked at. */
function credit(
  result: Tally,
  name: NameTally,
  rough: ReadonlyMap<number, Rough>,
  pc: PcMemory,
  pcIndex: number,
  refused: Stretch,
): number {
  const near = candidates(pc.sites, refused)
  const rated = near.map((candidate) => ({ candidate, rate: rateOf(result, rough, candidate) }))
  // Equal rates: the visit that began last, and then the site's place, so that the order of rows plays no part.
  rated.sort((a, b) => b.rate - a.rate || b.candidate.visit.start - a.candidate.visit.start || byPlace(a, b))
  const [best] = rated
  if (near.some(({ atStart }) => atStart)) name.starts++
  for (const { candidate } of rated.slice(1)) if (candidate.atStart) pairOf(name, candidate.visit.what).blind++
  const looked = near.length + markCovered(name, pc.sites, refused)
  if (best === undefined) return looked
  const pair = pairOf(name, best.candidate.visit.what)
  if (best.candidate.atStart) pair.atStart++
  else pair.later++
  pair.pcs.add(pcIndex)
  // In universal time: no lesson in Kazakhstan reaches over five in the morning.
  pair.days.add(Math.floor(refused.start / DAY))
  return looked
}

const byPlace = (a: { candidate: Candidate }, b: { candidate: Candidate }) =>
  a.candidate.visit.what - b.candidate.visit.what

/** A name that is asked for all the time is one visit: sites opened meanwhile cannot show it at their start. Gives how many. */
function markCovered(name: NameTally, visits: readonly Stretch[], { start, end }: Stretch): number {
  const first = before(visits, start + BEFORE)
  const last = Math.max(first, before(visits, end))
  for (const { what } of visits.slice(first, last)) pairOf(name, what).blind++
  return last - first
}

function pairOf(name: NameTally, site: number): PairTally {
  const known = name.bySite.get(site)
  if (known !== undefined) return known
  const pair: PairTally = { atStart: 0, later: 0, blind: 0, pcs: new Set(), days: new Set() }
  name.bySite.set(site, pair)
  return pair
}
