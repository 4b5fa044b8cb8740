/**
 * Writes ADB, the container of apk v3: packages and indexes. Numbers are little-endian, offsets count from the first
 * byte of the ADB block's payload. Source: apk-tools, doc/apk-v3.5.scd and src/adb.h.
 */
import { deflate } from './gzip.ts'

/** A value is 4 bits of type and 28 of an offset or of the number itself; 0 is "nothing". */
const type = { int: 0x1, int32: 0x2, blob8: 0x8, blob16: 0x9, blob32: 0xa, object: 0xe } as const

const value = (kind: number, rest: number) => ((kind << 28) | rest) >>> 0
const u32 = (number: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number)
  return bytes
}

/** Values one after another, equal ones once, as apk's own writer lays them: so that the bytes are the same. */
export class AdbWriter {
  #parts: Buffer[] = [Buffer.alloc(8)]
  #length = 8
  readonly #places = new Map<string, number>()

  #raw(bytes: Buffer, align: number): number {
    const gap = (align - (this.#length % align)) % align
    const place = this.#length + gap
    if (place + bytes.length >= 2 ** 28) throw new RangeError('more than 256 MiB of values')
    this.#parts.push(Buffer.alloc(gap), bytes)
    this.#length = place + bytes.length
    return place
  }

  #once(bytes: Buffer, align: number): number {
    const key = bytes.toString('latin1')
    const known = this.#places.get(key)
    if (known !== undefined && known % align === 0) return known
    const place = this.#raw(bytes, align)
    this.#places.set(key, place)
    return place
  }

  /** A whole number from 0 to 2^32 - 1. */
  int(number: number): number {
    if (!Number.isInteger(number) || number < 0 || number >= 2 ** 32) throw new RangeError(`no number here: ${number}`)
    return number < 2 ** 28 ? value(type.int, number) : value(type.int32, this.#once(u32(number), 4))
  }

  /** Text or bytes; nothing gives 0. */
  blob(content: string | Uint8Array): number {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    if (bytes.length === 0) return 0
    const [kind, size] =
      bytes.length < 2 ** 8 ? [type.blob8, 1] : bytes.length < 2 ** 16 ? [type.blob16, 2] : [type.blob32, 4]
    const head = Buffer.alloc(size)
    head.writeUIntLE(bytes.length, 0, size)
    return value(kind, this.#once(Buffer.concat([head, bytes]), size))
  }

  /** At most 255 bytes, apart from equal ones: what is patched later. Gives where they begin as well. */
  blobApart(bytes: Uint8Array): { readonly value: number; readonly place: number } {
    const place = this.#raw(Buffer.concat([Buffer.from([bytes.length]), bytes]), 1)
    return { value: value(type.blob8, place), place: place + 1 }
  }

  /** Slots from number 1 on; an object or array without any value gives 0. apk stores arrays as objects too. */
  object(slots: readonly (number | undefined)[]): number {
    const filled = slots.map((slot) => slot ?? 0)
    while (filled.at(-1) === 0) filled.pop()
    if (filled.length === 0) return 0
    return value(type.object, this.#once(Buffer.concat([filled.length + 1, ...filled].map(u32)), 4))
  }

  /** The payload of the ADB block. */
  finish(root: number): Buffer {
    const payload = Buffer.concat(this.#parts)
    payload.writeUInt32LE(root, 4)
    return payload
  }
}

export const schema = { package: 0x676b6370, index: 0x78646e69 } as const
const blockType = { adb: 0, signature: 1, data: 2 } as const

function block(kind: number, payload: Uint8Array): Buffer {
  const size = 4 + payload.length
  if (size >= 2 ** 30) throw new RangeError('more than 1 GiB in one block')
  return Buffer.concat([u32(((kind << 30) | size) >>> 0), payload, Buffer.alloc((8 - (size % 8)) % 8)])
}

export interface AdbFile {
  readonly schema: number
  readonly adb: Uint8Array
  /** Payloads of signature blocks. */
  readonly signatures: readonly Uint8Array[]
  /** Payloads of data blocks. */
  readonly data: readonly Uint8Array[]
}

/** The bytes of a file, not compressed. */
export function writeAdbFile({ schema: kind, adb, signatures, data }: AdbFile): Buffer {
  return Buffer.concat([
    Buffer.from('ADB.'),
    u32(kind),
    block(blockType.adb, adb),
    ...signatures.map((payload) => block(blockType.signature, payload)),
    ...data.map((payload) => block(blockType.data, payload)),
  ])
}

/** Every apk reads deflate; OpenWrt's knows no zstd. */
export function compressAdbFile(file: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('ADBd'), deflate(file)])
}
