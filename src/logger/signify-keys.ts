/**
 * Reads and writes Ed25519 keys and signatures in the form of OpenBSD's signify(1), which usign on the router reads too:
 * base64 of `Ed`, 8 bytes of key number, then the key (32 bytes) or the signature (64), below a line of comment.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'

export interface SigningKey {
  /** 16 hexadecimal digits. */
  readonly id: string
  readonly privateKey: KeyObject
}

export interface VerifyingKey {
  readonly id: string
  readonly publicKey: KeyObject
}

const ALGORITHM = Buffer.from('Ed')
/** SubjectPublicKeyInfo of Ed25519 before its 32 bytes (RFC 8410, 4). */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex')

export function createSigningKey(): SigningKey {
  return { id: randomBytes(8).toString('hex'), privateKey: generateKeyPairSync('ed25519').privateKey }
}

/** The secret key as a file: the id on a line, then PKCS #8 PEM. To be kept at mode 600. */
export function encodeSigningKey(key: SigningKey): string {
  return `id ${key.id}\n${key.privateKey.export({ type: 'pkcs8', format: 'pem' })}`
}

/** Nothing where the text is no such key. */
export function decodeSigningKey(text: string): SigningKey | undefined {
  const match = /^id ([0-9a-f]{16})\n(-----BEGIN PRIVATE KEY-----[\s\S]*)$/.exec(text)
  const [, id, pem] = match ?? []
  if (id === undefined || pem === undefined) return undefined
  try {
    const privateKey = createPrivateKey(pem)
    return privateKey.asymmetricKeyType === 'ed25519' ? { id, privateKey } : undefined
  } catch {
    return undefined
  }
}

export function verifyingKeyOf(key: SigningKey): VerifyingKey {
  return { id: key.id, publicKey: createPublicKey(key.privateKey) }
}

/** A signify public key file; `what` stands in its comment. */
export function encodePublicKey(key: VerifyingKey, what = 'aqtizim journal key'): string {
  const raw = key.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  const body = Buffer.concat([ALGORITHM, Buffer.from(key.id, 'hex'), raw]).toString('base64')
  return `untrusted comment: ${what} ${key.id}\n${body}\n`
}

export function decodePublicKey(text: string): VerifyingKey | undefined {
  const body = Buffer.from(text.split('\n')[1] ?? '', 'base64')
  if (body.length !== 42 || !body.subarray(0, 2).equals(ALGORITHM)) return undefined
  const publicKey = createPublicKey({
    key: Buffer.concat([SPKI_HEAD, body.subarray(10)]),
    format: 'der',
    type: 'spki',
  })
  return { id: body.subarray(2, 10).toString('hex'), publicKey }
}

/** Of a file with one key or several, one behind the other; nothing where any of it is none. */
export function decodePublicKeys(text: string): VerifyingKey[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const pairs = lines.flatMap((line, at) => (at % 2 === 0 ? [`${line}\n${lines[at + 1] ?? ''}\n`] : []))
  const keys = pairs.flatMap((pair) => decodePublicKey(pair) ?? [])
  return keys.length > 0 && keys.length === pairs.length ? keys : undefined
}

/** The second line of a signify signature file. */
export function signText(text: string, key: SigningKey): string {
  const signature = sign(null, Buffer.from(text), key.privateKey)
  return Buffer.concat([ALGORITHM, Buffer.from(key.id, 'hex'), signature]).toString('base64')
}

export function isSignedBy(text: string, signature: string, key: VerifyingKey): boolean {
  const body = Buffer.from(signature, 'base64')
  if (body.length !== 74 || !body.subarray(0, 2).equals(ALGORITHM)) return false
  if (body.subarray(2, 10).toString('hex') !== key.id) return false
  return verify(null, Buffer.from(text), key.publicKey, body.subarray(10))
}
