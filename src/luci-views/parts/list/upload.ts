/** Sends a whole document in parts that fit into a POST of 64 KiB (uhttpd). */
import type { ListSaved } from '../../../luci-bridge/contract.ts'
import * as rpc from '../rpc.ts'
import { cutParts, sizeOf } from './cut-parts.ts'

const callSave = rpc.declare('list_save')

/** Bytes of UTF-8: docs/whitelist.md. */
export const DOCUMENT_LIMIT = 4 * 1024 * 1024
/** A limit in bytes as people are told it. */
export const inMb = (bytes: number) => bytes / 1024 / 1024

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
