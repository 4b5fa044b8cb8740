/**
 * Ed25519 signatures as OpenWrt's usign and OpenBSD's signify(1) write them: a line `untrusted comment: ...`, then a line
 * of base64. A public key is `Ed`, 8 bytes of key id, 32 of key; a signature `Ed`, 8 bytes of key id, 64 of signature.
 */

import { createPublicKey, verify } from 'node:crypto'
import { type Message, message } from '../messages/message.ts'

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

/** What is wrong with a signature; `other-key` has the ids of the key that signed and of the key that should have. */
export type SignatureFault =
  | { readonly kind: 'bad-key' | 'bad-signature' | 'wrong-signature' }
  | { readonly kind: 'other-key'; readonly key: string; readonly wanted: string }

/** Why the bytes are not signed by the owner of the key; undefined where they are. Both files are given as text. Never throws. */
export function judgeSignature(bytes: Uint8Array, signatureFile: string, keyFile: string): SignatureFault | undefined {
  const key = readBlob(keyFile, KEY_LENGTH)
  if (!key) return { kind: 'bad-key' }
  const signature = readBlob(signatureFile, SIGNATURE_LENGTH)
  if (!signature) return { kind: 'bad-signature' }
  if (signature.keyId !== key.keyId) return { kind: 'other-key', key: signature.keyId, wanted: key.keyId }
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.data.toString('base64url') }
  const isValid = verify(null, bytes, createPublicKey({ key: jwk, format: 'jwk' }), signature.data)
  return isValid ? undefined : { kind: 'wrong-signature' }
}

/** The same of a list and its director, in words. */
export function findSignatureFault(bytes: Uint8Array, signatureFile: string, keyFile: string): Message | undefined {
  const fault = judgeSignature(bytes, signatureFile, keyFile)
  if (fault === undefined) return undefined
  if (fault.kind === 'other-key') return message('list-other-key', { key: fault.key, director: fault.wanted })
  return message(`list-${fault.kind}`)
}

/** Whether the text is a public key's file. */
export const isPublicKey = (keyFile: string): boolean => readBlob(keyFile, KEY_LENGTH) !== undefined

function readBlob(file: string, length: number): Blob | undefined {
  if (file.length > FILE_LIMIT) return undefined
  const [comment, base64, ...rest] = file.split(/\r?\n/)
  if (!comment?.startsWith('untrusted comment:') || rest.some((line) => line !== '')) return undefined
  if (!base64 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== HEAD + length || bytes.toString('latin1', 0, 2) !== ALGORITHM) return undefined
  return { keyId: bytes.toString('hex', 2, HEAD), data: bytes.subarray(HEAD) }
}
