/**
 * The journal's rows, format 1 (docs/journal-format.md). Each kind is a table of its fields in the order in which they
 * are written; `encodeRow` and `decodeRow` both walk over it. A row of a kind or with fields that this version does not
 * know (a newer one wrote it) is kept as it is.
 */
import type { Values } from '../messages/message.ts'

export const FORMAT = 1

export interface VisitRow {
  readonly n: number
  /** Local times with their offset. */
  readonly start: string
  readonly end: string
  readonly room: string
  readonly pc: string
  readonly mac: string
  readonly ip: string
  /** The list's site, else the name asked for, else the address. */
  readonly site: string
  /** The name itself where it is not the site's. */
  readonly host?: string
  readonly verdict: 'allowed' | 'refused'
  readonly why?: string
  /** `tcp/22`: where the port is not 80 or 443 of TCP. */
  readonly port?: string
  readonly flows: number
  /** HTTP requests, where they outnumber the flows; refused packets, where `unit` says so. */
  readonly requests?: number
  readonly packets?: number
  /** How many visits the row stands for, where they were too many to be told apart. */
  readonly joined?: number
  /** Octets from the PC and to it. */
  readonly up?: number
  readonly down?: number
  /** Nobody typed this: a connectivity check, telemetry, an update. */
  readonly background?: boolean
  /** The class that had a lesson. */
  readonly lesson?: string
  /** Written while the visit went on, because journalling ended: the flow may have outlived it. */
  readonly cut?: boolean
  readonly clock?: 'unset'
}

export interface Gap {
  readonly from: string
  readonly to: string
  /** Flows known to be missing; none where their number is not known. */
  readonly flows?: number
  /** `event-loss`, `daemon-down`, `power-cut`, `counter-difference`, `no-space` ... */
  readonly why: string
  readonly room?: string
  readonly counter?: string
  /** Rows that could not be kept, for `no-space`; that are gone, for `rows-missing`. */
  readonly rows?: number
}

export interface GapRow {
  readonly n: number
  readonly gap: Gap
  readonly clock?: 'unset'
}

/** An event's own fields; `values` are those of the message whose code stands beside them. */
export type EventDetails = Readonly<Record<string, string | number | boolean | Values>>

/** What happened to the system itself. */
export interface EventRow {
  readonly n: number
  readonly at: string
  readonly event: string
  readonly [detail: string]: string | number | boolean | Values | undefined
}

/** New flows by room and counter: `allowed` (forwarded), `gate` and `refused` (packets). */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>

export interface Seal {
  /** Rows up to and including this one, since the journal began. */
  readonly rows: number
  /** SHA-256 in hexadecimal; chain.ts says of what. */
  readonly head: string
  /** What the kernel counted and what the journal has, since the last seal. */
  readonly kernel?: Counts
  readonly recorded?: Counts
  /** The day's last seal. */
  readonly closes?: boolean
  /** The signing key's id, 16 hexadecimal digits. */
  readonly key?: string
  /** Signature over the row's bytes before `,"sig":`, as signify writes it. Always the last field. */
  readonly sig?: string
}

export interface SealRow {
  readonly n: number
  readonly at: string
  readonly seal: Seal
  readonly clock?: 'unset'
}

/** The first row of each day's file. */
export interface DayRow {
  readonly n: number
  readonly at: string
  readonly day: {
    readonly date: string
    readonly format: number
    readonly zone: string
    /** The hash that the file before ended with; 64 zeros in the first. */
    readonly previous: string
  }
  readonly clock?: 'unset'
}

export type Row = VisitRow | GapRow | EventRow | SealRow | DayRow
/** A row before it has its number. */
export type Unnumbered = Row extends infer R ? (R extends Row ? Omit<R, 'n'> : never) : never

export type RowKind = 'visit' | 'gap' | 'event' | 'seal' | 'day'

export type Decoded =
  | { readonly kind: 'visit'; readonly row: VisitRow }
  | { readonly kind: 'gap'; readonly row: GapRow }
  | { readonly kind: 'event'; readonly row: EventRow }
  | { readonly kind: 'seal'; readonly row: SealRow }
  | { readonly kind: 'day'; readonly row: DayRow }
  | { readonly kind: 'unknown'; readonly n: number; readonly text: string }

type Check = 'text' | 'count' | 'flag' | 'gap' | 'seal' | 'day'
type Field = readonly [key: string, check: Check, needed?: 'needed']

