/**
 * Parses the gate's records: RFC 5424 messages, a line each, whose text is
 * `aq1 KIND CLIENT PORT NAME DST VERDICT UP DOWN MS STATE`. HAProxy writes one for each TLS connection when it ends
 * (KIND `t`) and one for each HTTP request (`h`), so one client port may bring several.
 */

import { intern } from './intern.ts'

export interface GateRecord {
  readonly kind: 'tls' | 'http'
  /** When HAProxy wrote it, seconds since the epoch: a record may have waited in its ring for the daemon. */
  readonly at: number
  readonly client: string
  readonly port: number
  /** The name asked for, lower case; none where the client gave none or none of a name's shape. */
  readonly name: string | undefined
  /** The address that our resolver gave for it. */
  readonly destination: string | undefined
  readonly verdict: 'allowed' | 'refused'
  /** `unlisted`, `no-name`, `paused`, `no-address` ...: docs/journal-format.md. */
  readonly why: string | undefined
  /** Octets from the client and to it. */
  readonly up: number
  readonly down: number
  readonly milliseconds: number
  /** HAProxy's termination state: `--`, `PR`, `CD` ... */
  readonly state: string
}

const BEFORE_NAME = 4
const AFTER_NAME = 6

/** A record, or nothing where the message is none. `now` (seconds) stands in for an unreadable time. */
export function parseGateRecord(message: string, now: number): GateRecord | undefined {
  const start = textStart(message)
  if (start < 0) return undefined
  const words = message.slice(start).trimEnd().split(' ')
  if (words.length <= BEFORE_NAME + AFTER_NAME) return undefined
  const [magic, kind, client, portText] = words
  // Counted from the end, so that a blank in a pupil's name cannot push other fields out of place.
  const [destination, verdictText, upText, downText, msText, state] = words.slice(-AFTER_NAME)
  const name = words.slice(BEFORE_NAME, -AFTER_NAME).join(' ')
  const port = amount(portText)
  const up = amount(upText)
  const down = amount(downText)
  const milliseconds = amount(msText)
  if (magic !== 'aq1' || (kind !== 't' && kind !== 'h') || !looksLikeAddress(client) || state === undefined) {
    return undefined
  }
  if (port === undefined || port > 65_535 || up === undefined || down === undefined || milliseconds === undefined) {
    return undefined
  }
  const [, why] = /^refused:([a-z0-9-]{1,32})$/.exec(verdictText ?? '') ?? []
  if (why === undefined && verdictText !== 'allowed') return undefined
  const reason = why ?? (kind === 't' && down === 0 && endedBySite(state) ? 'no-answer' : undefined)
  return {
    kind: kind === 't' ? 'tls' : 'http',
    at: headerTime(message) ?? now,
    client: intern(plainAddress(client)),
    port,
    name: hostName(name),
    destination: looksLikeAddress(destination) ? plainAddress(destination) : undefined,
    verdict: reason === undefined ? 'allowed' : 'refused',
    why: reason,
    up,
    down,
    milliseconds,
    state: /^[\x21-\x7e]{1,8}$/.test(state) ? state : '-',
  }
}

/**
 * Who ended a session, by the first character of HAProxy's state: the server or its time-out, or both sides in order. A TLS
 * server that was there sends at least an alert.
 */
const endedBySite = (state: string) => /^[Ss-]/.test(state)

/** Behind `<PRI>1 TIME HOST APP PROCID MSGID SD `; structured data is skipped, quotes in it included. */
function textStart(message: string): number {
  if (!/^<[0-9]{1,3}>1 /.test(message)) return -1
  let at = 0
  for (let field = 0; field < 6; field++) {
    at = message.indexOf(' ', at) + 1
    if (at === 0) return -1
  }
  if (message.startsWith('- ', at)) return at + 2
  const data = /^(?:\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\])+ /.exec(message.slice(at, at + 1024))
  return data === null ? -1 : at + data[0].length
}

function headerTime(message: string): number | undefined {
  const from = message.indexOf(' ') + 1
  const at = Date.parse(message.slice(from, message.indexOf(' ', from)))
  return Number.isFinite(at) ? at / 1000 : undefined
}

function amount(text: string | undefined): number | undefined {
  // HAProxy writes `+` before a number that was still growing (`option logasap`), and -1 for a time that never was.
  if (text === '-1') return 0
  const match = /^\+?([0-9]{1,15})$/.exec(text ?? '')
  return match === null ? undefined : Number(match[1])
}

function looksLikeAddress(text: string | undefined): text is string {
  return text !== undefined && text.length <= 45 && /^[0-9a-fA-F]*[.:][0-9a-fA-F.:]+$/.test(text)
}

/** IPv4 seen through an IPv6 socket is IPv4. */
function plainAddress(text: string): string {
  const lower = text.toLowerCase()
  return lower.startsWith('::ffff:') && lower.includes('.') ? lower.slice(7) : lower
}

function hostName(text: string): string | undefined {
  const plain = text.toLowerCase().replace(/\.$/, '')
  return plain !== '-' && plain.length <= 253 && /^[\x21-\x7e]+$/.test(plain) ? intern(plain) : undefined
}
