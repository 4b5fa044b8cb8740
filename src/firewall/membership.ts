/** Tells which room and which network an address belongs to. */
import ipaddr from 'ipaddr.js'
import type { Group, Plan, RoomFacts } from './plan.ts'

type Parsed = ipaddr.IPv4 | ipaddr.IPv6

/** Whether an address lies in a network; false for what is no address. */
export function isInNetwork(address: string, network: string): boolean {
  return ipaddr.isValid(address) && isIn(ipaddr.parse(address), network)
}

export const isIn = (address: Parsed, network: string) => {
  const [base, length] = ipaddr.parseCIDR(network)
  return base.kind() === address.kind() && address.match([base, length] as never)
}

/** The room that an address belongs to, and its list. */
export function roomOf(plan: Plan, address: string): { room: RoomFacts; group: Group } | undefined {
  if (!ipaddr.isValid(address)) return undefined
  const parsed = ipaddr.parse(address)
  for (const group of plan.groups)
    for (const room of group.rooms)
      if ([...room.networks4, ...room.networks6].some((network) => isIn(parsed, network))) return { room, group }
  return undefined
}
