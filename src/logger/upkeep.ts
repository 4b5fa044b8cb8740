/** Compresses days that are over and deletes the oldest; a row in the chain says so before. */
import type { Files } from '../machine/machine.ts'
import { Chain } from './chain.ts'
import { type DayFile, listDays } from './day-files.ts'
import { gzipMember } from './day-gzip.ts'
import { piecesOf } from './day-pieces.ts'
import type { Journal } from './journal.ts'

export interface UpkeepOptions {
  /** How many days are kept, the newest included. */
  readonly keepDays: number
}

/**
 * One day compressed at most: a day takes a tenth of a second on a router, and the next call takes the next. Gives true
 * where there may be more to do. Throws Node's error where the disk refuses; nothing is lost then.
 */
export function keepUp(files: Files, dir: string, journal: Journal, { keepDays }: UpkeepOptions): boolean {
  const days = listDays(files, dir)
  const gone = days.slice(0, Math.max(0, days.length - Math.max(1, keepDays)))
  if (gone.length > 0) expire(files, journal, gone)
  // Never the newest: it is being written. The one before may still wait for its last rows.
  const plain = days.slice(gone.length, -2).filter(({ packed }) => !packed)
  const [next] = plain
  if (next === undefined) return false
  pack(files, next)
  return plain.length > 1
}

/**
 * The row is on the disk before the first file goes, with the hash that the next one is checked against. Gives false where
 * the disk refuses: nothing goes then.
 */
export function expire(files: Files, journal: Journal, gone: readonly DayFile[]): boolean {
  const first = gone[0]
  const last = gone.at(-1)
  if (first === undefined || last === undefined) return true
  const sha256 = hashOf(files, gone)
  const row = lastRow(files, last)
  const details = { from: first.date, to: last.date, days: gone.length, ...(row === undefined ? {} : { last: row }) }
  journal.event('expired', { ...details, sha256 })
  if (!journal.flush()) return false
  for (const { path } of gone) files.unlinkSync(path)
  return true
}

/** Number of a day's last row: the next day begins behind it, or somebody took days away. */
function lastRow(files: Files, day: DayFile): number | undefined {
  for (const piece of piecesOf(files, day, 'newest')) {
    const numbers = [...piece.toString('latin1').matchAll(/^\{"n":(\d+)/gm)]
    if (numbers.length > 0) return Number(numbers.at(-1)?.[1])
  }
  return undefined
}

/** SHA-256 of the days' octets, one after the other, uncompressed. */
function hashOf(files: Files, days: readonly DayFile[]): string {
  const sha256 = new Chain('')
  for (const day of days) for (const piece of piecesOf(files, day)) sha256.add(piece)
  return sha256.head()
}

/** Piece by piece, so that a day of any size needs little memory. */
function pack(files: Files, day: DayFile): void {
  const beside = `${day.path}.gz.new`
  const fd = files.openSync(beside, 'w', 0o600)
  try {
    for (const piece of piecesOf(files, day)) {
      const packed = gzipMember(piece)
      for (let at = 0; at < packed.length; ) at += files.writeSync(fd, packed, at)
    }
    files.fsyncSync(fd)
  } finally {
    files.closeSync(fd)
  }
  if (hashOf(files, [{ ...day, path: beside, packed: true }]) !== hashOf(files, [day]))
    throw new Error(`${day.path} does not come back from its compressed form`)
  files.renameSync(beside, `${day.path}.gz`)
  files.unlinkSync(day.path)
}
