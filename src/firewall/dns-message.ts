/** Reads and writes the DNS messages that the gate and the daemon exchange (RFC 1035, 4). */

export interface DnsQuestion {
  readonly id: number
  /** As asked, with dots between the labels; bytes above ASCII come as they are. */
  readonly name: string
  readonly type: 'A' | 'AAAA' | 'other'
  /** The question's own bytes: an answer repeats them. */
  readonly bytes: Buffer
}

const headerLength = 12
const types: Readonly<Record<number, DnsQuestion['type']>> = { 1: 'A', 28: 'AAAA' }

/** The one question of a query; undefined for everything else. */
export function readDnsQuestion(message: Buffer): DnsQuestion | undefined {
  if (message.length < headerLength + 5 || message.length > 512) return undefined
  const isQuery = (message.readUInt8(2) & 0xf8) === 0
  if (!isQuery || message.readUInt16BE(4) !== 1) return undefined
  const labels: string[] = []
  let at = headerLength
  for (;;) {
    const length = message[at]
    // A compressed name has no place in a question.
    if (length === undefined || length > 63) return undefined
    at += 1
    if (length === 0) break
    if (at + length > message.length) return undefined
    labels.push(message.toString('latin1', at, at + length))
    at += length
  }
  if (at + 4 > message.length || message.readUInt16BE(at + 2) !== 1) return undefined
  const type = types[message.readUInt16BE(at)] ?? 'other'
  return { id: message.readUInt16BE(0), name: labels.join('.'), type, bytes: message.subarray(headerLength, at + 4) }
}

/** An answer with addresses, each of 4 or 16 bytes, or with none. It is not to be kept. */
export function dnsAnswer({ id, type, bytes }: DnsQuestion, addresses: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(headerLength)
  header.writeUInt16BE(id, 0)
  header.writeUInt16BE(0x8180, 2) // a response, recursion wanted and had, no error
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(addresses.length, 6)
  return Buffer.concat([header, bytes, ...addresses.flatMap((address) => [recordHead(type, address.length), address])])
}

function recordHead(type: DnsQuestion['type'], length: number): Buffer {
  const record = Buffer.alloc(12)
  record.writeUInt16BE(0xc000 | headerLength, 0) // the question's name
  record.writeUInt16BE(type === 'AAAA' ? 28 : 1, 2)
  record.writeUInt16BE(1, 4)
  record.writeUInt32BE(0, 6)
  record.writeUInt16BE(length, 10)
  return record
}
