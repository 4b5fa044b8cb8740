/**
 * The chains of the kernel table. Two laws hold in all of them. A room's chain is entered by `goto` and ends in an
 * unconditional refusal, so that what no rule foresaw is refused. A rule that records (`add`, `update`) has no verdict
 * that opens or shuts anything, because it fails when its set is full.
 */
import type { DomainSite } from '../whitelist/whitelist.ts'
import { hex, type MarkedVerdict, markValue } from './marks.ts'
import { errorChain } from './nft-errors.ts'
import { answerTimeout, type Chain, directMatches, domainsWithKernelPorts, ownSetName } from './nft-sets.ts'
import { type Facts, type Group, kernelPorts, type Plan, type RoomFacts, roomPorts } from './plan.ts'

/** ICMP and ICMPv6 by number: a name needs /etc/protocols, which a small system may lack. */
const icmp = '{ 1, 58 }'
const list = (items: readonly (string | number)[]) => `{ ${items.join(', ')} }`
const quoted = (devices: readonly string[]) => list(devices.map((device) => `"${device}"`))
const devicesOf = (rooms: readonly RoomFacts[]) => rooms.flatMap((room) => room.devices)

/** Rule words about our bits of the two marks. */
function markWords(facts: Facts) {
  const mask = facts.markMask
  const keep = hex(~mask >>> 0)
  const value = (verdict: MarkedVerdict) => hex(markValue(verdict, mask))
  return {
    setCt: (verdict: MarkedVerdict) => `ct mark set ct mark & ${keep} | ${value(verdict)}`,
    setPacket: (verdict: MarkedVerdict) => `meta mark set meta mark & ${keep} | ${value(verdict)}`,
    clearPacket: `meta mark set meta mark & ${keep}`,
    isCt: (...wanted: MarkedVerdict[]) =>
      `ct mark & ${hex(mask)} ${wanted.length === 1 ? `== ${value(wanted[0] ?? 'allowed')}` : list(wanted.map(value))}`,
    isPacket: (...wanted: MarkedVerdict[]) =>
      `meta mark & ${hex(mask)} ${wanted.length === 1 ? `== ${value(wanted[0] ?? 'allowed')}` : list(wanted.map(value))}`,
    noCt: `ct mark & ${hex(mask)} == 0`,
  }
}

const exemptMatches = ['ether saddr . ip saddr @exempt4', 'ether saddr . ip6 saddr @exempt6', 'ether saddr @exempt_mac']

/** Which chain each device of a room goes to. */
function dispatch(rooms: readonly RoomFacts[], prefix: string): string {
  return `iifname vmap ${list(rooms.flatMap((room) => room.devices.map((device) => `"${device}" : goto ${prefix}_${room.id}`)))}`
}

/** Before conntrack: false sources, source routes and addresses that no PC may speak to. */
function earlyChains(facts: Facts): Chain[] {
  return [
    {
      name: 'early',
      hook: 'type filter hook prerouting priority raw; policy accept;',
      rules: [`iifname ${quoted(devicesOf(facts.rooms))} jump early_rooms`],
    },
    {
      name: 'early_rooms',
      rules: [
        'udp sport 67 udp dport 68 goto rogue',
        'udp sport 547 udp dport 546 goto rogue',
        'ip saddr != 0.0.0.0 fib saddr . iif oif missing goto foreign',
        'ip6 saddr != { ::, fe80::/10 } fib saddr . iif oif missing goto foreign',
        'ip saddr 0.0.0.0 meta l4proto != udp drop',
        'ip saddr 0.0.0.0 udp dport != 67 drop',
        'fib saddr type { local, broadcast, multicast } goto foreign',
        // A redirect is earlier than the kernel's own check for such destinations.
        'ip daddr { 0.0.0.0/8, 127.0.0.0/8 } drop',
        'ip6 daddr { ::, ::1, ::ffff:0.0.0.0/96 } drop',
        'ip option lsrr exists drop',
        'ip option ssrr exists drop',
        'ip option rr exists drop',
        'exthdr rt exists drop',
        'icmpv6 type nd-router-advert goto rogue',
        'icmpv6 type nd-redirect drop',
      ],
    },
    // Whoever plays the router, and whoever bears an address that is not the room's: by MAC, for the alarm.
    { name: 'rogue', rules: ['update @rogue_by { ether saddr }', 'counter name rogue_dhcp drop'] },
    { name: 'foreign', rules: ['update @foreign_by { ether saddr }', 'counter name spoofed drop'] },
  ]
}

