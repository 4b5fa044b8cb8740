/**
 * Splits the list into one `Group` for each distinct list of the rooms; the plan joins them with facts of the router.
 * `plan` makes it; `nftables`, `dnsmasq` and `haproxy` each print their part of it.
 */
import { compileNames, type NameTable } from '../whitelist/names.ts'
import { isOpenNow, type Openness } from '../whitelist/open-now.ts'
import { hasPort } from '../whitelist/ports.ts'
import { isSafeSearchKnown, safeNames } from '../whitelist/safe-search.ts'
import type { AddressSite, DomainSite, Port, Site, Whitelist } from '../whitelist/whitelist.ts'
import { isInNetwork } from './networks.ts'

export interface RoomFacts {
  /** UCI section name: `[A-Za-z0-9_]+`. */
  readonly id: string
  /** Shown to people; any text. */
  readonly title: string
  /** Kernel devices of its networks (`br-lan`), each checked to be a plain device name. */
  readonly devices: readonly string[]
  /** UCI names of its networks (`lan`). */
  readonly interfaces: readonly string[]
  /** Its subnets as CIDR text, host bits zero. */
  readonly networks4: readonly string[]
  readonly networks6: readonly string[]
  /** The router's own addresses in it, without prefix length. */
  readonly addresses4: readonly string[]
  readonly addresses6: readonly string[]
  /** Nothing opens but the start page. */
  readonly paused: boolean
  /** Whether a timetable opens and shuts it; not, if absent. */
  readonly timetabled?: boolean
}

/** A device that is not guarded. Where addresses are given, MAC and address must both match. */
export interface ExemptFacts {
  readonly mac: string
  readonly addresses4: readonly string[]
  readonly addresses6: readonly string[]
}

export interface Facts {
  readonly rooms: readonly RoomFacts[]
  /** UCI names of all networks of all rooms, also of those that have no device yet: the route lock waits for them. */
  readonly lockedNetworks: readonly string[]
  /** Devices through which the router reaches the internet. */
  readonly wanDevices: readonly string[]
  readonly exempt: readonly ExemptFacts[]
  /** Where the resolvers forward listed names: `ADDRESS#PORT`. */
  readonly upstreams: readonly string[]
  /** Names whose answers are too long for the resolvers (long-answers.ts). None, if absent. */
  readonly longNames?: readonly string[]
  /** Private addresses of the router itself and of the next routers: networks are managed there. None, if absent. */
  readonly managed?: readonly string[]
  /** Bits of conntrack and packet marks that are ours: four neighbouring bits, e.g. 0x0f000000. */
  readonly markMask: number
  /** Whether 80 and 443 pass the gate. */
  readonly nameCheck: boolean
  /** Whether the gate answers connectivity checks itself; it does, if absent. */
  readonly connectivityAnswers?: boolean
  /** The user that HAProxy runs as. */
  readonly gateUid: number
  /** Connections that the kernel's table takes (`nf_conntrack_max`); that of a small router, if absent. */
  readonly flowsMax?: number
  /** Folder in RAM for generated files and sockets, absolute: `/var/run/aqtizim`. */
  readonly runDir: string
  /** Port on 127.0.0.1 where the daemon takes the block page's requests (TCP) and answers questions for addresses (UDP). */
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
  /** Search engines' names, and the safe names that are looked up in their place. */
  readonly safe: ReadonlyMap<string, string>
  /** Sites of the school's own network, by their index, and who is asked for their names: `ADDRESS#PORT`. */
  readonly inside: ReadonlyMap<number, readonly string[]>
  /** Name servers of all the school's own sites, whatever room they open in: no site of this group opens there. */
  readonly resolvers: readonly string[]
  readonly domains: readonly DomainSite[]
  readonly addresses: readonly AddressSite[]
  /** Ports on the router: its resolver, and the gate of its first room. */
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
  /** Of a file with a resolver's list: the name that no other resolver fails to know. */
  readonly marker?: string
}

/** The default ports of a site: those that the gate guards. */
const gatePorts: readonly number[] = [80, 443]

/** First port of the three ranges on the router: the resolvers', the gate's for HTTP and for TLS. */
const firstPort = { dns: 5450, http: 8480, tls: 8440 }

/** A room for each port of a range; more would run one range into the next. */
export const roomLimit = 30

/** `5450-5479` and so on: all ports on the router that may be ours. */
export const portRanges = Object.values(firstPort).map((first) => `${first}-${first + roomLimit - 1}`)

/** A PC that plays the school's resolver could name any address of the school. */
const isInRoom = (rooms: readonly RoomFacts[], address: string) =>
  rooms.some(
    (room) =>
      ![...room.addresses4, ...room.addresses6].includes(address) &&
      [...room.networks4, ...room.networks6].some((network) => isInNetwork(address, network)),
  )

