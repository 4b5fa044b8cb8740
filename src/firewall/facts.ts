/** Turns what netifd says of the networks into the facts that the compilers need. */
import ipaddr from 'ipaddr.js'
import { type Message, message } from '../messages/message.ts'
import { isPrivateAddress } from './inside.ts'
import { type ExemptFacts, type Facts, type RoomFacts, roomLimit } from './plan.ts'

/** One entry of ubus `network.interface dump`, as far as we read it. */
export interface InterfaceStatus {
  readonly interface: string
  readonly l3_device?: string
  readonly device?: string
  readonly 'ipv4-address'?: readonly { readonly address: string; readonly mask: number }[]
  readonly 'ipv6-address'?: readonly { readonly address: string; readonly mask: number }[]
  readonly 'ipv6-prefix-assignment'?: readonly {
    readonly address: string
    readonly mask: number
    readonly 'local-address'?: { readonly address: string; readonly mask: number }
  }[]
  readonly route?: readonly { readonly target: string; readonly mask: number; readonly nexthop?: string }[]
}

/** What the administrator has set, as far as the compilers need it. */
export interface FirewallSettings {
  readonly rooms: readonly { readonly id: string; readonly name: string; readonly networks: readonly string[] }[]
  readonly shutNetworks?: readonly string[]
  readonly exempt: readonly { readonly mac: string; readonly addresses: readonly string[] }[]
  readonly timetables?: readonly { readonly room: string }[]
  readonly upstreams: readonly string[]
  readonly markMask: number
  readonly nameCheck: boolean
  readonly connectivityAnswers?: boolean
  readonly school: string
  readonly language: string
}

/** What the product fixes. */
export const fixed = { gateUid: 6101, requestsPort: 9515 } as const

export interface ReadFacts {
  readonly facts: Facts
  /** A network that a room names and the router does not have, and the like. */
  readonly faults: readonly Message[]
}

/** Linux: at most 15 bytes, no slash and no white space; and nothing that nft or dnsmasq could read as more than a name. */
const isDevice = (name: string) => /^[A-Za-z0-9_.-]{1,15}$/.test(name) && !name.startsWith('-')
const deviceOf = (status: InterfaceStatus) => status.l3_device ?? status.device

type Address = { readonly address: string; readonly mask: number }

function addressesOf(status: InterfaceStatus, family: 4 | 6): Address[] {
  if (family === 4)
    return (status['ipv4-address'] ?? []).filter(({ address }) => ipaddr.IPv4.isValidFourPartDecimal(address))
  const assigned = (status['ipv6-prefix-assignment'] ?? []).flatMap((prefix) => prefix['local-address'] ?? [])
  return [...(status['ipv6-address'] ?? []), ...assigned].filter(({ address }) => ipaddr.IPv6.isValid(address))
}

function networkOf({ address, mask }: Address, family: 4 | 6): string {
  const cidr = `${address}/${mask}`
  const network = family === 4 ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr)
  return `${network.toString()}/${mask}`
}

const defaultRoutes = ({ route = [] }: InterfaceStatus) =>
  route.filter(({ target, mask }) => mask === 0 && (target === '0.0.0.0' || target === '::'))
const hasDefaultRoute = (status: InterfaceStatus) => defaultRoutes(status).length > 0

/** The router's own private addresses, and those of the next routers; a route may have none (`::` of a tunnel). */
function managedBy(dump: readonly InterfaceStatus[]): string[] {
  const own = dump.flatMap((status) => [...addressesOf(status, 4), ...addressesOf(status, 6)])
  const next = dump.flatMap(defaultRoutes).flatMap(({ nexthop = '' }) => (ipaddr.isValid(nexthop) ? nexthop : []))
  const all = [...own.map(({ address }) => address), ...next].map((address) => ipaddr.parse(address).toString())
  return [...new Set(all)].filter(isPrivateAddress)
}

