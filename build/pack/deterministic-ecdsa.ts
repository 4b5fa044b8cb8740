/**
 * ECDSA on P-256 with SHA-512 whose nonce comes from the key and the message (RFC 6979): OpenSSL would draw one, and two
 * builds of one source would not be the same bytes. The curve's arithmetic is OpenSSL's; only numbers are ours.
 */
import { createECDH, createHash, createHmac, type KeyObject } from 'node:crypto'

/** Order of the group (SEC 2, 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]) => {
  const state = createHmac('sha512', key)
  for (const part of parts) state.update(part)
  return state.digest()
}
/** The leftmost 256 bits as a number. */
const toNumber = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes.subarray(0, 32)).toString('hex')}`)
const toBytes = (number: bigint) => Buffer.from(number.toString(16).padStart(64, '0'), 'hex')

/** RFC 6979, 3.2. */
function* nonces(secret: bigint, hash: Uint8Array): Generator<bigint> {
  const seed = [toBytes(secret), toBytes(toNumber(hash) % order)]
  let v: Buffer = Buffer.alloc(64, 1)
  let k: Buffer = Buffer.alloc(64)
  for (const mark of [0, 1]) {
    k = hmac(k, v, Buffer.from([mark]), ...seed)
    v = hmac(k, v)
  }
  for (;;) {
    v = hmac(k, v)
    yield toNumber(v)
    k = hmac(k, v, Buffer.from([0]))
    v = hmac(k, v)
  }
}

/** By Fermat: the order is a prime. */
function inverse(number: bigint): bigint {
  let result = 1n
  let base = number % order
  for (let exponent = order - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % order
    base = (base * base) % order
  }
  return result
}

/** DER's INTEGER: at least one byte, none too many, and no sign. */
function derInteger(number: bigint): Buffer {
  const hex = number.toString(16)
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  const body = (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes
  return Buffer.concat([Buffer.from([2, body.length]), body])
}

/** The signature in DER, as RFC 3279, 2.2.3 has it. */
export function signSteadily(message: Uint8Array, key: KeyObject): Buffer {
  const secret = toNumber(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'))
  const hash = createHash('sha512').update(message).digest()
  for (const nonce of nonces(secret, hash)) {
    if (nonce === 0n || nonce >= order) continue
    const curve = createECDH('prime256v1')
    curve.setPrivateKey(toBytes(nonce))
    const r = toNumber(curve.getPublicKey().subarray(1)) % order
    const s = (inverse(nonce) * (toNumber(hash) + r * secret)) % order
    if (r === 0n || s === 0n) continue
    const body = Buffer.concat([derInteger(r), derInteger(s)])
    return Buffer.concat([Buffer.from([0x30, body.length]), body])
  }
  throw new Error('no nonce')
}
