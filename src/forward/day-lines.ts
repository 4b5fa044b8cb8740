/** The lines of a day's file, a piece at a time: a day of any size needs no more memory than a piece. */
import { Gunzip } from 'fflate'
import { codeOf, type DayFile } from '../logger/day-files.ts'
import type { Files } from '../machine.ts'

/** Octets that are read at once; of a compressed file fewer, for what comes out may be a thousand times as much. */
const piece = { plain: 65_536, packed: 4096 }
/** No row is as long (its texts are bounded): what is longer is cut there. */
const LONGEST_LINE = 1024 * 1024

export class DayLines {
  readonly day: DayFile
  readonly #files: Files
  #offset = 0
  #rest: Buffer = Buffer.alloc(0)
  readonly #unpack: ((bytes: Uint8Array, isLast: boolean) => Buffer) | undefined

  constructor(files: Files, day: DayFile) {
    this.day = day
    this.#files = files
    this.#unpack = day.packed ? unpacker() : undefined
  }

  /**
   * The next whole lines without their line feeds; nothing at the file's end, for now. Throws Node's error, and fflate's
   * where a compressed file is damaged.
   */
  next(): Buffer[] | undefined {
    for (;;) {
      const bytes = this.#read()
      if (bytes === undefined) return undefined
      const lines = this.#split(bytes)
      if (lines.length > 0) return lines
    }
  }

  #read(): Buffer | undefined {
    const space = Buffer.alloc(this.#unpack === undefined ? piece.plain : piece.packed)
    const { read, size } = readAt(this.#files, this.day.path, space, this.#offset)
    if (read === 0) return undefined
    this.#offset += read
    const bytes = space.subarray(0, read)
    return this.#unpack === undefined ? bytes : this.#unpack(bytes, this.#offset >= size)
  }

  #split(bytes: Buffer): Buffer[] {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const lines: Buffer[] = []
    let from = 0
    for (let at = all.indexOf(10); at >= 0; at = all.indexOf(10, from)) {
      lines.push(all.subarray(from, at))
      from = at + 1
    }
    this.#rest = all.subarray(from)
    if (this.#rest.length > LONGEST_LINE) {
      lines.push(this.#rest)
      this.#rest = Buffer.alloc(0)
    }
    return lines
  }
}

function readAt(files: Files, path: string, space: Buffer, offset: number): { read: number; size: number } {
  const fd = files.openSync(path, 'r')
  try {
    return { read: files.readSync(fd, space, 0, space.length, offset), size: files.fstatSync(fd).size }
  } finally {
    files.closeSync(fd)
  }
}

function unpacker() {
  let out: Uint8Array[] = []
  const gunzip = new Gunzip((bytes) => void out.push(bytes))
  return (bytes: Uint8Array, isLast: boolean): Buffer => {
    gunzip.push(bytes, isLast)
    const all = Buffer.concat(out)
    out = []
    return all
  }
}

/** The first line of a day; nothing where there is none, or it cannot be read. */
export function firstLine(files: Files, day: DayFile): Buffer | undefined {
  try {
    return new DayLines(files, day).next()?.[0]
  } catch (error) {
    // What is gone or damaged is for the reading itself to tell.
    if (codeOf(error) === undefined || codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
