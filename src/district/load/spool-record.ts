/**
 * What rsyslog wrote down of one message (docs/district.md): where it came from, its name of its sender, MSGID, structured data and text.
 * A row is taken when it is the one that its id names: the hash in the id is that of the text.
 */
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { Decoded } from '../../logger/record.ts'
import { decodeRow } from '../../logger/row-codec.ts'

/** Why a message is no row of ours. */
export type Reason = 'not-ours' | 'not-utf-8' | 'other-hash' | 'no-row' | 'other-number' | 'too-long' | 'not-taken'

export interface Sent {
  readonly kind: 'row' | 'missing' | 'damaged'
  readonly journal: string
  readonly n: number
  /** The first 16 digits of the SHA-256 of the text. */
  readonly hash: string
  /** Address and host name of the sender, as far as they can be believed. */
  readonly source: string
  readonly text: string
  /** Nothing for what is no row. */
  readonly row: Decoded | undefined
}

export interface Rejected {
  readonly kind: 'rejected'
  readonly reason: Reason
  readonly source: string
  readonly bytes: Buffer
}

/** A connection begins: nothing to keep. */
export interface Resumed {
  readonly kind: 'resume'
}

export type Read = Sent | Rejected | Resumed

const header =
  /^(\S{1,255}) (\S{1,255}) (\S{1,32}) \[aqtizim@32473 (?:id="([0-9a-f]{16})-(\d{1,16})-([0-9a-f]{16}|missing-\d{1,16})" )?journal="([0-9a-f]{16})"(?: n="(\d{1,16})")?\](?:\[[^\]\n]{0,300}\])* /
/** More than any header has. */
const HEADER = 1200
const BOM = Buffer.from('\ufeff')

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

/** A line without its line feed. Never throws, whatever the octets. */
export function readRecord(line: Buffer): Read {
  const found = header.exec(line.toString('latin1', 0, HEADER))
  const reject = (reason: Reason, source = ''): Rejected => ({ kind: 'rejected', reason, source, bytes: line })
  if (found === null) return reject('not-ours', /^(\S{1,255} \S{1,255}) /.exec(line.toString('latin1', 0, 512))?.[1])
  const [head, address, host, msgId, owner, number, rest, journal = ''] = found
  const source = `${address} ${host}`
  if (msgId === 'resume') return { kind: 'resume' }
  if (owner !== journal || number === undefined || rest === undefined) return reject('not-ours', source)
  let bytes = line.subarray(head.length)
  if (bytes.subarray(0, 3).equals(BOM)) bytes = bytes.subarray(3)
  if (!isUtf8(bytes)) return reject('not-utf-8', source)
  const text = bytes.toString('utf8')
  const sent = { journal, n: Number(number), hash: digest(bytes), source, text }
  if (!Number.isSafeInteger(sent.n)) return reject('other-number', source)
  if (msgId === 'missing' || msgId === 'damaged') return { ...sent, kind: msgId, row: undefined }
  if (sent.hash !== rest) return reject('other-hash', source)
  const row = decodeRow(text)
  if (row === undefined) return reject('no-row', source)
  if ((row.kind === 'unknown' ? row.n : row.row.n) !== sent.n) return reject('other-number', source)
  return { ...sent, kind: 'row', row }
}
