/**
 * Carries our messages in valibot's issues: an issue has a text, so a check is given its message as JSON (`asIssue`), and
 * whoever reads the issue gets the message back (`issueMessage`). valibot's own texts are for programmers.
 */
import { type Code, type Given, type Message, message } from './message.ts'

/** For a check of valibot: `v.maxLength(40, asIssue('text-too-long', { most: 40 }))`. */
export const asIssue = <Name extends Code>(code: Name, ...values: Given<Name>): string =>
  JSON.stringify(message(code, ...values))

/** A part of valibot's `BaseIssue`. */
interface Issue {
  readonly kind: string
  readonly received: string
  readonly expected: string | null
  readonly message: string
}

/** What somebody sent, fit for a line: cut, without what nobody can see. */
const plain = (received: string) => received.slice(0, 80).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')

export function issueMessage(issue: Issue): Message {
  if (issue.message.startsWith('{')) return JSON.parse(issue.message) as Message
  if (issue.received === 'undefined') return message('text-missing')
  return message('wrong-shape', { expected: issue.expected ?? '', received: plain(issue.received) })
}
