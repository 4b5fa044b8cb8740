/** Verifies a journal's folder, a day at a time. */
import { isUtf8 } from 'node:buffer'
import type { Files } from '../machine.ts'
import { listDays, readDay } from './day-files.ts'
import { type Verified, Verifier, type VerifyOptions } from './verify.ts'

export interface VerifyFilesOptions extends VerifyOptions {
  /** Local dates, both included. */
  readonly since?: string
  readonly until?: string
  /** Called after each day with its place among the days. */
  readonly onProgress?: (done: number, of: number) => void
}

export function verifyFiles(files: Files, dir: string, options: VerifyFilesOptions = {}): Verified {
  const { since = '', until = '~', onProgress } = options
  const days = listDays(files, dir).filter(({ date }) => date >= since && date <= until)
  const verifier = new Verifier(options)
  let torn = false
  for (const [index, day] of days.entries()) {
    verifier.startFile(day.path)
    let bytes: Buffer
    try {
      bytes = readDay(files, day)
    } catch (error) {
      verifier.unreadable(`cannot be read: ${error instanceof Error ? error.message : String(error)}`)
      break
    }
    const text = bytes.toString('utf8')
    const lines = text.split('\n')
    torn = lines.pop() !== ''
    // Half a row at the end of a day that another one follows is a fault; at the very end, the daemon's next start cuts it.
    if (torn && index < days.length - 1) lines.push(text.slice(text.lastIndexOf('\n') + 1))
    if (!lines.every((line) => verifier.line(line))) break
    // Many bytes read as the same replacement character: the text would hide which of them stands there.
    if (!isUtf8(bytes)) {
      verifier.unreadable('has bytes that are no UTF-8')
      break
    }
    onProgress?.(index + 1, days.length)
  }
  return verifier.end(torn)
}