function natChains(plan: Plan): Chain[] {
  const { facts } = plan
  const mark = markWords(facts)
  const rules = (group: Group, room: RoomFacts): string[] => [
    ...exemptMatches.map((match) => `${match} return`),
    ...directMatches(group).map((match) => `${match} return`),
    `meta l4proto { tcp, udp } th dport 53 ${mark.setCt('dns')} redirect to :${group.ports.dns}`,
    `udp dport 123 ${mark.setCt('ntp')} redirect to :123`,
    ...(facts.nameCheck ? [] : kernelMatches(group, facts).map((match) => `${match} return`)),
    `tcp dport 80 ${mark.setCt('gate')} redirect to :${roomPorts(plan, room).http}`,
    `tcp dport 443 ${mark.setCt('gate')} redirect to :${roomPorts(plan, room).tls}`,
  ]
  return [
    {
      name: 'nat',
      hook: 'type nat hook prerouting priority dstnat - 5; policy accept;',
      rules: [dispatch(facts.rooms, 'nat')],
    },
    ...plan.groups.flatMap((group) =>
      group.rooms.map((room) => ({ name: `nat_${room.id}`, rules: rules(group, room) })),
    ),
  ]
}

/** Ports that open on all of a group's answered addresses: those of sites without ports of their own, if no gate is used. */
const sharedPorts = (facts: Facts) => (facts.nameCheck ? [] : [80, 443])

export function usesSharedSet(site: DomainSite): boolean {
  return site.ports.length === 2 && site.ports.every((port) => port.number === 80 || port.number === 443)
}

/** Matches for what the kernel lets through by name, without the gate. */
function kernelMatches(group: Group, facts: Facts): string[] {
  const own = domainsWithKernelPorts(group, facts)
    .filter((site) => facts.nameCheck || !usesSharedSet(site))
    .map((site) => ({ set: ownSetName(site.domain), ports: kernelPorts(site, facts.nameCheck) }))
  const shared = sharedPorts(facts).length > 0 ? [{ set: group.key, ports: sharedPorts(facts) }] : []
  return [...shared, ...own].flatMap(({ set, ports }) => [
    `ip daddr @${set}_4 tcp dport ${list(ports)}`,
    `ip6 daddr @${set}_6 tcp dport ${list(ports)}`,
  ])
}

/** After the redirects and before the route: what may pass is marked, and all else has no way out. */
function routeChains(plan: Plan): Chain[] {
  const { facts } = plan
  const mark = markWords(facts)
  const pass = (verdict: MarkedVerdict) => `${mark.setPacket(verdict)} return`
  const open = `${mark.setCt('allowed')} ${mark.setPacket('allowed')} return`
  const renew = (match: string) => {
    const [, version, set] = /^(ip6?) daddr @(\w+)/.exec(match) ?? []
    return `${match} update @${set} { ${version} daddr timeout ${answerTimeout} }`
  }
  const rules = (group: Group, room: RoomFacts): string[] => [
    mark.clearPacket,
    'fib daddr type { local, broadcast, multicast, anycast } return',
    ...exemptMatches.map((match) => `${match} ${mark.setCt('exempt')} ${mark.setPacket('exempt')} return`),
    'ct state invalid drop',
    ...(room.paused ? [`goto refuse_${room.id}`] : []),
    `ct state established ${mark.isCt('allowed')} ${pass('allowed')}`,
    // No conntrack helper ever opens a port: only errors about flows that are open themselves.
    `ct state related meta l4proto ${icmp} ${mark.isCt('allowed')} ${pass('allowed')}`,
    `ct state != new goto refuse_${room.id}`,
    'add @new_rate { ether saddr limit rate over 100/second burst 500 packets } drop',
    ...directMatches(group).map((match) => `${match} ${open}`),
    `ip daddr @never4 goto refuse_${room.id}`,
    `ip6 daddr @never6 goto refuse_${room.id}`,
    ...kernelMatches(group, facts).flatMap((match) => [renew(match), `${match} ${open}`]),
    `goto refuse_${room.id}`,
  ]
  return [
    {
      name: 'route',
      hook: 'type filter hook prerouting priority dstnat + 10; policy accept;',
      rules: [dispatch(facts.rooms, 'route')],
    },
    ...plan.groups.flatMap((group) =>
      group.rooms.map((room) => ({ name: `route_${room.id}`, rules: rules(group, room) })),
    ),
  ]
}

