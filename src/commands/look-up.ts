/** Finds listed names that resolve into the school's own network although no entry says so: they stay shut. */
import { isPrivateAddress } from '../firewall/inside.ts'
import { findAddresses } from '../firewall/probe-resolver.ts'
import type { DomainSite, Site } from '../whitelist/whitelist.ts'

/** Look-ups under way at once. */
const atOnce = 20

type Find = (server: string, name: string) => ReturnType<typeof findAddresses>

/** Sites of the list all of whose addresses are private ones by a name server, `ADDRESS#PORT`. */
export async function findPrivate(
  sites: readonly Site[],
  server: string,
  find: Find = findAddresses,
): Promise<DomainSite[]> {
  const left = sites.filter((site) => site.kind === 'domain' && site.inside !== true).reverse() as DomainSite[]
  const found = new Set<DomainSite>()
  const work = async () => {
    for (let site = left.pop(); site !== undefined; site = left.pop()) {
      const addresses = await find(server, site.domain)
      if (typeof addresses !== 'string' && addresses.every(isPrivateAddress)) found.add(site)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return (sites as DomainSite[]).filter((site) => found.has(site))
}
