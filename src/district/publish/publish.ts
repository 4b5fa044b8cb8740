/** Makes the next version of the district's list: checks it as a router does, heads it and signs it. Pure. */
import {
  headed,
  LAST_VERSION,
  ownKeysIn,
  readSigned,
  type SignedList,
  withoutHead,
} from '../../district-list/signed-list.ts'
import { encodePublicKey, type SigningKey, signText, verifyingKeyOf } from '../../logger/signify-keys.ts'
import type { Message } from '../../messages/message.ts'
import { DOCUMENT_LIMIT, parse } from '../../whitelist/parse.ts'
import type { Whitelist } from '../../whitelist/whitelist.ts'

/** Mistakes end it; a warning is told, but for `duplicate`: of two entries of one name nobody knows which schools get. */
export interface ListProblem {
  readonly code: string
  readonly isError: boolean
  /** 1-based. */
  readonly line: number
  readonly column: number
  readonly text: string
}

export interface CheckedList {
  readonly whitelist: Whitelist | undefined
  readonly problems: readonly ListProblem[]
}

/** What a router would say of the list, and what is for the list of a school alone. */
export function checkList(text: string): CheckedList {
  const { whitelist, problems } = parse(text)
  const found: ListProblem[] = problems.map(({ code, severity, line, column, message }) => ({
    ...{ code, line, column, text: message },
    isError: severity === 'error' || code === 'duplicate',
  }))
  if (whitelist !== undefined) {
    for (const { line, key } of ownKeysIn(whitelist))
      found.push({
        code: 'own-key',
        isError: true,
        line,
        column: 1,
        text: `${key}: is for the list of a school alone.`,
      })
    if (whitelist.sites.length === 0)
      found.push({ code: 'empty', isError: true, line: 1, column: 1, text: 'The list has no entry.' })
  }
  const isWrong = found.some(({ isError }) => isError)
  return { whitelist: isWrong ? undefined : whitelist, problems: found.sort((a, b) => a.line - b.line) }
}

/** The base64 of the public half, which schools have in their settings. */
export const publicLine = (key: SigningKey): string => encodePublicKey(verifyingKeyOf(key)).split('\n')[1] ?? ''

export interface Published {
  readonly list: SignedList
  /** The whole file. */
  readonly signature: string
}

/** What hinders it: nothing changed; the number is not higher than the last one; the head made the text too long. */
export type PublishFault = 'unchanged' | 'number' | 'too-large'

export interface Publication {
  readonly text: string
  readonly key: SigningKey
  /** `2026-11-30` */
  readonly date: string
  readonly before: SignedList | undefined
  /** Default: one more than before. */
  readonly version: number | undefined
}

export function publish({ text, key, date, before, version }: Publication): Published | PublishFault {
  if (before !== undefined && version === undefined && withoutHead(before.text) === withoutHead(text))
    return 'unchanged'
  const number = version ?? (before?.version ?? 0) + 1
  if (number <= (before?.version ?? 0) || number > LAST_VERSION) return 'number'
  const whole = headed(text, number, date)
  if (Buffer.byteLength(whole) > DOCUMENT_LIMIT) return 'too-large'
  const signature = `untrusted comment: list ${number} of the district, ${date}\n${signText(whole, key)}\n`
  const read = readSigned(Buffer.from(whole), signature, publicLine(key))
  if ('fault' in read) throw new Error(`what was signed is not read: ${read.fault.text}`)
  return { list: read, signature }
}

/** What lies in the folder, as far as it is of this key. */
export function readPublished(text: Buffer, signature: string, key: SigningKey): SignedList | { fault: Message } {
  return readSigned(text, signature, publicLine(key))
}
