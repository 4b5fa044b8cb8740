/**
 * Blob attributes (openwrt/libubox blob.h): a head of 4 bytes - flag, id, length with the head - then the payload, then
 * zeros up to a multiple of 4. Everything in a message is made of them.
 */
import { HEAD_BYTES } from './constants.ts'
import { ProtocolError } from './errors.ts'

const EXTENDED = 0x80
const LENGTH_MASK = 0xffffff

/** The next multiple of 4. */
export function align4(length: number): number {
  return (length + 3) & ~3
}

export interface BlobHead {
  /** 0 to 127. */
  readonly id: number
  /** Set on blobmsg fields, not on plain attributes. */
  readonly extended: boolean
  /** Where the payload begins and ends. */
  readonly start: number
  readonly end: number
  /** Where the next attribute begins. */
  readonly next: number
}

/** Reads the head at `at` inside a container that ends at `end`; throws ProtocolError if the attribute does not fit. */
export function readHead(bytes: Buffer, at: number, end: number): BlobHead {
  if (end - at < HEAD_BYTES) throw new ProtocolError('An attribute is cut off in its head')
  const word = bytes.readUInt32BE(at)
  const length = word & LENGTH_MASK
  if (length < HEAD_BYTES) throw new ProtocolError(`An attribute says that it has ${length} bytes, less than its head`)
  const next = at + align4(length)
  if (next > end) throw new ProtocolError(`An attribute of ${length} bytes does not fit into the ${end - at} left`)
  const first = word >>> 24
  return { id: first & 0x7f, extended: first >= EXTENDED, start: at + HEAD_BYTES, end: at + length, next }
}

/** Writes a head for a payload of `payloadLength` bytes at `at`. The caller has checked the message's length. */
export function writeHead(bytes: Buffer, at: number, id: number, extended: boolean, payloadLength: number): void {
  bytes.writeUInt32BE((((extended ? EXTENDED | id : id) << 24) | (payloadLength + HEAD_BYTES)) >>> 0, at)
}
