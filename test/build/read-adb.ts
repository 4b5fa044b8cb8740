/** Reads ADB files, values and blocks, as strictly as apk does and stricter where apk lets things pass. */
import { inflateRawSync } from 'node:zlib'

export type Value = number | Buffer | readonly (Value | undefined)[]

export interface ReadAdb {
  readonly schema: string
  readonly adb: Buffer
  readonly root: Value | undefined
  readonly signatures: readonly Buffer[]
  readonly data: readonly Buffer[]
}

function readValue(adb: Buffer, word: number): Value | undefined {
  const [type, rest] = [word >>> 28, word & 0x0fffffff]
  if (word === 0) return undefined
  if (type === 1) return rest
  if (type === 2) return adb.readUInt32LE(rest)
  const size = { 8: 1, 9: 2, 10: 4 }[type]
  if (size !== undefined) {
    if (rest % size !== 0) throw new Error('a blob is not aligned')
    const [start, length] = [rest + size, adb.readUIntLE(rest, size)]
    if (start + length > adb.length) throw new Error('a blob goes past the end')
    return adb.subarray(start, start + length)
  }
  if (type !== 14 || rest % 4 !== 0) throw new Error(`no value: ${word.toString(16)}`)
  const count = adb.readUInt32LE(rest)
  if (count < 2 || rest + 4 * count > adb.length) throw new Error('an object goes past the end')
  return Array.from({ length: count - 1 }, (_, at) => {
    const inner = adb.readUInt32LE(rest + 4 * (at + 1))
    // What a writer appends can only name what it has written before.
    if (inner >>> 28 > 1 && (inner & 0x0fffffff) >= rest) throw new Error('a value names a later one')
    return readValue(adb, inner)
  })
}

/** Throws where anything is damaged. */
export function readAdb(bytes: Uint8Array): ReadAdb {
  const file = Buffer.from(bytes)
  const magic = file.toString('latin1', 0, 4)
  if (magic === 'ADBd') {
    const { buffer: plain, engine } = inflateRawSync(file.subarray(4), { info: true }) as unknown as {
      buffer: Buffer
      engine: { bytesWritten: number }
    }
    if (engine.bytesWritten !== file.length - 4) throw new Error('something stands behind the end')
    return readAdb(plain)
  }
  if (magic !== 'ADB.') throw new Error('this is no ADB')
  const blocks: Record<number, Buffer[]> = { 0: [], 1: [], 2: [] }
  let last = 0
  for (let at = 8; at < file.length; ) {
    const word = file.readUInt32LE(at)
    const [type, size] = [word >>> 30, word & 0x3fffffff]
    if (type < last || (at === 8) !== (type === 0)) throw new Error('a block is out of its place')
    const end = at + Math.ceil(size / 8) * 8
    if (size < 4 || end > file.length) throw new Error('a block is cut off')
    if (file.subarray(at + size, end).some((byte) => byte !== 0)) throw new Error('filling that is none')
    blocks[type]?.push(file.subarray(at + 4, at + size))
    last = type
    at = end
  }
  const adb = blocks[0]?.[0]
  if (adb === undefined || adb.readUInt32LE(0) !== 0) throw new Error('there is no ADB block of version 0')
  const root = readValue(adb, adb.readUInt32LE(4))
  return { schema: file.toString('latin1', 4, 8), adb, root, signatures: blocks[1] ?? [], data: blocks[2] ?? [] }
}

/** A slot by its number; `undefined` where it is not there. Throws where the object is none. */
export function slot(object: Value | undefined, number: number): Value | undefined {
  if (!Array.isArray(object)) throw new Error('this should be an object')
  return (object as readonly (Value | undefined)[])[number - 1]
}

export const list = (value: Value | undefined): readonly (Value | undefined)[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly (Value | undefined)[]) : fail('a list')
export const blob = (value: Value | undefined): Buffer =>
  value === undefined ? Buffer.alloc(0) : Buffer.isBuffer(value) ? value : fail('a blob')
export const text = (value: Value | undefined): string => blob(value).toString()
export const number = (value: Value | undefined): number =>
  value === undefined ? 0 : typeof value === 'number' ? value : fail('a number')

function fail(what: string): never {
  throw new Error(`this should be ${what}`)
}
