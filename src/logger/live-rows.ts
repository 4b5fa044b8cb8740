/** Reads the journal as it is now: rows on the disk, rows that wait in RAM, and open visits. */

import type { Files } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import { cursorOf, type Filter, type Found, type QueryOptions, query, scan } from './query.ts'
import type { Unnumbered } from './record.ts'
import { encodeRow } from './row-codec.ts'
import { readSpool } from './spool.ts'

/** Rows that have their number and are not on the disk yet. */
function waitingLines(files: Files, paths: Paths): string[] {
  const spool = readSpool(files, `${paths.runDir}/spool/journal.spool`) ?? []
  return spool.filter(({ kind }) => kind === 'R').map(({ text }) => text)
}

/** Works with the daemon down as well. Streams: a year needs no more memory than a day. */
export function* journalRows(files: Files, paths: Paths, journalDir: string, options: QueryOptions): Generator<Found> {
  for (const found of journalScan(files, paths, journalDir, options)) if (typeof found !== 'string') yield found
}

/** As `journalRows`, with a cursor after each piece of the work: whoever has other things to do may do them there. */
export function* journalScan(
  files: Files,
  paths: Paths,
  journalDir: string,
  options: QueryOptions,
): Generator<Found | string> {
  const seen = new Set<number>()
  const waiting = waitingLines(files, paths)
  const first = waiting.length > 0 ? numberIn(waiting[0] ?? '') : Number.POSITIVE_INFINITY
  for (const found of scan(files, paths.below(journalDir), options, waiting)) {
    const n = typeof found === 'string' ? -1 : found.row.row.n
    // A flush that ended between the two readings leaves a row in both.
    if (n >= first) {
      if (seen.has(n)) continue
      seen.add(n)
    }
    yield found
  }
}

const numberIn = (line: string) => Number(/^\{"n":(\d+)/.exec(line)?.[1] ?? Number.POSITIVE_INFINITY)

export interface PageOptions extends Omit<QueryOptions, 'skip' | 'onProgress'> {
  /** Rows at most; 200 if not given. */
  readonly limit?: number
  /** Octets of rows at most; one row is given in any case. */
  readonly maxBytes?: number
  /** Pieces of a few hundred rows that are looked through at most: a page stays a short piece of work. */
  readonly maxPieces?: number
}

export interface Page {
  readonly rows: readonly Found[]
  /** Cursor of the next page; none where the journal ends. A page may be empty and have a next one. */
  readonly next?: string
}

/** One page, the newest row first unless `order` says otherwise. */
export function journalPage(files: Files, paths: Paths, journalDir: string, options: PageOptions): Page {
  const { limit = 200, maxBytes = 60_000, maxPieces = 100, ...wanted } = options
  const rows: Found[] = []
  let [bytes, pieces, next] = [0, 0, '']
  for (const found of journalScan(files, paths, journalDir, { order: 'newest', ...wanted })) {
    if (typeof found === 'string') {
      next = found
      if (++pieces >= maxPieces) return { rows, next }
      continue
    }
    bytes += Buffer.byteLength(found.line)
    if (rows.length >= limit || (rows.length > 0 && bytes > maxBytes)) return { rows, next }
    rows.push(found)
    next = cursorOf(found)
  }
  return { rows }
}

/** Visits that go on, as far as a filter wants them. They have no number yet: `open` stands in its place. */
export function openRows(files: Files, open: readonly Unnumbered[], filter: Filter): Found[] {
  const lines = open.map((row) => encodeRow({ n: 0, ...row } as Parameters<typeof encodeRow>[0]))
  const found = [...query(files, '/nonexistent', filter, lines)]
  return found.map(({ line, ...rest }) => ({ ...rest, line: line.replace(/^\{"n":0,/, '{"open":true,') }))
}
