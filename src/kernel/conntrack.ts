/**
 * Reads the lines of `conntrack -E -o timestamp,extended,id` and `conntrack -L -o extended,id` (conntrack-tools 1.4).
 * Scanned by hand, token by token: at a thousand lines a second this is the daemon's busiest function.
 */

/** One direction's packets and octets, as the kernel counted them (needs `nf_conntrack_acct=1`). */
export interface Volume {
  readonly packets: number
  readonly bytes: number
}

export interface ConntrackEvent {
  readonly type: 'new' | 'update' | 'destroy' | 'listed'
  /** Seconds since the epoch: from the line where it has one, else as the caller said. */
  readonly at: number
  /** The kernel's id of the entry. It is used again only after the entry is gone. */
  readonly id: number
  readonly family: 4 | 6
  /** `tcp`, `udp`, `icmp` ..., or the number where conntrack has no name for it. */
  readonly protocol: string
  /** TCP's state where given: `SYN_SENT`, `TIME_WAIT`, `CLOSE` ... */
  readonly state: string | undefined
  /** Seconds until the entry would have expired; none in the DESTROY of an entry that did expire. */
  readonly timeout: number | undefined
  readonly source: string
  readonly destination: string
  readonly sourcePort: number | undefined
  readonly destinationPort: number | undefined
  readonly replySource: string
  readonly replyDestination: string
  readonly replySourcePort: number | undefined
  readonly replyDestinationPort: number | undefined
  readonly mark: number
  /** From the source, and back to it. */
  readonly up: Volume | undefined
  readonly down: Volume | undefined
  /** Seconds that the flow has lasted (needs `nf_conntrack_timestamp=1`). */
  readonly duration: number | undefined
  readonly assured: boolean
  readonly unreplied: boolean
}

/** What conntrack prints when the kernel dropped events because the socket buffer was full. */
export function saysLoss(line: string): boolean {
  return line.includes('ENOBUFS')
}

class Tuple {
  source = ''
  destination = ''
  sourcePort: number | undefined
  destinationPort: number | undefined
  packets: number | undefined
  bytes: number | undefined
}

class PartialEvent {
  type: ConntrackEvent['type'] = 'listed'
  at = 0
  id: number | undefined
  family: 4 | 6 | undefined
  protocol = ''
  state: string | undefined
  timeout: number | undefined
  readonly original = new Tuple()
  readonly reply = new Tuple()
  mark = 0
  duration: number | undefined
  assured = false
  unreplied = false
  /** Whether a number that must be one was none. */
  broken = false
}

/** The event of a line, or nothing where the line is none: the caller counts those. `now` is in seconds. */
export function parseConntrack(line: string, now: number): ConntrackEvent | undefined {
  const partial = new PartialEvent()
  partial.at = now
  const body = readHead(line, partial)
  if (body < 0) return undefined
  readTokens(line, body, partial)
  const { id, family, original, reply } = partial
  if (partial.broken || id === undefined || family === undefined) return undefined
  if (original.source === '' || original.destination === '' || reply.source === '') return undefined
  return {
    type: partial.type,
    at: partial.at,
    id,
    family,
    protocol: partial.protocol,
    state: partial.state,
    timeout: partial.timeout,
    source: original.source,
    destination: original.destination,
    sourcePort: original.sourcePort,
    destinationPort: original.destinationPort,
    replySource: reply.source,
    replyDestination: reply.destination,
    replySourcePort: reply.sourcePort,
    replyDestinationPort: reply.destinationPort,
    mark: partial.mark,
    up: volume(original),
    down: volume(reply),
    duration: partial.duration,
    assured: partial.assured,
    unreplied: partial.unreplied,
  }
}

