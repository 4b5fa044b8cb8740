/** Cuts a document into parts that fit into a POST of 64 KiB (uhttpd). */

/** Bytes of a part as JSON, with room for the rest of the call; the daemon takes as many UTF-16 units of a part. */
const PART_BYTES = 48 * 1024
const PART_UNITS = 32 * 1024

const encoder = new TextEncoder()
export const sizeOf = (text: string): number => encoder.encode(text).length

/** Cut anywhere but inside of a character. */
export function cutParts(text: string): string[] {
  const parts: string[] = []
  for (let start = 0; start < text.length; ) {
    let length = Math.min(PART_UNITS, text.length - start)
    while (sizeOf(JSON.stringify(text.slice(start, start + length))) > PART_BYTES) length = Math.floor(length / 2)
    if (start + length < text.length && /[\ud800-\udbff]/.test(text[start + length - 1] ?? '')) length--
    parts.push(text.slice(start, start + length))
    start += length
  }
  return parts.length > 0 ? parts : ['']
}
