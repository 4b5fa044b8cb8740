/** Decodes files of Windows: a router's Node knows Unicode's encodings alone. */

/** 0x80 to 0xbf of windows-1251; from 0xc0 on it has А to я in their order (unicode.org, CP1251.TXT). `?` is unused. */
const upper1251 = [
  'ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏ', // 80
  'ђ‘’“”•–—?™љ›њќћџ', // 90
  '\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї', // a0
  '°±Ііґµ¶·ё№є»јЅѕї', // b0
].join('')

/** Where KZ-1048 (STRK 1048-2002) has Kazakh letters in place of windows-1251's. */
const kazakh: Readonly<Record<number, string>> = {
  ...{ 141: 'Қ', 142: 'Һ', 157: 'қ', 158: 'һ', 161: 'Ұ', 162: 'ұ', 163: 'Ә', 165: 'Ө' },
  ...{ 170: 'Ғ', 175: 'Ү', 180: 'ө', 186: 'ғ', 188: 'ә', 189: 'Ң', 190: 'ң', 191: 'ү' },
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251' | 'kz-1048'

function decodeSingle(bytes: Uint8Array, withKazakh: boolean): string {
  let text = ''
  for (const byte of bytes) {
    if (byte < 0x80) text += String.fromCharCode(byte)
    else if (byte >= 0xc0) text += String.fromCharCode(0x0410 + byte - 0xc0)
    else text += (withKazakh ? kazakh[byte] : undefined) ?? upper1251[byte - 0x80] ?? '?'
  }
  return text
}

function swapPairs(bytes: Uint8Array): Buffer {
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
  return even.swap16()
}

const strictUtf8 = (bytes: Uint8Array): string | undefined => {
  const buffer = Buffer.from(bytes)
  const text = buffer.toString('utf8')
  // What is no UTF-8 comes back as other bytes.
  return Buffer.from(text).equals(buffer) ? text : undefined
}

/** By the mark at the beginning; without one UTF-8 where the bytes are that, else the one-byte encoding given. */
export function decodeBytes(
  bytes: Uint8Array,
  oneByte: 'windows-1251' | 'kz-1048' = 'windows-1251',
): { readonly text: string; readonly encoding: Encoding } {
  const [first, second, third] = bytes
  if (first === 0xff && second === 0xfe)
    return { text: Buffer.from(bytes.subarray(2)).toString('utf16le'), encoding: 'utf-16le' }
  if (first === 0xfe && second === 0xff)
    return { text: swapPairs(bytes.subarray(2)).toString('utf16le'), encoding: 'utf-16be' }
  const marked = first === 0xef && second === 0xbb && third === 0xbf
  const utf8 = strictUtf8(marked ? bytes.subarray(3) : bytes)
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8' }
  return { text: decodeSingle(bytes, oneByte === 'kz-1048'), encoding: oneByte }
}
