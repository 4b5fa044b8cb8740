/** Queues rows for the days' files, in their order, until the disk has them. */

import type { Files } from '../machine/machine.ts'
import { MessageError, message } from '../messages/message.ts'
import { Appender } from './day-files.ts'

export class DayWriter {
  readonly #files: Files
  readonly #dir: string
  readonly #appenders = new Map<string, Appender>()
  #rows: { readonly date: string; readonly line: string }[] = []
  /** The newest day that the disk has. */
  #written: string | undefined
  /** Length of the rows that wait. */
  size = 0

  constructor(files: Files, dir: string) {
    this.#files = files
    this.#dir = dir
  }

  /** Goes on in a day's file behind its first `size` bytes; what is behind them is cut off. */
  start(date: string, size: number): void {
    if (size > 0) this.#written = date
    this.#appenders.set(date, new Appender(this.#files, `${this.#dir}/${date}.jsonl`, size))
  }

  push(date: string, line: string): void {
    this.#rows.push({ date, line })
    this.size += line.length
  }

  get waiting(): readonly string[] {
    return this.#rows.map(({ line }) => line)
  }

  /**
   * Throws where the disk is away: a stick that was pulled leaves an empty folder behind, and what would be written there
   * would be hidden once it is back.
   */
  check(): void {
    const path = `${this.#dir}/${this.#written}.jsonl`
    if (this.#written === undefined || this.#files.existsSync(path) || this.#files.existsSync(`${path}.gz`)) return
    throw new MessageError(message('disk-file-gone', { file: path }))
  }

  /** Writes all that waits, a batch a day. Throws Node's error where the disk refuses; the rest goes on waiting. */
  write(): void {
    this.check()
    for (let date = this.#rows[0]?.date; date !== undefined; date = this.#rows[0]?.date) {
      const end = this.#rows.findIndex((row) => row.date !== date)
      const batch = end < 0 ? this.#rows : this.#rows.slice(0, end)
      const text = batch.map(({ line }) => line).join('')
      if (this.#written === undefined) this.#files.mkdirSync(this.#dir, { recursive: true, mode: 0o700 })
      this.#appenders.get(date)?.append(text)
      this.#written = date
      this.#rows = this.#rows.slice(batch.length)
      this.size -= text.length
      // Rows of another day follow, so this one is over.
      if (this.#rows.length > 0) this.#finish(date)
    }
  }

  /** Takes back all that waits, oldest first: it is to be numbered anew. */
  takeAll(): readonly string[] {
    const lines = this.waiting
    this.close()
    this.#rows = []
    this.size = 0
    return lines
  }

  close(): void {
    for (const date of [...this.#appenders.keys()]) this.#finish(date)
  }

  #finish(date: string): void {
    this.#appenders.get(date)?.close()
    this.#appenders.delete(date)
  }
}
