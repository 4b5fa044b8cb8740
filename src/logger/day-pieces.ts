/** Reads a day's file in pieces of whole lines, from either end: a day needs no more memory than a piece. */
import type { Files } from '../machine.ts'
import { codeOf, type DayFile, readDay } from './day-files.ts'

export type DayReader = Pick<Files, 'openSync' | 'readSync' | 'fstatSync' | 'closeSync' | 'readFileSync'>
export type Order = 'oldest' | 'newest'

const PIECE = 256 * 1024
const LINE_FEED = 0x0a
const NOTHING = Buffer.alloc(0)

/**
 * Octets of whole lines, each with its line feed, in the order of the pieces that is asked for; inside a piece lines keep
 * theirs. What stands behind the last line feed is a piece of its own. Whoever stops early has to call `return`, as
 * `for ... of` does. Throws Node's error where the file cannot be read.
 */
export function* piecesOf(files: DayReader, day: DayFile, order: Order = 'oldest'): Generator<Buffer> {
  if (day.packed) {
    yield* cut(readDay(files, day), order)
    return
  }
  let fd: number
  try {
    fd = files.openSync(day.path, 'r')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    // It was compressed since the folder was listed.
    yield* piecesOf(files, { ...day, path: `${day.path}.gz`, packed: true }, order)
    return
  }
  try {
    yield* order === 'oldest' ? forward(files, fd) : backward(files, fd)
  } finally {
    files.closeSync(fd)
  }
}

function* cut(bytes: Buffer, order: Order): Generator<Buffer> {
  const whole = bytes.lastIndexOf(LINE_FEED) + 1
  const rest = bytes.subarray(whole)
  if (order === 'newest' && rest.length > 0) yield rest
  if (whole > 0) yield bytes.subarray(0, whole)
  if (order === 'oldest' && rest.length > 0) yield rest
}

function* forward(files: DayReader, fd: number): Generator<Buffer> {
  let rest: Buffer = NOTHING
  for (let at = 0; ; ) {
    const piece = readAt(files, fd, at, PIECE)
    if (piece.length === 0) break
    at += piece.length
    const end = piece.lastIndexOf(LINE_FEED) + 1
    if (end > 0) yield Buffer.concat([rest, piece.subarray(0, end)])
    rest = end > 0 ? Buffer.from(piece.subarray(end)) : Buffer.concat([rest, piece])
  }
  if (rest.length > 0) yield rest
}

function* backward(files: DayReader, fd: number): Generator<Buffer> {
  /** Begins behind the line feed that the next piece ends with, once one has been met. */
  let rest: Buffer = NOTHING
  let isTail = true
  for (let at = files.fstatSync(fd).size; at > 0; ) {
    const from = Math.max(0, at - PIECE)
    const piece = readAt(files, fd, from, at - from)
    at = from
    const joined = Buffer.concat([piece, rest])
    if (isTail) {
      const end = joined.lastIndexOf(LINE_FEED) + 1
      if (end === 0) {
        rest = joined
        continue
      }
      if (end < joined.length) yield joined.subarray(end)
      isTail = false
      rest = yield* headless(joined.subarray(0, end), at === 0)
    } else rest = yield* headless(joined, at === 0)
  }
  if (rest.length > 0) yield rest
}

/** Yields all but the first line, which may begin before this piece, and gives that; all of it where nothing is before. */
function* headless(bytes: Buffer, isFirst: boolean): Generator<Buffer, Buffer> {
  const first = isFirst ? 0 : bytes.indexOf(LINE_FEED) + 1
  if (first < bytes.length) yield bytes.subarray(first)
  return Buffer.from(bytes.subarray(0, first))
}

function readAt(files: DayReader, fd: number, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  let size = 0
  for (let read = 1; size < length && read > 0; size += read)
    read = files.readSync(fd, bytes, size, length - size, from + size)
  return bytes.subarray(0, size)
}
