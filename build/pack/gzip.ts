/** Compression whose bytes depend on nothing but the input: pako, a zlib in JavaScript, and not the one that a Node happens to bring. */
import { deflateRaw } from 'pako'
import { remember } from './remember.ts'

/** Octets from which on a thousandth less is not worth twice the time, and time is worth a file. */
const large = 8 * 1024 * 1024

/** RFC 1951. `isPacked`: nothing is gained any more. */
export function deflate(bytes: Uint8Array, isPacked = false): Buffer {
  if (bytes.length < large) return Buffer.from(deflateRaw(bytes, { level: 9 }))
  if (isPacked) return Buffer.from(deflateRaw(bytes, { level: 0 }))
  return remember('pako-6', bytes, () => Buffer.from(deflateRaw(bytes, { level: 6 })))
}

/** CRC-32 of ISO 3309, as gzip (RFC 1952, 8) wants it. */
export function crc32(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0)
  return ~crc >>> 0
}

const table = Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** RFC 1952, as `gzip -9n` writes it: without a name and a time, and from Unix. */
export function gzip(bytes: Uint8Array, isPacked = false): Buffer {
  const end = Buffer.alloc(8)
  end.writeUInt32LE(crc32(bytes), 0)
  end.writeUInt32LE(bytes.length % 2 ** 32, 4)
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3])
  return Buffer.concat([head, deflate(bytes, isPacked), end])
}
