/** Attributes a flow to a PC and a site: by the gate's record, by the resolver's answer, or by address. */
import type { GateRecord } from './gate-log.ts'
import type { Identity } from './visit.ts'

export interface NamingContext {
  identify(ip: string): Identity | undefined
  /** The list's site that a name belongs to in a room. */
  siteOf(name: string, room: string): string | undefined
  siteOfAddress(address: string, protocol: string, port: number | undefined, room: string): string | undefined
  /** What the resolver last called an address when this PC asked. */
  nameOf(client: string, address: string, now: number): string | undefined
}

/** Packets that the kernel refused since the last reading. */
export interface RefusedReading {
  readonly source: string
  readonly destination: string
  readonly protocol: string
  readonly port: number | undefined
  readonly packets: number
}

/** Whether a machine looks for its own address (RFC 4862, 5.4; RFC 3810): from none, to a multicast address of the link. */
export const isAddressSearch = ({ source, destination }: RefusedReading): boolean =>
  source === '::' && /^ff02::/i.test(destination)

export interface Named {
  readonly site: string
  readonly host?: string
  readonly verdict: 'allowed' | 'refused'
  readonly why?: string
}

/** Where a flow went, as far as naming needs it. */
export interface Target {
  readonly client: string
  readonly destination: string
  readonly protocol: string
  readonly port: number | undefined
  readonly gate: boolean
  readonly start: number
  /** Once it is over: whether the connection ever stood. */
  readonly gone?: { readonly stood: boolean } | undefined
}

/** Room of an address that is in none: its packets have our mark, so they are journalled all the same. */
export const UNKNOWN_ROOM = 'unknown'

export class Naming {
  readonly #context: NamingContext

  constructor(context: NamingContext) {
    this.#context = context
  }

  who(ip: string): Identity {
    return this.#context.identify(ip) ?? { room: UNKNOWN_ROOM, pc: ip, mac: '', exempt: false }
  }

  /** Names a flow without a record of the gate; `who`: of its client. */
  guess(flow: Target, { room }: Identity): Named {
    const { client, destination, protocol, port, start } = flow
    const { name, site } = this.#look(client, room, destination, protocol, port, start)
    const named = { site: site ?? name ?? flow.destination, ...(name === undefined ? {} : { host: name }) }
    if (!flow.gate) return { ...named, verdict: 'allowed' }
    if (flow.gone?.stood === false) return { ...named, verdict: 'refused', why: 'gate-down' }
    if (site !== undefined) return { ...named, verdict: 'allowed' }
    return { ...named, verdict: 'refused', why: name === undefined ? 'no-name' : 'unlisted' }
  }

  byRecord(record: GateRecord, destination: string): Named {
    const { room } = this.who(record.client)
    const site = record.name === undefined ? undefined : this.#context.siteOf(record.name, room)
    return {
      site: site ?? record.name ?? destination,
      ...(record.name === undefined ? {} : { host: record.name }),
      verdict: record.verdict,
      ...(record.why === undefined ? {} : { why: record.why }),
    }
  }

  /** The site may be listed, only not for this port: so the port plays no part in the look-up. */
  refusal({ source, destination, protocol }: RefusedReading, now: number): Named {
    const { name, site } = this.#look(source, this.who(source).room, destination, protocol, undefined, now)
    const why = site !== undefined ? 'port' : name === undefined ? 'direct-address' : 'unlisted'
    const host = name === undefined ? {} : { host: name }
    return { site: site ?? name ?? destination, ...host, verdict: 'refused', why }
  }

  #look(client: string, room: string, address: string, protocol: string, port: number | undefined, now: number) {
    const name = this.#context.nameOf(client, address, now)
    const ofName = name === undefined ? undefined : this.#context.siteOf(name, room)
    return { name, site: ofName ?? this.#context.siteOfAddress(address, protocol, port, room) }
  }
}

/** Ports that need no mention: web over TCP. */
export function portText(protocol: string, port: number | undefined): string | undefined {
  if (port === undefined) return protocol
  return protocol === 'tcp' && (port === 80 || port === 443) ? undefined : `${protocol}/${port}`
}
