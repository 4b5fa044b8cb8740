/**
 * Reads and writes the secret half of the key that signs the district's list, in the form of signify(1) and usign: `Ed`, `BK`, 4
 * bytes of rounds, 16 of salt, 8 of checksum, 8 of key number, 64 of key. Rounds of 0: no passphrase. Source: signify.c.
 */
import { createHash, createPrivateKey } from 'node:crypto'
import { type SigningKey, verifyingKeyOf } from '../../logger/signify-keys.ts'

const LENGTH = 2 + 2 + 4 + 16 + 8 + 8 + 64
const AT = { kdf: 2, rounds: 4, checksum: 24, id: 32, key: 40 } as const
const checksumOf = (key: Uint8Array) => createHash('sha512').update(key).digest().subarray(0, 8)

/** What hinders the reading: it is no such file, or it has a passphrase, which nobody could type at night. */
export type SecretFault = 'no-key' | 'passphrase'

export function decodeSecretKey(text: string): SigningKey | SecretFault {
  const [comment, base64 = ''] = text.split(/\r?\n/)
  const bytes = Buffer.from(base64, 'base64')
  const isKey = bytes.length === LENGTH && bytes.toString('latin1', 0, AT.rounds) === 'EdBK'
  if (!comment?.startsWith('untrusted comment:') || !isKey) return 'no-key'
  if (bytes.readUInt32BE(AT.rounds) !== 0) return 'passphrase'
  const key = bytes.subarray(AT.key)
  if (!checksumOf(key).equals(bytes.subarray(AT.checksum, AT.id))) return 'no-key'
  // RFC 8032: the 32 octets of the secret, then those of the public key.
  const [d, x] = [key.subarray(0, 32).toString('base64url'), key.subarray(32).toString('base64url')]
  try {
    const privateKey = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' })
    return { id: bytes.toString('hex', AT.id, AT.key), privateKey }
  } catch {
    return 'no-key'
  }
}

/** Without a passphrase: the file is for its owner's eyes alone. */
export function encodeSecretKey(key: SigningKey): string {
  const d = Buffer.from(key.privateKey.export({ format: 'jwk' }).d ?? '', 'base64url')
  const x = Buffer.from(verifyingKeyOf(key).publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const both = Buffer.concat([d, x])
  const bytes = Buffer.alloc(LENGTH)
  bytes.write('EdBK', 'latin1')
  checksumOf(both).copy(bytes, AT.checksum)
  Buffer.from(key.id, 'hex').copy(bytes, AT.id)
  both.copy(bytes, AT.key)
  return `untrusted comment: secret key of the district's list\n${bytes.toString('base64')}\n`
}
