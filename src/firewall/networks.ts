/** Tells whether an address lies in a network. */
import ipaddr from 'ipaddr.js'

type Parsed = ipaddr.IPv4 | ipaddr.IPv6

/** Whether an address lies in a network; false for what is no address. */
export function isInNetwork(address: string, network: string): boolean {
  return ipaddr.isValid(address) && isIn(ipaddr.parse(address), network)
}

export const isIn = (address: Parsed, network: string) => {
  const [base, length] = ipaddr.parseCIDR(network)
  return base.kind() === address.kind() && address.match([base, length] as never)
}
