/** Text of files that are not UTF-8: what encoding the bytes seem to have, and what they say in it. Browsers run it as well. */

import type { Encoding } from './encoding-names.ts'

export { ENCODINGS, type Encoding } from './encoding-names.ts'

/** Bytes 0x80 to 0xBF; those above are U+0410 to U+044F in both. Node's small ICU knows neither. */
const HIGH: Readonly<Record<'windows-1251' | 'kz-1048', string>> = {
  'windows-1251': 'ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u0098™љ›њќћџ\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕї',
  'kz-1048': 'ЂЃ‚ѓ„…†‡€‰Љ‹ЊҚҺЏђ‘’“”•–—\u0098™љ›њқһџ\u00a0ҰұӘ¤Ө¦§Ё©Ғ«¬\u00ad®Ү°±Ііөµ¶·ё№ғ»әҢңү',
}

const ALPHABET = 'абвгдежзийклмнопрстуфхцчшщъыьэюя'
const KOI8 = 'юабцдефгхийклмнопярстужвьызшэщчъ'

/** Bytes 0x80 to 0xFF of what Unix and DOS wrote. Sources: RFC 1489; unicode.org, CP866.TXT. */
const WHOLE: Readonly<Record<'koi8-r' | 'cp866', string>> = {
  'koi8-r': `─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u00a0⌡°²·÷═║╒ё╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡Ё╢╣╤╥╦╧╨╩╪╫╬©${KOI8}${KOI8.toUpperCase()}`,
  cp866: `${ALPHABET.toUpperCase()}${ALPHABET.slice(0, 16)}░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀${ALPHABET.slice(16)}ЁёЄєЇїЎў°∙·√№¤■\u00a0`,
}

/** The encoding that bytes seem to have; `windows-1251` where only its readers could say more. */
export function guessEncoding(bytes: Uint8Array): Encoding {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return 'utf-16'
  const [even, odd] = highBytes(bytes)
  if (even + odd > Math.min(bytes.length, sampleLength) / 4) return 'utf-16'
  if (!new TextDecoder().decode(bytes).includes('\ufffd')) return 'utf-8'
  // In Windows-1251 these are signs that stand in no list of sites; in KZ-1048 they are the letters of Kazakh.
  const kazakh = bytes.reduce((count, byte) => count + (KAZAKH.has(byte) ? 1 : 0), 0)
  const usual = kazakh > 0 ? 'kz-1048' : 'windows-1251'
  const sample = wordsOf(bytes)
  const scores = ([usual, 'koi8-r', 'cp866'] as const).map((encoding) => ({
    encoding,
    score: likeness(decode(sample, encoding)),
  }))
  return scores.reduce((best, one) => (one.score > Math.max(best.score + doubt, 0) ? one : best)).encoding
}

/** How many bytes at even and at odd places begin or end a letter of Latin or Cyrillic in UTF-16: other text has none of them. */
function highBytes(bytes: Uint8Array): [even: number, odd: number] {
  const count: [number, number] = [0, 0]
  for (const [at, byte] of bytes.subarray(0, sampleLength).entries())
    if (byte === 0x00 || byte === 0x04) count[at % 2 === 0 ? 0 : 1] += 1
  return count
}

/** By how much the rarer encoding has to look better: a short word in Windows-1251 is never taken for another. */
const doubt = 4

/** Bytes in which the words of a sample are looked at. */
const sampleLength = 8192

/** The words that are not ASCII, a space between them. */
function wordsOf(bytes: Uint8Array): Uint8Array {
  const words: number[] = []
  for (const byte of bytes) {
    if (words.length >= sampleLength) break
    if (byte >= 0x80) words.push(byte)
    else if (words.length > 0 && words[words.length - 1] !== 0x20) words.push(0x20)
  }
  return Uint8Array.from(words)
}

/**
 * How much it looks like Russian or Kazakh: by its frequent letters, by signs that stand in no list, and by capitals, which
 * do not follow a small letter. In KOI8-R small letters are where Windows-1251 has capitals, so a word alone shows it.
 */
function likeness(text: string): number {
  let score = 0
  for (const [sign] of text.matchAll(/[^\s«»“”„‘’–—…№]/g)) {
    if (/[оеаинт]/i.test(sign)) score += 3
    else if (/[срлвкмдпыу]/i.test(sign)) score += 1
    else if (!/[а-яёәғқңөұүһі]/i.test(sign)) score -= 6
  }
  return score - 6 * [...text.matchAll(/\p{Ll}(?=\p{Lu})/gu)].length
}

/** Letters that KZ-1048 has where Windows-1251 has letters of other languages and signs: those of Kazakh but for i. */
const KAZAKH: ReadonlySet<number> = new Set([
  ...[0x8d, 0x8e, 0x9d, 0x9e, 0xa1, 0xa2, 0xa3, 0xa5, 0xaa, 0xaf, 0xb4, 0xba, 0xbc, 0xbd, 0xbe, 0xbf],
])

/** The text of the bytes, without a byte-order mark. What is no character of the encoding becomes U+FFFD. */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'utf-8') return withoutMark(new TextDecoder().decode(bytes))
  if (encoding === 'utf-16') return withoutMark(decodeUtf16(bytes))
  let text = ''
  if (encoding === 'koi8-r' || encoding === 'cp866') {
    for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : (WHOLE[encoding][byte - 0x80] ?? '')
    return text
  }
  const high = HIGH[encoding]
  for (const byte of bytes)
    text +=
      byte < 0x80
        ? String.fromCharCode(byte)
        : byte >= 0xc0
          ? String.fromCharCode(byte + 0x350)
          : (high[byte - 0x80] ?? '')
  return text
}

const withoutMark = (text: string) => (text.startsWith('\ufeff') ? text.slice(1) : text)

/** Little-endian unless a mark or, where there is none, the letters themselves say otherwise. */
function decodeUtf16(bytes: Uint8Array): string {
  const [even, odd] = highBytes(bytes)
  const isMarked = bytes[0] === 0xff && bytes[1] === 0xfe
  const isBig = (bytes[0] === 0xfe && bytes[1] === 0xff) || (!isMarked && even > odd)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let text = ''
  for (let at = 0; at + 1 < bytes.length; at += 2) text += String.fromCharCode(view.getUint16(at, !isBig))
  return text
}
