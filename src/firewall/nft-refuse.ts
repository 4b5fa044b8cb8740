/** Defines the chains that reject: they record the destination, and answer the PC at once. */
import type { Chain, Rule } from './nft-rule.ts'
import type { Facts } from './plan.ts'

function recordRules(version: 4 | 6): Rule[] {
  const ip = version === 4 ? 'ip' : 'ip6'
  const pair = `${ip} saddr . ${ip} daddr . meta l4proto`
  const comment = 'what was refused, for the journal; a full set records no more'
  const record = (protocols: string, statement: string): Rule => ({
    match: [`meta nfproto ipv${version}`, protocols],
    statements: [statement],
    comment,
  })
  return [
    record('meta l4proto { tcp, udp }', `update @refused${version} { ${pair} . th dport }`),
    record('meta l4proto != { tcp, udp }', `update @refused_other${version} { ${pair} }`),
  ]
}

const refuse: Chain = {
  name: 'refuse',
  rules: [
    ...recordRules(4),
    ...recordRules(6),
    {
      match: ['udp dport 443'],
      verdict: 'reject with icmpx port-unreachable',
      comment: 'browsers that tried QUIC fall back to TCP at once',
    },
    { match: ['meta l4proto tcp'], verdict: 'reject with tcp reset', comment: 'a browser need not wait' },
    { verdict: 'reject with icmpx admin-prohibited', comment: 'and so is all else' },
  ],
}

export function refuseChains({ rooms }: Facts): Chain[] {
  return [
    refuse,
    ...rooms.map(({ id }) => ({
      name: `refuse_${id}`,
      rules: [
        { counter: `${id}_refused`, comment: 'counts what the room was refused' },
        { verdict: 'goto refuse', comment: 'the same for all rooms' },
      ],
    })),
  ]
}
