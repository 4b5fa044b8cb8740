/** Defines the chains before conntrack: they drop spoofed sources, source routes and addresses that no PC may use. */
import { devicesOf, quoted } from './nft-expressions.ts'
import type { Chain, Rule } from './nft-rule.ts'
import type { Facts } from './plan.ts'

const drops = (comment: string, ...matches: string[]): Rule[] =>
  matches.map((match) => ({ match: [match], verdict: 'drop', comment }))

const sourceRules: readonly Rule[] = [
  { match: ['udp sport 67', 'udp dport 68'], verdict: 'goto rogue', comment: 'a PC plays the DHCP server' },
  { match: ['udp sport 547', 'udp dport 546'], verdict: 'goto rogue', comment: 'a PC plays the DHCPv6 server' },
  {
    match: ['ip saddr != 0.0.0.0', 'fib saddr . iif oif missing'],
    verdict: 'goto foreign',
    comment: 'the source lies in another network',
  },
  {
    match: ['ip6 saddr != { ::, fe80::/10 }', 'fib saddr . iif oif missing'],
    verdict: 'goto foreign',
    comment: 'the source lies in another network',
  },
  {
    match: ['ip saddr 0.0.0.0', 'meta l4proto != udp'],
    verdict: 'drop',
    comment: 'without an address a PC may ask for one by DHCP alone',
  },
  {
    match: ['ip saddr 0.0.0.0', 'udp dport != 67'],
    verdict: 'drop',
    comment: 'without an address a PC may ask for one by DHCP alone',
  },
  {
    match: ['fib saddr type { local, broadcast, multicast }'],
    verdict: 'goto foreign',
    comment: 'the source is the router, or nobody',
  },
]

const packetRules: readonly Rule[] = [
  // A redirect is earlier than the kernel's own check for such destinations.
  ...drops('no packet comes to such a destination by cable', 'ip daddr { 0.0.0.0/8, 127.0.0.0/8 }'),
  ...drops('no packet comes to such a destination by cable', 'ip6 daddr { ::, ::1, ::ffff:0.0.0.0/96 }'),
  ...drops(
    'a sender may not choose the route',
    ...['ip option lsrr exists', 'ip option ssrr exists', 'ip option rr exists', 'exthdr rt exists'],
  ),
  { match: ['icmpv6 type nd-router-advert'], verdict: 'goto rogue', comment: 'a PC plays the router' },
  ...drops('only the router says where a route leads', 'icmpv6 type nd-redirect'),
]

export function earlyChains(facts: Facts): Chain[] {
  return [
    {
      name: 'early',
      hook: { type: 'filter', at: 'prerouting', priority: 'raw' },
      rules: [
        {
          match: [`iifname ${quoted(devicesOf(facts.rooms))}`],
          verdict: 'jump early_rooms',
          comment: 'rooms are looked at before conntrack spends memory on them',
        },
      ],
    },
    { name: 'early_rooms', rules: [...sourceRules, ...packetRules] },
    {
      name: 'rogue',
      rules: [
        { statements: ['update @rogue_by { ether saddr }'], comment: 'who plays the router, for the alarm' },
        { counter: 'rogue_dhcp', verdict: 'drop', comment: 'nobody hears it through the router' },
      ],
    },
    {
      name: 'foreign',
      rules: [
        { statements: ['update @foreign_by { ether saddr }'], comment: 'who bears a foreign address, for the alarm' },
        { counter: 'spoofed', verdict: 'drop', comment: 'nothing passes with a foreign address' },
      ],
    },
  ]
}
