/** Attempts with false addresses, odd headers and frames that no decent kernel sends. */
import { networkOf, stationOf, wan } from '../../map.ts'
import { type Bypass, eachVersion, freshAddress, inRouter, listedAddress, packetTo, type Version } from '../bypass.ts'
import { dotted, message } from '../dns-messages.ts'
import { datagram, endsOf, syn, toRouter, typeOf } from '../from-pc.ts'
import {
  arp,
  type Ends,
  etherTypes,
  extension,
  fragmentHeader,
  frame,
  icmp,
  ip,
  ip4,
  ip6,
  tagged,
  tcp,
  tcpFlags,
  udp,
} from '../packets.ts'

const pc = stationOf('pc1')
const exempt = stationOf('exempt')
const router = networkOf('lan')

type Frames = (to: string, version: Version) => readonly Buffer[]

/** Frames to an address of the internet, of which no packet may arrive. */
function sends(
  id: string,
  lines: readonly number[],
  what: string,
  defence: string,
  version: Version,
  to: string,
  frames: Frames,
  more: Partial<Bypass> = {},
): Bypass {
  return {
    id,
    lines,
    who: 'pc1',
    what,
    defence,
    expected: 'refused',
    try: (hands) => hands.frames(frames(to, version)),
    far: [packetTo(to)],
    ...more,
  }
}

const foreign = 'an address that is not of this network is dropped'
const fromAddress =
  (from: string): Frames =>
  (to) => [toRouter('pc1', syn({ from, to }, 2222)), toRouter('pc1', datagram({ from, to }, 5060))]

const sources4: readonly (readonly [string, string])[] = [
  ["the other room's", stationOf('pc3').address4],
  ["the teacher's PC's", stationOf('teacher').address4],
  ["the router's", router.address4],
  ["the router's outer", wan.router4],
  ['a loopback', '127.0.0.1'],
  ['a multicast', '224.0.0.5'],
  ['a broadcast', '255.255.255.255'],
  ["the network's broadcast", '192.168.1.255'],
  ['no', '0.0.0.0'],
  ['a private', '10.1.2.3'],
  ['a link-local', '169.254.7.7'],
  ["a public resolver's", '8.8.8.8'],
]

const sources6: readonly (readonly [string, string])[] = [
  ["the other room's", stationOf('pc3').address6],
  ["the teacher's PC's", stationOf('teacher').address6],
  ["the router's", router.address6],
  ["the router's outer", wan.router6],
  ['a loopback', '::1'],
  ['a multicast', 'ff02::1'],
  ['no', '::'],
  ['a link-local', 'fe80::7'],
  ['a private', 'fd12:3456:789a::7'],
  ['a mapped', '::ffff:192.168.1.101'],
  ["a public resolver's", '2001:4860:4860::8888'],
]

/** To a destination that is listed, so that the source alone is in the way. */
const sources: readonly Bypass[] = (
  [
    [4, sources4],
    [6, sources6],
  ] as const
).flatMap(([v, list]) =>
  list.map(([whose, from], index) =>
    sends(`source-${v}-${index}`, [46], `takes ${whose} address`, foreign, v, listedAddress(v), fromAddress(from)),
  ),
)

/** A source that nobody has: what the router answers reaches nobody, and it must tell that to nobody. */
const nobody: readonly Bypass[] = (
  [
    ['192.168.1.210', 4],
    ['2001:2:0:101::beef', 6],
    ['fe80::beef', 6],
  ] as const
).map(([from, v]): Bypass => {
  const ways: readonly ((ends: Ends) => Buffer)[] = [
    (ends) => datagram(ends, 53, message([{ name: dotted('stolen-data.vk.test') }]).toString('latin1')),
    (ends) => datagram(ends, 123, `\x23${'\0'.repeat(47)}`),
    (ends) => syn(ends, 80),
    (ends) => syn(ends, 443),
    (ends) => syn(ends, 22),
  ]
  const targets = ways.map((way) => ({ way, to: freshAddress(v) }))
  return {
    id: `nobody-${from.startsWith('fe80') ? 'link-local' : v}`,
    lines: [8, 40, 46],
    who: 'pc1',
    what: 'lets the router tell a server of its own that nobody is at an invented address',
    defence: 'errors about a room are told to nobody',
    expected: 'refused',
    try: async (hands) => {
      const seen = await hands.frames(targets.map(({ way, to }) => toRouter('pc1', way({ from, to }))))
      // The kernel looks for the PC for three seconds before it gives up.
      await new Promise((resolve) => setTimeout(resolve, 4500))
      return seen
    },
    far: targets.map(({ to }) => packetTo(to)),
  }
})

