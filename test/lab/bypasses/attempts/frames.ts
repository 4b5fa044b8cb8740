/** Attempts with special destinations, odd frames and odd flags. */
import { networkOf, stationOf } from '../../map.ts'
import { type Bypass, eachVersion, freshAddress, inRouter, listedAddress, packetTo } from '../bypass.ts'
import { datagram, endsOf, syn, toRouter, typeOf } from '../from-pc.ts'
import { etherTypes, frame, icmp, ip, ip4, ip6, tagged, tcp, tcpFlags, udp } from '../packets.ts'
import { sends } from '../sends.ts'

const pc = stationOf('pc1')

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

export const frameBypasses: readonly Bypass[] = [...martians, ...loopbacks, ...frames]
