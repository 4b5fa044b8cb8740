/** Tells which room an address belongs to. */
import ipaddr from 'ipaddr.js'
import { isIn } from './networks.ts'
import type { Group, Plan, RoomFacts } from './plan.ts'

/** The room that an address belongs to, and its list. */
export function roomOf(plan: Plan, address: string): { room: RoomFacts; group: Group } | undefined {
  if (!ipaddr.isValid(address)) return undefined
  const parsed = ipaddr.parse(address)
  for (const group of plan.groups)
    for (const room of group.rooms)
      if ([...room.networks4, ...room.networks6].some((network) => isIn(parsed, network))) return { room, group }
  return undefined
}
