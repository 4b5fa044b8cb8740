/** Signature blocks of apk v3: ECDSA on P-256 over SHA-512. Source: apk-tools, src/adb.c and src/crypto_openssl.c. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { signSteadily } from './deterministic-ecdsa.ts'

const hashAlgorithm = { sha512: 4 } as const
const sha512 = (bytes: Uint8Array) => createHash('sha512').update(bytes).digest()

/** First half of the hash over the uncompressed point: what a router looks for among the keys in /etc/apk/keys. */
export function apkKeyId(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  return sha512(point).subarray(0, 16)
}

function message(kind: number, head: Uint8Array, adb: Uint8Array): Buffer {
  const schema = Buffer.alloc(4)
  schema.writeUInt32LE(kind)
  return Buffer.concat([schema, head, sha512(adb)])
}

function readPem(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new SyntaxError('it is no secret key in PEM')
  }
}

/** Gives what signs with this key (PEM). Throws where it is no key that apk takes. */
export function createApkSigner(pem: string): (kind: number, adb: Uint8Array) => Buffer {
  const secret = readPem(pem)
  if (secret.asymmetricKeyType !== 'ec' || secret.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new SyntaxError('apk wants an EC key on the curve prime256v1')
  const head = Buffer.concat([Buffer.from([0, hashAlgorithm.sha512]), apkKeyId(createPublicKey(secret))])
  return (kind, adb) => Buffer.concat([head, signSteadily(message(kind, head, adb), secret)])
}

/** Whether the payload of a signature block is of this key and over this ADB block. */
export function verifyApkSignature(kind: number, adb: Uint8Array, block: Uint8Array, pem: string): boolean {
  const key = createPublicKey(pem)
  const head = Buffer.from(block.subarray(0, 18))
  if (head[0] !== 0 || head[1] !== hashAlgorithm.sha512 || !apkKeyId(key).equals(head.subarray(2))) return false
  return verify('sha512', message(kind, head, adb), key, block.subarray(18))
}
