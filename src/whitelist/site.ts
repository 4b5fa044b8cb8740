/** One entry of the list: a map with known keys to a `Site`. */

import { checkAddress } from './address.ts'
import { checkName } from './domain.ts'
import { parentOf } from './names.ts'
import type { ProblemCode } from './problems.ts'
import { quote, type Report, UNPRINTABLE } from './report.ts'
import type { Entry, Node } from './tree.ts'
import type { AddressSite, DomainSite, Port, Site } from './whitelist.ts'

/** A name, network, room or port with the place where it was written. */
export interface Placed<T> {
  readonly value: T
  readonly offset: number
}

/** A site with the places that the checks across sites need. */
export interface PlacedSite {
  readonly site: Site
  readonly offset: number
  readonly name: Placed<string>
  readonly needs: readonly Placed<string>[]
  readonly except: readonly Placed<string>[]
}

export interface SiteContext {
  /** Absent: any name is taken for a room. */
  readonly rooms?: ReadonlySet<string> | undefined
  readonly report: Report
  /** 1-based line of an offset. */
  line(offset: number): number
}

/** In characters. */
export const TITLE_LIMIT = 200
export const PORTS_LIMIT = 100

const SHARED_KEYS = ['title', 'subject', 'rooms', 'ports']
const KEYS = {
  domain: ['domain', ...SHARED_KEYS, 'subdomains', 'needs', 'except'],
  address: ['address', ...SHARED_KEYS],
}
const ALL_KEYS = new Set([...KEYS.domain, ...KEYS.address])
const DEFAULT_PORTS: readonly Port[] = [
  { protocol: 'tcp', number: 80 },
  { protocol: 'tcp', number: 443 },
]

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
    report('unknown-key', offset, `The key ${quote(key)} ${reason}; possible are ${keys.join(', ')}.`)
  }
}

type Values = ReadonlyMap<string, Node>
type Base = Pick<Site, 'line' | 'title' | 'subject' | 'rooms' | 'ports'>

function readBase(values: Values, kind: Site['kind'], offset: number, context: SiteContext): Base {
  const { report } = context
  const title = readLabel('title', values, report)
  const subject = readLabel('subject', values, report)
  const rooms = readRooms(values, context)
  const base = { line: context.line(offset), ports: readPorts(values, kind, report) }
  return { ...base, ...(title && { title }), ...(subject && { subject }), ...(rooms && { rooms }) }
}

function readLabel(key: 'title' | 'subject', values: Values, report: Report): string | undefined {
  const node = values.get(key)
  if (!node || node.kind === 'broken') return undefined
  if (node.kind !== 'text') {
    report(
      'yaml-syntax',
      node.offset,
      `${key}: takes one text; put it in "quotes" if it has a colon or a bracket in it.`,
    )
    return undefined
  }
  const length = [...node.text].length
  if (length > TITLE_LIMIT) {
    report('too-large', node.offset, `This ${key} has ${length} characters; at most ${TITLE_LIMIT} are possible.`)
  } else if (node.text.search(UNPRINTABLE) >= 0 || /[\r\n\t\x85]/.test(node.text)) {
    report('yaml-syntax', node.offset, `The ${key} ${quote(node.text)} has a character in it that cannot be shown.`)
  }
  return node.text
}

function readDomainSite(values: Values, base: Base, offset: number, report: Report): PlacedSite | undefined {
  const name = readOne(values.get('domain'), 'domain', 'bad-domain', report)
  const needs = readNames('needs', values, 'refused', report)
  const except = readNames('except', values, 'allowed', report)
  const subdomains = readSubdomains(values.get('subdomains'), report)
  const domain = name && checked(name, 'refused', report)
  if (!name || domain === undefined) return undefined
  const above = new Set([domain, ...needs.map(({ value }) => value)])
  for (const { value, offset: at } of except) {
    if (isBelow(value, above)) continue
    report('bad-domain', at, `${quote(value)} is not below ${domain} or a name that it needs, so it is refused anyway.`)
  }
  const texts = (names: readonly Placed<string>[]): string[] => [...new Set(names.map(({ value }) => value))]
  const lists = { needs: texts(needs), except: texts(except) }
  const site: DomainSite = { ...base, kind: 'domain', domain, subdomains, ...lists }
  return { site, offset, name: { value: domain, offset: name.offset }, needs, except }
}

function readAddressSite(values: Values, base: Base, offset: number, report: Report): PlacedSite | undefined {
  const written = readOne(values.get('address'), 'address', 'bad-address', report)
  if (!written) return undefined
  const { network, problem } = checkAddress(written.value)
  if (problem) report(problem.code, written.offset, problem.message, problem.severity)
  if (!network) return undefined
  const site: AddressSite = { ...base, kind: 'address', family: network.family, network: network.text }
  return { site, offset, name: { value: network.text, offset: written.offset }, needs: [], except: [] }
}

