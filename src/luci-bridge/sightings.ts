/** Remembers which PCs were seen, where and when, by neighbour tables and visits. */

export interface Sighting {
  readonly mac: string
  /** The newest first. */
  readonly ips: readonly string[]
  /** ms since the epoch */
  readonly at: number
}

const macsLimit = 5000
const ipsLimit = 8

/** A PC that asks for anything is heard of within this. */
export const presentMs = 600_000

export class Sightings {
  /** The longest unseen first. */
  readonly #seen = new Map<string, Sighting>()

  add(mac: string, ip: string, at: number): void {
    if (mac === '' || mac === '00:00:00:00:00:00') return
    const before = this.#seen.get(mac)
    const others = before?.ips.filter((known) => known !== ip) ?? []
    this.#seen.delete(mac)
    this.#seen.set(mac, { mac, ips: [ip, ...others].slice(0, ipsLimit), at: Math.max(at, before?.at ?? 0) })
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size <= macsLimit) break
      this.#seen.delete(oldest)
    }
  }

  all(): readonly Sighting[] {
    return [...this.#seen.values()]
  }
}
