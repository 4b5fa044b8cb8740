/** Answers as name servers of the internet do, friendly and hostile ones. Pure. */
import { dotted } from '../lab/bypasses/dns-messages.ts'

/** What names below a domain get; names that are in none get nothing, as from a server that is down. */
export interface FarNames {
  readonly [domain: string]: { readonly addresses: readonly string[] } | { readonly invented: number }
}

/** Longest answer over UDP; a longer one is cut, and says so (RFC 1035, 4.2.1). */
const longest = { udp: 1232, tcp: 65_535 }

const u16 = (value: number) => Buffer.from([value >> 8, value & 255])

/** The name in the question, dotted, in lower case, and where its type begins. */
function readName(question: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length).toLowerCase())
    at += 1 + length
  }
  return { name: labels.join('.'), end: at + 1 }
}

/** Others for each name, none of them anybody's. */
function invent(name: string, count: number): string[] {
  const seed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_000, 7)
  return Array.from({ length: count }, (_, at) => {
    const number = (seed * 1009 + at) % 16_000_000
    return `20.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`
  })
}

/** The answer to a question for A; undefined where the server keeps silent. Nothing is ever remembered of it: its TTL is 0. */
export function answerOf(question: Buffer, names: FarNames, over: 'udp' | 'tcp'): Buffer | undefined {
  const { name, end } = readName(question)
  const domain = Object.keys(names).find((each) => name === each || name.endsWith(`.${each}`))
  const found = domain === undefined ? undefined : names[domain]
  if (found === undefined) return undefined
  const isA = question.readUInt16BE(end) === 1
  const addresses = !isA ? [] : 'invented' in found ? invent(name, found.invented) : found.addresses
  const room = Math.floor((longest[over] - end - 4) / 16)
  const fitting = addresses.slice(0, room)
  const flags = 0x8180 | (fitting.length < addresses.length ? 0x0200 : 0)
  const records = fitting.map((address) =>
    Buffer.concat([u16(0xc00c), u16(1), u16(1), Buffer.alloc(4), u16(4), Buffer.from(address.split('.').map(Number))]),
  )
  const head = [question.subarray(0, 2), u16(flags), u16(1), u16(records.length), u16(0), u16(0)]
  return Buffer.concat([...head, dotted(name), question.subarray(end, end + 4), ...records])
}
