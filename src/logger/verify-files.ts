/** Verifies a journal's folder, a day at a time. */
import { isUtf8 } from 'node:buffer'
import type { Files } from '../machine/machine.ts'
import { message, reasonOf } from '../messages/message.ts'
import { type DayFile, listDays } from './day-files.ts'
import { piecesOf } from './day-pieces.ts'
import { type Verified, Verifier, type VerifyOptions } from './verify.ts'

export interface VerifyFilesOptions extends VerifyOptions {
  /** Local dates, both included. */
  readonly since?: string
  readonly until?: string
  /** Called after each day with its place among the days. */
  readonly onProgress?: (done: number, of: number) => void
}

export function verifyFiles(files: Files, dir: string, options: VerifyFilesOptions = {}): Verified {
  const steps = verifySteps(files, dir, options)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** As `verifyFiles`, and yields after each piece of the work: whoever has other things to do may do them there. */
export function* verifySteps(
  files: Files,
  dir: string,
  options: VerifyFilesOptions = {},
): Generator<undefined, Verified> {
  const { since = '', until = '~', onProgress } = options
  const all = listDays(files, dir)
  const days = all.filter(({ date }) => date >= since && date <= until)
  const { sealed, ...rest } = options
  // The newest seal stands in the newest days.
  const hasEnd = all.length === 0 || days.at(-1) === all.at(-1)
  const verifier = new Verifier({ ...rest, whole: since === '', ...(sealed && hasEnd && { sealed }) })
  let torn = false
  for (const [index, day] of days.entries()) {
    verifier.startFile(day.path)
    try {
      torn = yield* verifyDay(files, day, verifier, index === days.length - 1)
    } catch (error) {
      verifier.unreadable(message('verify-unreadable', { reason: reasonOf(error) }))
    }
    if (verifier.wrong !== undefined) break
    onProgress?.(index + 1, days.length)
  }
  return verifier.end(torn)
}

/** Gives whether the file ends with half a row: a fault where another day follows; else the daemon's next start cuts it. */
function* verifyDay(files: Files, day: DayFile, verifier: Verifier, isLast: boolean): Generator<undefined, boolean> {
  for (const piece of piecesOf(files, day)) {
    const lines = piece.toString('utf8').split('\n')
    if (lines.pop() !== '') {
      if (isLast) return true
      lines.push(piece.toString('utf8'))
    }
    if (!lines.every((line) => verifier.line(line))) return false
    // Many bytes read as the same replacement character: the text would hide which of them stands there.
    if (!isUtf8(piece)) verifier.unreadable(message('verify-not-utf8'))
    yield
  }
  return false
}
