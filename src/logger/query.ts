/** Finds rows: streaming over the days' files, so that a year needs no more memory than a day. */
import type { Files } from '../machine.ts'
import { type DayFile, listDays, readDay } from './day-files.ts'
import { type Decoded, decodeRow, type VisitRow } from './record.ts'

export interface Filter {
  /**
   * `2026-10-05`, `2026-10-05T09:00`, or with an offset, `2026-10-05T09:00:00+05:00`. Without one they are local times of
   * the row. `until` is exclusive; as a date it means that day's end.
   */
  readonly since?: string
  readonly until?: string
  readonly room?: string
  /** Name, MAC or address. */
  readonly pc?: string
  /** A site with all names below it, or part of neither: whole labels only. */
  readonly site?: string
  readonly verdict?: string
  /** Visits only. */
  readonly visits?: boolean
}

export interface QueryOptions extends Filter {
  readonly order?: 'oldest' | 'newest'
  readonly skip?: number
  readonly limit?: number
  /** Called after each day with its place among the days. */
  readonly onProgress?: (done: number, of: number) => void
}

/** A row as it stands in the file, and decoded. */
export interface Found {
  readonly line: string
  readonly row: Exclude<Decoded, { kind: 'unknown' }>
}

/** `waiting` are lines that are not on the disk yet. A file that cannot be read throws Node's error. */
export function* query(
  files: Files,
  dir: string,
  options: QueryOptions,
  waiting: readonly string[] = [],
): Generator<Found> {
  const newest = options.order === 'newest'
  const matches = compileFilter(options)
  const days = listDays(files, dir).filter((day) => mayHold(day, options))
  if (newest) days.reverse()
  let left = options.skip ?? 0
  let room = options.limit ?? Number.POSITIVE_INFINITY
  for (const source of newest ? [waiting, ...days] : [...days, waiting]) {
    const isDay = !Array.isArray(source)
    const lines = isDay ? linesOf(readDay(files, source as DayFile)) : (source as readonly string[])
    for (const line of newest ? [...lines].reverse() : lines) {
      if (room <= 0) return
      const found = read(line, matches)
      if (found === undefined) continue
      if (left > 0) left--
      else {
        room--
        yield found
      }
    }
    if (isDay) options.onProgress?.(days.indexOf(source as DayFile) + 1, days.length)
  }
}

/** Whole lines without their line feeds; a torn last one is left out. */
function linesOf(bytes: Buffer): string[] {
  return bytes.toString('utf8').split('\n').slice(0, -1)
}

function read(line: string, matches: Matcher): Found | undefined {
  if (!matches.mayBe(line)) return undefined
  const row = decodeRow(line)
  return row === undefined || row.kind === 'unknown' || !matches.is(row) ? undefined : { line: line.trimEnd(), row }
}

interface Matcher {
  /** A quick look before the line is parsed. */
  mayBe(line: string): boolean
  is(row: Found['row']): boolean
}

function compileFilter(filter: Filter): Matcher {
  const { room, verdict } = filter
  const pc = filter.pc?.toLowerCase()
  const site = filter.site?.toLowerCase()
  const isSince = reaches(filter.since)
  const isUntil = begins(filter.until)
  const visitsOnly = filter.visits === true || [room, pc, site, verdict].some((value) => value !== undefined)
  const quick = [site, verdict]
    .filter((value) => value !== undefined)
    .map((value) => JSON.stringify(value).slice(1, -1))
  const isVisit = (row: VisitRow) =>
    (room === undefined || row.room === room) &&
    (verdict === undefined || row.verdict === verdict) &&
    (pc === undefined || [row.pc.toLowerCase(), row.mac, row.ip].includes(pc)) &&
    (site === undefined || isBelow(row.site, site) || isBelow(row.host ?? '', site))
  return {
    mayBe: (line) => quick.every((value) => line.includes(value)),
    is: (row) => {
      if (visitsOnly && (row.kind !== 'visit' || !isVisit(row.row))) return false
      const [from, to] = spanOf(row)
      return isSince(to) && isUntil(from)
    },
  }
}

const isBelow = (name: string, site: string) => name === site || name.endsWith(`.${site}`)

/** As they stand in the row: local times with their offset. */
function spanOf(row: Found['row']): [from: string, to: string] {
  if (row.kind === 'visit') return [row.row.start, row.row.end]
  if (row.kind === 'gap') return [row.row.gap.from, row.row.gap.to]
  return [row.row.at, row.row.at]
}

type Moment = { readonly local: string } | { readonly time: number }

/** Nothing where the text is no time. */
function parseMoment(text: string): Moment | undefined {
  const [, date, time, offset] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? []
  if (date === undefined || Number.isNaN(Date.parse(`${date}T${time ?? '00:00'}Z`))) return undefined
  const local = `${date}T${time ?? '00:00'}`
  return offset === undefined ? { local } : { time: Date.parse(`${local}${offset}`) }
}

/** Whether a text can stand for `since` or `until`. */
export function isTime(text: string): boolean {
  return parseMoment(text) !== undefined
}

function reaches(since: string | undefined): (to: string) => boolean {
  const moment = since === undefined ? undefined : parseMoment(since)
  if (moment === undefined) return () => true
  return 'local' in moment ? (to) => to >= moment.local : (to) => Date.parse(to) >= moment.time
}

function begins(until: string | undefined): (from: string) => boolean {
  const moment = until === undefined ? undefined : parseMoment(until)
  if (moment === undefined || until === undefined) return () => true
  // `~` comes behind every digit: a date means all of that day.
  if ('local' in moment) return (from) => from < (until.length === 10 ? `${until}~` : moment.local)
  return (from) => Date.parse(from) < moment.time
}

const DAY_MS = 86_400_000

/** A visit stands in the file of the day on which it was written: a little after it ended. */
function mayHold(day: DayFile, { since, until }: Filter): boolean {
  const at = Date.parse(`${day.date}T00:00:00Z`)
  const from = Date.parse(since?.slice(0, 10) ?? '')
  const to = Date.parse(until?.slice(0, 10) ?? '')
  return !(at + 2 * DAY_MS < from) && !(at - 3 * DAY_MS > to)
}