function roomFacts(
  room: FirewallSettings['rooms'][number],
  statuses: ReadonlyMap<string, InterfaceStatus>,
  paused: boolean,
  faults: Message[],
): RoomFacts {
  const found = room.networks.flatMap((name) => {
    const status = statuses.get(name)
    const device = status === undefined ? undefined : deviceOf(status)
    if (status === undefined) faults.push(message('room-unknown-network', { room: room.id, network: name }))
    else if (device === undefined) faults.push(message('room-no-device', { room: room.id, network: name }))
    else if (!isDevice(device))
      faults.push(message('room-bad-device', { room: room.id, device: JSON.stringify(device) }))
    else return [{ device, status }]
    return []
  })
  if (room.networks.length === 0) faults.push(message('room-no-network', { room: room.id }))
  const addresses = (family: 4 | 6) => found.flatMap(({ status }) => addressesOf(status, family))
  return {
    id: room.id,
    title: room.name,
    interfaces: room.networks,
    devices: [...new Set(found.map(({ device }) => device))],
    networks4: addresses(4).map((address) => networkOf(address, 4)),
    networks6: addresses(6).map((address) => networkOf(address, 6)),
    addresses4: addresses(4).map(({ address }) => address),
    addresses6: addresses(6).map(({ address }) => address),
    paused,
  }
}

/** The networks behind which the internet lies. While the provider is away there is no route, and the usual names stand in. */
export function internetOf<Status extends InterfaceStatus>(dump: readonly Status[]): readonly Status[] {
  const routed = dump.filter(hasDefaultRoute)
  return routed.length > 0 ? routed : dump.filter((status) => /^wan6?$/.test(status.interface))
}

export function readFacts(
  settings: FirewallSettings,
  dump: readonly InterfaceStatus[],
  state: {
    readonly paused: ReadonlySet<string>
    readonly runDir: string
    readonly gateUid?: number
    readonly flowsMax?: number | undefined
    readonly longNames?: readonly string[]
  },
): ReadFacts {
  const faults: Message[] = []
  const statuses = new Map(dump.map((status) => [status.interface, status]))
  const seen = new Set<string>()
  const rooms = settings.rooms
    .map((room) => roomFacts(room, statuses, state.paused.has(room.id), faults))
    .map((room) => {
      const twice = room.devices.filter((device) => seen.has(device))
      for (const device of twice) faults.push(message('room-device-twice', { room: room.id, device }))
      for (const device of room.devices) seen.add(device)
      return { ...room, devices: room.devices.filter((device) => !twice.includes(device)) }
    })
    .map((room) =>
      settings.timetables?.some((table) => table.room === room.id) ? { ...room, timetabled: true } : room,
    )
    // Chains and resolvers are made for rooms that have a device; the route lock guards the others by their network.
    .filter((room) => room.devices.length > 0)
    .filter((room, at) => {
      if (at < roomLimit) return true
      faults.push(message('room-no-ports', { room: room.id, most: roomLimit }))
      return false
    })
  const outward = dump.filter((status) => !seen.has(deviceOf(status) ?? '') && status.interface !== 'loopback')
  const wanDevices = [...new Set(internetOf(outward).flatMap((status) => deviceOf(status) ?? []))].filter(isDevice)
  if (wanDevices.length === 0) faults.push(message('no-wan'))
  const exempt: ExemptFacts[] = settings.exempt.map(({ mac, addresses }) => ({
    mac,
    addresses4: addresses.filter((address) => !address.includes(':')),
    addresses6: addresses.filter((address) => address.includes(':')),
  }))
  const { upstreams, markMask, nameCheck, connectivityAnswers = true, school, language } = settings
  const switches = { nameCheck, connectivityAnswers }
  const base = { ...fixed, ...(state.gateUid === undefined ? {} : { gateUid: state.gateUid }), runDir: state.runDir }
  const long = state.longNames === undefined ? {} : { longNames: state.longNames }
  const flows = state.flowsMax === undefined ? {} : { flowsMax: state.flowsMax }
  const lockedNetworks = [
    ...new Set([...settings.rooms.flatMap(({ networks }) => networks), ...(settings.shutNetworks ?? [])]),
  ]
  return {
    facts: {
      ...{ rooms, lockedNetworks, wanDevices, exempt, upstreams, managed: managedBy(dump), markMask },
      ...{ ...switches, ...flows, ...long, school, language, ...base },
    },
    faults,
  }
}
