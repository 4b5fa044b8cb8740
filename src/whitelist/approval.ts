/**
 * What makes a text an approved version: its number, its hash, who answers for it, and the director's signature where
 * one is asked for. On disk a version is `0007.yaml`, byte for byte as it was approved, and `0007.json`, an `Approval`.
 */

import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { asIssue, issueMessage } from '../messages/issue.ts'
import { type Message, message } from '../messages/message.ts'
import { isDay } from './conditions.ts'
import { UNPRINTABLE } from './report.ts'
import { findSignatureFault } from './signify.ts'

/** In characters. */
const TEXT_LIMIT = 200
const SIGNATURE_LIMIT = 4096

const line = v.pipe(
  v.string(),
  v.check((text) => [...text].length <= TEXT_LIMIT, asIssue('text-too-long', { most: TEXT_LIMIT })),
  v.check((text) => text.search(UNPRINTABLE) < 0 && !/[\r\n\t]/.test(text), asIssue('text-unprintable')),
)
const filled = v.pipe(
  line,
  v.check((text) => text.trim() !== '', asIssue('text-empty')),
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
    v.check((text) => text === '' || isDay(text), asIssue('not-a-day')),
  ),
  /** The account that gave the approval to the router. */
  user: line,
  /** When, ISO 8601. */
  at: v.pipe(v.string(), v.check(isTime, asIssue('not-a-time'))),
}
const signature = v.optional(
  v.nullable(v.pipe(v.string(), v.maxLength(SIGNATURE_LIMIT, asIssue('text-too-long', { most: SIGNATURE_LIMIT })))),
)

const approverSchema = v.object({ ...approver, signature })
const approvalSchema = v.object({
  version: v.pipe(
    v.number(asIssue('not-a-whole-number')),
    v.safeInteger(asIssue('not-a-whole-number')),
    v.minValue(1, asIssue('not-a-whole-number')),
  ),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, asIssue('not-a-hash'))),
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
export function checkApprover(approver: Approver): Message | undefined {
  const result = v.safeParse(approverSchema, approver)
  return result.success ? undefined : message('approval-incomplete', wrongField(result.issues[0]))
}

export function makeApproval(version: number, bytes: Uint8Array, approver: Approver): Approval {
  const { by, post, order, date, user, at } = approver
  return { version, sha256: sha256(bytes), by, post, order, date, user, at, signature: approver.signature ?? null }
}

/** The record in a JSON text, or what is wrong with it. */
export function readApproval(json: string): Approval | { readonly wrong: Message } {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return { wrong: message('record-not-json') }
  }
  const result = v.safeParse(approvalSchema, value)
  if (result.success) return result.output
  const [issue] = result.issues
  const wrong =
    v.getDotPath(issue) === null ? message('record-wrong') : message('record-field-wrong', wrongField(issue))
  return { wrong }
}

function wrongField(issue: v.BaseIssue<unknown>): { readonly field: string; readonly fault: Message } {
  return { field: v.getDotPath(issue) ?? '', fault: issueMessage(issue) }
}

/** What an approved text has to be. */
export interface Demand {
  readonly version: number
  /** Text of the director's public key file where a signature is asked for. */
  readonly publicKey?: string
  /** Whether a signature over the text alone counts too, as it was made before the number stood under it. */
  readonly unnumbered?: boolean
}

/**
 * What the director signs: the list with its number in a first line, which YAML takes for a comment. A signed text is good for
 * this number alone.
 */
export function signedText(version: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`# aqtizim version ${version}\n`), bytes])
}

/** Why the bytes are not what was approved, or undefined. */
export function findFault(approval: Approval, bytes: Uint8Array, demand: Demand): Message | undefined {
  if (approval.version !== demand.version) return message('record-other-version', { version: approval.version })
  if (approval.sha256 !== sha256(bytes)) return message('list-changed')
  return findDirectorsFault(bytes, approval.signature, demand)
}

/** Why the bytes are not signed by the director as this version; undefined where no signature is asked for. */
export function findDirectorsFault(
  bytes: Uint8Array,
  signature: string | null | undefined,
  { version, publicKey, unnumbered = false }: Demand,
): Message | undefined {
  if (publicKey === undefined) return undefined
  if (!signature) return message('list-unsigned')
  if (unnumbered && findSignatureFault(bytes, signature, publicKey) === undefined) return undefined
  const fault = findSignatureFault(signedText(version, bytes), signature, publicKey)
  return fault?.code === 'list-wrong-signature' ? message('list-signed-otherwise', { version }) : fault
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