const both = 'MAC and address must both match'

const exempts: readonly Bypass[] = [
  ...eachVersion((v, s) =>
    sends(`exempt-mac${s}`, [45], "takes the exempt device's MAC", both, v, freshAddress(v), (to) => [
      toRouter('pc1', syn(endsOf('pc1', to), 22), exempt.mac),
      toRouter('pc1', datagram(endsOf('pc1', to), 51820), exempt.mac),
    ]),
  ),
  ...eachVersion((v, s) =>
    sends(
      `exempt-address${s}`,
      [45, 47],
      "takes the exempt device's address, by ARP as well",
      both,
      v,
      freshAddress(v),
      (to) => [
        frame(
          pc.mac,
          router.mac,
          etherTypes.arp,
          arp(2, { mac: pc.mac, ip: exempt.address4 }, { mac: router.mac, ip: router.address4 }),
        ),
        toRouter('pc1', syn(endsOf('exempt', to), 22)),
        toRouter('pc1', datagram(endsOf('exempt', to), 51820)),
      ],
    ),
  ),
  sends(
    'exempt-mac-link-local',
    [45],
    "takes the exempt device's MAC and a link-local address",
    both,
    6,
    freshAddress(6),
    (to) => [toRouter('pc1', datagram({ from: 'fe80::10', to }, 51820), exempt.mac)],
  ),
  sends(
    'exempt-mac-input',
    [45, 60],
    "takes the exempt device's MAC to reach the router's SSH",
    both,
    4,
    router.address4,
    (to) => [toRouter('pc1', syn(endsOf('pc1', to), 2211), exempt.mac)],
    { far: [inRouter(router.address4, 2211)] },
  ),
  sends(
    'exempt-elsewhere',
    [45, 46],
    "takes the exempt device's MAC and address in the other room",
    foreign,
    4,
    freshAddress(4),
    (to) => [toRouter('pc3', syn({ from: exempt.address4, to }, 22), exempt.mac)],
    { who: 'pc3' },
  ),
  ...eachVersion((v, s) =>
    sends(
      `new-mac${s}`,
      [45, 48],
      'takes a MAC that nobody knows',
      'rooms are guarded, not PCs',
      v,
      freshAddress(v),
      (to) => [toRouter('pc1', syn(endsOf('pc1', to), 22), '06:aa:bb:cc:dd:ee')],
    ),
  ),
  ...eachVersion((v, s) =>
    sends(
      `new-address${s}`,
      [46, 48],
      'takes a free address of the room',
      'rooms are guarded, not addresses',
      v,
      freshAddress(v),
      (to) => [toRouter('pc1', syn({ from: v === 4 ? '192.168.1.201' : '2001:2:0:101::dead', to }, 22))],
    ),
  ),
]

const routed = 'source routes and routing headers are dropped'
const byteOptions = (type: number, ...hops: string[]) =>
  Buffer.concat([
    Buffer.from([type, 3 + 4 * hops.length, 4]),
    ...hops.map((hop) => Buffer.from(hop.split('.').map(Number))),
  ])

