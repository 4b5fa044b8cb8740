/** Reads a teacher's file or paste as text: guesses its encoding, and refuses what is no text or far too long. */

import { type Message, message } from '../messages/message.ts'
import { decode, type Encoding, guessEncoding } from '../whitelist/encodings.ts'

/** In bytes, in lines that are not empty, and in sites: a line may have many. */
export const importLimits = { bytes: 4 * 1024 * 1024, lines: 50_000, sites: 60_000 } as const

export interface Source {
  readonly text: string
  readonly encoding: Encoding
}

/** First bytes of files that office programs and browsers call a table or a text, and that are none. */
const CONTAINERS: readonly (readonly [bytes: readonly number[], what: 'workbook' | 'other'])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'workbook'], // ZIP: xlsx, docx, ods
  [[0xd0, 0xcf, 0x11, 0xe0], 'workbook'], // OLE: xls, doc
  [[0x25, 0x50, 0x44, 0x46], 'other'], // PDF
  [[0x7b, 0x5c, 0x72, 0x74, 0x66], 'other'], // RTF
]

/** The text of the bytes, or why they cannot be read. */
export function readSource(bytes: Uint8Array, wanted?: Encoding): Source | { readonly fault: Message } {
  if (bytes.length > importLimits.bytes)
    return { fault: message('bulk-too-long', { most: importLimits.bytes / 1024 / 1024 }) }
  const container = CONTAINERS.find(([head]) => head.every((byte, index) => bytes[index] === byte))
  if (container !== undefined) return { fault: message(container[1] === 'workbook' ? 'bulk-workbook' : 'bulk-no-text') }
  const encoding = wanted ?? guessEncoding(bytes)
  const text = decode(bytes, encoding)
  if (isBinary(text)) return { fault: message('bulk-no-text') }
  const lines = countFilled(text)
  if (lines > importLimits.lines) return { fault: message('bulk-too-many', { lines, most: importLimits.lines }) }
  return lines === 0 ? { fault: message('bulk-empty') } : { text, encoding }
}

/** Lines with something in them. */
function countFilled(text: string): number {
  let count = 0
  for (const [line] of text.matchAll(/[^\r\n\u2028\u2029]+/g)) if (/\S/.test(line)) count += 1
  return count
}

/** Controls stand in no text; a few may have come along with a paste. */
function isBinary(text: string): boolean {
  const controls = text.match(/[\x00-\x08\x0e-\x1f\ufffd]/g)?.length ?? 0
  return controls > 2 + text.length / 500
}
