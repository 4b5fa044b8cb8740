/** Makes and reads the router's Ed25519 key, which signs the journal, and publishes its public half. */

import { createHash } from 'node:crypto'
import { replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import {
  createSigningKey,
  decodePublicKey,
  decodeSigningKey,
  encodePublicKey,
  encodeSigningKey,
  type SigningKey,
  type VerifyingKey,
  verifyingKeyOf,
} from './signify-keys.ts'

type KeyPaths = Pick<Paths, 'signingKey' | 'verifyingKey' | 'etc'>

/** Throws where there is a file in the key's place that is no key: only a person may give up the old one. */
export function openSigningKey({ files, log }: Pick<Machine, 'files' | 'log'>, paths: KeyPaths): SigningKey {
  const { signingKey, verifyingKey, etc } = paths
  const known = files.existsSync(signingKey) ? decodeSigningKey(files.readFileSync(signingKey, 'utf8')) : undefined
  if (known === undefined && files.existsSync(signingKey))
    throw new Error(`${signingKey} is no key of ours; move it away, and a new one is made`)
  const key = known ?? createSigningKey()
  const open = encodePublicKey(verifyingKeyOf(key))
  files.mkdirSync(etc, { recursive: true })
  if (known === undefined) replaceFile(files, signingKey, encodeSigningKey(key), true)
  try {
    publish(files, verifyingKey, open, known !== undefined, log)
  } catch (error) {
    // The journal is signed all the same.
    log('warning', `${verifyingKey} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
  return key
}

export interface RouterPublicKey {
  /** The file as it is: a usign or signify public key. */
  readonly text: string
  /** Undefined for a text that is no key. */
  readonly key: VerifyingKey | undefined
  /** SHA-256 of the file, as papers print it. */
  readonly fingerprint: string
}

/** The public half as it lies on the router; undefined where there is none yet. */
export function readVerifyingKey(
  files: Pick<Machine['files'], 'existsSync' | 'readFileSync'>,
  { verifyingKey }: Pick<Paths, 'verifyingKey'>,
): RouterPublicKey | undefined {
  if (!files.existsSync(verifyingKey)) return undefined
  const text = files.readFileSync(verifyingKey, 'utf8')
  return { text, key: decodePublicKey(text), fingerprint: createHash('sha256').update(text).digest('hex') }
}

/** Whoever puts another public key there, or takes it away, would make signatures of his own good, or ours unheard. */
function publish(files: Machine['files'], path: string, open: string, isOld: boolean, log: Machine['log']): void {
  const there = files.existsSync(path) ? files.readFileSync(path, 'utf8') : undefined
  if (there === open) return
  if (isOld && there !== undefined) log('error', `${path} was not this router's key, and is again`)
  replaceFile(files, path, open, true)
  // Everybody may check.
  files.chmodSync(path, 0o644)
}
