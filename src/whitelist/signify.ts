/**
 * Ed25519 signatures as OpenWrt's usign and OpenBSD's signify(1) write them: a line `untrusted comment: ...`, then a line
 * of base64. A public key is `Ed`, 8 bytes of key id, 32 of key; a signature `Ed`, 8 bytes of key id, 64 of signature.
 */

import { createPublicKey, verify } from 'node:crypto'

export type Verdict = { readonly valid: true } | { readonly valid: false; readonly reason: string }

interface Blob {
  readonly keyId: string
  readonly data: Buffer
}

const ALGORITHM = 'Ed'
const HEAD = 2 + 8
const KEY_LENGTH = 32
const SIGNATURE_LENGTH = 64
/** In UTF-16 units; real files have under 200. */
const FILE_LIMIT = 4096

/** Whether the bytes were signed by the owner of the key; both files are given as text. Never throws. */
export function verifySignature(message: Uint8Array, signatureFile: string, keyFile: string): Verdict {
  const key = readBlob(keyFile, KEY_LENGTH)
  if (!key) return { valid: false, reason: 'the public key is not a signify key' }
  const signature = readBlob(signatureFile, SIGNATURE_LENGTH)
  if (!signature) return { valid: false, reason: 'the signature is not a signify signature' }
  if (signature.keyId !== key.keyId) {
    return { valid: false, reason: `signed with key ${signature.keyId}, but the director's is ${key.keyId}` }
  }
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.data.toString('base64url') }
  const valid = verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature.data)
  return valid ? { valid } : { valid, reason: 'the signature does not fit the list' }
}

function readBlob(file: string, length: number): Blob | undefined {
  if (file.length > FILE_LIMIT) return undefined
  const [comment, base64, ...rest] = file.split(/\r?\n/)
  if (!comment?.startsWith('untrusted comment:') || rest.some((line) => line !== '')) return undefined
  if (!base64 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== HEAD + length || bytes.toString('latin1', 0, 2) !== ALGORITHM) return undefined
  return { keyId: bytes.toString('hex', 2, HEAD), data: bytes.subarray(HEAD) }
}
