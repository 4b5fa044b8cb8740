/**
 * Reads and writes the list that a district signs for its schools: a white list whose first line is
 * `# aqtizim district list VERSION DATE`, so that the signature, a signify file beside it, holds for version and date too.
 */
import { createHash } from 'node:crypto'
import { type Message, message } from '../messages/message.ts'
import { isDay } from '../whitelist/conditions.ts'
import { DOCUMENT_LIMIT } from '../whitelist/parse.ts'
import type { Problem } from '../whitelist/problems.ts'
import { quote } from '../whitelist/report.ts'
import { judgeSignature } from '../whitelist/signify.ts'
import type { Whitelist } from '../whitelist/whitelist.ts'

export interface SignedList {
  /** From 1 on. */
  readonly version: number
  /** `2026-11-30` */
  readonly date: string
  /** With its first line. */
  readonly text: string
  /** Of the text, in hexadecimal. */
  readonly sha256: string
}

/** The group that an entry bears which came from a district's list; no group of the catalogue has this name. */
export const DISTRICT_GROUP = 'district'
/** No file of a signature is longer, in octets. */
export const SIGNATURE_LIMIT = 4096
/** A district that publishes ten lists a day comes there in 270 years. */
export const LAST_VERSION = 999_999

const FIRST_LINE = /^# aqtizim district list ([1-9]\d{0,5}) (\d{4}-\d{2}-\d{2})\r?\n/

export const groupOf = ({ date }: Pick<SignedList, 'date'>): string => `${DISTRICT_GROUP}@${date}`

/** The text of a list as it is published. A first line of another version is replaced. */
export function headed(text: string, version: number, date: string): string {
  return `# aqtizim district list ${version} ${date}\n${withoutHead(text)}`
}

export const withoutHead = (text: string): string => text.replace(FIRST_LINE, '')

/** The second line of a signify public key, as settings have it, as the file that it is from. */
export const keyFileOf = (key: string): string => `untrusted comment: key of the district\n${key}\n`

/** What the octets are, once their signature is that of the key's owner. Never throws. */
export function readSigned(
  bytes: Uint8Array,
  signature: string,
  key: string,
): SignedList | { readonly fault: Message } {
  if (bytes.length > DOCUMENT_LIMIT) return { fault: message('district-list-large', { most: DOCUMENT_LIMIT }) }
  const text = Buffer.from(bytes).toString()
  const [, version = '', date = ''] = FIRST_LINE.exec(text) ?? []
  if (!isDay(date)) return { fault: message('district-list-no-list', { text: quote(text.slice(0, 60)) }) }
  const fault = judgeSignature(bytes, signature, keyFileOf(key))
  // It is kept as text: what that cannot hold would have another signature when it is read again.
  if (fault === undefined && !Buffer.from(text).equals(bytes)) return { fault: message('district-list-not-utf8') }
  if (fault === undefined)
    return { version: Number(version), date, text, sha256: createHash('sha256').update(bytes).digest('hex') }
  if (fault.kind === 'other-key') return { fault: message('district-list-other-key', fault) }
  if (fault.kind === 'bad-signature') return { fault: message('district-list-no-signature', { url: 'list.yaml.sig' }) }
  return { fault: message(`district-list-${fault.kind}`) }
}

/** Why a list that is signed cannot be the one after `known`: somebody shows an old one again, or two have one number. */
export function findReplay(list: SignedList, known: SignedList | undefined): Message | undefined {
  if (known === undefined || list.version > known.version) return undefined
  const { version } = list
  if (version < known.version) return message('district-list-older', { version, known: known.version })
  return list.sha256 === known.sha256 ? undefined : message('district-list-other-content', { version })
}

export interface OwnKey {
  /** 1-based. */
  readonly line: number
  readonly key: 'rooms' | 'inside'
}

/** What only the list of a school itself can say: which of its rooms, and what lies in its own network. */
export function ownKeysIn({ sites }: Whitelist): OwnKey[] {
  return sites.flatMap(({ line, rooms, inside }) => [
    ...(rooms === undefined ? [] : [{ line, key: 'rooms' } as const]),
    ...(inside === undefined ? [] : [{ line, key: 'inside' } as const]),
  ])
}

/** Why what a list says cannot be offered; undefined where it can. */
export function findWrong(parsed: {
  readonly whitelist: Whitelist | undefined
  readonly problems: readonly Problem[]
}): Message | undefined {
  const error = parsed.problems.find(({ severity }) => severity === 'error')
  if (parsed.whitelist === undefined || error !== undefined)
    return message('district-list-wrong', {
      line: error?.line ?? 1,
      fault: message('as-said', { output: error?.message ?? '' }),
    })
  const [own] = ownKeysIn(parsed.whitelist)
  return own === undefined ? undefined : message('district-list-own-key', { ...own })
}
