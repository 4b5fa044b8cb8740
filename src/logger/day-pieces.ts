/** Reads a day's file in pieces of whole lines, from either end: a day needs no more memory than a piece. */

import { codeOf } from '../machine/atomic-write.ts'
import type { Files } from '../machine/machine.ts'
import type { DayFile } from './day-files.ts'
import { MEMBER_HEAD, memberSize, unpack } from './day-gzip.ts'

export type DayReader = Pick<Files, 'openSync' | 'readSync' | 'fstatSync' | 'closeSync'>
export type Order = 'oldest' | 'newest'

/** Octets of a piece; a line that is longer makes it as long. */
export const PIECE = 256 * 1024
const LINE_FEED = 0x0a

/**
 * Octets of whole lines, each with its line feed. The pieces come in the order that is asked for; inside a piece lines
 * keep theirs. What stands behind the last line feed is a piece of its own. Whoever stops early has to call `return`, as
 * `for ... of` does. Throws Node's or zlib's error where the file cannot be read.
 */
export function* piecesOf(files: DayReader, day: DayFile, order: Order = 'oldest'): Generator<Buffer> {
  let fd: number
  try {
    fd = files.openSync(day.path, 'r')
  } catch (error) {
    if (day.packed || codeOf(error) !== 'ENOENT') throw error
    // It was compressed since the folder was listed.
    yield* piecesOf(files, { ...day, path: `${day.path}.gz`, packed: true }, order)
    return
  }
  try {
    const parts = day.packed ? members(files, fd) : slices(files.fstatSync(fd).size)
    const read = ({ from, length }: Part) => {
      const bytes = readAt(files, fd, from, length)
      return day.packed ? unpack(bytes) : bytes
    }
    yield* order === 'oldest' ? forward(parts, read) : backward(parts, read)
  } finally {
    files.closeSync(fd)
  }
}

/** A part of the file that can be read by itself. */
interface Part {
  readonly from: number
  readonly length: number
}

function slices(size: number): Part[] {
  const count = Math.ceil(size / PIECE)
  return Array.from({ length: count }, (_, at) => ({ from: at * PIECE, length: Math.min(PIECE, size - at * PIECE) }))
}

/** What does not tell its size is one part, up to the end. */
function members(files: DayReader, fd: number): Part[] {
  const { size } = files.fstatSync(fd)
  const parts: Part[] = []
  for (let from = 0; from < size; ) {
    const told = memberSize(readAt(files, fd, from, MEMBER_HEAD))
    const length = told === undefined || from + told > size ? size - from : told
    parts.push({ from, length })
    from += length
  }
  return parts
}

type Read = (part: Part) => Buffer

function* forward(parts: readonly Part[], read: Read): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for (const part of parts) {
    const joined = join(rest, read(part))
    const end = joined.lastIndexOf(LINE_FEED) + 1
    if (end > 0) yield joined.subarray(0, end)
    // A copy, which does not hold the whole piece.
    rest = Buffer.from(joined.subarray(end))
  }
  if (rest.length > 0) yield rest
}

function* backward(parts: readonly Part[], read: Read): Generator<Buffer> {
  /** The first line of what was read, whose beginning may stand before it. */
  let rest: Buffer = Buffer.alloc(0)
  let isTail = true
  for (const part of [...parts].reverse()) {
    let joined = join(read(part), rest)
    const end = joined.lastIndexOf(LINE_FEED) + 1
    if (isTail && end > 0) {
      if (end < joined.length) yield joined.subarray(end)
      joined = joined.subarray(0, end)
      isTail = false
    }
    const begin = isTail ? joined.length : joined.indexOf(LINE_FEED) + 1
    if (begin < joined.length) yield joined.subarray(begin)
    rest = Buffer.from(joined.subarray(0, begin))
  }
  if (rest.length > 0) yield rest
}

const join = (first: Buffer, second: Buffer) =>
  first.length === 0 ? second : second.length === 0 ? first : Buffer.concat([first, second])

function readAt(files: DayReader, fd: number, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  let size = 0
  for (let read = 1; size < length && read > 0; size += read)
    read = files.readSync(fd, bytes, size, length - size, from + size)
  return bytes.subarray(0, size)
}
