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
  readonly left: number | undefined
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
  readonly lasted: number | undefined
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

class Draft {
  type: ConntrackEvent['type'] = 'listed'
  at = 0
  id: number | undefined
  family: 4 | 6 | undefined
  protocol = ''
  state: string | undefined
  left: number | undefined
  readonly original = new Tuple()
  readonly reply = new Tuple()
  mark = 0
  lasted: number | undefined
  assured = false
  unreplied = false
  /** Whether a number that must be one was none. */
  broken = false
}

/** The event of a line, or nothing where the line is none: the caller counts those. `now` is in seconds. */
export function parseConntrack(line: string, now: number): ConntrackEvent | undefined {
  const draft = new Draft()
  draft.at = now
  const body = readHead(line, draft)
  if (body < 0) return undefined
  readTokens(line, body, draft)
  const { id, family, original, reply } = draft
  if (draft.broken || id === undefined || family === undefined) return undefined
  if (original.source === '' || original.destination === '' || reply.source === '') return undefined
  return {
    type: draft.type,
    at: draft.at,
    id,
    family,
    protocol: draft.protocol,
    state: draft.state,
    left: draft.left,
    source: original.source,
    destination: original.destination,
    sourcePort: original.sourcePort,
    destinationPort: original.destinationPort,
    replySource: reply.source,
    replyDestination: reply.destination,
    replySourcePort: reply.sourcePort,
    replyDestinationPort: reply.destinationPort,
    mark: draft.mark,
    up: volume(original),
    down: volume(reply),
    lasted: draft.lasted,
    assured: draft.assured,
    unreplied: draft.unreplied,
  }
}

/** The time and the event's kind, both missing in a listing. Gives the place where the entry begins, -1 for garbage. */
function readHead(line: string, draft: Draft): number {
  let from = skipBlanks(line, 0)
  if (line.charCodeAt(from) === OPEN && isDigit(line.charCodeAt(from + 1))) {
    const end = line.indexOf(']', from)
    const at = Number(line.slice(from + 1, end))
    if (end < 0 || !Number.isFinite(at)) return -1
    draft.at = at
    from = skipBlanks(line, end + 1)
  }
  if (line.charCodeAt(from) !== OPEN) return from
  if (line.startsWith('[NEW]', from)) draft.type = 'new'
  else if (line.startsWith('[UPDATE]', from)) draft.type = 'update'
  else if (line.startsWith('[DESTROY]', from)) draft.type = 'destroy'
  else return -1
  return skipBlanks(line, line.indexOf(']', from) + 1)
}

/** Walks over `ipv4 2 tcp 6 120 SYN_SENT src=... dst=... [UNREPLIED] src=... mark=... id=...`. */
function readTokens(line: string, body: number, draft: Draft): void {
  let from = body
  let index = 0
  let tuple: Tuple | undefined
  while (from < line.length && !draft.broken) {
    let end = line.indexOf(' ', from)
    if (end < 0) end = line.length
    const equals = line.indexOf('=', from)
    if (line.charCodeAt(from) === OPEN) readFlag(line, from, draft)
    else if (equals >= 0 && equals < end) {
      const key = line.slice(from, equals)
      if (key === 'src') tuple = tuple === undefined ? draft.original : draft.reply
      readPair(key, line.slice(equals + 1, end), tuple, draft)
    } else if (tuple === undefined) readPlain(line.slice(from, end), index++, draft)
    from = skipBlanks(line, end)
  }
}

function readPlain(word: string, index: number, draft: Draft): void {
  if (index === 0) draft.family = word === 'ipv4' ? 4 : word === 'ipv6' ? 6 : undefined
  else if (index === 2) draft.protocol = word
  else if (index === 3 && draft.protocol === 'unknown') draft.protocol = word
  // Behind the protocol's number come the seconds left, the state, both or neither.
  else if (index > 3 && !isDigit(word.charCodeAt(0))) draft.state = word
  else if (index > 3) draft.left = whole(word, draft)
}

function readFlag(line: string, from: number, draft: Draft): void {
  if (line.startsWith('[UNREPLIED]', from)) draft.unreplied = true
  else if (line.startsWith('[ASSURED]', from)) draft.assured = true
}

function readPair(key: string, value: string, tuple: Tuple | undefined, draft: Draft): void {
  switch (key) {
    case 'src':
      if (tuple !== undefined) tuple.source = value
      return
    case 'dst':
      if (tuple !== undefined) tuple.destination = value
      return
    case 'sport':
      if (tuple !== undefined) tuple.sourcePort = whole(value, draft)
      return
    case 'dport':
      if (tuple !== undefined) tuple.destinationPort = whole(value, draft)
      return
    case 'packets':
      if (tuple !== undefined) tuple.packets = whole(value, draft)
      return
    case 'bytes':
      if (tuple !== undefined) tuple.bytes = whole(value, draft)
      return
    case 'mark':
      draft.mark = whole(value, draft)
      return
    case 'delta-time':
      draft.lasted = whole(value, draft)
      return
    case 'id':
      // ICMP has an `id=` of its own in each direction; the entry's is the last.
      draft.id = whole(value, draft)
  }
}

function whole(text: string, draft: Draft): number {
  let value = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (!isDigit(code)) draft.broken = true
    value = value * 10 + (code - ZERO)
  }
  if (text === '' || !Number.isSafeInteger(value)) draft.broken = true
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
