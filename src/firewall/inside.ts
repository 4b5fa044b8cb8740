/** Where sites of the school's own network may lie: at private addresses of other networks, and not where one is managed. */
import { isInNetwork } from './networks.ts'
import type { Facts, Group } from './plan.ts'

/** Private addresses (RFC 1918, RFC 4193): sites of the school lie there, and nothing else opens there by name. */
export const privateRanges = { 4: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], 6: ['fc00::/7'] } as const

export const isPrivateAddress = (address: string) =>
  [...privateRanges[4], ...privateRanges[6]].some((range) => isInNetwork(address, range))

/** Private addresses that no name opens: the router's own, the next routers, and whoever is asked for names, in any room. */
export function managersOf({ resolvers }: Group, { managed = [], upstreams }: Facts): string[] {
  const asked = upstreams.map((server) => server.split('#')[0] ?? '')
  return [...new Set([...managed, ...asked, ...resolvers])].filter(isPrivateAddress)
}

/** What becomes of an address that the school's resolver gives for one of its sites. */
export function judgeInside(group: Group, facts: Facts, address: string): 'opens' | 'outside' | 'managed' {
  if (!isPrivateAddress(address)) return 'outside'
  const networks = facts.rooms.flatMap(({ networks4, networks6 }) => [...networks4, ...networks6])
  const isShut = managersOf(group, facts).includes(address) || networks.some((each) => isInNetwork(address, each))
  return isShut ? 'managed' : 'opens'
}
