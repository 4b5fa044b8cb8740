/** An attempt to log in, sealed into a cookie of the browser that makes it: strangers who begin many take no memory here. */
import { createCipheriv, createDecipheriv } from 'node:crypto'

export interface Attempt {
  readonly state: string
  readonly nonce: string
  /** Of PKCE (RFC 7636). */
  readonly verifier: string
  /** Path of this page where the visitor wants to go. */
  readonly to: string
}

export interface SealOptions {
  /** 32 octets, known to this run of the program alone. */
  readonly key: Buffer
  /** Random octets, so many. */
  readonly random: (octets: number) => Buffer
  /** Milliseconds of a clock that nobody sets. */
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

/** Nothing where it is not one of ours, or too old. Never throws. */
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
