/** Reads one entry of the list: a map with known keys to a `Site`. */

import { checkAddress, isPrivate } from './address.ts'
import { CONDITION_KEYS, readConditions, readDomainConditions } from './conditions.ts'
import { checkName, type NameRules } from './domain.ts'
import { type Placed, readFlag, readLabel, readList, readOne, type Values, withoutTwins } from './entry-values.ts'
import { parentOf } from './names.ts'
import { quote, type Report, said } from './report.ts'
import { enginesIn } from './safe-search.ts'
import { readPorts } from './site-ports.ts'
import type { Entry, Node } from './tree.ts'
import type { AddressSite, DomainSite, Site } from './whitelist.ts'

/** A site with the places that the checks across sites need. */
export interface PlacedSite {
  readonly site: Site
  readonly offset: number
  readonly name: Placed<string>
  readonly needs: readonly Placed<string>[]
  readonly needsExact: readonly Placed<string>[]
  readonly except: readonly Placed<string>[]
}

export interface SiteContext {
  /** Absent: any name is taken for a room. */
  readonly rooms?: ReadonlySet<string> | undefined
  /** The day in the router's zone, `2026-12-01`; absent: nothing is said of what has run out. */
  readonly today?: string | undefined
  readonly report: Report
  /** 1-based line of an offset. */
  line(offset: number): number
}

const SHARED_KEYS = ['title', 'subject', 'rooms', 'ports', ...CONDITION_KEYS]
const KEYS = {
  domain: [
    ...['domain', ...SHARED_KEYS, 'subdomains', 'needs', 'except'],
    ...['resolver', 'safe_search', 'whole_suffix'],
  ],
  address: ['address', ...SHARED_KEYS],
}
const ALL_KEYS = new Set([...KEYS.domain, ...KEYS.address])

/** The site that an entry describes; undefined where what it is named by is wrong. All mistakes are reported. */
export function readSite(node: Node, context: SiteContext): PlacedSite | undefined {
  if (node.kind === 'broken') return undefined
  if (node.kind !== 'map') {
    context.report('missing-key', node.offset, 'A site begins with domain: or address:, as in - domain: bilimland.kz')
    return undefined
  }
  const named = node.entries.find(({ key }) => key === 'domain' || key === 'address')
  if (!named) {
    context.report('missing-key', node.offset, 'This entry has neither domain: nor address:, so it names no site.')
  }
  const kind = named?.key === 'address' ? 'address' : 'domain'
  refuseOtherKeys(node.entries, named ? KEYS[kind] : [...ALL_KEYS], kind, context.report)
  const values = new Map(node.entries.map((entry) => [entry.key, entry.value]))
  const base = readBase(values, kind, node.offset, context)
  return kind === 'domain'
    ? readDomainSite(values, base, node.offset, context.report)
    : readAddressSite(values, base, node.offset, context.report)
}

function refuseOtherKeys(entries: readonly Entry[], keys: readonly string[], kind: string, report: Report): void {
  for (const { key, offset } of entries) {
    if (keys.includes(key)) continue
    const reason = ALL_KEYS.has(key) ? `does not go with ${kind}:` : 'is not known'
    report('unknown-key', offset, {
      text: `The key ${quote(key)} ${reason}; possible are ${keys.join(', ')}.`,
      values: { value: key },
    })
  }
}

type Base = Omit<AddressSite, 'kind' | 'family' | 'network'>

function readBase(values: Values, kind: Site['kind'], offset: number, context: SiteContext): Base {
  const { report, today } = context
  const title = readLabel('title', values, report)
  const subject = readLabel('subject', values, report)
  const rooms = readRooms(values, context)
  const base = { line: context.line(offset), ports: readPorts(values, kind, report) }
  const conditions = readConditions(values, today, report)
  return { ...base, ...(title && { title }), ...(subject && { subject }), ...(rooms && { rooms }), ...conditions }
}

function readDomainSite(values: Values, base: Base, offset: number, report: Report): PlacedSite | undefined {
  const inside = base.inside === true
  const name = readOne(values.get('domain'), 'domain', 'bad-domain', report)
  const { needs, needsExact } = readNeeds(values, { inside }, report)
  const except = readNames('except', values, { suffix: 'allowed', inside }, report)
  const subdomains = readFlag('subdomains', values, report) ?? true
  const conditions = readDomainConditions(values, inside, report)
  const suffix = conditions.wholeSuffix ? 'whole' : subdomains ? 'refused' : 'alone'
  const domain = name && checked(name, { suffix, inside }, report)
  if (!name || domain === undefined) return undefined
  if (conditions.wholeSuffix && !subdomains)
    report('public-suffix', name.offset, 'whole_suffix: opens what is below the name, and subdomains: false does not.')
  const above = new Set([domain, ...needs.map(({ value }) => value)])
  for (const { value, offset: at } of except) {
    if (isBelow(value, above)) continue
    report(
      'bad-domain',
      at,
      said(value, ` is not below ${domain} or a name that it needs, so it is refused anyway.`, { below: domain }),
    )
  }
  const lists = { needs: textsOf(needs), needsExact: textsOf(needsExact), except: textsOf(except) }
  const site: DomainSite = { ...base, kind: 'domain', domain, subdomains, ...lists, ...conditions }
  reportSafeSearch(site, name.offset, values.get('safe_search')?.offset, report)
  return { site, offset, name: { value: domain, offset: name.offset }, needs, needsExact, except }
}

