/**
 * Writes and reads the rows of the journal as lines of JSON (docs/journal-format.md). A table for each kind has the kind's fields in
 * the order in which they are written; `encodeRow` and `decodeRow` both use it. A row of a kind or with fields that this version
 * does not know was written by a newer version, and is kept as it is.
 */
import type { Decoded, Row, RowKind } from './record.ts'

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
