/**
 * Defines the chain that lets our resolvers ask others over UDP alone. dnsmasq answers each TCP connection in a process of
 * its own, which fills the sets over the netlink socket that it inherits. Where two of them fill at once, each reads the
 * other's replies, and from then on none can fill anything ("cache initialization failed: Protocol error", until the resolver
 * starts anew; seen in 2.90). Answers over TCP may have thousands of addresses besides.
 */
import { list } from './nft-expressions.ts'
import type { Chain } from './nft-rule.ts'
import type { Plan } from './plan.ts'

/** The user that dnsmasq runs as, `nobody`. */
const resolverUid = 65_534

export function lookupChain({ facts, groups }: Plan): Chain {
  const asked = [...facts.upstreams, ...groups.flatMap(({ inside }) => [...inside.values()].flat())]
  const ports = new Set(asked.map((upstream) => upstream.split('#')[1] ?? '53'))
  return {
    name: 'lookups',
    hook: { type: 'filter', at: 'output', priority: 'filter - 5' },
    rules: [
      {
        match: [`meta skuid ${resolverUid}`, `tcp dport ${list([...ports])}`],
        verdict: 'reject with tcp reset',
        comment: 'our resolvers ask over UDP: one that asks over TCP breaks what fills the sets',
      },
    ],
  }
}
