/**
 * Finds the names that listed sites' pages seem to need: names that PCs were refused when they opened the site. Takes the
 * journal's visits one by one, in any order, and asks nobody else. A visit is joined until two quiet minutes pass, so
 * that its start is the one moment that tells when a page was opened.
 */
import type { VisitRow } from '../logger/record.ts'
import { checkName } from '../whitelist/domain.ts'
import { compileNames, lookup, type NameTable } from '../whitelist/names.ts'
import { registeredName } from '../whitelist/public-suffix.ts'
import { siteName, type Whitelist } from '../whitelist/whitelist.ts'
import { isCounter } from './counters.ts'
import type { Need, Needs } from './found.ts'
import { type NameTally, type Tally, tally } from './name-counts.ts'
import { BOUNDS, type Bounds, NameMemory } from './name-memory.ts'
import { type Evidence, score } from './score.ts'

export interface NeedsOptions {
  /** Less sure ones are left out. Default 0.2. */
  readonly leastConfidence?: number
  /** Default 200. */
  readonly limit?: number
  readonly bounds?: Bounds
}

export class NeedsSearch {
  readonly #memory: NameMemory
  readonly #table: NameTable
  readonly #sites = new Map<string, number>()
  readonly #siteNames: string[] = []
  readonly #options: NeedsOptions
  readonly #usable = new Map<string, boolean>()

  /** `whitelist` is the list as it will be: what it opens or excepts already is no suggestion. */
  constructor(whitelist: Whitelist, options: NeedsOptions = {}) {
    this.#options = options
    this.#memory = new NameMemory(options.bounds ?? BOUNDS)
    this.#table = compileNames(whitelist)
    const names = whitelist.sites.flatMap((site) => (site.kind === 'domain' ? [siteName(site)] : []))
    for (const name of [...new Set(names)].sort()) {
      this.#sites.set(name, this.#siteNames.length)
      this.#siteNames.push(name)
    }
  }

  add(row: VisitRow): void {
    if (row.clock !== undefined || row.background === true) return
    const start = Date.parse(row.start) / 1000
    const end = Math.max(start, Date.parse(row.end) / 1000)
    if (!Number.isFinite(end)) return
    const pc = row.mac === '' ? `${row.room} ${row.ip}` : row.mac
    if (row.verdict === 'allowed') {
      const site = this.#sites.get(row.site)
      if (site !== undefined) this.#memory.addSite(pc, site, start, end)
    } else if (row.why === 'unlisted' && this.#isUsable(row.site)) this.#memory.addRefused(pc, row.site, start, end)
  }

  /** Yields in between, for whoever has other things to do. */
  *find(): Generator<undefined, Needs> {
    const counted = yield* tally(this.#memory)
    const needs = [...counted.names].flatMap(([id, name]) => this.#suggest(counted, this.#memory.names[id] ?? '', name))
    needs.sort(
      (a, b) => b.confidence - a.confidence || b.seen - a.seen || compare(a.site, b.site) || compare(a.name, b.name),
    )
    return { needs: needs.slice(0, this.#options.limit ?? 200), left: this.#memory.left }
  }

  #suggest(counted: Tally, name: string, seen: NameTally): Need[] {
    const domain = registeredName(name) ?? name
    const found: Need[] = []
    for (const [index, pair] of seen.bySite) {
      const times = pair.atStart + pair.later
      const site = counted.sites.get(index)
      if (times === 0 || site === undefined) continue
      const evidence: Evidence = {
        visits: Math.max(pair.atStart, site.visits - pair.blind),
        atStart: pair.atStart,
        later: pair.later,
        laterSeconds: site.laterSeconds,
        otherVisits: counted.visits - site.visits,
        otherAtStart: Math.max(0, seen.starts - pair.atStart),
        without: seen.total - times,
        withoutSeconds: Math.max(0, counted.seconds - site.laterSeconds),
        pcs: pair.pcs.size,
        days: pair.days.size,
        typed: name === domain || name === `www.${domain}`,
        counter: isCounter(name),
      }
      const { confidence, lift } = score(evidence)
      if (confidence < (this.#options.leastConfidence ?? 0.2)) continue
      const { visits, atStart, later, without, days, typed, counter } = evidence
      const why = { visits, atStart, later, without, days, lift, typed, counter }
      const siteText = this.#siteNames[index] ?? ''
      found.push({ site: siteText, name, group: domain, seen: times, pcs: evidence.pcs, confidence, why })
    }
    return found
  }

  /** Neither listed nor excepted, and a name that a list may bear. */
  #isUsable(name: string): boolean {
    const known = this.#usable.get(name)
    if (known !== undefined) return known
    const usable = lookup(this.#table, name) === undefined && checkName(name).name === name
    if (this.#usable.size < (this.#options.bounds ?? BOUNDS).names) this.#usable.set(name, usable)
    return usable
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** All at once. */
export function findNeeds(whitelist: Whitelist, rows: Iterable<VisitRow>, options: NeedsOptions = {}): Needs {
  const search = new NeedsSearch(whitelist, options)
  for (const row of rows) search.add(row)
  const steps = search.find()
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
