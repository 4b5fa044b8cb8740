/**
 * Keeps the journal's folder below a size: an alarm row at 90 %, and the oldest days are deleted a day later at the earliest.
 */

import { codeOf, replaceFile } from '../machine/atomic-write.ts'
import { isClockSet } from '../machine/clock.ts'
import type { Files } from '../machine/machine.ts'
import { type DayFile, listDays } from './day-files.ts'
import type { Journal } from './journal.ts'
import { expire } from './upkeep.ts'

export interface SizeCapOptions {
  /** Octets that the days' files may have together. */
  readonly maxBytes: number
  /** Seconds since the epoch. */
  readonly now: number
}

const NEARLY = 0.9
/** Seconds in which somebody may still copy what goes next. */
const NOTICE = 86_400

/**
 * Call it when nothing is left to compress. Gives whether the folder is nearly full. The two newest days never go. Throws
 * Node's error where the disk refuses; nothing goes then.
 */
export function keepBelow(files: Files, dir: string, journal: Journal, { maxBytes, now }: SizeCapOptions): boolean {
  const days = listDays(files, dir).map((day) => ({ ...day, size: files.statSync(day.path).size }))
  const total = sizeOf(days)
  const notice = `${dir}/nearly-full.json`
  if (total < maxBytes * NEARLY) {
    forget(files, notice)
    return false
  }
  // By a clock that is not set, nobody can say that a day has passed.
  if (!isClockSet(now * 1000)) return true
  const said = saidAt(files, notice)
  if (said === undefined || said > now) {
    journal.event('journal-nearly-full', { bytes: total, limit: maxBytes, oldest: days[0]?.date ?? '' })
    if (journal.flush()) replaceFile(files, notice, `${JSON.stringify({ at: now })}\n`, true)
    return true
  }
  const gone = now - said < NOTICE ? [] : oldestOver(days, maxBytes)
  // The next to go are announced anew.
  if (gone.length > 0 && expire(files, journal, gone)) forget(files, notice)
  return true
}

type Sized = DayFile & { readonly size: number }

const sizeOf = (days: readonly Sized[]) => days.reduce((sum, { size }) => sum + size, 0)

/** The fewest of the oldest without which the rest fits. */
function oldestOver(days: readonly Sized[], maxBytes: number): Sized[] {
  let over = sizeOf(days) - maxBytes
  const gone: Sized[] = []
  for (const day of days.slice(0, -2)) {
    if (over <= 0) break
    gone.push(day)
    over -= day.size
  }
  return gone
}

/** A file that makes no sense is none: the alarm is said again. */
function saidAt(files: Files, path: string): number | undefined {
  try {
    const { at } = JSON.parse(String(files.readFileSync(path, 'utf8'))) as { at?: unknown }
    return typeof at === 'number' && Number.isFinite(at) ? at : undefined
  } catch {
    return undefined
  }
}

function forget(files: Files, path: string): void {
  try {
    files.unlinkSync(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}
