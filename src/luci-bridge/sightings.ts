/** Remembers which PCs were seen, where and when, by neighbour tables and visits. */
import { FairMap } from '../machine/fair-map.ts'

export interface Sighting {
  readonly mac: string
  /** The newest first. */
  readonly ips: readonly string[]
  /** ms since the epoch */
  readonly at: number
  /** The router's network device, such as `br-lab`; empty while only visits told of it. */
  readonly device: string
}

const macsLimit = 5000
const ipsLimit = 8

/** A PC that asks for anything is heard of within this. */
export const presentMs = 600_000

export class Sightings {
  /** By device and MAC: who makes up MACs in one network hides nobody of another. */
  readonly #seen = new FairMap<Sighting>(macsLimit, 1)

  /** Without a `device` it is the one where the MAC was seen last. */
  add(mac: string, ip: string, at: number, device?: string): void {
    if (mac === '' || mac === '00:00:00:00:00:00') return
    const before = this.#seen.get(mac, mac)
    const others = before?.ips.filter((known) => known !== ip) ?? []
    const where = device ?? before?.device ?? ''
    const ips = [ip, ...others].slice(0, ipsLimit)
    this.#seen.set(where, mac, mac, { mac, ips, at: Math.max(at, before?.at ?? 0), device: where })
  }

  all(): readonly Sighting[] {
    return [...this.#seen.entries()].map(([, , sighting]) => sighting)
  }
}
