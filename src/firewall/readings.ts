/** Reads the kernel's counters out of `nft -j` (libnftables-json(5)). */

/** New flows of each room, since the table was made; they only grow while it stands. */
export type RoomCounts = Record<string, { allowed: number; gate: number; refused: number }>

/** Refused packets of one PC to one destination since its element was made. */
export interface RefusedElement {
  readonly source: string
  readonly destination: string
  /** Name or number. */
  readonly protocol: string
  readonly port: number | undefined
  readonly packets: number
}

/** nft prints numbers where there is no /etc/protocols. */
const protocolNames: Record<string, string> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'ipv6-icmp' }
const protocolName = (protocol: unknown) => protocolNames[String(protocol)] ?? String(protocol)

interface NftJson {
  readonly nftables: readonly {
    readonly table?: { readonly name: string }
    readonly counter?: { readonly name: string; readonly table: string; readonly packets: number }
    readonly set?: { readonly name: string; readonly table: string; readonly elem?: readonly unknown[] }
  }[]
}

/** Of `nft -j list ruleset`: whether our table is there. */
export const hasTable = (json: string) =>
  (JSON.parse(json) as NftJson).nftables.some(({ table }) => table?.name === 'aqtizim')

/** Of `nft -j list ruleset`. */
export function readCounters(json: string): RoomCounts {
  const counts: RoomCounts = {}
  for (const { counter } of (JSON.parse(json) as NftJson).nftables) {
    const [, room, kind] = /^(\w+)_(allowed|gate|refused)$/.exec(counter?.table === 'aqtizim' ? counter.name : '') ?? []
    if (counter === undefined || room === undefined) continue
    // A room may be called `constructor`.
    const known = Object.hasOwn(counts, room) ? counts[room] : undefined
    const row = known ?? { allowed: 0, gate: 0, refused: 0 }
    counts[room] = { ...row, [kind as 'allowed']: counter.packets }
  }
  return counts
}

/** Of `nft -j list set`: the elements that are one value each. */
export function readPlainElements(json: string): (string | number)[] {
  return (JSON.parse(json) as NftJson).nftables.flatMap(({ set }) =>
    (set?.elem ?? []).flatMap((element) => {
      const value = (element as { elem?: { val?: unknown } } | null)?.elem?.val ?? element
      return typeof value === 'string' || typeof value === 'number' ? [value] : []
    }),
  )
}

/** Of `nft -j list sets`: what stands in the sets of refusals. */
export function readRefusedElements(json: string): RefusedElement[] {
  return (JSON.parse(json) as NftJson).nftables.flatMap(({ set }) => {
    if (set?.table !== 'aqtizim' || !/^refused(_other)?[46]$/.test(set.name)) return []
    return (set.elem ?? []).flatMap((element) => {
      const { val, counter } =
        (element as { elem?: { val?: { concat?: unknown[] }; counter?: { packets: number } } }).elem ?? {}
      const [source, destination, protocol, port] = val?.concat ?? []
      if (typeof source !== 'string' || typeof destination !== 'string') return []
      const packets = counter?.packets ?? 0
      return [
        {
          source,
          destination,
          protocol: protocolName(protocol),
          port: typeof port === 'number' ? port : undefined,
          packets,
        },
      ]
    })
  })
}

/** Where the last reading is kept: packets by element. */
export interface ReadingStore {
  load(): Readonly<Record<string, number>> | undefined
  save(reading: Readonly<Record<string, number>>): void
}

/**
 * Gives the packets that came since the last reading; an element that counts less than before began anew. The elements
 * outlive the daemon, so what it has read is saved, and before it is given on: a kill between the two loses packets,
 * which the kernel's counters tell of, and counts none twice.
 *
 * A set that grows while it is listed can give an element twice, or leave one out (net/netfilter/nft_set_hash.c,
 * nft_rhash_walk): one that is absent is therefore remembered for one reading more.
 */
export function createRefusedDeltas(store?: ReadingStore) {
  let last = new Map(Object.entries(store?.load() ?? {}))
  let absent = new Map<string, number>()
  return (elements: readonly RefusedElement[]): RefusedElement[] => {
    const now = new Map<string, number>()
    const fresh = elements.flatMap((element) => {
      const { source, destination, protocol, port, packets } = element
      const key = `${source} ${destination} ${protocol} ${port}`
      const before = now.get(key) ?? last.get(key) ?? absent.get(key) ?? 0
      if (now.has(key) && packets <= before) return []
      now.set(key, packets)
      const since = packets >= before ? packets - before : packets
      return since > 0 ? [{ ...element, packets: since }] : []
    })
    absent = new Map([...last].filter(([key]) => !now.has(key)))
    if (fresh.length > 0 || now.size !== last.size) store?.save(Object.fromEntries([...absent, ...now]))
    last = now
    return fresh
  }
}

/** Of `nft -j list ruleset`: questions for names that the cap of each room dropped, since the table was made. */
export function readDroppedQuestions(json: string): Map<string, number> {
  const counters = (JSON.parse(json) as NftJson).nftables.flatMap(({ counter }) => counter ?? [])
  return new Map(
    counters.flatMap(({ name, table, packets }) => {
      const [, room] = /^(\w+)_dropped$/.exec(table === 'aqtizim' ? name : '') ?? []
      return room === undefined ? [] : [[room, packets]]
    }),
  )
}

const macSets = { rogue_by: 'rogue', foreign_by: 'foreign', dns_over: 'questions' } as const
type MacSet = keyof typeof macSets

/** Names of the sets that count packets of MACs. */
export const macSetNames = Object.keys(macSets)

/**
 * Of `nft -j list sets`: packets of each MAC that plays the router (`rogue`), bears an address of elsewhere, or asks for more
 * names than the cap lets through.
 */
export function readSuspects(json: string): { kind: (typeof macSets)[MacSet]; mac: string; packets: number }[] {
  return (JSON.parse(json) as NftJson).nftables.flatMap(({ set }) => {
    if (set?.table !== 'aqtizim' || !Object.hasOwn(macSets, set.name)) return []
    const kind = macSets[set.name as MacSet]
    return (set.elem ?? []).flatMap((element) => {
      const { val, counter } = (element as { elem?: { val?: unknown; counter?: { packets: number } } }).elem ?? {}
      return typeof val === 'string' ? [{ kind, mac: val, packets: counter?.packets ?? 0 } as const] : []
    })
  })
}
