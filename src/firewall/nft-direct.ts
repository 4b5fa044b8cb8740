/** Prints the matches for sites that are listed by address. */
import ipaddr from 'ipaddr.js'
import { portNumbers } from '../whitelist/ports.ts'
import type { AddressSite } from '../whitelist/whitelist.ts'
import type { Group } from './plan.ts'

type NetworkParts = [ipaddr.IPv4 | ipaddr.IPv6, number]

/** The networks of address sites by `protocol . port`, and by `protocol . first-last`. */
function networksByPort(sites: readonly AddressSite[], family: 4 | 6) {
  const single = new Map<string, NetworkParts[]>()
  const ranges = new Map<string, NetworkParts[]>()
  for (const site of sites) {
    if (site.family !== family) continue
    for (const port of site.ports) {
      const into = port.last === undefined ? single : ranges
      const key = `${port.protocol} . ${portNumbers(port)}`
      into.set(key, [...(into.get(key) ?? []), ipaddr.parseCIDR(site.network)])
    }
  }
  return { single, ranges }
}

/** A network inside another one is left out, as sets take no overlaps. */
function distinctNetworks(networks: readonly NetworkParts[]): string[] {
  const kept: NetworkParts[] = []
  for (const [address, length] of [...networks].sort((a, b) => a[1] - b[1]))
    if (!kept.some((wider) => address.match(wider))) kept.push([address, length])
  return kept.map(([address, length]) => `${address.toString()}/${length}`)
}

/**
 * Matches for what a group opens by address, for each IP version that has any. Sets without a name: of a named set with
 * networks in it `nft monitor` 1.0.6 reads the elements wrongly, and crashes.
 */
export function directMatches(group: Group): string[] {
  return ([4, 6] as const).flatMap((family) => {
    const { single, ranges } = networksByPort(group.addresses, family)
    const elements = [...single].flatMap(([port, networks]) =>
      distinctNetworks(networks).map((network) => `${network} . ${port}`),
    )
    const address = family === 4 ? 'ip daddr' : 'ip6 daddr'
    return [
      ...(elements.length === 0 ? [] : [`${address} . meta l4proto . th dport { ${elements.join(', ')} }`]),
      // A rule for each range: ranges that overlap in one set would be refused.
      ...[...ranges].map(([port, networks]) => {
        const [protocol, numbers] = port.split(' . ')
        return `${address} { ${distinctNetworks(networks).join(', ')} } ${protocol} dport ${numbers}`
      }),
    ]
  })
}
