/**
 * Defines the chain for what our resolvers send. They ask others over UDP alone: dnsmasq answers each TCP connection in a process of
 * its own, which fills the sets over the netlink socket that it inherits. Where two of them fill at once, each reads the
 * other's replies, and from then on none can fill anything ("cache initialization failed: Protocol error", until the resolver
 * starts anew; seen in 2.90, mended in 2.92). Answers over TCP may have thousands of addresses besides.
 */
import { list } from './nft-expressions.ts'
import type { Chain, Rule } from './nft-rule.ts'
import type { Plan } from './plan.ts'

/** The user that dnsmasq runs as, `nobody`. */
const resolverUid = 65_534

/**
 * The response code of a DNS answer over UDP (RFC 1035, 4.1.1: the last four bits of the header's fourth octet, behind eight
 * octets of UDP). dnsmasq answers REFUSED where as many questions are under way as it takes, whoever asked them.
 */
const isRefused = '@th,92,4 5'

const silentWhenFull = (ports: readonly number[]): Rule => ({
  // Those sockets are of the time when dnsmasq was root, so its user says nothing.
  match: [`udp sport ${list(ports)}`, isRefused],
  // A provider may refuse a type of a name now and then, and PCs are told.
  statements: ['limit rate over 20/second burst 40 packets'],
  verdict: 'drop',
  comment: 'a full resolver is silent, so that PCs and the gate ask again; a refusal would be an end',
})

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
      ...(groups.length > 0 ? [silentWhenFull(groups.map(({ ports }) => ports.dns))] : []),
    ],
  }
}
