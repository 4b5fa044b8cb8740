/** Attempts with options, extension headers and fragments. */
import { networkOf, stationOf } from '../../map.ts'
import { type Bypass, eachVersion, freshAddress, listedAddress, packetTo } from '../bypass.ts'
import { endsOf, toRouter } from '../from-pc.ts'
import { type Ends, extension, fragmentHeader, ip4, ip6, udp } from '../packets.ts'
import { sends } from '../sends.ts'

const pc = stationOf('pc1')
const router = networkOf('lan')

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

export const headerBypasses: readonly Bypass[] = [...optioned, ...headers6, ...fragments]
