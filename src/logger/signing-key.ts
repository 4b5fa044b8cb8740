/** The router's own key, which signs the journal: made once, and its public half kept beside it. */

import { replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import {
  createSigningKey,
  decodeSigningKey,
  encodePublicKey,
  encodeSigningKey,
  type SigningKey,
  verifyingKeyOf,
} from './signify-keys.ts'

type KeyPaths = Pick<Paths, 'signingKey' | 'verifyingKey' | 'etc'>

/** Throws where there is a file in the key's place that is no key: only a person may give up the old one. */
export function routerKey({ files, log }: Pick<Machine, 'files' | 'log'>, paths: KeyPaths): SigningKey {
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

/** Whoever puts another public key there, or takes it away, would make signatures of his own good, or ours unheard. */
function publish(files: Machine['files'], path: string, open: string, isOld: boolean, log: Machine['log']): void {
  const there = files.existsSync(path) ? files.readFileSync(path, 'utf8') : undefined
  if (there === open) return
  if (isOld && there !== undefined) log('error', `${path} was not this router's key, and is again`)
  replaceFile(files, path, open, true)
  // Everybody may check.
  files.chmodSync(path, 0o644)
}
