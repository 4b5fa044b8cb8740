/**
 * Says which other address a name has when one did not answer. The gate asks by DNS, since HAProxy always takes the same
 * address out of an answer: `FAILED.FIRST.PROTOCOL.ROOM.NAME`, both addresses in hexadecimal (haproxy-again.ts). The answer
 * is the first address that has not failed in the last minutes. Our resolvers ask here as well, for names whose answers are too
 * long for them (long-answers.ts).
 */
import ipaddr from 'ipaddr.js'
import { type DnsQuestion, dnsAnswer, readDnsQuestion } from './dns-message.ts'

/** How long an address is left alone, in milliseconds; the gate's own memory is as long (haproxy-again.ts). */
const awayMs = 180_000
/** Addresses that are remembered; the oldest is forgotten for the next. */
const remembered = 1000

type Family = 4 | 6

export interface OtherAddressTools {
  /** Asks the resolver of a room (`l1`) for all addresses of a name; nothing where it has none or does not answer. */
  addresses(room: string, name: string, family: Family): Promise<readonly string[]>
  /** All addresses to hand on of a name whose answer is too long; undefined where it is no such name. Rejects where nobody answers. */
  long?(name: string, family: Family): Promise<readonly string[]> | undefined
  /** Monotonic, in milliseconds. */
  uptime(): number
}

interface Asked {
  readonly failed: readonly string[]
  readonly protocol: string
  readonly room: string
  readonly name: string
}

/** `c612000a`, 8 or 32 digits. An IPv4 address in IPv6 is the IPv4 address. */
function addressOf(hex: string): string | undefined {
  if (!/^([0-9a-f]{8}|[0-9a-f]{32})$/i.test(hex)) return undefined
  return ipaddr.process(ipaddr.fromByteArray([...Buffer.from(hex, 'hex')]).toString()).toString()
}

/** What a name asks about; undefined where the gate did not make it. */
export function readOtherAddressName(name: string): Asked | undefined {
  const parts = /^([0-9a-f]+)\.([0-9a-f]+)\.(tls|web)\.(l[0-9]{1,3})\.([a-z0-9._-]{1,253})$/i.exec(name.toLowerCase())
  if (parts === null) return undefined
  const [, last = '', first = '', protocol = '', room = '', site = ''] = parts
  const failed = [addressOf(last), addressOf(first)].filter((address) => address !== undefined)
  return failed.length === 2 ? { failed, protocol, room, name: site } : undefined
}

/** `protocol address` to the time until which it is left alone. */
class AwayList {
  readonly #until = new Map<string, number>()

  add(key: string, now: number): void {
    this.#until.delete(key)
    this.#until.set(key, now + awayMs)
    const [oldest] = this.#until.keys()
    if (this.#until.size > remembered && oldest !== undefined) this.#until.delete(oldest)
  }

  has(key: string, now: number): boolean {
    return (this.#until.get(key) ?? 0) > now
  }
}

/** Gives the answer to a message of the gate's; undefined for what is no question. */
export function createOtherAddresses({ addresses, long, uptime }: OtherAddressTools) {
  const away = new AwayList()

  async function choose({ failed, protocol, room, name }: Asked, family: Family): Promise<string | undefined> {
    for (const address of failed) away.add(`${protocol} ${address}`, uptime())
    const found = await addresses(room, name, family)
    return found.find((address) => !away.has(`${protocol} ${ipaddr.process(address).toString()}`, uptime()))
  }

  /** The resolver asks again where this keeps silent. */
  async function find({ name, type }: DnsQuestion): Promise<readonly string[] | undefined> {
    if (type === 'other') return []
    const family = type === 'A' ? 4 : 6
    const asked = readOtherAddressName(name)
    if (asked === undefined) return Promise.resolve(long?.(name.toLowerCase(), family) ?? []).catch(() => undefined)
    const other = await choose(asked, family).catch(() => undefined)
    return other === undefined ? [] : [other]
  }

  return async (message: Buffer): Promise<Buffer | undefined> => {
    const question = readDnsQuestion(message)
    if (question === undefined) return undefined
    const found = await find(question)
    return (
      found &&
      dnsAnswer(
        question,
        found.map((address) => Buffer.from(ipaddr.parse(address).toByteArray())),
      )
    )
  }
}