/** An engine without safe search, which its makers offer, and safe search for what has none. */
function reportSafeSearch(site: DomainSite, offset: number, asked: number | undefined, report: Report): void {
  // What lies inside the school is no engine.
  if (site.inside) return
  const engines = enginesIn(site)
  if (site.safeSearch !== undefined && engines.length === 0) {
    const rest = ' is no search engine whose safe search is known, so it stays shut: leave safe_search: out.'
    report('safe-search', asked ?? offset, said(site.domain, rest, { what: 'no-safe-search' }), 'warning')
  } else if (site.safeSearch === undefined && asked === undefined && engines.length > 0) {
    const rest = ' shows everything here: safe_search: true leads pupils to its safe results.'
    report('safe-search', offset, said(engines.join(', '), rest), 'warning')
  }
}

const textsOf = (names: readonly Placed<string>[]): string[] => [...new Set(names.map(({ value }) => value))]

function readAddressSite(values: Values, base: Base, offset: number, report: Report): PlacedSite | undefined {
  const written = readOne(values.get('address'), 'address', 'bad-address', report)
  if (!written) return undefined
  const { network, problem } = checkAddress(written.value)
  const isOwn = base.inside === true && network !== undefined && isPrivate(network)
  if (problem && !isOwn) report(problem.code, written.offset, problem.message, problem.severity)
  if (!network) return undefined
  if (base.inside && !isOwn)
    report('bad-address', written.offset, said(written.value, ' lies outside the school: inside: does not go with it.'))
  const site: AddressSite = { ...base, kind: 'address', family: network.family, network: network.text }
  const name = { value: network.text, offset: written.offset }
  return { site, offset, name, needs: [], needsExact: [], except: [] }
}

function isBelow(name: string, above: ReadonlySet<string>): boolean {
  for (let parent = parentOf(name); parent !== undefined; parent = parentOf(parent)) if (above.has(parent)) return true
  return false
}

function checked(name: Placed<string>, rules: NameRules, report: Report): string | undefined {
  const { name: value, problem } = checkName(name.value, rules)
  if (problem) report(problem.code, name.offset, problem.message, problem.severity)
  return value
}

function readNames(key: string, values: Values, rules: NameRules, report: Report): Placed<string>[] {
  return checkedNames(readList(key, values, 'bad-domain', report) ?? [], rules, report)
}

function checkedNames(items: readonly Placed<string>[], rules: NameRules, report: Report): Placed<string>[] {
  const names: Placed<string>[] = []
  for (const item of items) {
    const value = checked(item, rules, report)
    if (value !== undefined) names.push({ value, offset: item.offset })
  }
  return withoutTwins(names, String, report)
}

/** `needs:` has names, each with all below it, and maps `{domain: NAME, subdomains: false}` for one name alone. */
function readNeeds(values: Values, rules: NameRules, report: Report): Pick<PlacedSite, 'needs' | 'needsExact'> {
  const exact: Placed<string>[] = []
  const wide: Placed<string>[] = []
  const readMap = ({ entries }: Node & { readonly kind: 'map' }): boolean => {
    const own = new Map(entries.map((entry) => [entry.key, entry.value]))
    if (!own.has('domain') || entries.some(({ key }) => key !== 'domain' && key !== 'subdomains')) return false
    const name = readOne(own.get('domain'), 'domain', 'bad-domain', report)
    if (name) (readFlag('subdomains', own, report) === false ? exact : wide).push(name)
    return true
  }
  const written = readList('needs', values, 'bad-domain', report, readMap) ?? []
  const needs = checkedNames([...written, ...wide], rules, report)
  return { needs, needsExact: checkedNames(exact, { ...rules, suffix: 'alone' }, report) }
}

function readRooms(values: Values, { rooms, report }: SiteContext): string[] | undefined {
  const items = readList('rooms', values, 'unknown-room', report)
  if (!items) return undefined
  if (items.length === 0) {
    const offset = values.get('rooms')?.offset ?? 0
    report('unknown-room', offset, 'rooms: names no room; leave the key out to open the site in all rooms.')
  }
  for (const { value, offset } of items) {
    if (!rooms || rooms.has(value)) continue
    const known = rooms.size > 0 ? `known are ${[...rooms].join(', ')}` : 'no room is set up'
    report('unknown-room', offset, { text: `There is no room ${quote(value)}; ${known}.`, values: { value } })
  }
  return withoutTwins(items, String, report).map(({ value }) => value)
}
