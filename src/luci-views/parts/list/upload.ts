/** Sends a whole document in parts that fit into a POST of 64 KiB (uhttpd). */
import type { ListSaved } from '../../../luci-bridge/contract.ts'
import * as rpc from '../rpc.ts'

const callSave = rpc.declare({
  object: 'aqtizim',
  method: 'list_save',
  params: ['base', 'part', 'parts', 'text', 'upload', 'size'],
})

/** Bytes of UTF-8: docs/whitelist.md. */
export const DOCUMENT_LIMIT = 4 * 1024 * 1024
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

export async function upload(
  base: string,
  text: string,
  progress: (part: number, parts: number) => void,
): Promise<ListSaved> {
  const parts = cutParts(text)
  const first = await callSave({ base, part: 0, parts: parts.length, text: parts[0] ?? '', size: sizeOf(text) })
  let saved = first
  for (let part = 1; part < parts.length; part++) {
    progress(part, parts.length)
    saved = await callSave({ base, part, parts: parts.length, text: parts[part] ?? '', upload: first.upload })
  }
  return saved
}