const visit: readonly Field[] = [
  ['n', 'count', 'needed'],
  ['start', 'text', 'needed'],
  ['end', 'text', 'needed'],
  ['room', 'text', 'needed'],
  ['pc', 'text', 'needed'],
  ['mac', 'text', 'needed'],
  ['ip', 'text', 'needed'],
  ['site', 'text', 'needed'],
  ['host', 'text'],
  ['verdict', 'text', 'needed'],
  ['why', 'text'],
  ['port', 'text'],
  ['flows', 'count', 'needed'],
  ['requests', 'count'],
  ['packets', 'count'],
  ['joined', 'count'],
  ['up', 'count'],
  ['down', 'count'],
  ['background', 'flag'],
  ['lesson', 'text'],
  ['cut', 'flag'],
  ['clock', 'text'],
]

const tables: Readonly<Record<RowKind, readonly Field[]>> = {
  visit,
  gap: [
    ['n', 'count', 'needed'],
    ['gap', 'gap', 'needed'],
    ['clock', 'text'],
  ],
  event: [
    ['n', 'count', 'needed'],
    ['at', 'text', 'needed'],
    ['event', 'text', 'needed'],
  ],
  seal: [
    ['n', 'count', 'needed'],
    ['at', 'text', 'needed'],
    ['clock', 'text'],
    ['seal', 'seal', 'needed'],
  ],
  day: [
    ['n', 'count', 'needed'],
    ['at', 'text', 'needed'],
    ['day', 'day', 'needed'],
    ['clock', 'text'],
  ],
}

/** What lies inside a row, as far as readers build on it. */
const inner: Readonly<Record<'gap' | 'seal' | 'day', readonly Field[]>> = {
  gap: [
    ['from', 'text', 'needed'],
    ['to', 'text', 'needed'],
    ['flows', 'count'],
    ['why', 'text', 'needed'],
    ['room', 'text'],
    ['rows', 'count'],
  ],
  seal: [
    ['rows', 'count', 'needed'],
    ['head', 'text', 'needed'],
    ['closes', 'flag'],
    ['key', 'text'],
    ['sig', 'text'],
  ],
  day: [
    ['date', 'text', 'needed'],
    ['format', 'count', 'needed'],
    ['zone', 'text', 'needed'],
    ['previous', 'text', 'needed'],
  ],
}

export function kindOf(row: object): RowKind | undefined {
  if ('verdict' in row && 'site' in row) return 'visit'
  if ('seal' in row) return 'seal'
  if ('gap' in row) return 'gap'
  if ('event' in row) return 'event'
  return 'day' in row ? 'day' : undefined
}

/** The row as its line in the file, with the final line feed. */
export function encodeRow(row: Row): string {
  const kind = kindOf(row)
  if (kind === undefined) throw new Error('a row of no kind')
  const source: Readonly<Record<string, unknown>> = { ...row }
  const ordered: Record<string, unknown> = {}
  for (const [key] of tables[kind]) if (source[key] !== undefined) ordered[key] = bounded(source[key])
  if (kind === 'event') for (const [key, value] of Object.entries(source)) ordered[key] ??= bounded(value)
  return `${JSON.stringify(ordered)}\n`
}

/** A line of the file; nothing where it is no row at all. */
export function decodeRow(line: string): Decoded | undefined {
  const row = parseObject(line)
  if (row === undefined || !isCount(row.n)) return undefined
  const kind = kindOf(row)
  if (kind === undefined || !fits(row, tables[kind])) return { kind: 'unknown', n: row.n, text: line }
  // `fits` has just held every field of this kind against its table.
  return { kind, row: row as unknown } as Decoded
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fits(row: Readonly<Record<string, unknown>>, table: readonly Field[]): boolean {
  return table.every(([key, check, needed]) => {
    const value = row[key]
    return value === undefined ? needed === undefined : checks[check](value)
  })
}

const checks: Readonly<Record<Check, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  count: isCount,
  flag: (value) => typeof value === 'boolean',
  gap: (value) => isObject(value) && fits(value, inner.gap),
  seal: (value) => isObject(value) && fits(value, inner.seal),
  day: (value) => isObject(value) && fits(value, inner.day),
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** A DNS name has at most 253 bytes, a DHCP host name 255: what is longer than this is noise. */
const LONGEST_TEXT = 512

/** Strings cut to a bound, at a whole character; JSON escapes control characters, and lone halves of a pair. */
function bounded(value: unknown): unknown {
  if (typeof value === 'string') return clean(value)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bounded(inner)]))
}

/** C1 controls and the line and paragraph separators are no JSON controls, but terminals and editors heed them. */
function clean(text: string): string {
  if (text.length <= LONGEST_TEXT && !/[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(text)) return text
  const cut = text.length <= LONGEST_TEXT ? text : text.slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, '')
  return cut.replace(/[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '?')
}
