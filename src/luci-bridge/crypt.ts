/**
 * Hashes passwords for crypt(3), with which rpcd checks logins: SHA512-crypt (Drepper, "Unix crypt using
 * SHA-256 and SHA-512"), and MD5-crypt (FreeBSD's crypt-md5.c) for a musl that was built without SHA512-crypt.
 */
import { createHash } from 'node:crypto'

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** crypt's rounds where the setting names none. */
const shaRounds = 5000
const md5Rounds = 1000

export type Scheme = 'sha512' | 'md5'

const saltLengths: Readonly<Record<Scheme, number>> = { sha512: 16, md5: 8 }

/** A salt for the scheme out of random bytes, at least 16 of them. */
export function saltFrom(bytes: Uint8Array, scheme: Scheme): string {
  return [...bytes.subarray(0, saltLengths[scheme])].map((byte) => alphabet[byte & 63]).join('')
}

export function crypt(password: string, salt: string, scheme: Scheme): string {
  const key = Buffer.from(password)
  const seasoning = Buffer.from(salt.slice(0, saltLengths[scheme]))
  return scheme === 'sha512' ? sha512Crypt(key, seasoning) : md5Crypt(key, seasoning)
}

const digest = (algorithm: 'sha512' | 'md5', parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash(algorithm)
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** The bytes again and again until there are `length` of them. */
function stretch(bytes: Buffer, length: number): Buffer {
  const stretched = Buffer.alloc(length)
  for (let at = 0; at < length; at += bytes.length) bytes.copy(stretched, at)
  return stretched
}

/** `ones` and `zeros` by the bits of the key's length, lowest first. */
function byBits<T>(length: number, ones: T, zeros: T): T[] {
  const parts: T[] = []
  for (let bits = length; bits > 0; bits >>= 1) parts.push((bits & 1) === 1 ? ones : zeros)
  return parts
}

function sha512Crypt(key: Buffer, salt: Buffer): string {
  const b = digest('sha512', [key, salt, key])
  const a = digest('sha512', [key, salt, stretch(b, key.length), ...byBits(key.length, b, key)])
  const p = stretch(digest('sha512', Array<Buffer>(key.length).fill(key)), key.length)
  const s = stretch(digest('sha512', Array<Buffer>(16 + (a[0] ?? 0)).fill(salt)), salt.length)
  let c = a
  for (let round = 0; round < shaRounds; round++) {
    const odd = round % 2 === 1
    const middle = [...(round % 3 === 0 ? [] : [s]), ...(round % 7 === 0 ? [] : [p])]
    c = digest('sha512', [odd ? p : c, ...middle, odd ? c : p])
  }
  // Bytes 0, 21, 42, then each of the three columns moved on by one.
  const triples = Array.from({ length: 21 }, (_, at) => {
    const columns = [at, at + 21, at + 42]
    return [0, 1, 2].map((place) => columns[(at + place) % 3] ?? 0)
  })
  const text = triples.map(([high = 0, middle = 0, low = 0]) => encode(c, high, middle, low, 4)).join('')
  return `$6$${salt}$${text}${encode(c, -1, -1, 63, 2)}`
}

function md5Crypt(key: Buffer, salt: Buffer): string {
  const b = digest('md5', [key, salt, key])
  const bits = byBits(key.length, Buffer.from([0]), key.subarray(0, 1))
  const a = digest('md5', [key, Buffer.from('$1$'), salt, stretch(b, key.length), ...bits])
  let c = a
  for (let round = 0; round < md5Rounds; round++) {
    const odd = round % 2 === 1
    const middle = [...(round % 3 === 0 ? [] : [salt]), ...(round % 7 === 0 ? [] : [key])]
    c = digest('md5', [odd ? key : c, ...middle, odd ? c : key])
  }
  const text = [0, 1, 2, 3, 4].map((at) => encode(c, at, at + 6, at === 4 ? 5 : at + 12, 4)).join('')
  return `$1$${salt}$${text}${encode(c, -1, -1, 11, 2)}`
}

/** Three bytes as characters of six bits, the lowest first; -1 stands for a byte of zeros. */
function encode(bytes: Buffer, high: number, middle: number, low: number, length: number): string {
  let value = ((bytes[high] ?? 0) << 16) | ((bytes[middle] ?? 0) << 8) | (bytes[low] ?? 0)
  let text = ''
  for (let at = 0; at < length; at++, value >>= 6) text += alphabet[value & 63]
  return text
}
