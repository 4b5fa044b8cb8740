/** Writes rows of a journal as lines of TabSeparated for the tables of `sql/001-rows.sql`. */

import type { EventRow, Gap, VisitRow } from '../../logger/record.ts'
import { isClockSet } from '../../machine/clock.ts'
import type { Rejected, Sent } from './spool-record.ts'

export type Table = 'visits' | 'gaps' | 'events' | 'seals' | 'others'

export const tables: readonly Table[] = ['visits', 'gaps', 'events', 'seals', 'others']

const common = ['journal', 'n', 'hash', 'received', 'micros', 'source', 'day']
const times = ['start', 'end', 'offset', 'clock_unset']

/** The columns of each table in the order of its lines. */
export const columns: Readonly<Record<Table | 'rejected', readonly string[]>> = {
  visits: [
    ...[...common, ...times, 'room', 'pc', 'mac', 'ip', 'site', 'host', 'verdict', 'why', 'port', 'flows'],
    ...['requests', 'packets', 'up', 'down', 'background', 'lesson', 'cut', 'text'],
  ],
  gaps: [...common, ...times, 'why', 'room', 'counter', 'flows', 'rows', 'text'],
  events: [...common, 'at', 'offset', 'clock_unset', 'event', 'room', 'user', 'details', 'text'],
  seals: [
    ...[...common, 'at', 'offset', 'clock_unset', 'kind', 'head', 'closes', 'signer', 'kernel', 'recorded'],
    ...['zone', 'text'],
  ],
  others: [...common, 'kind', 'until', 'text'],
  rejected: ['received', 'day', 'source', 'reason', 'size', 'sha256', 'text'],
}

export interface TableRow {
  readonly table: Table
  readonly journal: string
  readonly n: number
  readonly hash: bigint
  /** With its line feed. */
  readonly line: string
}

type Cell = string | number | bigint | boolean | null | undefined

/** Nothing is an empty text, 0 for a number; NULL has to be said. */
function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(cellOf).join('\t')}\n`
}

function cellOf(cell: Cell): string {
  if (cell === null) return '\\N'
  if (typeof cell === 'boolean') return cell ? '1' : '0'
  if (typeof cell !== 'string') return String(cell ?? '')
  return /[\\\t\n]/.test(cell) ? cell.replace(/[\\\t\n]/g, (found) => escapes[found] ?? '') : cell
}
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n' }

interface Time {
  /** Of UTC, as ClickHouse's DateTime can hold it. */
  readonly seconds: number
  /** Minutes east of Greenwich. */
  readonly offset: number
  readonly day: string
}

const NO_DAY = '1970-01-01'
const nowhere: Time = { seconds: 0, offset: 0, day: NO_DAY }
const YEAR = 366 * 86_400
const MONTH = 31 * 86_400
/** What UInt32 can hold. */
const LAST = 4_294_967_295

/**
 * A row's own time. Its day counts only where it can be: partitions are months, and a clock of the year 2100, or a school that
 * wants to harm, must not make hundreds of them.
 */
function readTime(text: string, received: number): Time {
  const found = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|([+-])(\d\d):(\d\d))$/.exec(text)
  const seconds = found === null ? Number.NaN : Date.parse(text) / 1000
  if (found === null || !(seconds >= 0 && seconds <= LAST)) return nowhere
  const size = Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0)
  const isSane = isClockSet(seconds * 1000) && seconds >= received - 5 * YEAR && seconds <= received + MONTH
  return { seconds, offset: found[1] === '-' ? -size : size, day: isSane ? text.slice(0, 10) : NO_DAY }
}

/** `arrival` in microseconds. */
export function toTableRow(sent: Sent, arrival: number): TableRow {
  const received = Math.floor(arrival / 1_000_000)
  const { journal, n } = sent
  const hash = BigInt(`0x${sent.hash}`)
  const [table, day, cells] = placeOf(sent, received)
  const line = lineOf([journal, n, hash, received, arrival % 1_000_000, sent.source, day, ...cells, sent.text])
  return { table, journal, n, hash, line }
}

type Placed = readonly [table: Table, day: string, cells: readonly Cell[]]

function placeOf({ kind, row, text }: Sent, received: number): Placed {
  if (kind !== 'row' || row === undefined || row.kind === 'unknown')
    return ['others', NO_DAY, [kind, kind === 'missing' ? lastMissing(text) : 0]]
  const isUnset = row.row.clock === 'unset'
  const dayOf = (time: Time) => (isUnset ? NO_DAY : time.day)
  if (row.kind === 'visit') {
    const [start, end] = [readTime(row.row.start, received), readTime(row.row.end, received)]
    return ['visits', dayOf(end), [start.seconds, end.seconds, end.offset, isUnset, ...visitCells(row.row)]]
  }
  if (row.kind === 'gap') {
    const [from, to] = [readTime(row.row.gap.from, received), readTime(row.row.gap.to, received)]
    return ['gaps', dayOf(to), [from.seconds, to.seconds, to.offset, isUnset, ...gapCells(row.row.gap)]]
  }
  const time = readTime(row.row.at, received)
  const when = [time.seconds, time.offset, isUnset]
  if (row.kind === 'event') return ['events', dayOf(time), [...when, ...eventCells(row.row)]]
  if (row.kind === 'seal') {
    const { head, closes = false, key = '', kernel, recorded } = row.row.seal
    return ['seals', dayOf(time), [...when, 'seal', head, closes, key, json(kernel), json(recorded), '']]
  }
  const { previous, zone } = row.row.day
  return ['seals', dayOf(time), [...when, 'day', previous, 0, '', '', '', zone]]
}

const json = (value: unknown) => (value === undefined ? '' : JSON.stringify(value))
const numberCell = (value: number | undefined) => value ?? 0

function visitCells(row: VisitRow): Cell[] {
  const counts = [row.flows, row.requests, row.packets, row.up, row.down].map(numberCell)
  return [
    ...[row.room, row.pc, row.mac, row.ip, row.site, row.host],
    ...[row.verdict === 'refused' ? 'refused' : 'allowed', row.why, row.port, ...counts],
    ...[row.background === true, row.lesson, row.cut === true],
  ]
}

const gapCells = ({ why, room, counter, flows, rows }: Gap): Cell[] => [
  ...[why, room, typeof counter === 'string' ? counter : '', flows ?? null, rows ?? null],
]

/** Their own keys are of any kind. */
function eventCells({ n, at, clock, event, room, user, ...details }: EventRow): Cell[] {
  const word = (value: unknown) => (typeof value === 'string' ? value : '')
  return [event, word(room), word(user), JSON.stringify(details)]
}

function lastMissing(text: string): number {
  const to = Number(/"to":(\d{1,16})\b/.exec(text)?.[1] ?? 0)
  return Number.isSafeInteger(to) ? to : 0
}

/** Kept of what is rejected, in octets. */
const KEPT = 4096

export function rejectedLine({ reason, source, bytes }: Rejected, sha256: string, received: number): string {
  const day = new Date(received * 1000).toISOString().slice(0, 10)
  return lineOf([received, day, source, reason, bytes.length, sha256, bytes.subarray(0, KEPT).toString('utf8')])
}
