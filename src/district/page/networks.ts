/** Reads lists of addresses and networks, and says whether a connection comes from one of them. */
import ipaddr from 'ipaddr.js'

/** `127.0.0.1, 10.0.0.0/8`: undefined where a word of it is no address and no network. */
export function readNetworks(text: string): readonly string[] | undefined {
  const words = text.split(/[,\s]+/).filter((word) => word !== '')
  const networks = words.map((word) => {
    if (ipaddr.isValidCIDR(word)) return word
    return ipaddr.isValid(word) ? `${word}/${ipaddr.parse(word).kind() === 'ipv4' ? 32 : 128}` : undefined
  })
  return networks.includes(undefined) ? undefined : networks.filter((each) => each !== undefined)
}

/** `address` as a socket has it: an IPv4 one may be written as an IPv6 one (`::ffff:127.0.0.1`). */
export function isFrom(address: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const own = ipaddr.process(address)
  return networks.some((network) => {
    const [base, length] = ipaddr.parseCIDR(network)
    return base.kind() === own.kind() && own.match([base, length] as never)
  })
}
