/**
 * Follows a growing file, such as the resolver's log. It may not be there yet, be replaced or be cut; when it has grown
 * beyond a bound and has been read to its end, it is cut to nothing, so that RAM does not fill (dnsmasq opens its log for
 * appending, so it goes on at the new end). A file that was full, because nobody cut it, its writer has given up.
 */

import { codeOf } from '../machine/atomic-write.ts'
import type { Files } from '../machine/machine.ts'

export interface TailOptions {
  /** Octets at which the file is cut. Default 2 MiB. */
  readonly cutAt?: number
  /** How much is read of a file that was there before: its last octets. Default 256 KiB. */
  readonly backlog?: number
  /** Octets at which the file takes no more: it is cut, and its writer has to be told, who gave it up. */
  readonly fullAt?: number
  readonly onFull?: () => void
}

const CHUNK = 65_536

export class Tail {
  readonly #files: Files
  readonly #path: string
  readonly #cutAt: number
  readonly #backlog: number
  readonly #fullAt: number
  readonly #onFull: () => void
  readonly #chunk = Buffer.alloc(CHUNK)
  #fd: number | undefined
  #inode = 0
  #at = 0
  #rest = ''
  #skipLine = false

  constructor(files: Files, path: string, options: TailOptions = {}) {
    this.#files = files
    this.#path = path
    this.#cutAt = options.cutAt ?? 2 * 1024 * 1024
    this.#backlog = options.backlog ?? 256 * 1024
    this.#fullAt = options.fullAt ?? Number.POSITIVE_INFINITY
    this.#onFull = options.onFull ?? (() => {})
  }

  /** The whole lines that came since the last reading. Never throws: a file that cannot be read has no lines. */
  read(): string[] {
    try {
      return this.#read()
    } catch (error) {
      this.close()
      if (codeOf(error) === undefined) throw error
      return []
    }
  }

  close(): void {
    const fd = this.#fd
    this.#fd = undefined
    if (fd !== undefined) this.#files.closeSync(fd)
  }

  #read(): string[] {
    const lines = this.#fd === undefined ? [] : this.#drain()
    const now = this.#files.statSync(this.#path)
    if (this.#fd === undefined || now.ino !== this.#inode) {
      this.#open()
      lines.push(...this.#drain())
    }
    return lines
  }

  #open(): void {
    const first = this.#inode === 0
    this.close()
    // For writing as well: cutting needs it.
    this.#fd = this.#files.openSync(this.#path, 'r+')
    const { ino, size } = this.#files.fstatSync(this.#fd)
    this.#inode = ino
    this.#rest = ''
    this.#at = first ? Math.max(0, size - this.#backlog) : 0
    this.#skipLine = this.#at > 0
  }

  #drain(): string[] {
    const fd = this.#fd
    if (fd === undefined) return []
    const { size } = this.#files.fstatSync(fd)
    if (size < this.#at) {
      this.#at = 0
      this.#rest = ''
      this.#skipLine = false
    }
    const lines: string[] = []
    while (this.#at < size) {
      const got = this.#files.readSync(fd, this.#chunk, 0, Math.min(CHUNK, size - this.#at), this.#at)
      if (got === 0) break
      this.#at += got
      const parts = (this.#rest + this.#chunk.toString('latin1', 0, got)).split('\n')
      this.#rest = (parts.pop() ?? '').slice(-4096)
      for (const part of parts) lines.push(part)
    }
    if (this.#skipLine && lines.length > 0) {
      lines.shift()
      this.#skipLine = false
    }
    if (size >= this.#fullAt) {
      // The last line is half a line, and stays one.
      this.#empty(fd)
      this.#onFull()
    } else if (this.#at > this.#cutAt) this.#cut(fd)
    return lines
  }

  /** Only when nothing has come since: what is cut off unread is lost. */
  #cut(fd: number): void {
    if (this.#rest !== '' || this.#files.fstatSync(fd).size !== this.#at) return
    this.#empty(fd)
  }

  #empty(fd: number): void {
    this.#files.ftruncateSync(fd, 0)
    this.#at = 0
    this.#rest = ''
    this.#skipLine = false
  }
}
