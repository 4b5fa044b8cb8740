/** Reads the lines of a day's file in pieces, so that a day of any size needs little memory. */
import { Gunzip } from 'fflate'
import type { DayFile } from '../logger/day-files.ts'
import { codeOf } from '../machine/atomic-write.ts'
import type { Files } from '../machine/machine.ts'

/** Octets that are read at once; of a compressed file fewer, for what comes out may be a thousand times as much. */
const piece = { plain: 65_536, packed: 4096 }
/** No row is as long (its texts are bounded): what is longer is cut there. */
const LONGEST_LINE = 1024 * 1024

export class DayLines {
  readonly day: DayFile
  readonly #files: Files
  #offset = 0
  #spoilt = false
  #rest: Buffer = Buffer.alloc(0)
  readonly #unpack: ReturnType<typeof unpacker> | undefined

  constructor(files: Files, day: DayFile) {
    this.day = day
    this.#files = files
    this.#unpack = day.packed ? unpacker() : undefined
  }

  /**
   * The next whole lines without their line feeds; nothing at the file's end, for now. A compressed file that is damaged
   * ends with a line that is no row. Throws Node's error.
   */
  next(): Buffer[] | undefined {
    for (;;) {
      const bytes = this.#spoilt ? undefined : this.#read()
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
    if (this.#unpack === undefined) return bytes
    try {
      const { out, isWhole } = this.#unpack(bytes, this.#offset >= size)
      return isWhole || this.#offset < size ? out : this.#spoil(out)
    } catch {
      return this.#spoil(Buffer.alloc(0))
    }
  }

  /** The days after it are none the worse. */
  #spoil(before: Buffer): Buffer {
    this.#spoilt = true
    return Buffer.concat([before, Buffer.from(`\n${this.day.path} is damaged\n`)])
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

interface Unpacked {
  readonly out: Buffer
  /** As many octets came out as the file's end says (RFC 1952, 2.3.1: ISIZE): fflate takes half a file for a whole one. */
  readonly isWhole: boolean
}

function unpacker(): (bytes: Buffer, isLast: boolean) => Unpacked {
  let out: Uint8Array[] = []
  let size = 0
  let tail = Buffer.alloc(0)
  const gunzip = new Gunzip((bytes) => void out.push(bytes))
  return (bytes, isLast) => {
    gunzip.push(bytes, isLast)
    const all = Buffer.concat(out)
    out = []
    size += all.length
    tail = Buffer.concat([tail, bytes]).subarray(-4)
    return { out: all, isWhole: tail.length === 4 && tail.readUInt32LE() === size >>> 0 }
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
