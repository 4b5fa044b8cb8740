/**
 * What makes a text an approved version: its number, its hash, who answers for it, and the director's signature where
 * one is asked for. On disk a version is `0007.yaml`, byte for byte as it was approved, and `0007.json`, an `Approval`.
 */

import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { isDay } from './conditions.ts'
import { quote, UNPRINTABLE } from './report.ts'
import { verifySignature } from './signify.ts'

/** In characters. */
const TEXT_LIMIT = 200
const SIGNATURE_LIMIT = 4096

const line = v.pipe(
  v.string(),
  v.check((text) => [...text].length <= TEXT_LIMIT, `has over ${TEXT_LIMIT} characters`),
  v.check((text) => text.search(UNPRINTABLE) < 0 && !/[\r\n\t]/.test(text), 'has a character that cannot be shown'),
)
const filled = v.pipe(
  line,
  v.check((text) => text.trim() !== '', 'is empty'),
)

const approver = {
  /** Who approved: the director's name. */
  by: filled,
  /** Their post. */
  post: line,
  /** Number of the director's order; may be empty. */
  order: line,
  /** Day of the order, `2026-10-05`; may be empty. */
  date: v.pipe(
    v.string(),
    v.check((text) => text === '' || isDay(text), 'is no day as in 2026-10-05'),
  ),
  /** The account that gave the approval to the router. */
  user: line,
  /** When, ISO 8601. */
  at: v.pipe(v.string(), v.check(isTime, 'is no time as in 2026-10-05T09:12:03+05:00')),
}
const signature = v.optional(v.nullable(v.pipe(v.string(), v.maxLength(SIGNATURE_LIMIT, 'is too long'))))

const approverSchema = v.object({ ...approver, signature })
const approvalSchema = v.object({
  version: v.pipe(v.number('is no number'), v.safeInteger('is no whole number'), v.minValue(1, 'is under 1')),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hex')),
  ...approver,
  signature,
})

/** Who approves, as the caller hands it in. `signature` is the text of a usign or signify file over the list. */
export type Approver = v.InferOutput<typeof approverSchema>

/** The content of `0007.json`. */
export type Approval = v.InferOutput<typeof approvalSchema>

function isTime(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  )
}

/** What is wrong with who approves, or undefined. */
export function checkApprover(approver: Approver): string | undefined {
  const result = v.safeParse(approverSchema, approver)
  return result.success ? undefined : describe(result.issues[0])
}

export function makeApproval(version: number, bytes: Uint8Array, approver: Approver): Approval {
  const { by, post, order, date, user, at } = approver
  return { version, sha256: sha256(bytes), by, post, order, date, user, at, signature: approver.signature ?? null }
}

/** The record in a JSON text, or one phrase that says what is wrong with it. */
export function readApproval(json: string): Approval | { readonly wrong: string } {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return { wrong: 'is not JSON' }
  }
  const result = v.safeParse(approvalSchema, value)
  return result.success ? result.output : { wrong: describe(result.issues[0]) }
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  if (path === null) return 'is no record of an approval'
  const wrong = issue.type === 'string' || issue.type === 'object' ? 'is missing or no text' : issue.message
  return `${quote(path)} ${wrong}`
}

/** What an approved text has to be. */
export interface Demand {
  readonly version: number
  /** Text of the director's public key file where a signature is asked for. */
  readonly publicKey?: string
}

/** Why the bytes are not what was approved, in one phrase, or undefined. */
export function findFault(approval: Approval, bytes: Uint8Array, demand: Demand): string | undefined {
  if (approval.version !== demand.version) return `is said to be version ${approval.version}`
  if (approval.sha256 !== sha256(bytes)) return 'was changed after its approval: its hash is wrong'
  return demand.publicKey === undefined ? undefined : findSignatureFault(bytes, approval.signature, demand.publicKey)
}

export function findSignatureFault(
  bytes: Uint8Array,
  signature: string | null | undefined,
  publicKey: string,
): string | undefined {
  if (!signature) return 'bears no signature, and one is asked for'
  const verdict = verifySignature(bytes, signature, publicKey)
  return verdict.valid ? undefined : `is not signed by the director: ${verdict.reason}`
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
