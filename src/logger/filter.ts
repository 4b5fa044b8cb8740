/** Filters journal rows. */
import type { DayFile } from './day-files.ts'
import type { Decoded, VisitRow } from './record.ts'

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
  /** The class that had a lesson, as the row's `lesson` has it. */
  readonly class?: string
  /** What nobody typed: left out, nothing else, or among the rest (the default). */
  readonly background?: Background
  /** Visits only. */
  readonly visits?: boolean
  /** Events of these names only. */
  readonly events?: readonly string[]
}

export const backgroundChoices = ['hide', 'only', 'all'] as const
export type Background = (typeof backgroundChoices)[number]

/** A row of a kind that this version knows. */
export type KnownRow = Exclude<Decoded, { kind: 'unknown' }>

export interface Matcher {
  /** A quick look before octets become text: whether a row that is wanted can stand among these rows of a day. */
  mayHold(bytes: Buffer, day: DayFile): boolean
  /** A quick look before the line is parsed. */
  mayBe(line: string): boolean
  is(row: KnownRow): boolean
}

export function compileFilter(filter: Filter): Matcher {
  const { room, verdict, background, events, class: lesson } = filter
  const eventMarks = events?.map((name) => `"event":${JSON.stringify(name)}`)
  const pc = filter.pc?.toLowerCase()
  const site = filter.site?.toLowerCase()
  const isSince = reaches(filter.since)
  const isUntil = begins(filter.until)
  const byWhat = [room, pc, site, verdict, lesson].some((value) => value !== undefined)
  const visitsOnly = filter.visits === true || byWhat || background === 'only'
  const quick = [site, verdict, lesson, ...(background === 'only' ? ['background'] : [])]
    .filter((value) => value !== undefined)
    .map((value) => JSON.stringify(value).slice(1, -1))
  const isVisit = (row: VisitRow) =>
    (room === undefined || row.room === room) &&
    (verdict === undefined || row.verdict === verdict) &&
    (lesson === undefined || row.lesson === lesson) &&
    (pc === undefined || [row.pc.toLowerCase(), row.mac, row.ip].includes(pc)) &&
    (site === undefined || isBelow(row.site, site) || isBelow(row.host ?? '', site)) &&
    (background === undefined || background === 'all' || (background === 'only') === (row.background === true))
  return {
    mayHold: (bytes, day) =>
      quick.every((value) => bytes.includes(value)) &&
      (eventMarks?.some((mark) => bytes.includes(mark)) ?? true) &&
      (marksOf(day, filter)?.some((mark) => bytes.includes(mark)) ?? true),
    mayBe: (line) => {
      if (!quick.every((value) => line.includes(value))) return false
      if (eventMarks?.some((mark) => line.includes(mark)) === false) return false
      const span = visitSpan(line)
      return span === undefined || (isSince(span.end) && isUntil(span.start))
    },
    is: (row) => {
      if (row.kind === 'visit' ? !isVisit(row.row) : visitsOnly) return false
      if (events !== undefined && !(row.kind === 'event' && events.includes(row.row.event))) return false
      const [from, to] = spanOf(row)
      return isSince(to) && isUntil(from)
    },
  }
}

const isBelow = (name: string, site: string) => name === site || name.endsWith(`.${site}`)

/** Times of a visit's line as `encodeRow` writes it; they hold no escapes. Nothing where it begins otherwise. */
function visitSpan(line: string): { readonly start: string; readonly end: string } | undefined {
  const [, start, end] = /^\{"n":\d+,"start":"([^"\\]*)","end":"([^"\\]*)"/.exec(line) ?? []
  return start === undefined || end === undefined ? undefined : { start, end }
}

/** As they stand in the row: local times with their offset. */
export function spanOf(row: KnownRow): [from: string, to: string] {
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
/** Days for which a visit may go on, and still be found by the day on which it began. */
const LONGEST_VISIT = 3

const dayTime = (date: string) => Date.parse(`${date.slice(0, 10)}T00:00:00Z`)
/** Local times are those of the file's name; with an offset, a day may be another one there. */
const slack = (text: string) => (text.length > 10 && /Z$|[+-]\d\d:\d\d$/.test(text) ? DAY_MS : 0)

/**
 * Those of the days, the oldest first, that can hold what is wanted. A visit stands in the file of the day on which it was
 * written: that of its end, or a little later. Where the clock went back, rows go on in a file of a later day, so that the
 * newest may hold anything. The seal that closes a day has the time at which the next one began.
 */
export function daysFor(days: readonly DayFile[], filter: Filter): DayFile[] {
  const first = firstTime(filter)
  const last = lastTime(filter) + LONGEST_VISIT * DAY_MS
  return days.filter(({ date }, at) => {
    const next = days[at + 1]
    if (next === undefined) return true
    return (dayTime(date) >= first || dayTime(next.date) >= first) && dayTime(date) <= last
  })
}

const firstTime = ({ since }: Filter) =>
  since === undefined || !isTime(since) ? Number.NEGATIVE_INFINITY : dayTime(since) - slack(since)
const lastTime = ({ until }: Filter) =>
  until === undefined || !isTime(until) ? Number.POSITIVE_INFINITY : dayTime(until) + slack(until)

/** Texts of which one stands in the file if it holds what is wanted, where its day alone is not wanted. */
function marksOf({ date }: DayFile, filter: Filter): string[] | undefined {
  const at = dayTime(date)
  const last = lastTime(filter)
  const first = at - LONGEST_VISIT * DAY_MS
  if (at < firstTime(filter)) return ['"closes":true']
  if (at <= last || first > last) return undefined
  const count = (last - first) / DAY_MS + 1
  return Array.from({ length: count }, (_, day) => `":"${new Date(first + day * DAY_MS).toISOString().slice(0, 10)}T`)
}
