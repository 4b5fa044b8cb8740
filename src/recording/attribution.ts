/**
 * Attributes addresses to rooms and PCs, and names to sites, by the plan in force. Where that plan has no such room, the
 * last one that had it answers: while networks are down, records still come of what went on before.
 */
import { roomOf } from '../firewall/membership.ts'
import { isInNetwork } from '../firewall/networks.ts'
import type { Group, Plan } from '../firewall/plan.ts'
import { createCache } from '../logger/cache.ts'
import { intern } from '../logger/intern.ts'
import type { NamingContext } from '../logger/naming.ts'
import type { Settings } from '../settings/settings.ts'
import { lookup } from '../whitelist/names.ts'
import { hasPort } from '../whitelist/ports.ts'
import { siteName } from '../whitelist/whitelist.ts'

export interface AttributionTools {
  readonly plan: () => Plan | undefined
  readonly settings: () => Pick<Settings, 'exempt' | 'pcs'> | undefined
  readonly macOf: (address: string) => string | undefined
}

interface Standing {
  readonly plan: Plan
  readonly group: Group
}

const byRoom = (plan: Plan): [room: string, standing: Standing][] =>
  plan.groups.flatMap((group) => group.rooms.map(({ id }): [string, Standing] => [id, { plan, group }]))

export type Attribution = Omit<NamingContext, 'nameOf'>

export function createAttribution({ plan, settings, macOf }: AttributionTools): Attribution {
  const byAddress = createCache()
  const sites = createCache()
  /** Rooms, each with the last plan that had it: there are few. */
  const standing = new Map<string, Standing>()
  let seen: Plan | undefined
  const follow = (): Plan | undefined => {
    const now = plan()
    if (now !== undefined && now !== seen) for (const [room, its] of byRoom(now)) standing.set(room, its)
    seen = now ?? seen
    return now
  }
  const formerRoomOf = (address: string) => {
    for (const { plan: former } of standing.values()) {
      const place = roomOf(former, address)
      if (place !== undefined) return place
    }
    return undefined
  }
  const placeOf = (address: string) => {
    const now = follow()
    return byAddress(now, intern(address), () => (now && roomOf(now, address)) ?? formerRoomOf(address))
  }
  const standingOf = (room: string) => {
    follow()
    return standing.get(room)
  }
  return {
    identify(address) {
      // The daemon's own question to the gate, whether it still refuses.
      if (address === '127.0.0.1') return { room: '', pc: 'router', mac: '', exempt: true }
      const place = placeOf(address)
      if (place === undefined) return undefined
      const mac = macOf(address) ?? ''
      const exempt = settings()?.exempt.some(
        ({ mac: known, addresses }) => known === mac && (addresses.length === 0 || addresses.includes(address)),
      )
      const pc = settings()?.pcs.find((known) => known.mac === mac)?.name ?? (mac || address)
      return { room: place.room.id, pc, mac, exempt: exempt ?? false }
    },
    siteOf(name, room) {
      const its = standingOf(room)
      const match = its === undefined ? undefined : lookup(its.group.names, name)
      const site = typeof match === 'number' ? its?.plan.whitelist.sites[match] : undefined
      return site === undefined ? undefined : siteName(site)
    },
    siteOfAddress(address, protocol, port, room) {
      const its = standingOf(room)
      const find = () =>
        its?.group.addresses.find(
          ({ network, ports }) => port !== undefined && hasPort(ports, protocol, port) && isInNetwork(address, network),
        )?.network
      return sites(its?.plan, `${room} ${protocol} ${port} ${address}`, find)
    },
  }
}