/** What no compiler knows how to narrow stays shut: an entry never opens more than it says. */
const isCompiled = (site: Site, rooms: readonly RoomFacts[]) =>
  site.kind === 'address' ||
  (isSafeSearchKnown(site) && !(site.resolver !== undefined && isInRoom(rooms, site.resolver)))

/** Whether a site is open on a TCP port. */
export function hasTcp(site: Site, number: number): boolean {
  return hasPort(site.ports, 'tcp', number)
}

/** Ports that the kernel itself has to open for a site: all but those of the gate, and all when there is no gate. */
export function kernelPorts(site: DomainSite, nameCheck: boolean): Port[] {
  const ports = site.ports.filter((port) => port.protocol === 'tcp')
  return nameCheck ? ports.filter((port) => !gatePorts.includes(port.number)) : ports
}

/**
 * Splits a list by rooms: one group for each distinct list, however many rooms share it. A group has the entries that are
 * open now; without an `openness` those on demand and of certain days are shut.
 */
export function makePlan(facts: Facts, whitelist: Whitelist, openness: Openness = {}): Plan {
  const distinct = new Map<string, { rooms: RoomFacts[]; sites: number[]; first: number }>()
  facts.rooms.forEach((room, at) => {
    const sites = whitelist.sites.flatMap((site, index) =>
      isCompiled(site, facts.rooms) && isOpenNow(site, room.id, openness) ? [index] : [],
    )
    const id = sites.join(' ')
    const known = distinct.get(id)
    if (known === undefined) distinct.set(id, { rooms: [room], sites, first: at })
    else known.rooms.push(room)
  })
  const resolvers = whitelist.sites.flatMap((site) =>
    site.kind === 'domain' && site.resolver !== undefined ? [site.resolver] : [],
  )
  const groups = [...distinct.values()].map(({ rooms, sites, first }): Group => {
    const chosen = new Set(sites)
    const names = (wanted: (site: Site) => boolean) =>
      compileNames(whitelist, (site, index) => chosen.has(index) && wanted(site))
    const all = names(() => true)
    const members = sites.map((index) => whitelist.sites[index]).filter((site) => site !== undefined)
    const domains = members.filter((site) => site.kind === 'domain')
    const inside = sites.flatMap((index): [number, readonly string[]][] => {
      const site = whitelist.sites[index]
      if (site?.kind !== 'domain' || !site.inside) return []
      return [[index, site.resolver === undefined ? facts.upstreams : [`${site.resolver}#53`]]]
    })
    return {
      key: `l${first + 1}`,
      rooms,
      sites,
      names: all,
      tls: names((site) => hasTcp(site, 443)),
      http: names((site) => hasTcp(site, 80)),
      safe: safeNames(domains, all),
      inside: new Map(inside),
      resolvers,
      domains,
      addresses: members.filter((site) => site.kind === 'address'),
      ports: { dns: firstPort.dns + first, http: firstPort.http + first, tls: firstPort.tls + first },
    }
  })
  return { facts, whitelist, groups }
}

/** The plan before anybody knows what time it is: shut are rooms with a timetable, entries on demand and of certain days. */
export function atBoot({ facts, whitelist }: Plan): Plan {
  const shut = (room: RoomFacts): RoomFacts => ({ ...room, paused: room.paused || room.timetabled === true })
  return makePlan({ ...facts, rooms: facts.rooms.map(shut) }, whitelist)
}

/** Ports of a room's own pair of frontends, and the one where the gate asks for the names of that room. */
export function roomPorts(plan: Plan, room: RoomFacts): Group['ports'] {
  const at = plan.facts.rooms.findIndex(({ id }) => id === room.id)
  return { dns: firstPort.dns + at, http: firstPort.http + at, tls: firstPort.tls + at }
}

/** Where the resolver of a room of the gate's (`l2`) listens; undefined where there is no such room. */
export function resolverPort(plan: Plan, key: string): number | undefined {
  const room = plan.facts.rooms[Number(/^l([0-9]+)$/.exec(key)?.[1] ?? 0) - 1]
  return plan.groups.find(({ rooms }) => rooms.some(({ id }) => id === room?.id))?.ports.dns
}

/**
 * The plan as the gate sees it: a group for each room. So the gate's configuration depends on the rooms alone, and a list
 * that parts or joins rooms changes maps, where a new configuration would end every connection. The kernel leads each
 * room's questions to the resolver of its group.
 */
export function gatePlan(plan: Plan): Plan {
  const groups = plan.groups.flatMap((group) =>
    group.rooms.map((room) => {
      const at = plan.facts.rooms.indexOf(room)
      return { at, group: { ...group, key: `l${at + 1}`, rooms: [room], ports: roomPorts(plan, room) } }
    }),
  )
  return { ...plan, groups: groups.sort((a, b) => a.at - b.at).map(({ group }) => group) }
}
