/**
 * Reads the files of the spool as they grow. A file is deleted when it is closed, all of it is in ClickHouse, and a power cut can no
 * longer lose any of it. The spool is the only queue, so a loader that was killed begins again with the files that are there.
 */
import { codeOf } from '../../machine/atomic-write.ts'
import type { Files } from '../../machine/machine.ts'

export interface Piece {
  /** Whole lines, or a line that is longer than any row. */
  readonly bytes: Buffer
  readonly file: string
  readonly end: number
}

interface State {
  /** How far it was read, and how far its rows are in ClickHouse. */
  read: number
  loaded: number
}

export const CLOSED = '.rows'
/** Ends the name of the file that is being written. */
export const OPEN = '.rows-open'

export class SpoolReader {
  readonly #files: Files
  readonly #folder: string
  /** By the name without its end: a file that is closed goes on where it was. */
  readonly #states = new Map<string, State>()

  constructor(files: Files, folder: string) {
    this.#files = files
    this.#folder = folder
  }

  /** The oldest octets that were not read yet, whole lines, at most `most` of them; nothing where there are none. */
  read(most: number): Piece | undefined {
    for (const name of this.#list()) {
      const state = this.#stateOf(name)
      const piece = this.#readFrom(name, state.read, most)
      if (piece === undefined) continue
      state.read = piece.end
      return piece
    }
    return undefined
  }

  /** The rows of this piece are in ClickHouse. */
  loaded({ file, end }: Piece): void {
    this.#stateOf(file).loaded = end
  }

  /** Octets that are not in ClickHouse yet. */
  waiting(): number {
    return this.#list().reduce((sum, name) => sum + (this.#stat(name)?.size ?? 0) - this.#stateOf(name).loaded, 0)
  }

  /** Deletes files that are closed and loaded. `now` in milliseconds, `keepMs` how long a file stays after its last octet. */
  tidy(now: number, keepMs: number): void {
    const names = this.#list()
    for (const name of names) {
      const stat = name.endsWith(CLOSED) ? this.#stat(name) : undefined
      if (stat === undefined || this.#stateOf(name).loaded < stat.size || now - stat.mtimeMs < keepMs) continue
      this.#files.unlinkSync(this.#path(name))
    }
    const there = new Set(names.map(stemOf))
    for (const stem of this.#states.keys()) if (!there.has(stem)) this.#states.delete(stem)
  }

  #list(): string[] {
    return this.#files.readdirSync(this.#folder).map(String).filter(isSpooled).sort()
  }

  #path = (name: string) => `${this.#folder}/${name}`

  #stateOf(name: string): State {
    const known = this.#states.get(stemOf(name)) ?? { read: 0, loaded: 0 }
    this.#states.set(stemOf(name), known)
    return known
  }

  /** Undefined where it was closed, and so renamed, a moment ago. */
  #stat(name: string) {
    return unlessGone(() => this.#files.statSync(this.#path(name)))
  }

  #readFrom(name: string, from: number, most: number): Piece | undefined {
    const size = this.#stat(name)?.size ?? 0
    if (size <= from) return undefined
    const fd = unlessGone(() => this.#files.openSync(this.#path(name), 'r'))
    if (fd === undefined) return undefined
    try {
      // What routers take for arrived has to outlive a power cut.
      this.#files.fsyncSync(fd)
      const bytes = Buffer.allocUnsafe(Math.min(size - from, most))
      const got = this.#files.readSync(fd, bytes, 0, bytes.length, from)
      const whole = bytes.subarray(0, got).lastIndexOf(10) + 1
      // A line as long as a piece is none of ours, and what a closed file ends with will not be finished.
      const isAll = got === most || (name.endsWith(CLOSED) && from + got === size)
      const end = whole > 0 ? whole : isAll ? got : 0
      return end === 0 ? undefined : { bytes: bytes.subarray(0, end), file: name, end: from + end }
    } finally {
      this.#files.closeSync(fd)
    }
  }
}

export const isSpooled = (name: string) => name.endsWith(CLOSED) || name.endsWith(OPEN)

const stemOf = (name: string) => name.slice(0, name.lastIndexOf('.'))

function unlessGone<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
