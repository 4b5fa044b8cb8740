/** Defines the rules for ICMP errors about packets into a room. */
import ipaddr from 'ipaddr.js'
import type { Chain, Rule } from './nft-rule.ts'
import type { Facts } from './plan.ts'

const hexOf = (bytes: readonly number[]) => `0x${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`

/** Matches the destination of the packet that an ICMP error quotes, behind eight bytes of its own (RFC 792, RFC 4443). */
export function quotedDestination(network: string): string {
  const [address, length] = ipaddr.parseCIDR(network)
  const bytes = address.toByteArray()
  const used = Math.max(1, Math.ceil(length / 8))
  const start = (8 + (bytes.length === 4 ? 16 : 24)) * 8
  const mask = Array.from({ length: used }, (_, at) => (0xff00 >> Math.max(0, Math.min(8, length - at * 8))) & 0xff)
  const masked = mask.every((byte) => byte === 0xff) ? '' : ` & ${hexOf(mask)}`
  return `@th,${start},${used * 8}${masked} == ${hexOf(bytes.slice(0, used))}`
}

/**
 * A PC may invent its source. Our answer then reaches nobody, and the kernel would tell so to the server that the PC meant,
 * with up to half a kilobyte of what the PC had asked: a way out to any address.
 */
export function errorChain({ rooms }: Facts): Chain {
  const drop = (networks: readonly string[], ...match: string[]): Rule[] =>
    [...new Set(networks)].map((network) => ({
      match: [...match, quotedDestination(network)],
      verdict: 'drop',
      comment: 'the PC invented its source: its server need not hear of it',
    }))
  return {
    name: 'room_errors',
    hook: { type: 'filter', at: 'output', priority: 'filter - 5' },
    rules: [
      ...drop(
        rooms.flatMap((room) => room.networks4),
        ...['icmp type destination-unreachable', 'icmp code host-unreachable'],
      ),
      ...drop(
        ['fe80::/10', ...rooms.flatMap((room) => room.networks6)],
        ...['icmpv6 type destination-unreachable', 'icmpv6 code addr-unreachable'],
      ),
    ],
  }
}
