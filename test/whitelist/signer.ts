/** A director with a key pair of their own, who signs as `usign -S` does. */

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export interface Signer {
  readonly keyId: Buffer
  /** Text of the public key file. */
  readonly publicKey: string
  /** Text of the signature file. */
  sign(message: Uint8Array, algorithm?: string): string
}

export function makeSigner(keyId: Buffer = randomBytes(8)): Signer {
  const pair = generateKeyPairSync('ed25519')
  const file = (comment: string, ...parts: Buffer[]): string => {
    return `untrusted comment: ${comment}\n${Buffer.concat(parts).toString('base64')}\n`
  }
  const raw = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  return {
    keyId,
    publicKey: file('public key of the director', Buffer.from('Ed'), keyId, raw),
    sign(message, algorithm = 'Ed') {
      return file('signed by the director', Buffer.from(algorithm), keyId, sign(null, message, pair.privateKey))
    },
  }
}
