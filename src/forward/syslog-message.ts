/**
 * Writes rows of the journal as syslog messages (RFC 5424), each in its octet-counted frame (RFC 6587, 3.4.1; RFC 5425, 4.3).
 * The message's text is the row's line, octet for octet, so that the chain of seals can be verified from what arrived.
 * The same row always makes the same message: a receiver may drop what it already has.
 */
import { createHash } from 'node:crypto'
import type { Decoded } from '../logger/record.ts'
import { decodeRow } from '../logger/row-codec.ts'

export interface Sender {
  /** 16 to 23: `local0` to `local7` (RFC 5424, 6.2.1). */
  readonly facility: number
  readonly hostname: string
  readonly appName: string
  /** Id of the router's journal key, 16 hexadecimal digits: tells routers apart. */
  readonly journal: string
  /** Whether the text begins with a byte order mark, as RFC 5424, 6.4 wants it for UTF-8. */
  readonly bom: boolean
}

/** A line of a day's file. */
export interface Line {
  readonly bytes: Buffer
  /** Nothing where the line is no row. */
  readonly row: Decoded | undefined
  /** Number of the row, or of the last one before it. */
  readonly n: number
}

export interface Kind {
  readonly msgId: string
  readonly severity: number
}

/** RFC 5424, 6.2.1. */
const severity = { error: 3, warning: 4, notice: 5, info: 6 } as const

/** Every MSGID that is sent (docs/forward.md). */
export const kinds = {
  allowed: { msgId: 'visit', severity: severity.info },
  refused: { msgId: 'visit', severity: severity.notice },
  gap: { msgId: 'gap', severity: severity.warning },
  event: { msgId: 'event', severity: severity.notice },
  alarm: { msgId: 'event', severity: severity.warning },
  seal: { msgId: 'seal', severity: severity.info },
  day: { msgId: 'day', severity: severity.info },
  unknown: { msgId: 'row', severity: severity.notice },
  damaged: { msgId: 'damaged', severity: severity.error },
  missing: { msgId: 'missing', severity: severity.error },
  resume: { msgId: 'resume', severity: severity.info },
} as const satisfies Readonly<Record<string, Kind>>

const alarms = ['alarm', 'torn-tail', 'expired', 'journal-nearly-full', 'forward-away', 'forward-missing']

/** The enterprise number that RFC 5612 keeps for examples: we have none of our own. */
const SD_ID = 'aqtizim@32473'
const BOM = Buffer.from('\ufeff')

export function readLine(bytes: Buffer, before: number): Line {
  const text = bytes.toString('utf8')
  // What is no UTF-8 would not arrive as it stands.
  const row = Buffer.from(text).equals(bytes) ? decodeRow(text) : undefined
  return { bytes, row, n: row === undefined ? before : row.kind === 'unknown' ? row.n : row.row.n }
}

/** Binds the number to the content: another journal's row of the same number is another message. */
export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}

function kindOf(row: Decoded | undefined): Kind {
  if (row === undefined) return kinds.damaged
  if (row.kind === 'visit')
    return row.row.verdict === 'refused' && row.row.background !== true ? kinds.refused : kinds.allowed
  if (row.kind === 'event') return alarms.includes(row.row.event) ? kinds.alarm : kinds.event
  return kinds[row.kind]
}

function timeOf(row: Decoded | undefined): string {
  if (row === undefined || row.kind === 'unknown') return '-'
  const text = row.kind === 'visit' ? row.row.end : row.kind === 'gap' ? row.row.gap.to : row.row.at
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)$/.test(text) ? text : '-'
}

/** RFC 5424, 6.3.3: these three are escaped; no control character is in what we put there. */
const escapeParam = (value: string) => value.replace(/["\\\]]/g, '\\$&')

type Params = Readonly<Record<string, string | number>>

const element = (id: string, params: Params) =>
  `[${[id, ...Object.entries(params).map(([name, value]) => `${name}="${escapeParam(String(value))}"`)].join(' ')}]`

function frame(sender: Sender, kind: Kind, time: string, data: string, text: Buffer): Buffer {
  const header = `<${sender.facility * 8 + kind.severity}>1 ${time} ${sender.hostname} ${sender.appName} - ${kind.msgId} ${data} `
  const head = Buffer.from(header)
  const parts = sender.bom ? [head, BOM, text] : [head, text]
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Buffer.from(`${length} `), ...parts])
}

/** RFC 5424, 7.1: a clock that was not set yet. */
const clockOf = (row: Decoded | undefined) =>
  row !== undefined && row.kind !== 'unknown' && row.row.clock === 'unset'
    ? element('timeQuality', { tzKnown: 1, isSynced: 0 })
    : ''

export function encodeLine(sender: Sender, { bytes, row, n }: Line): Buffer {
  const id = `${sender.journal}-${n}-${hashOf(bytes)}`
  const data = element(SD_ID, { id, journal: sender.journal, n }) + clockOf(row)
  if (row !== undefined) return frame(sender, kindOf(row), timeOf(row), data, bytes)
  // Its octets could be anything, and a receiver should not have to read them.
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return frame(sender, kinds.damaged, '-', data, json({ damaged: { after: n, bytes: bytes.length, sha256 } }))
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value))

/** Rows that the journal no longer has were never sent. */
export function encodeMissing(sender: Sender, from: number, to: number): Buffer {
  const data = element(SD_ID, { id: `${sender.journal}-${from}-missing-${to}`, journal: sender.journal })
  return frame(sender, kinds.missing, '-', data, json({ missing: { from, to, rows: to - from + 1 } }))
}

/**
 * Begins each attempt that may repeat rows. It also takes the place behind half a line that a killed receiver may have
 * left in its file, so that no row is spoilt there.
 */
export function encodeResume(sender: Sender, after: number): Buffer {
  const data = element(SD_ID, { journal: sender.journal })
  return frame(sender, kinds.resume, '-', data, json({ resume: { after } }))
}

/** PRINTUSASCII of at most so many octets (RFC 5424, 6); `-` where nothing is left. */
export function headerField(text: string, longest: number): string {
  return text.replace(/[^\x21-\x7e]/g, '').slice(0, longest) || '-'
}
