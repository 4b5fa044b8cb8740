/**
 * Keys and signatures of usign (OpenBSD signify): Ed25519 over the whole message, in files of a comment line and a line
 * of base64. Sources: signify(1); usign's main.c; RFC 8410 for the DER around a raw key.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const spki = Buffer.from('302a300506032b6570032100', 'hex')
const sizes = { secret: 104, public: 42, signature: 74 } as const

export interface UsignSecret {
  /** 8 bytes, by which a router finds the public key: `/etc/opkg/keys/<16 hex digits>`. */
  readonly id: Buffer
  readonly seed: Buffer
  readonly publicKey: Buffer
}

function wrap(comment: string, bytes: Uint8Array): string {
  return `untrusted comment: ${comment}\n${Buffer.from(bytes).toString('base64')}\n`
}

function unwrap(text: string, what: keyof typeof sizes): Buffer {
  const [, line = ''] = text.split('\n')
  const bytes = Buffer.from(line, 'base64')
  if (bytes.length !== sizes[what] || bytes.toString('latin1', 0, 2) !== 'Ed')
    throw new SyntaxError(`this is no ${what} ${what === 'signature' ? '' : 'key '}of usign`)
  return bytes
}

const privateKey = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' })

/** From 32 random bytes and a key id of 8. */
export function makeSecret(seed: Uint8Array, id: Uint8Array): UsignSecret {
  const der = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' })
  return { id: Buffer.from(id), seed: Buffer.from(seed), publicKey: der.subarray(spki.length) }
}

/** `usign -S -s`, without a passphrase, which usign does not know. `salt`: 16 bytes. */
export function writeSecret({ id, seed, publicKey }: UsignSecret, salt: Uint8Array): string {
  const key = Buffer.concat([seed, publicKey])
  const checksum = createHash('sha512').update(key).digest().subarray(0, 8)
  const bytes = Buffer.concat([Buffer.from('EdBK'), Buffer.alloc(4), salt, checksum, id, key])
  return wrap(`private key ${id.toString('hex')}`, bytes)
}

/** Throws `SyntaxError` for anything that is no secret key, or one with a passphrase. */
export function readSecret(text: string): UsignSecret {
  const bytes = unwrap(text, 'secret')
  if (bytes.readUInt32LE(4) !== 0) throw new SyntaxError('this key has a passphrase, which usign does not know')
  const key = bytes.subarray(40)
  const checksum = createHash('sha512').update(key).digest().subarray(0, 8)
  if (!checksum.equals(bytes.subarray(24, 32))) throw new SyntaxError('this key is damaged')
  return { id: bytes.subarray(32, 40), seed: key.subarray(0, 32), publicKey: key.subarray(32) }
}

export function writePublic({ id, publicKey }: Pick<UsignSecret, 'id' | 'publicKey'>): string {
  return wrap(`public key ${id.toString('hex')}`, Buffer.concat([Buffer.from('Ed'), id, publicKey]))
}

/** The file that `usign -S -m MESSAGE -s SECRET` writes. */
export function signMessage(message: Uint8Array, { id, seed }: UsignSecret): string {
  const signature = sign(null, message, privateKey(seed))
  return wrap(`signed by key ${id.toString('hex')}`, Buffer.concat([Buffer.from('Ed'), id, signature]))
}

/** Whether the signature file is of this key and over this message. Throws `SyntaxError` where a file is none. */
export function verifyMessage(message: Uint8Array, signatureFile: string, publicFile: string): boolean {
  const signature = unwrap(signatureFile, 'signature')
  const bytes = unwrap(publicFile, 'public')
  if (!signature.subarray(2, 10).equals(bytes.subarray(2, 10))) return false
  const key = createPublicKey({ key: Buffer.concat([spki, bytes.subarray(10)]), format: 'der', type: 'spki' })
  return verify(null, message, key, signature.subarray(10))
}