const optioned: readonly Bypass[] = (
  [
    ['loose', 0x83],
    ['strict', 0x89],
    ['record', 0x07],
  ] as const
).map(([name, type]) =>
  sends(
    `option-${name}`,
    [46],
    `sends the IP option ${name} route to a listed address`,
    routed,
    4,
    listedAddress(4),
    (to) => {
      const ends = endsOf('pc1', to)
      return [
        toRouter('pc1', ip4(ends, 17, udp(ends, 40_000, 5060, 'x'), { options: byteOptions(type, '198.18.0.1', to) })),
      ]
    },
  ),
)

const headers6: readonly Bypass[] = [
  ...[0, 2, 3, 4].map((kind) =>
    sends(
      `routing-${kind}`,
      [42, 46],
      `sends a routing header of type ${kind} to a listed address`,
      routed,
      6,
      listedAddress(6),
      (to) => {
        const ends = endsOf('pc1', to)
        const header = extension(17, Buffer.concat([Buffer.from([kind, 1, 0, 0, 0, 0]), Buffer.alloc(16, 2)]))
        return [toRouter('pc1', ip6(ends, 43, Buffer.concat([header, udp(ends, 40_000, 5060, 'x')])))]
      },
    ),
  ),
  sends(
    'routing-to-router',
    [42, 46],
    'leads a packet on by a routing header at the router',
    routed,
    6,
    freshAddress(6),
    (to) => {
      const ends = { from: pc.address6, to: router.address6 }
      const hop = ip6({ from: pc.address6, to }, 59, Buffer.alloc(0)).subarray(24, 40)
      const header = extension(17, Buffer.concat([Buffer.from([0, 1, 0, 0, 0, 0]), hop]))
      return [toRouter('pc1', ip6(ends, 43, Buffer.concat([header, udp({ ...ends, to }, 40_000, 51820, 'x')])))]
    },
  ),
  ...(
    [
      ['hop-by-hop', 0],
      ['destination', 60],
    ] as const
  ).map(([name, number]) =>
    sends(
      `header-${name}`,
      [42],
      `hides a datagram behind ${name} options`,
      'headers are read through',
      6,
      freshAddress(6),
      (to) => {
        const ends = endsOf('pc1', to)
        return [
          toRouter(
            'pc1',
            ip6(
              ends,
              number,
              Buffer.concat([extension(17, Buffer.from([1, 4, 0, 0, 0, 0])), udp(ends, 40_000, 51820, 'x')]),
            ),
          ),
        ]
      },
    ),
  ),
  sends(
    'header-chain',
    [42],
    'hides DNS behind eight headers',
    'headers are read through',
    6,
    freshAddress(6),
    (to) => {
      const ends = endsOf('pc1', to)
      const chain = Array.from({ length: 8 }, (_, at) => extension(at === 7 ? 17 : 60, Buffer.from([1, 4, 0, 0, 0, 0])))
      return [toRouter('pc1', ip6(ends, 60, Buffer.concat([...chain, udp(ends, 40_000, 53, 'x')])))]
    },
  ),
]

const joined = 'fragments are joined before they are judged'
const fragments: readonly Bypass[] = [
  ...eachVersion((v, s) =>
    sends(`fragments${s}`, [42, 46], 'sends a datagram in three fragments', joined, v, freshAddress(v), (to) =>
      pieces(endsOf('pc1', to), udp(endsOf('pc1', to), 40_000, 51820, 'a'.repeat(40)), [0, 16, 32]),
    ),
  ),
  ...eachVersion((v, s) =>
    sends(`fragment-first${s}`, [42, 46], 'sends a first fragment alone', joined, v, freshAddress(v), (to) =>
      pieces(endsOf('pc1', to), udp(endsOf('pc1', to), 40_000, 51820, 'a'.repeat(40)), [0, 24]).slice(0, 1),
    ),
  ),
  ...eachVersion((v, s) =>
    sends(`fragment-later${s}`, [42, 46], 'sends a later fragment alone', joined, v, freshAddress(v), (to) =>
      pieces(endsOf('pc1', to), udp(endsOf('pc1', to), 40_000, 51820, 'a'.repeat(40)), [0, 24]).slice(1),
    ),
  ),
  ...eachVersion((v, s) => {
    const address = listedAddress(v)
    return sends(
      `fragment-overlap${s}`,
      [42, 46],
      'writes over a listed port with a second fragment',
      joined,
      v,
      address,
      (to) => {
        const ends = endsOf('pc1', to)
        const listed = pieces(ends, udp(ends, 40_000, 5060, 'a'.repeat(40)), [0, 24])
        const evil = pieces(ends, udp(ends, 40_000, 51820, 'a'.repeat(40)), [0, 24])
        return [listed[0], evil[0], listed[1]].filter((each) => each !== undefined)
      },
      { far: [{ ...packetTo(address), port: 51820 }] },
    )
  }),
]

