/** A journal whose disk is away from the start: since when, as the spool hands it on; and until when a disk's rows are known. */
import type { Disk } from './anchor.ts'
import { lastTime } from './recovery.ts'
import { decodeRow } from './row-codec.ts'
import type { SpoolLine } from './spool.ts'

/** Since when the journal is apart from its disk (seconds), and whether RAM was empty then: the spool hands it on. */
export interface Apart {
  readonly since: number
  readonly isFirst: boolean
}

export function apartOf(spooled: readonly SpoolLine[] | undefined, now: number): Apart {
  const mark = spooled?.find(({ kind }) => kind === 'P')?.text ?? ''
  return mark === '' ? { since: now, isFirst: spooled === undefined } : { since: Number(mark), isFirst: true }
}

export const markOf = ({ since, isFirst }: Apart): SpoolLine => ({ kind: 'P', text: isFirst ? String(since) : '' })

/** What was saved beside the rows knows better than a row, which may be later than what had been read by then. */
export const knownUntil = ({ saved, rows }: Disk): number | undefined => saved?.at ?? lastTime(rows)

export function decodeAll(lines: readonly SpoolLine[]) {
  return lines.flatMap(({ kind, text }) => (kind === 'R' ? (decodeRow(text) ?? []) : []))
}
