/** Attempts to fill what the rules remember; nothing opens when it is full. Each is made alone. */
import type { Attempt, Stage } from '../../attempt.ts'
import { networkOf } from '../../map.ts'
import { type Bypass, eachVersion, freshAddress, packetTo } from '../bypass.ts'
import { dotted, message } from '../dns-messages.ts'
import { datagram, endsOf, syn, toRouter } from '../from-pc.ts'

const full = 'no rule that remembers opens or shuts'
const router = networkOf('lan').address4
const macAt = (at: number) =>
  `06:00:00:00:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`

/** How many elements a set of ours has; undefined in a lab without aqtizim. */
async function sizeOf(stage: Stage, set: string): Promise<number | undefined> {
  const { status, stdout } = await stage.lab.router.run(['nft', '-j', 'list', 'set', 'inet', 'aqtizim', set])
  if (status !== 0) return undefined
  const { nftables } = JSON.parse(stdout) as { nftables: { set?: { elem?: unknown[] } }[] }
  return nftables.flatMap(({ set: found }) => found?.elem ?? []).length
}

/** An attempt that first fills sets, checks that they are full, and then tries. */
function flooded(
  attempt: Bypass,
  sets: readonly (readonly [name: string, least: number])[],
  frames: () => readonly Buffer[],
): Bypass {
  return {
    ...attempt,
    try: async (pc, stage, held) => {
      await pc.frames(frames())
      for (const [set, least] of sets) {
        const size = await sizeOf(stage, set)
        if (size !== undefined && size < least) throw new Error(`${set} has only ${size} elements`)
      }
      return attempt.try(pc, stage, held)
    },
  }
}

const base = (
  id: string,
  what: string,
): Pick<Attempt, 'id' | 'who' | 'what' | 'expected'> & Pick<Bypass, 'lines' | 'defence'> => ({
  id,
  who: 'pc2',
  what,
  lines: [63],
  defence: full,
  expected: 'refused',
})

/** More destinations than are remembered, from many MACs, since each may begin 100 flows a second. */
const scanFrames = (toAddress: string) => (): Buffer[] =>
  Array.from({ length: 4400 }, (_, at) => toRouter('pc2', syn(endsOf('pc2', toAddress), 10_000 + at), macAt(at % 60)))

export const floodBypasses: readonly Bypass[] = [
  ...eachVersion((v, s) => {
    const [scanned, address] = [freshAddress(v), freshAddress(v)]
    const attempt: Bypass = {
      ...base(`full-scan${s}`, 'tries the next destination after a scan of 4,400'),
      try: (pc) => pc.tcp(address, 22),
      far: [packetTo(address), packetTo(scanned)],
    }
    return flooded(attempt, [[`refused${v}`, 4000]], scanFrames(scanned))
  }),
  ...eachVersion((v, s) => {
    const address = freshAddress(v)
    return {
      ...base(`full-other${s}`, 'sends GRE and datagrams while the memory is full'),
      try: (pc) => pc.udp(address, 51820),
      far: [packetTo(address)],
    }
  }),
  ...eachVersion((v, s) => {
    const address = freshAddress(v)
    const attempt: Bypass = {
      ...base(`full-macs${s}`, 'sends under 1,100 MACs, then tries'),
      try: (pc) => pc.tcp(address, 5222),
      far: [packetTo(address)],
    }
    return flooded(attempt, [['new_rate', 1000]], () =>
      Array.from({ length: 1100 }, (_, at) =>
        toRouter('pc2', datagram(endsOf('pc2', address), 40_000 + at), macAt(at)),
      ),
    )
  }),
  (() => {
    const attempt: Bypass = {
      ...base('full-dns', 'asks under 1,100 MACs, then for an unlisted name'),
      try: (pc) => pc.ask('full-dns.vk.test', 'AAAA', '@8.8.8.8'),
      far: [packetTo('8.8.8.8'), { kind: 'query', name: 'full-dns.vk.test' }],
    }
    const question = message([{ name: dotted('full.vk.test') }])
    return flooded(attempt, [['dns_rate', 1000]], () =>
      Array.from({ length: 1100 }, (_, at) =>
        toRouter('pc2', datagram(endsOf('pc2', router), 53, question.toString('latin1'), 20_000 + at), macAt(at)),
      ),
    )
  })(),
  (() => {
    const address = freshAddress(4)
    const attempt: Bypass = {
      ...base('full-gate', 'knocks at the gate under 1,100 MACs, then opens an unlisted site'),
      try: (pc) => pc.get(`https://${address}`, '--insecure'),
      far: [packetTo(address)],
    }
    return flooded(attempt, [['gate_rate', 1000]], () =>
      Array.from({ length: 1100 }, (_, at) =>
        toRouter('pc2', syn(endsOf('pc2', '198.18.10.1'), 443, 20_000 + at), macAt(at)),
      ),
    )
  })(),
  {
    ...base('full-ssh', "opens the router's SSH while all is full"),
    lines: [60, 63],
    try: (pc) => pc.tcp(router, 22),
    far: [{ place: 'router', kind: 'bytes', text: 'full-ssh' }],
  },
]