/** A payload in fragments that begin at `starts` (multiples of eight). */
function pieces(ends: Ends, payload: Buffer, starts: readonly number[]): Buffer[] {
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? payload.length
    const part = payload.subarray(start, end)
    const more = end < payload.length
    const id = payload.length + (ends.to.charCodeAt(ends.to.length - 1) << 4)
    if (ends.to.includes(':'))
      return toRouter('pc1', ip6(ends, 44, Buffer.concat([fragmentHeader(17, start / 8, more, id), part])))
    return toRouter('pc1', ip4(ends, 17, part, { id, fragment: { offset: start / 8, more } }))
  })
}

const destinations = [
  ...[
    '10.9.8.7',
    '100.64.1.1',
    '169.254.1.1',
    '172.16.5.5',
    '192.0.2.1',
    '192.168.77.1',
    '203.0.113.5',
    '240.0.0.1',
    '224.0.0.251',
    '239.1.2.3',
  ],
  ...[
    'fd00::9',
    'fe80::9',
    'ff0e::9',
    '64:ff9b::808:808',
    '2001:db8::9',
    '2001::9',
    '2002:c612:a14::9',
    '3fff::9',
    '::ffff:198.18.70.9',
  ],
]

const martians: readonly Bypass[] = destinations.map((to, index) =>
  sends(
    `martian-${index}`,
    [13, 44],
    `sends to ${to}`,
    'special addresses are refused',
    to.includes(':') ? 6 : 4,
    to,
    () => [toRouter('pc1', datagram(endsOf('pc1', to), 51820)), toRouter('pc1', syn(endsOf('pc1', to), 443, 40_001))],
  ),
)

