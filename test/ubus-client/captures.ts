/** The conversations in test/golden/ubus, recorded from a real ubusd: one JSON object a line, gzipped where long. */
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const FOLDER = new URL('../golden/ubus/', import.meta.url)

export interface CapturedMessage {
  /** `s2c`: from ubusd; `c2s`: to it. */
  readonly direction: 's2c' | 'c2s'
  readonly connection: string
  readonly bytes: Buffer
  /** What the recorder read in the bytes: `DATA seq=7 peer=00000000 len=12 ...`. */
  readonly note: string
}

export interface Capture {
  readonly name: string
  readonly messages: readonly CapturedMessage[]
}

export function readCaptures(): Capture[] {
  const files = readdirSync(FOLDER).filter((file) => file.includes('.jsonl'))
  return files.sort().map((file) => ({ name: file.replace(/\.jsonl.*/, ''), messages: readMessages(file) }))
}

function readMessages(file: string): CapturedMessage[] {
  const bytes = readFileSync(new URL(file, FOLDER))
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  const rows = text.split('\n').filter((line) => line !== '')
  return rows.flatMap((line) => {
    const { dir, hex, note, conn } = JSON.parse(line)
    // Rows without bytes are remarks; one c2s row holds the 11 whole bytes of a message that says it has that many.
    return hex.length < 24 ? [] : [{ direction: dir, connection: conn, bytes: Buffer.from(hex, 'hex'), note }]
  })
}

/** The bytes in pieces of `size`. */
export function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
