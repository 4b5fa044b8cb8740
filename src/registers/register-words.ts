/** Cleans what people type into a register: one line or several, without invisible characters. */
import { ArgumentError, message } from '../messages/message.ts'

/** Format characters, private ones, halves of pairs and unassigned ones. */
const unseen = /[\p{Cf}\p{Co}\p{Cs}\p{Cn}]/gu
/** A heap of combining marks on one letter covers the lines around it. */
const heaped = /(\p{M}{3})\p{M}+/gu

/** Counted in UTF-16 units, as the registers' schemas count: what is longer could not be read again. No pair is cut in two. */
const cut = (text: string, limit: number) =>
  text
    .slice(0, limit)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()

/** One line of at most `limit` UTF-16 units. */
export function cleanLine(text: string, limit: number): string {
  const line = text
    .normalize('NFC')
    .replace(unseen, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(heaped, '$1')
    .trim()
  return cut(line, limit)
}

/** Lines as they were written, at most one empty one in a row. */
export function cleanText(text: string, limit: number): string {
  const lines = text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .split('\n')
    .map((line) => cleanLine(line, limit))
  return cut(
    lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    limit,
  )
}

/** The cleaned line; throws `ArgumentError`, naming the field, where nothing is left. */
export function neededLine(field: string, text: string, limit: number): string {
  const line = cleanLine(text, limit)
  if (line === '') throw new ArgumentError(field, message('line-empty'))
  return line
}
