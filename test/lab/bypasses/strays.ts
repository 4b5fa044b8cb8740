/** Checks that nothing arrived that no list opens, whatever the attempts report. */
import { isInNetwork } from '../../../src/firewall/networks.ts'
import { compileNames, lookup } from '../../../src/whitelist/names.ts'
import type { Whitelist } from '../../../src/whitelist/whitelist.ts'
import { hosts, providerResolver } from '../map.ts'
import type { Sighting } from '../observations.ts'

/** Addresses that packets may come to: those of listed sites, and the resolver of the provider. */
function isExpected(address: string, list: Whitelist): boolean {
  const names = compileNames(list, () => true)
  const ofSites = hosts.filter(({ name }) =>
    [name, `www.${name}`, `cdn.${name}`].some((each) => typeof lookup(names, each) === 'number'),
  )
  // Opened by the exempt device.
  if (hosts.some((host) => host.name === 'news.test' && host.addresses.includes(address))) return true
  if (address === providerResolver || ofSites.some(({ addresses }) => addresses.includes(address))) return true
  return list.sites.some((site) => site.kind === 'address' && isInNetwork(address, site.network))
}

/** One phrase for each address and each question that should not have come to the internet. */
export function findStrays(
  arrived: readonly (readonly string[])[],
  queries: readonly Sighting[],
  list: Whitelist,
): string[] {
  const names = compileNames(list, () => true)
  // The link's own: neighbours of the router ask and answer each other.
  const isLink = (address: string) => /^(198\.18\.0\.|ff02:|fe80:|2001:2:0:fe:|224\.0\.0\.|255\.)/.test(address)
  const asked = [...new Set(queries.map(({ name = '' }) => name.toLowerCase()))]
  return [
    ...arrived
      .filter(([address = '']) => !isLink(address) && !isExpected(address, list))
      .map((words) => `packets came to ${words.join(' ')}`),
    ...asked
      .filter((name) => typeof lookup(names, name) !== 'number')
      .map((name) => `the provider was asked for ${name}`),
  ]
}