function forwardChains(plan: Plan): Chain[] {
  const { facts } = plan
  const mark = markWords(facts)
  const rooms = devicesOf(facts.rooms)
  const wan = facts.wanDevices.length > 0 ? [`oifname ${quoted(facts.wanDevices)} COUNT accept`] : []
  const rules = (group: Group, room: RoomFacts): string[] => [
    `${mark.isPacket('exempt')} accept`,
    `meta mark & ${hex(facts.markMask)} != ${hex(markValue('allowed', facts.markMask))} goto refuse_${room.id}`,
    'ct state established,related accept',
    `oifname ${quoted(rooms)} goto refuse_${room.id}`,
    ...directMatches(group).map((match) => `${match} COUNT accept`),
    `ip daddr @never4 goto refuse_${room.id}`,
    `ip6 daddr @never6 goto refuse_${room.id}`,
    ...wan,
    `goto refuse_${room.id}`,
  ]
  const counted = (room: RoomFacts) => (rule: string) => rule.replace('COUNT', `counter name ${room.id}_allowed`)
  const exemptAddresses = (family: 4 | 6) =>
    facts.exempt.flatMap(({ addresses4, addresses6 }) => (family === 4 ? addresses4 : addresses6))
  return [
    {
      name: 'forward',
      hook: 'type filter hook forward priority filter - 5; policy accept;',
      rules: [dispatch(facts.rooms, 'forward'), `oifname ${quoted(rooms)} goto into_rooms`],
    },
    ...plan.groups.flatMap((group) =>
      group.rooms.map((room) => ({ name: `forward_${room.id}`, rules: rules(group, room).map(counted(room)) })),
    ),
    {
      // A connection into a room would be a tunnel out of it.
      name: 'into_rooms',
      rules: [
        'ct state established accept',
        // A connection helper (FTP, SIP) makes `related` of whatever a PC says, with the mark of the flow it was said in.
        `ct state related meta l4proto ${icmp} accept`,
        `ct state related ${mark.isCt('exempt')} accept`,
        ...(exemptAddresses(4).length > 0 ? [`ip daddr ${list(exemptAddresses(4))} accept`] : []),
        ...(exemptAddresses(6).length > 0 ? [`ip6 daddr ${list(exemptAddresses(6))} accept`] : []),
        'reject with icmpx admin-prohibited',
      ],
    },
  ]
}

function inputChains(plan: Plan): Chain[] {
  const { facts, groups } = plan
  const mark = markWords(facts)
  const dns = list(groups.map((group) => group.ports.dns))
  const gates = facts.rooms.flatMap((room) => [roomPorts(plan, room).http, roomPorts(plan, room).tls])
  const gate = list(gates)
  const ours = list([...groups.map((group) => group.ports.dns), ...gates])
  const neighbours = 'nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit'
  const listeners = 'mld-listener-query, mld-listener-report, mld2-listener-report'
  const rules = (room: RoomFacts): string[] => [
    ...exemptMatches.map((match) => `${match} accept`),
    'ct state invalid drop',
    `udp dport ${dns} add @dns_rate { ether saddr limit rate over 40/second burst 100 packets } drop`,
    `tcp dport ${dns} add @dns_tcp_bytes { ether saddr limit rate over 8 kbytes/second burst 32 kbytes } drop`,
    `tcp dport ${dns} ct state new add @dns_tcp_rate { ether saddr limit rate over 5/second burst 20 packets } reject with tcp reset`,
    `tcp dport ${dns} ct state new add @dns_tcp { ether saddr ct count over 4 } reject with tcp reset`,
    'udp dport 123 add @ntp_rate { ether saddr limit rate over 2/second burst 10 packets } drop',
    `tcp dport ${gate} ct state new add @gate_rate { ether saddr limit rate over 50/second burst 300 packets } drop`,
    `tcp dport ${gate} ct state new ct count over 4000 reject with tcp reset`,
    `tcp dport ${gate} ct state new add @gate_conns { ether saddr ct count over 300 } reject with tcp reset`,
    'ct state established ct direction reply accept',
    `icmpv6 type { ${neighbours}, ${listeners} } ip6 hoplimit { 1, 255 } accept`,
    `ct state related meta l4proto ${icmp} accept`,
    'udp sport 68 udp dport 67 accept',
    'ip6 saddr fe80::/10 udp sport 546 udp dport 547 accept',
    `tcp dport ${gate} ${mark.isCt('gate')} ct state new counter name ${room.id}_gate`,
    // By our own mark, not by `ct status dnat`: NTP sent to the router itself is redirected to its own port.
    `meta l4proto { tcp, udp } ${mark.isCt('dns', 'gate', 'ntp')} accept`,
    `goto refuse_${room.id}`,
  ]
  return [
    {
      name: 'input',
      hook: 'type filter hook input priority filter - 5; policy accept;',
      rules: [dispatch(facts.rooms, 'input'), `iifname != "lo" th dport ${ours} ${mark.noCt} drop`],
    },
    ...facts.rooms.map((room) => ({ name: `input_${room.id}`, rules: rules(room) })),
  ]
}

