/** Captures every packet that a machine of the lab gets, also those that its kernel drops. */
import type { Lab } from '../lab.ts'
import type { Namespace } from '../namespace.ts'
import type { Sighting } from '../observations.ts'

/**
 * Before the fragments are joined, each packet by its address and protocol; after, TCP and UDP by their port. The router
 * counts what is left when all others have decided.
 */
function rules(place: string): string {
  const sets = ([4, 6] as const).map((version) => {
    const body = 'size 65535; flags dynamic; counter;'
    return `
  set packets${version} { type ipv${version}_addr . inet_proto; ${body} }
  set ports${version} { type ipv${version}_addr . inet_proto . inet_service; ${body} }`
  })
  const [early, later] =
    place === 'router'
      ? ['input priority 900', 'input priority 901']
      : ['prerouting priority -450', 'prerouting priority -250']
  const others =
    place === 'router'
      ? 'iifname { "lo", "wan", "br-staff" }'
      : `iifname != ${place === 'internet' ? '"wan"' : '"eth0"'}`
  return `table inet wire {${sets.join('')}
  chain early { type filter hook ${early}; ${others} return
    update @packets4 { ip daddr . meta l4proto }
    update @packets6 { ip6 daddr . meta l4proto }
  }
  chain later { type filter hook ${later}; ${others} return
    meta l4proto { tcp, udp } update @ports4 { ip daddr . meta l4proto . th dport }
    meta l4proto { tcp, udp } update @ports6 { ip6 daddr . meta l4proto . th dport }
  }
}
`
}

/** Raw listeners answer for the names below raw.test, whatever arrives. */
const rawSites = `table ip raw_sites {
  chain in { type nat hook prerouting priority dstnat;
    ip daddr 198.18.11.0/24 tcp dport 443 redirect to :4443
    ip daddr 198.18.11.0/24 tcp dport 80 redirect to :4480
  }
}
`

interface Element {
  readonly elem: {
    readonly val: { readonly concat: readonly (string | number)[] }
    readonly counter: { packets: number }
  }
}

interface Listed {
  readonly nftables: readonly { readonly set?: { readonly name: string; readonly elem?: readonly Element[] } }[]
}

/** What has been counted since it was last read, as sightings; `counts` is brought up to date. */
export function readWire(json: string, place: string, counts: Map<string, number>, at: number): Sighting[] {
  const { nftables } = JSON.parse(json) as Listed
  return nftables.flatMap(({ set }) =>
    (set?.elem ?? []).flatMap(({ elem }): Sighting[] => {
      const [address, protocol, port] = elem.val.concat
      const key = `${set?.name} ${elem.val.concat.join(' ')}`
      if ((counts.get(key) ?? 0) >= elem.counter.packets) return []
      counts.set(key, elem.counter.packets)
      const base: Sighting = { place, kind: 'packet', at, address: String(address), protocol: String(protocol) }
      return [port === undefined ? base : { ...base, port: Number(port) }]
    }),
  )
}

export interface Wire {
  /** The lab, whose `settle` now waits for the wire as well. */
  readonly lab: Lab
  /** Address, protocol and perhaps port of everything that came to the internet. */
  arrived(): readonly (readonly string[])[]
}

const watched = ['internet', 'teacher', 'exempt', 'pc1', 'pc3', 'router'] as const

export async function watchWire(lab: Lab): Promise<Wire> {
  const counts = new Map<string, Map<string, number>>()
  for (const place of watched) {
    await lab.machine(place).must(['nft', '-f', '-'], { input: rules(place) })
    counts.set(place, new Map())
  }
  await lab.internet.must(['nft', '-f', '-'], { input: rawSites })
  const readOne = async (place: string, machine: Namespace) => {
    const stdout = await machine.must(['nft', '-j', 'list', 'table', 'inet', 'wire'])
    for (const sighting of readWire(stdout, place, counts.get(place) ?? new Map(), Date.now()))
      lab.sightings.add(sighting)
  }
  const read = () => Promise.all(watched.map((place) => readOne(place, lab.machine(place))))
  // Attempts that end beside each other share a reading: one that begins after they asked.
  let next: Promise<unknown> | undefined
  let last: Promise<unknown> = Promise.resolve()
  const settle = async () => {
    await lab.settle()
    next ??= last.then(() => {
      next = undefined
      last = read()
      return last
    })
    await next
  }
  const arrived = () => [...(counts.get('internet')?.keys() ?? [])].map((key) => key.split(' ').slice(1))
  return { lab: { ...lab, settle }, arrived }
}