/** What a redirect must not lead to the router's own loopback. */
const loopbacks: readonly Bypass[] = (
  ['127.0.0.1', '127.8.8.8', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1'] as const
).flatMap((to, index) =>
  [22, 9514].map((port) =>
    sends(
      `loopback-${index}-${port}`,
      [60],
      `sends to ${to}, port ${port}`,
      'no PC may speak to a loopback',
      to.includes(':') ? 6 : 4,
      to,
      () => [toRouter('pc1', syn(endsOf('pc1', to), port))],
      { far: [inRouter(to, port)] },
    ),
  ),
)

const frames: readonly Bypass[] = [
  ...eachVersion((v, s) =>
    sends(`vlan${s}`, [48], 'sends in a VLAN of its own', 'no such VLAN', v, freshAddress(v), (to) =>
      [1, 10, 4094, 0x2001].map((vlan) => tagged(vlan, toRouter('pc1', syn(endsOf('pc1', to), 22)))),
    ),
  ),
  ...eachVersion((v, s) =>
    sends(
      `broadcast-frame${s}`,
      [46],
      'sends to everybody what is for the router',
      'what nobody lists is refused',
      v,
      freshAddress(v),
      (to) => {
        const packet = datagram(endsOf('pc1', to), 51820)
        return [
          frame(pc.mac, 'ff:ff:ff:ff:ff:ff', typeOf(packet), packet),
          frame(pc.mac, networkOf('staff').mac, typeOf(packet), packet),
        ]
      },
    ),
  ),
  ...eachVersion((v, s) =>
    sends(
      `small-ttl${s}`,
      [40],
      'traces a route with small hop limits',
      'what nobody lists is refused',
      v,
      freshAddress(v),
      (to) =>
        [1, 2, 3, 64].map((ttl) => {
          const ends = endsOf('pc1', to)
          const data = udp(ends, 40_000, 33434 + ttl, 'x')
          return toRouter('pc1', v === 4 ? ip4(ends, 17, data, { ttl }) : ip6(ends, 17, data, ttl))
        }),
    ),
  ),
  ...(['ack', 'rst', 'fin', 'synack'] as const).flatMap((flag) =>
    eachVersion((v, s) =>
      sends(
        `tcp-${flag}${s}`,
        [7, 55],
        `sends ${flag.toUpperCase()} out of nowhere`,
        'no flow, no way',
        v,
        freshAddress(v),
        (to) => {
          const bits = {
            ack: tcpFlags.ack | tcpFlags.push,
            rst: tcpFlags.rst,
            fin: tcpFlags.fin | tcpFlags.ack,
            synack: tcpFlags.syn | tcpFlags.ack,
          }
          const ends = endsOf('pc1', to)
          return [
            toRouter('pc1', ip(ends, 6, tcp(ends, 40_000, 443, bits[flag], Buffer.from('secret')))),
            toRouter('pc1', ip(ends, 6, tcp(ends, 40_001, 22, bits[flag], Buffer.from('secret')))),
          ]
        },
      ),
    ),
  ),
  ...eachVersion((v, s) => {
    const listed = listedAddress(v)
    return sends(
      `error-elsewhere${s}`,
      [40],
      'sends an error about an open flow to somebody else',
      'errors go only to the other end',
      v,
      freshAddress(v),
      (to) => {
        const open = datagram(endsOf('pc1', listed), 5060, 'x', 41_000)
        const answer = datagram({ from: listed, to: endsOf('pc1', listed).from }, 41_000, 'y', 5060)
        const ends = endsOf('pc1', to)
        const body = Buffer.concat([Buffer.alloc(4), answer, Buffer.from('secret')])
        return [
          toRouter('pc1', open),
          toRouter('pc1', open),
          toRouter('pc1', ip(ends, v === 4 ? 1 : 58, icmp(ends, v === 4 ? 3 : 1, 3, body))),
        ]
      },
    )
  }),
  sends(
    'redirect',
    [42, 47],
    'sends an ICMPv6 redirect and a router advertisement',
    'dropped before anything reads it',
    6,
    'ff02::1',
    (to) => {
      const ends = { from: 'fe80::7', to }
      const redirect = icmp(ends, 137, 0, Buffer.alloc(36))
      const advert = icmp(ends, 134, 0, Buffer.from('400000780000000000000000', 'hex'))
      return [redirect, advert].map((message) =>
        frame(pc.mac, '33:33:00:00:00:01', etherTypes.ipv6, ip6(ends, 58, message, 255)),
      )
    },
    { far: [inRouter('ff02::1')] },
  ),
  sends(
    'multicast-dns',
    [14],
    'asks everybody by mDNS and LLMNR',
    'stays in the room',
    4,
    '224.0.0.251',
    (to) => {
      const ends = endsOf('pc1', to)
      const other = endsOf('pc1', '224.0.0.252')
      return [
        frame(pc.mac, '01:00:5e:00:00:fb', etherTypes.ipv4, ip4(ends, 17, udp(ends, 5353, 5353, 'x'))),
        frame(pc.mac, '01:00:5e:00:00:fc', etherTypes.ipv4, ip4(other, 17, udp(other, 5355, 5355, 'x'))),
      ]
    },
    {
      far: [
        packetTo('224.0.0.251'),
        packetTo('224.0.0.252'),
        { ...packetTo('224.0.0.251'), place: 'pc3' },
        inRouter('224.0.0.251'),
      ],
    },
  ),
]

export const addressBypasses: readonly Bypass[] = [
  ...nobody,
  ...sources,
  ...exempts,
  ...optioned,
  ...headers6,
  ...fragments,
  ...martians,
  ...loopbacks,
  ...frames,
]
