/** Finds rows: streaming over the days' files, so that a year needs no more memory than a few thousand rows. */
import { type DayFile, listDays } from './day-files.ts'
import { type DayReader, type Order, piecesOf } from './day-pieces.ts'
import { compileFilter, daysFor, type Filter, type KnownRow, type Matcher } from './filter.ts'
import { decodeRow } from './row-codec.ts'

export { type Background, backgroundChoices, type Filter, isTime } from './filter.ts'

export interface QueryOptions extends Filter {
  readonly order?: Order
  readonly skip?: number
  readonly limit?: number
  /**
   * What `cursorOf` gave for the last row of a page: goes on behind it, in the same order. Rows that are added meanwhile
   * move nothing. Text that is no cursor counts as none; `isCursor` tells.
   */
  readonly cursor?: string
  /** Called after each day with its place among the days. */
  readonly onProgress?: (done: number, of: number) => void
}

/** A row as it stands in the file, and decoded. */
export interface Found {
  readonly line: string
  readonly row: KnownRow
  /** Day of the file that it stands in, `2026-10-05`; empty while it waits for the disk. */
  readonly date: string
}

type JournalReader = DayReader & Parameters<typeof listDays>[0]

/** `waiting` are lines that are not on the disk yet. A file that cannot be read throws Node's error. */
export function* query(
  files: JournalReader,
  dir: string,
  options: QueryOptions,
  waiting: readonly string[] = [],
): Generator<Found> {
  for (const found of scan(files, dir, options, waiting)) if (typeof found !== 'string') yield found
}

/**
 * As `query`, with a cursor after each piece of a few hundred rows, up to which all has been looked through: somebody who
 * has other things to do may leave off there.
 */
export function* scan(
  files: JournalReader,
  dir: string,
  options: QueryOptions,
  waiting: readonly string[] = [],
): Generator<Found | string> {
  const newest = options.order === 'newest'
  const matches = compileFilter(options)
  const place = readCursor(options)
  const days = daysFor(listDays(files, dir), options).filter(place.mayHold)
  if (newest) days.reverse()
  let left = options.skip ?? 0
  let room = options.limit ?? Number.POSITIVE_INFINITY
  for (const { bytes, day } of pieces(files, days, waiting, options)) {
    for (const line of day !== undefined && !matches.mayHold(bytes, day) ? [] : linesOf(bytes, newest)) {
      if (room <= 0) return
      if (!place.isBehind(line)) continue
      const row = read(line, matches)
      if (row === undefined) continue
      if (left > 0) left--
      else {
        room--
        yield { line: line.trimEnd(), row, date: day?.date ?? '' }
      }
    }
    const last = edgeOf(bytes, newest)
    // A page that is cut off here has to come on: what stands before the cursor was looked through already.
    if (numberIn(last) >= 0 && place.isBehind(last)) yield placeText(numberIn(last), day?.date ?? '')
  }
}

interface Piece {
  /** Whole lines, the oldest first. */
  readonly bytes: Buffer
  /** Nothing for rows that wait for the disk. */
  readonly day: DayFile | undefined
}

/** In the order that is asked for. */
function* pieces(
  files: JournalReader,
  days: readonly DayFile[],
  waiting: readonly string[],
  { order = 'oldest', onProgress }: QueryOptions,
): Generator<Piece> {
  const last = { bytes: Buffer.from(waiting.map((line) => `${line.trimEnd()}\n`).join('')), day: undefined }
  if (order === 'newest') yield last
  for (const [index, day] of days.entries()) {
    // A torn last line is no row.
    for (const bytes of piecesOf(files, day, order)) if (bytes.at(-1) === LINE_FEED) yield { bytes, day }
    onProgress?.(index + 1, days.length)
  }
  if (order === 'oldest') yield last
}

const LINE_FEED = 0x0a

function linesOf(bytes: Buffer, newest: boolean): string[] {
  const lines = bytes.toString('utf8').split('\n').slice(0, -1)
  return newest ? lines.reverse() : lines
}

/** Beginning of the line that is looked through last. */
function edgeOf(bytes: Buffer, newest: boolean): string {
  const from = newest ? 0 : bytes.lastIndexOf(LINE_FEED, -2) + 1
  return bytes.toString('latin1', from, from + 40)
}

function read(line: string, matches: Matcher): KnownRow | undefined {
  if (!matches.mayBe(line)) return undefined
  const row = decodeRow(line)
  return row === undefined || row.kind === 'unknown' || !matches.is(row) ? undefined : row
}

/** The place of a row for `cursor`: its number, and its day to find it fast. */
export function cursorOf({ row, date }: Found): string {
  return placeText(row.row.n, date)
}

const placeText = (n: number, date: string) => (date === '' ? String(n) : `${n}@${date}`)
const numberIn = (line: string) => Number(/^\{"n":(\d+)/.exec(line)?.[1] ?? Number.NaN)

const cursorPattern = /^(\d{1,15})(?:@(\d{4}-\d\d-\d\d))?$/

export const isCursor = (text: string): boolean => cursorPattern.test(text)

/** Numbers go on over days and files, so that a number is a place in all of the journal. */
function readCursor({ cursor = '', order }: QueryOptions) {
  const [, digits, date] = cursorPattern.exec(cursor) ?? []
  if (digits === undefined) return { mayHold: () => true, isBehind: () => true }
  const place = Number(digits)
  const newest = order === 'newest'
  return {
    mayHold: (day: DayFile) => date === undefined || (newest ? day.date <= date : day.date >= date),
    isBehind: (line: string) => (newest ? numberIn(line) < place : numberIn(line) > place),
  }
}