function readSubdomains(node: Node | undefined, report: Report): boolean {
  if (!node || node.kind === 'broken') return true
  if (node.kind === 'text' && (node.text === 'true' || node.text === 'false')) return node.text === 'true'
  report('yaml-syntax', node.offset, 'subdomains: takes true or false.')
  return true
}

function isBelow(name: string, above: ReadonlySet<string>): boolean {
  for (let parent = parentOf(name); parent !== undefined; parent = parentOf(parent)) if (above.has(parent)) return true
  return false
}

function checked(name: Placed<string>, suffix: 'allowed' | 'refused', report: Report): string | undefined {
  const result = checkName(name.value, suffix)
  if (typeof result === 'string') return result
  report(result.code, name.offset, result.message)
  return undefined
}

function readOne(node: Node | undefined, key: string, code: ProblemCode, report: Report): Placed<string> | undefined {
  if (!node || node.kind === 'broken') return undefined
  if (node.kind === 'text') return { value: node.text, offset: node.offset }
  const what = node.kind === 'empty' ? 'is empty' : `takes one ${key}; begin a new entry for each`
  report(code, node.offset, `${key}: ${what}.`)
  return undefined
}

/** The texts of a list; undefined where the key is absent or no list. */
function readList(key: string, values: Values, code: ProblemCode, report: Report): Placed<string>[] | undefined {
  const node = values.get(key)
  if (!node || node.kind === 'broken') return undefined
  if (node.kind === 'empty') return []
  if (node.kind !== 'list') {
    const hint = node.kind === 'text' && /^[\w.,/ -]{1,40}$/.test(node.text) ? `, as in ${key}: [${node.text}]` : ''
    report(code, node.offset, `${key}: takes a list in square brackets${hint}.`)
    return undefined
  }
  const texts: Placed<string>[] = []
  for (const item of node.items) {
    if (item.kind === 'text') texts.push({ value: item.text, offset: item.offset })
    else if (item.kind !== 'broken') report(code, item.offset, `An item of ${key}: is not a single word.`)
  }
  return texts
}

/** Keeps the first of equal values and warns of the others. */
function withoutTwins<T>(items: readonly Placed<T>[], identity: (value: T) => string, report: Report): Placed<T>[] {
  const seen = new Set<string>()
  return items.filter(({ value, offset }) => {
    const text = identity(value)
    if (seen.has(text)) report('duplicate', offset, `${quote(text)} stands twice in this list.`, 'warning')
    else return seen.add(text)
    return false
  })
}

function readNames(key: string, values: Values, suffix: 'allowed' | 'refused', report: Report): Placed<string>[] {
  const names: Placed<string>[] = []
  for (const item of readList(key, values, 'bad-domain', report) ?? []) {
    const value = checked(item, suffix, report)
    if (value !== undefined) names.push({ value, offset: item.offset })
  }
  return withoutTwins(names, String, report)
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
    report('unknown-room', offset, `There is no room ${quote(value)}; ${known}.`)
  }
  return withoutTwins(items, String, report).map(({ value }) => value)
}

function readPorts(values: Values, kind: Site['kind'], report: Report): readonly Port[] {
  const items = readList('ports', values, 'bad-port', report)
  if (!items) return DEFAULT_PORTS
  const offset = values.get('ports')?.offset ?? 0
  if (items.length === 0) report('bad-port', offset, 'ports: names no port; leave the key out for 80 and 443.')
  const ports: Placed<Port>[] = []
  for (const item of items) {
    const port = readPort(item.value)
    if (!port || (kind === 'domain' && port.protocol === 'udp')) {
      const shape = kind === 'domain' ? '443 (TCP only for a domain)' : '443, tcp/443 or udp/5060'
      report('bad-port', item.offset, `${quote(item.value)} is no port from 1 to 65535: write it as in ${shape}.`)
    } else ports.push({ value: port, offset: item.offset })
  }
  const unique = withoutTwins(ports, ({ protocol, number }) => `${protocol}/${number}`, report)
  if (unique.length > PORTS_LIMIT) report('too-large', offset, `A site has at most ${PORTS_LIMIT} ports.`)
  return unique.map(({ value }) => value).sort((a, b) => compare(a.protocol, b.protocol) || a.number - b.number)
}

function readPort(text: string): Port | undefined {
  const [, protocol = 'tcp', digits] = /^(?:(tcp|udp)\/)?([1-9]\d{0,4})$/.exec(text) ?? []
  const number = Number(digits)
  return number <= 65535 ? { protocol: protocol === 'udp' ? 'udp' : 'tcp', number } : undefined
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
