/**
 * Names and lists the files of the journal's folder: one a day, `2026-10-05.jsonl`, compressed to `.jsonl.gz` when the day is
 * over.
 */

import { listFolder } from '../machine/list-folder.ts'
import type { Files } from '../machine/machine.ts'
import { MessageError, message } from '../messages/message.ts'

export interface DayFile {
  /** `2026-10-05` */
  readonly date: string
  readonly path: string
  readonly packed: boolean
}

/** All days that there are, oldest first. A day that is there both ways counts plain: packing was interrupted. */
export function listDays(files: Pick<Files, 'readdirSync'>, dir: string): DayFile[] {
  const found = new Map<string, DayFile>()
  for (const name of listFolder(files, dir)) {
    const match = /^([0-9]{4}-[0-9]{2}-[0-9]{2})\.jsonl(\.gz)?$/.exec(name)
    const date = match?.[1]
    if (date === undefined) continue
    const packed = match?.[2] !== undefined
    if (!packed || !found.has(date)) found.set(date, { date, path: `${dir}/${name}`, packed })
  }
  return [...found.values()].sort((a, b) => (a.date < b.date ? -1 : 1))
}

/**
 * Appends whole batches to a file. A batch that could not be written whole is cut off again before the next one, so the
 * file never holds half of one, except where the power went: that tail is for the reader to cut.
 */
export class Appender {
  readonly #files: Files
  readonly #path: string
  #fd: number | undefined
  /** Bytes that are known to be good. */
  #size: number

  constructor(files: Files, path: string, size: number) {
    this.#files = files
    this.#path = path
    this.#size = size
  }

  /** Throws Node's error when it did not reach the disk; nothing of it counts then, and it may be tried again. */
  append(text: string): void {
    const bytes = Buffer.from(text)
    try {
      this.#fd ??= this.#files.openSync(this.#path, 'a', 0o600)
      const { size } = this.#files.fstatSync(this.#fd)
      // To make it longer would fill it with octets that nobody wrote.
      if (size < this.#size) throw new MessageError(message('disk-file-shorter', { file: this.#path }))
      if (size > this.#size) this.#files.ftruncateSync(this.#fd, this.#size)
      for (let at = 0; at < bytes.length; ) at += this.#files.writeSync(this.#fd, bytes, at)
      this.#files.fsyncSync(this.#fd)
      this.#size += bytes.length
    } catch (error) {
      // The disk may have gone and come back: begin with a new descriptor.
      this.close()
      throw error
    }
  }

  close(): void {
    const fd = this.#fd
    this.#fd = undefined
    if (fd === undefined) return
    try {
      this.#files.closeSync(fd)
    } catch {
      // Everything that counts has been synchronised before.
    }
  }
}
