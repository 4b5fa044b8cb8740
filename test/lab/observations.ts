/** What the lab saw arrive somewhere, gathered in one list, and questions to it. */
import { hangMs } from '../patience.ts'

export interface Sighting {
  /** Who saw it: `internet`, `router`, `teacher` or another machine's key. */
  readonly place: string
  readonly kind:
    | 'flow' // the kernel of the place saw a new flow, whatever its protocol and whether or not anybody listens
    | 'packet' // a packet arrived, whatever came of it
    | 'connection' // a TCP connection was accepted
    | 'hello' // a TLS handshake was completed
    | 'request' // an HTTP request, over TLS or not
    | 'bytes' // the first bytes of a raw TCP connection
    | 'datagram'
    | 'query' // a DNS query
    | 'closed'
    | 'sync'
  /** ms since the epoch */
  readonly at: number
  /** The local end of it, and who sent it (behind the router's masquerade that is the router). */
  readonly address?: string
  readonly port?: number
  readonly from?: string
  /** As conntrack writes it: `tcp`, `udp`, `icmp`, `icmpv6`, `gre`, or `unknown`. */
  readonly protocol?: string
  readonly sni?: string
  readonly host?: string
  readonly path?: string
  readonly method?: string
  /** Name and type of a DNS query. */
  readonly name?: string
  readonly type?: string
  readonly text?: string
}

/** What the program at the far side is told: see far-server.ts. */
export interface FarConfig {
  readonly place: string
  /** Every answer begins with it; no other server of the lab says it. */
  readonly greeting: string
  readonly http: readonly number[]
  readonly https: readonly number[]
  readonly tcp: readonly number[]
  /** A reply bears the address that was asked only if its socket is bound to it. */
  readonly udp: readonly { readonly address: string; readonly ports: readonly number[] }[]
  /** PEM files */
  readonly cert?: string
  readonly key?: string
}

/** The fields that must be equal. */
export type Trace = Partial<Omit<Sighting, 'at'>>

export function fits(sighting: Sighting, trace: Trace): boolean {
  const fields = sighting as unknown as Record<string, unknown>
  return Object.entries(trace).every(([field, value]) => fields[field] === value)
}

/** All sightings of one lab, in the order in which they were reported. */
export interface Sightings {
  add(sighting: Sighting): void
  /** Of those that arrived from `since` (ms since the epoch) on, the ones that fit one of the traces. */
  find(traces: readonly Trace[], since: number): Sighting[]
  /** Settles when one that fits one of the traces arrives, or with undefined when that hangs. */
  wait(traces: readonly Trace[], since: number): Promise<Sighting | undefined>
}

export function createSightings(): Sightings {
  const all: Sighting[] = []
  const waiting = new Set<(sighting: Sighting) => void>()
  const find = (traces: readonly Trace[], since: number) =>
    all.filter((sighting) => sighting.at >= since && traces.some((trace) => fits(sighting, trace)))
  return {
    add(sighting) {
      all.push(sighting)
      for (const hear of waiting) hear(sighting)
    },
    find,
    wait(traces, since) {
      const there = find(traces, since)[0]
      if (there !== undefined) return Promise.resolve(there)
      return new Promise((resolve) => {
        const settle = (sighting?: Sighting) => {
          waiting.delete(hear)
          clearTimeout(timer)
          resolve(sighting)
        }
        const hear = (sighting: Sighting) => {
          if (sighting.at >= since && traces.some((trace) => fits(sighting, trace))) settle(sighting)
        }
        const timer = setTimeout(() => settle(), hangMs)
        waiting.add(hear)
      })
    },
  }
}

/**
 * One line of `conntrack -E -e NEW`, e.g.
 * `    [NEW] tcp      6 120 SYN_SENT src=198.18.0.2 dst=198.18.10.1 sport=40000 dport=80 [UNREPLIED] src=...`.
 * The first tuple is the packet as it arrived. An answer to somebody else's line is undefined.
 */
export function readFlow(line: string, place: string, at: number): Sighting | undefined {
  const event = /\[NEW\]\s+(?:ipv[46]\s+\d+\s+)?(\S+)\s+\d+\s.*?src=(\S+) dst=(\S+)(?: sport=(\d+) dport=(\d+))?/.exec(
    line,
  )
  if (event === null) return undefined
  const [, protocol = '', from = '', address = '', , port] = event
  return { place, kind: 'flow', at, protocol, from, address, ...(port === undefined ? {} : { port: Number(port) }) }
}

/** One line of dnsmasq's query log: `... query[A] vk.test from 198.18.0.2`. */
export function readQuery(line: string, place: string, at: number): Sighting | undefined {
  const query = /\bquery\[(\S+)\] (\S+) from (\S+)/.exec(line)
  if (query === null) return undefined
  const [, type = '', name = '', from = ''] = query
  return { place, kind: 'query', at, type, name, from }
}
