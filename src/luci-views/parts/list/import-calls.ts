/** Sends a file or a paste in parts, and asks for what became of its lines. */
import type { ImportedLine, ImportOutcome, ImportRead } from '../../../luci-bridge/contract.ts'
import * as rpc from '../rpc.ts'

const callRead = rpc.declare('import_read')
const callLines = rpc.declare('import_lines')
export const callAdd = rpc.declare('import_add')
export const callUndo = rpc.declare('import_undo')

/** A multiple of three, so that the parts of base64 can be joined; as base64 it fits into a POST of 64 KiB (uhttpd). */
const PART_BYTES = 30 * 1024

function base64(bytes: Uint8Array): string {
  let letters = ''
  for (const byte of bytes) letters += String.fromCharCode(byte)
  return btoa(letters)
}

/** `encoding`: absent, so that the router guesses. */
export async function sendList(
  bytes: Uint8Array,
  encoding: 'utf-8' | undefined,
  progress: (part: number, parts: number) => void,
): Promise<ImportRead> {
  const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES))
  const partOf = (part: number) => base64(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES))
  const more = encoding === undefined ? {} : { encoding }
  let answer = await callRead({ part: 0, parts, data: partOf(0), ...more })
  const { upload } = answer
  for (let part = 1; part < parts && answer.fault === undefined; part++) {
    progress(part, parts)
    answer = await callRead({ part, parts, data: partOf(part), upload, ...more })
  }
  return answer
}

/** The lines of one outcome, or of all, from `offset` on. */
export const linesOf = (
  id: string,
  outcome: ImportOutcome | '',
  offset: number,
): Promise<{ lines: readonly ImportedLine[]; next?: number }> =>
  callLines({ id, offset, ...(outcome === '' ? {} : { outcome }) })
