/**
 * Compresses days that are over: a gzip file of many members, each of whole lines, which any gunzip reads as one (RFC 1952,
 * 2.2). An extra field of each member tells its size, so that a reader gets at one without the others.
 */
import { gunzipSync, gzipSync } from 'node:zlib'

const HEADER = 10
/** Flag FEXTRA of RFC 1952, 2.3.1. */
const FEXTRA = 4
/** XLEN, then one subfield: two letters, its length, the octets of the whole member. */
const EXTRA = 10
const OURS = 'AQ'
/** So many octets tell how long a member is. */
export const MEMBER_HEAD = HEADER + EXTRA

/** A member that tells its size. */
export function gzipMember(plain: Uint8Array): Buffer {
  const bare = gzipSync(plain, { level: 9 })
  const extra = Buffer.alloc(EXTRA)
  extra.writeUInt16LE(EXTRA - 2, 0)
  extra.write(OURS, 2, 'latin1')
  extra.writeUInt16LE(4, 4)
  extra.writeUInt32LE(bare.length + EXTRA, 6)
  const member = Buffer.concat([bare.subarray(0, HEADER), extra, bare.subarray(HEADER)])
  member[3] = FEXTRA
  return member
}

/** Octets of the member that begins so; nothing where it does not tell: another program wrote it. */
export function memberSize(head: Buffer): number | undefined {
  const isOurs =
    head.length >= MEMBER_HEAD &&
    head.readUInt16BE(0) === 0x1f8b &&
    head[3] === FEXTRA &&
    head.readUInt16LE(HEADER) === EXTRA - 2 &&
    head.toString('latin1', HEADER + 2, HEADER + 4) === OURS
  const size = isOurs ? head.readUInt32LE(HEADER + 6) : 0
  return size > MEMBER_HEAD ? size : undefined
}

/** A member of ours has some 300 KB; a file of another program's may be one. */
const longest = 64 * 1024 * 1024

/** One member, or several. Throws zlib's error where they make no sense, or are more than 64 MiB: a few KB can say gigabytes. */
export const unpack = (packed: Uint8Array): Buffer => gunzipSync(packed, { maxOutputLength: longest })
