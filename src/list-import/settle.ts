/** Joins candidates that mean the same site, and finds those that the draft has already. */
import { domainToUnicode } from 'node:url'
import { type Message, message } from '../messages/message.ts'
import { parentOf } from '../whitelist/names.ts'
import { coversPorts, joinPorts, readPort, WEB_PORTS } from '../whitelist/ports.ts'
import type { Problem } from '../whitelist/problems.ts'
import type { SiteValues } from '../whitelist/site-input.ts'
import { type DomainSite, type Port, type Site, siteName, type Whitelist } from '../whitelist/whitelist.ts'
import type { Candidate, Place } from './candidates.ts'
import type { Reading } from './read.ts'

/** What became of a line. */
export interface ImportLine extends Place {
  readonly outcome: 'new' | 'merged' | 'present' | 'unread'
  /** The site as people read it; absent where the line gives none. */
  readonly site?: string
  /** Why it is not new; or a warning where it is. */
  readonly why?: Message
  /** What is wrong with it as the list tells it. */
  readonly problem?: Problem
}

export interface Settled {
  /** In the order of the text. */
  readonly lines: readonly ImportLine[]
  /** What would be added. */
  readonly entries: readonly SiteValues[]
}

type Joined = { candidate: Candidate; values: SiteValues }

/** Candidates that are compared between two pauses. */
const TURN = 500

export function* settle({ candidates, unread }: Reading, draft: Whitelist): Generator<void, Settled> {
  const firsts = joinSame(candidates)
  const present = indexOf(draft.sites)
  // What is listed already opens as the draft says, whatever stands here.
  const among = new Map([...firsts].filter(([name, { values }]) => isPlain(values) && !present.names.has(name)))
  const entries: SiteValues[] = []
  const lines: ImportLine[] = unread.map((line) => ({ ...line, outcome: 'unread' }))
  for (const [index, candidate] of candidates.entries()) {
    if (index % TURN === 0) yield
    const { line, column, written, name, problem } = candidate
    const readable = domainToUnicode(name) || name
    const about = { line, column, written, site: readable, ...(problem && { problem }) }
    const first = firsts.get(name) as Joined
    const told =
      listed(candidate, present) ??
      (first.candidate === candidate ? covered(candidate, among) : repeated(candidate, first))
    if (told === undefined) entries.push(first.values)
    lines.push({ ...about, outcome: 'new', ...told })
  }
  lines.sort((a, b) => a.line - b.line || a.column - b.column)
  return { lines, entries }
}

type Told = Pick<ImportLine, 'outcome' | 'why'>

/** By name: the first candidate, with what the others add to it. */
function joinSame(candidates: readonly Candidate[]): Map<string, Joined> {
  const firsts = new Map<string, Joined>()
  for (const candidate of candidates) {
    const first = firsts.get(candidate.name)
    if (first === undefined) firsts.set(candidate.name, { candidate, values: candidate.values })
    else if (isSame(first.candidate.values, candidate.values)) first.values = joined(first.values, candidate.values)
  }
  return firsts
}

const OWN: readonly (keyof SiteValues)[] = ['domain', 'address', 'title', 'subject', 'ports', 'rooms', 'group']

/** Whether both say the same but for what can be joined. */
function isSame(a: SiteValues, b: SiteValues): boolean {
  const rest = (values: SiteValues) =>
    JSON.stringify(
      Object.entries(values)
        .filter(
          ([key, value]) => !OWN.includes(key as keyof SiteValues) && !(Array.isArray(value) && value.length === 0),
        )
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    )
  return rest(a) === rest(b)
}

/** The first title counts; ports and rooms of both. */
function joined(a: SiteValues, b: SiteValues): SiteValues {
  const { rooms: _, ports: __, ...rest } = { ...b, ...a }
  const ports = a.ports || b.ports ? [...new Set([...textsOf(a.ports), ...textsOf(b.ports)])] : undefined
  const rooms = a.rooms && b.rooms ? [...new Set([...a.rooms, ...b.rooms])] : undefined
  return { ...rest, ...(rooms && { rooms }), ...(ports && { ports }) }
}

const textsOf = (ports: readonly string[] | undefined) => ports ?? ['80', '443']

function repeated({ values }: Candidate, first: Joined): Told {
  const { line } = first.candidate
  return isSame(first.candidate.values, values)
    ? { outcome: 'merged', why: message('bulk-same', { line }) }
    : { outcome: 'unread', why: message('bulk-other', { line }) }
}

/** Opens all below its name in every room at any time. */
const isPlain = ({ domain, subdomains, rooms, open, from, until, inside }: SiteValues): boolean =>
  domain !== undefined &&
  subdomains !== false &&
  [rooms, open, from, until].every((value) => value === undefined) &&
  inside !== true

/** Below another candidate, which opens all below itself. */
function covered({ name, values }: Candidate, among: ReadonlyMap<string, Joined>): Told | undefined {
  if (!isCoverable(values)) return undefined
  for (let parent = parentOf(name); parent !== undefined; parent = parentOf(parent)) {
    const found = among.get(parent)
    if (found === undefined || found.values.except?.length || !coversPorts(portsOf(found.values), portsOf(values)))
      continue
    const site = domainToUnicode(parent) || parent
    return { outcome: 'merged', why: message('bulk-below', { site, line: found.candidate.line }) }
  }
  return undefined
}

/** An entry that says more than that a name opens is kept as it is. */
const isCoverable = ({ domain, needs, needs_exact, except, inside, safe_search, resolver }: SiteValues) =>
  domain !== undefined &&
  [needs, needs_exact, except].every((names) => (names?.length ?? 0) === 0) &&
  [inside, safe_search, resolver].every((value) => value === undefined)

const portsOf = ({ ports }: SiteValues): readonly Port[] =>
  ports === undefined ? WEB_PORTS : joinPorts(ports.map(readPort).filter((port) => port !== undefined))

interface Present {
  readonly names: ReadonlySet<string>
  /** Sites that open all below them, everywhere and at any time. */
  readonly wide: ReadonlyMap<string, DomainSite>
  readonly refused: ReadonlySet<string>
}

function indexOf(sites: readonly Site[]): Present {
  const domains = sites.filter((site) => site.kind === 'domain')
  const wide = domains.filter(
    (site) => site.subdomains && !site.rooms && !site.onDemand && !site.from && !site.until && !site.inside,
  )
  return {
    names: new Set(sites.map(siteName)),
    wide: new Map(wide.map((site) => [site.domain, site])),
    refused: new Set(domains.flatMap(({ except }) => except)),
  }
}

function listed({ name, values }: Candidate, { names, wide, refused }: Present): Told | undefined {
  if (names.has(name)) return { outcome: 'present', why: message('bulk-listed') }
  if (!isCoverable(values)) return undefined
  for (let at: string | undefined = name; at !== undefined && !refused.has(at); at = parentOf(at)) {
    const found = wide.get(at)
    if (found !== undefined && coversPorts(found.ports, portsOf(values)))
      return { outcome: 'present', why: message('bulk-opens', { site: domainToUnicode(at) || at }) }
  }
  return undefined
}