function refuseChains(facts: Facts): Chain[] {
  const record = (version: 4 | 6): string[] => {
    const ip = version === 4 ? 'ip' : 'ip6'
    const pair = `${ip} saddr . ${ip} daddr . meta l4proto`
    return [
      `meta nfproto ipv${version} meta l4proto { tcp, udp } update @refused${version} { ${pair} . th dport }`,
      `meta nfproto ipv${version} meta l4proto != { tcp, udp } update @refused_other${version} { ${pair} }`,
    ]
  }
  const refuse: Chain = {
    name: 'refuse',
    rules: [
      ...record(4),
      ...record(6),
      // Browsers that tried QUIC fall back to TCP at once.
      'udp dport 443 reject with icmpx port-unreachable',
      'meta l4proto tcp reject with tcp reset',
      'reject with icmpx admin-prohibited',
    ],
  }
  return [
    refuse,
    ...facts.rooms.map((room) => ({
      name: `refuse_${room.id}`,
      rules: [`counter name ${room.id}_refused`, 'goto refuse'],
    })),
  ]
}

/** The gate asks each room's port; rooms that share a list share the resolver of the first of them. */
export function gateNames(plan: Plan): { readonly from: number; readonly to: number }[] {
  const pairs = plan.groups.flatMap((group) =>
    group.rooms.map((room) => ({ from: roomPorts(plan, room).dns, to: group.ports.dns })),
  )
  return pairs.filter(({ from, to }) => from !== to)
}

/** The gate's own user reaches listed addresses and nothing else: the address lock stands behind the gate as well. */
function gateOutputChains(plan: Plan): Chain[] {
  const { facts, groups } = plan
  const wan = facts.wanDevices.length > 0 ? [`oifname != ${quoted(facts.wanDevices)} goto gate_no`] : ['goto gate_no']
  const reach = groups.flatMap(({ key }) =>
    (['ip', 'ip6'] as const).flatMap((ip) => {
      const set = `${key}_${ip === 'ip' ? 4 : 6}`
      const match = `${ip} daddr @${set} tcp dport { 80, 443 }`
      return [`${match} update @${set} { ${ip} daddr timeout ${answerTimeout} }`, `${match} accept`]
    }),
  )
  return [
    {
      name: 'gate_output',
      hook: 'type filter hook output priority filter - 5; policy accept;',
      rules: [`meta skuid ${facts.gateUid} goto gate_out`],
    },
    {
      name: 'gate_names',
      hook: 'type nat hook output priority -100; policy accept;',
      rules: gateNames(plan).map(
        ({ from, to }) => `meta skuid ${facts.gateUid} ip daddr 127.0.0.1 udp dport ${from} redirect to :${to}`,
      ),
    },
    {
      name: 'gate_out',
      rules: [
        'ct state established,related accept',
        `oifname "lo" ip daddr 127.0.0.1 udp dport ${list(groups.map((group) => group.ports.dns))} accept`,
        `oifname "lo" ip daddr 127.0.0.1 tcp dport ${facts.requestsPort} accept`,
        ...wan,
        'ip daddr @never4 goto gate_no',
        'ip6 daddr @never6 goto gate_no',
        'fib daddr type != unicast goto gate_no',
        ...reach,
        'goto gate_no',
      ],
    },
    { name: 'gate_no', rules: ['meta l4proto tcp reject with tcp reset', 'reject with icmpx admin-prohibited'] },
  ]
}

export function compileChains(plan: Plan): Chain[] {
  return [
    ...refuseChains(plan.facts),
    ...earlyChains(plan.facts),
    ...natChains(plan),
    ...routeChains(plan),
    ...forwardChains(plan),
    ...inputChains(plan),
    errorChain(plan.facts),
    ...gateOutputChains(plan),
  ]
}
