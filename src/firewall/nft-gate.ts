/** Defines the output chains: the gate's user reaches the addresses of listed names and nothing else. */
import { devicesOf, gateInsideSets, gateSets, isIn, list, neverRules, quoted, renew } from './nft-expressions.ts'
import type { Chain, Rule } from './nft-rule.ts'
import { type Facts, type Plan, roomPorts } from './plan.ts'

/** The gate asks each room's port; rooms that share a list share the resolver of the first of them. */
export function gateNames(plan: Plan): { readonly from: number; readonly to: number }[] {
  const pairs = plan.groups.flatMap((group) =>
    group.rooms.map((room) => ({ from: roomPorts(plan, room).dns, to: group.ports.dns })),
  )
  return pairs.filter(({ from, to }) => from !== to)
}

const refuse = 'goto gate_no'

/** Without a WAN there is nothing to reach. */
const wayOut = ({ wanDevices }: Facts): Rule =>
  wanDevices.length > 0
    ? { match: [`oifname != ${quoted(wanDevices)}`], verdict: refuse, comment: 'sites lie behind the WAN' }
    : { verdict: refuse, comment: 'there is no WAN' }

/**
 * The gate looks up one name for a connection, up to seven times where its addresses fail, and each card has 50 connections a
 * second: so one card leaves the others of its room some. All of them, which may be one PC under many MACs, are held together,
 * by the port that the gate asked.
 */
const lookupRules = (plan: Plan): Rule[] =>
  plan.groups.flatMap((group) =>
    group.rooms.map((room) => ({
      match: ['oifname "lo"', `udp dport ${group.ports.dns}`, `ct original proto-dst ${roomPorts(plan, room).dns}`],
      statements: ['limit rate over 200/second burst 2000 packets'],
      verdict: 'drop',
      comment: "the gate's look-ups for the room, so that they are no tunnel",
    })),
  )

/** Sites of the school lie behind any device but those of rooms, and not on the router itself. */
const insideRules = ({ facts, groups }: Plan): Rule[] =>
  groups
    .flatMap((group) => gateInsideSets(group, facts))
    .flatMap((open) => [
      renew(open),
      {
        match: [`oifname != ${quoted(devicesOf(facts.rooms))}`, 'fib daddr type unicast', ...isIn(open)],
        verdict: 'accept',
        comment: 'answered for a site of the school',
      },
    ])

function reachRules(plan: Plan): Rule[] {
  const { facts, groups } = plan
  const sets = groups.flatMap(gateSets)
  return [
    ...lookupRules(plan),
    { match: ['ct state established,related'], verdict: 'accept', comment: 'goes on' },
    {
      match: ['oifname "lo"', 'ip daddr 127.0.0.1', `udp dport ${list(groups.map((group) => group.ports.dns))}`],
      verdict: 'accept',
      comment: 'the gate asks our resolvers',
    },
    {
      match: ['oifname "lo"', 'ip daddr 127.0.0.1', `tcp dport ${facts.requestsPort}`],
      verdict: 'accept',
      comment: "the block page's form goes to the daemon",
    },
    {
      match: ['oifname "lo"', 'ip daddr 127.0.0.1', `udp dport ${facts.requestsPort}`],
      verdict: 'accept',
      comment: 'the gate asks the daemon for other addresses of a site',
    },
    ...insideRules(plan),
    wayOut(facts),
    ...neverRules(refuse),
    { match: ['fib daddr type != unicast'], verdict: refuse, comment: 'sites are no broadcast' },
    ...sets.flatMap((open) => [
      renew(open),
      { match: isIn(open), verdict: 'accept', comment: 'answered for a listed name' },
    ]),
    { verdict: refuse, comment: 'whatever no rule let through' },
  ]
}

export function gateChains(plan: Plan): Chain[] {
  const { facts } = plan
  const isGate = `meta skuid ${facts.gateUid}`
  return [
    {
      name: 'gate_output',
      hook: { type: 'filter', at: 'output', priority: 'filter - 5' },
      rules: [{ match: [isGate], verdict: 'goto gate_out', comment: 'what the gate itself sends' }],
    },
    {
      name: 'gate_names',
      hook: { type: 'nat', at: 'output', priority: '-100' },
      rules: gateNames(plan).map(({ from, to }) => ({
        match: [isGate, 'ip daddr 127.0.0.1', `udp dport ${from}`],
        verdict: `redirect to :${to}`,
        comment: 'rooms with one list share a resolver',
      })),
    },
    { name: 'gate_out', rules: reachRules(plan) },
    {
      name: 'gate_no',
      rules: [
        { match: ['meta l4proto tcp'], verdict: 'reject with tcp reset', comment: 'the gate need not wait' },
        { verdict: 'reject with icmpx admin-prohibited', comment: 'and so is all else' },
      ],
    },
  ]
}
