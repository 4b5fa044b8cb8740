/** Defines the input chains: what a room reaches on the router itself, and the limits of one network card. */
import { dispatch, forExempt, isIcmp, list, markExpressions } from './nft-expressions.ts'
import type { Chain, Rule } from './nft-rule.ts'
import { shareSetNames } from './nft-sets.ts'
import { type Facts, type Plan, type RoomFacts, roomPorts } from './plan.ts'
import { sharesOf } from './shares.ts'

/** The router's ports that are ours, as nft lists. */
interface OwnPorts {
  readonly dns: string
  readonly gate: string
  readonly all: string
}

function ownPorts(plan: Plan): OwnPorts {
  const dns = plan.groups.map((group) => group.ports.dns)
  const gate = plan.facts.rooms.flatMap((room) => [roomPorts(plan, room).http, roomPorts(plan, room).tls])
  return { dns: list(dns), gate: list(gate), all: list([...dns, ...gate]) }
}

const tooMany = (what: string) => `${what} of one card, so that others get theirs`

/**
 * What cards pass together, each room by itself: whoever makes up MACs is many cards. A class that opens a page at once stays
 * below the bursts. Each question takes a place in the kernel's table of connections for a while.
 */
const ofRoom = (what: string, limit: string, verdict: string, match: readonly string[]): Rule => ({
  match,
  statements: [`limit rate over ${limit} packets`],
  verdict,
  comment: `${what} of the room, so that other networks get theirs`,
})

/**
 * Questions over UDP. A page with 60 names asks 180 at once (A, AAAA, HTTPS), so twice that passes in one go; what goes on
 * asking, as a tunnel does, has the rate. `update`: an element that ran out while its card still asks would bring a new burst.
 */
export const questionCap = { perSecond: 40, burst: 400 } as const

const isNew = 'ct state new'
const reset = 'reject with tcp reset'

function gateCapRules(facts: Facts, { gate }: OwnPorts): Rule[] {
  const [shares, sets] = [sharesOf(facts), shareSetNames(facts)]
  return [
    {
      match: [`tcp dport ${gate}`, isNew],
      statements: ['add @gate_rate { ether saddr limit rate over 50/second burst 300 packets }'],
      verdict: 'drop',
      comment: tooMany('new connections to the gate'),
    },
    ofRoom('new connections to the gate', '300/second burst 3000', 'drop', [`tcp dport ${gate}`, isNew]),
    {
      match: [`tcp dport ${gate}`, isNew],
      statements: [`add @${sets.gateOfCard} { ether saddr ct count over ${shares.gateOfCard} }`],
      verdict: reset,
      comment: tooMany('open connections to the gate'),
    },
    {
      match: [`tcp dport ${gate}`, isNew],
      statements: [`add @${sets.gate} { iifname ct count over ${shares.gate} }`],
      verdict: reset,
      comment: 'open connections of the network to the gate, so that others get theirs',
    },
  ]
}

function capRules(facts: Facts, ports: OwnPorts, room: RoomFacts): Rule[] {
  const { dns } = ports
  const questions = `rate over ${questionCap.perSecond}/second burst ${questionCap.burst} packets`
  return [
    {
      match: [`udp dport ${dns}`],
      statements: [`update @dns_rate { ether saddr limit ${questions} }`, 'update @dns_over { ether saddr }'],
      counter: `${room.id}_dropped`,
      verdict: 'drop',
      comment: tooMany('questions'),
    },
    ofRoom('questions', '200/second burst 6000', 'drop', [`udp dport ${dns}`]),
    {
      match: [`tcp dport ${dns}`],
      statements: ['add @dns_tcp_bytes { ether saddr limit rate over 8 kbytes/second burst 32 kbytes }'],
      verdict: 'drop',
      comment: tooMany('octets of questions over TCP'),
    },
    {
      match: [`tcp dport ${dns}`, isNew],
      statements: ['add @dns_tcp_rate { ether saddr limit rate over 5/second burst 20 packets }'],
      verdict: reset,
      comment: tooMany('new connections to the resolver'),
    },
    {
      match: [`tcp dport ${dns}`, isNew],
      statements: ['add @dns_tcp { ether saddr ct count over 4 }'],
      verdict: reset,
      comment: tooMany('open connections to the resolver'),
    },
    ofRoom('new connections to the resolver', '10/second burst 60', reset, [`tcp dport ${dns}`, isNew]),
    {
      match: ['udp dport 123'],
      statements: ['add @ntp_rate { ether saddr limit rate over 2/second burst 10 packets }'],
      verdict: 'drop',
      comment: tooMany('questions for the time'),
    },
    ofRoom('questions for the time', '20/second burst 100', 'drop', ['udp dport 123']),
    // Each link-local address that somebody makes up takes a place in the kernel's table.
    ofRoom('questions for an address', '20/second burst 300', 'drop', ['udp dport { 67, 547 }']),
    ...gateCapRules(facts, ports),
  ]
}

/** What IPv6 and DHCP need of the router in every network. */
const neighbourRules: readonly Rule[] = [
  {
    match: [
      `icmpv6 type ${list([
        ...['nd-neighbor-solicit', 'nd-neighbor-advert', 'nd-router-solicit'],
        ...['mld-listener-query', 'mld-listener-report', 'mld2-listener-report'],
      ])}`,
      'ip6 hoplimit { 1, 255 }',
    ],
    verdict: 'accept',
    comment: 'IPv6 finds its neighbours and its router',
  },
  { match: ['ct state related', isIcmp], verdict: 'accept', comment: 'errors about an open flow' },
  { match: ['udp sport 68', 'udp dport 67'], verdict: 'accept', comment: 'DHCP' },
  { match: ['ip6 saddr fe80::/10', 'udp sport 546', 'udp dport 547'], verdict: 'accept', comment: 'DHCPv6' },
]

function roomRules(facts: Facts, room: RoomFacts, ports: OwnPorts): Rule[] {
  const mark = markExpressions(facts)
  return [
    ...forExempt({ verdict: 'accept', comment: 'exempt devices are not guarded' }),
    { match: ['ct state invalid'], verdict: 'drop', comment: 'belongs to no flow' },
    ...capRules(facts, ports, room),
    { match: ['ct state established', 'ct direction reply'], verdict: 'accept', comment: 'answers to the router' },
    ...neighbourRules,
    {
      match: [`tcp dport ${ports.gate}`, mark.isCt('gate'), 'ct state new'],
      counter: `${room.id}_gate`,
      comment: 'counts what the gate is given, for the journal',
    },
    // By our own mark, not by `ct status dnat`: NTP sent to the router itself is redirected to its own port.
    {
      match: ['meta l4proto { tcp, udp }', mark.isCt('dns', 'gate', 'ntp')],
      verdict: 'accept',
      comment: 'what our redirects led here',
    },
    { verdict: `goto refuse_${room.id}`, comment: 'rooms reach nothing else on the router' },
  ]
}

export function inputChains(plan: Plan): Chain[] {
  const { facts } = plan
  const ports = ownPorts(plan)
  return [
    {
      name: 'input',
      hook: { type: 'filter', at: 'input', priority: 'filter - 5' },
      rules: [
        dispatch(facts.rooms, 'input'),
        {
          match: ['iifname != "lo"', `th dport ${ports.all}`, markExpressions(facts).noCt],
          verdict: 'drop',
          comment: 'our resolver and gate are for rooms alone',
        },
      ],
    },
    ...facts.rooms.map((room) => ({ name: `input_${room.id}`, rules: roomRules(facts, room, ports) })),
  ]
}
