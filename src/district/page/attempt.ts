/** Keeps an attempt to log in as an encrypted cookie in the visitor's browser, so that many attempts take no memory here. */
import { createCipheriv, createDecipheriv } from 'node:crypto'

export interface Attempt {
  readonly state: string
  readonly nonce: string
  /** The code verifier of PKCE (RFC 7636). */
  readonly verifier: string
  /** Path of this page where the visitor wants to go. */
  readonly to: string
}

export interface SealOptions {
  /** The key: 32 bytes, known only to this run of the program. */
  readonly key: Buffer
  /** Returns this many random bytes. */
  readonly random: (octets: number) => Buffer
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number
}

/** How long a person may take at the issuer. */
export const attemptMs = 10 * 60_000
const IV = 12
const TAG = 16

export function sealAttempt(attempt: Attempt, { key, random, now }: SealOptions): string {
  const iv = random(IV)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const text = Buffer.from(JSON.stringify({ ...attempt, at: now() }))
  return Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** Opens the cookie. Undefined where it is not ours or too old. Never throws. */
export function openAttempt(cookie: string | undefined, { key, now }: SealOptions): Attempt | undefined {
  const sealed = Buffer.from(cookie ?? '', 'base64url')
  if (sealed.length <= IV + TAG) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV))
    decipher.setAuthTag(sealed.subarray(-TAG))
    const text = Buffer.concat([decipher.update(sealed.subarray(IV, -TAG)), decipher.final()])
    const { at, ...attempt } = JSON.parse(text.toString()) as Attempt & { at: number }
    return now() - at < attemptMs ? attempt : undefined
  } catch {
    return undefined
  }
}
