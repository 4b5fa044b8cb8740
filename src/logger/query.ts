/** Finds rows: streaming over the days' files, so that a year needs no more memory than a day. */
import type { Files } from '../machine.ts'
import { type DayFile, listDays, readDay } from './day-files.ts'
import { type Decoded, decodeRow, type VisitRow } from './record.ts'

export interface Filter {
  /** Local dates or times with offset: `2026-10-05`, `2026-10-05T09:00:00+05:00`. `until` is exclusive; a date means its end. */
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
  const since = startOf(filter.since)
  const until = endOf(filter.until)
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
      if (since === undefined && until === undefined) return true
      const [from, to] = spanOf(row)
      return (since === undefined || to >= since) && (until === undefined || from < until)
    },
  }
}

const isBelow = (name: string, site: string) => name === site || name.endsWith(`.${site}`)

function spanOf(row: Found['row']): [number, number] {
  if (row.kind === 'visit') return [Date.parse(row.row.start), Date.parse(row.row.end)]
  if (row.kind === 'gap') return [Date.parse(row.row.gap.from), Date.parse(row.row.gap.to)]
  const at = Date.parse(row.row.at)
  return [at, at]
}

/** A visit stands in the file of the day on which it ended; a file may hold rows of a clock that went back. */
function mayHold(day: DayFile, { since, until }: Filter): boolean {
  const dayMs = 86_400_000
  const at = Date.parse(`${day.date}T00:00:00Z`)
  const from = startOf(since)
  const to = endOf(until)
  return (from === undefined || at + 2 * dayMs >= from) && (to === undefined || at - 2 * dayMs < to)
}

/** Whether a text can stand for `since` or `until`. */
export function isTime(text: string): boolean {
  return startOf(text) !== undefined
}

function startOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const at = Date.parse(text)
  return Number.isFinite(at) ? at : undefined
}

function endOf(text: string | undefined): number | undefined {
  const at = startOf(text)
  return at === undefined || text === undefined || text.length > 10 ? at : at + 86_400_000
}
