/** Attempts with false addresses, odd headers and frames that no decent kernel sends. */

import { handsAt } from '../../client.ts'
import { networkOf, stationOf, wan } from '../../map.ts'
import { type Bypass, eachVersion, freshAddress, inRouter, listedAddress, packetTo } from '../bypass.ts'
import { dotted, message } from '../dns-messages.ts'
import { datagram, endsOf, syn, toRouter } from '../from-pc.ts'
import { arp, type Ends, etherTypes, frame } from '../packets.ts'
import { type Frames, sends } from '../sends.ts'

const pc = stationOf('pc1')
const exempt = stationOf('exempt')
const router = networkOf('lan')

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

/** A flow that the exempt device has open; the internet's datagram sighting tells whose words arrive. */
const borrowed: readonly Bypass[] = eachVersion((v, s) => {
  const to = v === 4 ? '198.18.10.23' : '2001:2:0:ffff::123'
  return {
    id: `exempt-flow${s}`,
    lines: [45, 46],
    who: 'pc1',
    what: 'speaks within a flow that the exempt device has open',
    defence: both,
    expected: 'refused',
    try: async (hands, stage) => {
      const own = toRouter('exempt', datagram(endsOf('exempt', to), 51820, 'own', 42_000))
      await handsAt(stage.lab, 'exempt', 'exempt-flow').frames([own, own])
      const seen = await hands.frames([toRouter('pc1', datagram(endsOf('exempt', to), 51820, `stolen${s}`, 42_000))])
      // Without the flow nothing was tried.
      const flow = { kind: 'datagram', place: 'internet', text: 'own' } as const
      const open = await stage.lab.sightings.wait([flow], stage.since)
      return open === undefined ? { outcome: 'opens', detail: 'the exempt device has no flow' } : seen
    },
    far: [{ kind: 'datagram', text: `stolen${s}` }],
  }
})

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

export const addressBypasses: readonly Bypass[] = [...nobody, ...sources, ...exempts, ...borrowed]
