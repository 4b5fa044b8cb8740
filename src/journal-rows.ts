/** The journal as it is this moment: what is on the disk, what still waits in RAM, and the visits that go on. */
import { type Filter, type Found, type QueryOptions, query } from './logger/query.ts'
import { encodeRow, type Unnumbered } from './logger/record.ts'
import { readSpool } from './logger/spool.ts'
import type { Files } from './machine.ts'
import type { Paths } from './paths.ts'

/** Rows that have their number and are not on the disk yet. */
function waitingLines(files: Files, paths: Paths): string[] {
  const spool = readSpool(files, `${paths.runDir}/spool/journal.spool`) ?? []
  return spool.filter(({ kind }) => kind === 'R').map(({ text }) => text)
}

/** Works with the daemon down as well. Streams: a year needs no more memory than a day. */
export function* journalRows(files: Files, paths: Paths, journalDir: string, options: QueryOptions): Generator<Found> {
  const seen = new Set<number>()
  const waiting = waitingLines(files, paths)
  const first = waiting.length > 0 ? numberIn(waiting[0] ?? '') : Number.POSITIVE_INFINITY
  for (const found of query(files, paths.below(journalDir), options, waiting)) {
    const { n } = found.row.row
    // A flush that ended between the two readings leaves a row in both.
    if (n >= first) {
      if (seen.has(n)) continue
      seen.add(n)
    }
    yield found
  }
}

const numberIn = (line: string) => Number(/^\{"n":(\d+)/.exec(line)?.[1] ?? Number.POSITIVE_INFINITY)

/** Visits that go on, as far as a filter wants them. They have no number yet: `open` stands in its place. */
export function openRows(files: Files, open: readonly Unnumbered[], filter: Filter): Found[] {
  const lines = open.map((row) => encodeRow({ n: 0, ...row } as Parameters<typeof encodeRow>[0]))
  const found = [...query(files, '/nonexistent', filter, lines)]
  return found.map(({ line, row }) => ({ row, line: line.replace(/^\{"n":0,/, '{"open":true,') }))
}
