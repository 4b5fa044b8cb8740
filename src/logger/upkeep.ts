/** Compresses days that are over and lets the oldest go: what goes is said in the chain first. */
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Files } from '../machine.ts'
import { Chain } from './chain.ts'
import { type DayFile, listDays, readDay } from './day-files.ts'
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
  const sha256 = new Chain('')
  for (const day of gone) sha256.add(readDay(files, day))
  journal.event('expired', { from: first.date, to: last.date, days: gone.length, sha256: sha256.head() })
  if (!journal.flush()) return false
  for (const { path } of gone) files.unlinkSync(path)
  return true
}

function pack(files: Files, day: DayFile): void {
  const bytes = Buffer.from(files.readFileSync(day.path))
  const packed = gzipSync(bytes, { level: 9 })
  if (!gunzipSync(packed).equals(bytes)) throw new Error(`${day.path} does not come back from its compressed form`)
  const beside = `${day.path}.gz.new`
  const fd = files.openSync(beside, 'w', 0o600)
  try {
    for (let at = 0; at < packed.length; ) at += files.writeSync(fd, packed, at)
    files.fsyncSync(fd)
  } finally {
    files.closeSync(fd)
  }
  files.renameSync(beside, `${day.path}.gz`)
  files.unlinkSync(day.path)
}