/** The time and the event's kind, both missing in a listing. Gives the place where the entry begins, -1 for garbage. */
function readHead(line: string, partial: PartialEvent): number {
  let from = skipBlanks(line, 0)
  if (line.charCodeAt(from) === OPEN && isDigit(line.charCodeAt(from + 1))) {
    const end = line.indexOf(']', from)
    const at = Number(line.slice(from + 1, end))
    if (end < 0 || !Number.isFinite(at)) return -1
    partial.at = at
    from = skipBlanks(line, end + 1)
  }
  if (line.charCodeAt(from) !== OPEN) return from
  if (line.startsWith('[NEW]', from)) partial.type = 'new'
  else if (line.startsWith('[UPDATE]', from)) partial.type = 'update'
  else if (line.startsWith('[DESTROY]', from)) partial.type = 'destroy'
  else return -1
  return skipBlanks(line, line.indexOf(']', from) + 1)
}

/** Walks over `ipv4 2 tcp 6 120 SYN_SENT src=... dst=... [UNREPLIED] src=... mark=... id=...`. */
function readTokens(line: string, body: number, partial: PartialEvent): void {
  let from = body
  let index = 0
  let tuple: Tuple | undefined
  while (from < line.length && !partial.broken) {
    let end = line.indexOf(' ', from)
    if (end < 0) end = line.length
    const equals = line.indexOf('=', from)
    if (line.charCodeAt(from) === OPEN) readFlag(line, from, partial)
    else if (equals >= 0 && equals < end) {
      const key = line.slice(from, equals)
      if (key === 'src') tuple = tuple === undefined ? partial.original : partial.reply
      readPair(key, line.slice(equals + 1, end), tuple, partial)
    } else if (tuple === undefined) readPlain(line.slice(from, end), index++, partial)
    from = skipBlanks(line, end)
  }
}

function readPlain(word: string, index: number, partial: PartialEvent): void {
  if (index === 0) partial.family = word === 'ipv4' ? 4 : word === 'ipv6' ? 6 : undefined
  else if (index === 2) partial.protocol = word
  else if (index === 3 && partial.protocol === 'unknown') partial.protocol = word
  // Behind the protocol's number come the seconds left, the state, both or neither.
  else if (index > 3 && !isDigit(word.charCodeAt(0))) partial.state = word
  else if (index > 3) partial.timeout = whole(word, partial)
}

function readFlag(line: string, from: number, partial: PartialEvent): void {
  if (line.startsWith('[UNREPLIED]', from)) partial.unreplied = true
  else if (line.startsWith('[ASSURED]', from)) partial.assured = true
}

function readPair(key: string, value: string, tuple: Tuple | undefined, partial: PartialEvent): void {
  switch (key) {
    case 'src':
      if (tuple !== undefined) tuple.source = value
      return
    case 'dst':
      if (tuple !== undefined) tuple.destination = value
      return
    case 'sport':
      if (tuple !== undefined) tuple.sourcePort = whole(value, partial)
      return
    case 'dport':
      if (tuple !== undefined) tuple.destinationPort = whole(value, partial)
      return
    case 'packets':
      if (tuple !== undefined) tuple.packets = whole(value, partial)
      return
    case 'bytes':
      if (tuple !== undefined) tuple.bytes = whole(value, partial)
      return
    case 'mark':
      partial.mark = whole(value, partial)
      return
    case 'delta-time':
      partial.duration = whole(value, partial)
      return
    case 'id':
      // ICMP has an `id=` of its own in each direction; the entry's is the last.
      partial.id = whole(value, partial)
  }
}

function whole(text: string, partial: PartialEvent): number {
  let value = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (!isDigit(code)) partial.broken = true
    value = value * 10 + (code - ZERO)
  }
  if (text === '' || !Number.isSafeInteger(value)) partial.broken = true
  return value
}

function volume(tuple: Tuple): Volume | undefined {
  return tuple.bytes === undefined ? undefined : { packets: tuple.packets ?? 0, bytes: tuple.bytes }
}

const OPEN = 0x5b
const ZERO = 0x30

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39
}

function skipBlanks(line: string, from: number): number {
  let at = from
  while (line.charCodeAt(at) === 0x20 || line.charCodeAt(at) === 0x09) at++
  return at
}
