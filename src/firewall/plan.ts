/**
 * What the compilers work from: facts of the router, and the list split into one `Group` for each distinct list.
 * `plan` makes it; `nftables`, `dnsmasq` and `haproxy` each print their part of it.
 */
import type { AddressSite, DomainSite, Whitelist } from '../whitelist/whitelist.ts'
import type { NameTable } from '../whitelist/names.ts'

export interface RoomFacts {
  /** UCI section name: `[A-Za-z0-9_]+`. */
  readonly id: string
  /** Shown to people; any text. */
  readonly title: string
  /** Kernel devices of its networks (`br-lan`), each checked to be a plain device name. */
  readonly devices: readonly string[]
  /** The router's own addresses in it, without prefix length. */
  readonly addresses4: readonly string[]
  readonly addresses6: readonly string[]
  /** Nothing opens but the start page. */
  readonly paused: boolean
}

/** A device that is not guarded. Where addresses are given, MAC and address must both match. */
export interface ExemptFacts {
  readonly mac: string
  readonly addresses4: readonly string[]
  readonly addresses6: readonly string[]
}

export interface Facts {
  readonly rooms: readonly RoomFacts[]
  /** Devices through which the router reaches the internet. */
  readonly wanDevices: readonly string[]
  readonly exempt: readonly ExemptFacts[]
  /** Where the resolvers forward listed names: `ADDRESS#PORT`. */
  readonly upstreams: readonly string[]
  /** Bits of conntrack and packet marks that are ours: four neighbouring bits, e.g. 0x0f000000. */
  readonly markMask: number
  /** Whether 80 and 443 pass the gate. */
  readonly nameCheck: boolean
  /** The user that HAProxy runs as. */
  readonly gateUid: number
  /** Folder in RAM for generated files and sockets, absolute: `/var/run/aqtizim`. */
  readonly runDir: string
  /** TCP port on 127.0.0.1 where the daemon takes the gate's records. */
  readonly recordsPort: number
  /** TCP port on 127.0.0.1 where the daemon takes the block page's requests. */
  readonly requestsPort: number
  readonly school: string
  /** `kk`, `ru` or `en`: what the block page shows a browser that asks for none of them. */
  readonly language: string
}

/** One distinct list and the rooms that share it: one resolver, one pair of gate frontends, one pair of sets. */
export interface Group {
  /** Names sets, files and services: `l` and the 1-based index of its first room. Survives a change of the list. */
  readonly key: string
  /** Those of its rooms that are not paused, and those that are. */
  readonly rooms: readonly RoomFacts[]
  /** Indices into `Whitelist.sites`. */
  readonly sites: readonly number[]
  /** All its names, whatever their ports. */
  readonly names: NameTable
  /** Names open on TCP 443 and on TCP 80. */
  readonly tls: NameTable
  readonly http: NameTable
  readonly domains: readonly DomainSite[]
  readonly addresses: readonly AddressSite[]
  /** Ports on the router: its resolver and its gate. */
  readonly ports: { readonly dns: number; readonly tls: number; readonly http: number }
}

export interface Plan {
  readonly facts: Facts
  readonly whitelist: Whitelist
  readonly groups: readonly Group[]
}

/** A file to be written below `Facts.runDir`. */
export interface GeneratedFile {
  /** Absolute path. */
  readonly path: string
  readonly text: string
}
