/** Keeps the gate's records whose flow the kernel has not told of yet, by peer (the PC's address and port). */
import type { GateRecord } from './gate-log.ts'

export class EarlyRecords {
  /** In the order in which the peers came. */
  readonly #byPeer = new Map<string, { readonly records: GateRecord[]; readonly since: number }>()

  /** `up`: uptime, seconds. */
  add(peer: string, record: GateRecord, up: number): void {
    const early = this.#byPeer.get(peer)
    if (early === undefined) this.#byPeer.set(peer, { records: [record], since: up })
    else early.records.push(record)
  }

  /** Removes the records of a peer and gives them. */
  take(peer: string): readonly GateRecord[] {
    const early = this.#byPeer.get(peer)
    this.#byPeer.delete(peer)
    return early?.records ?? []
  }

  /** Removes all records and gives them, a list for each peer. */
  takeAll(): (readonly GateRecord[])[] {
    const all = [...this.#byPeer.values()].map(({ records }) => records)
    this.#byPeer.clear()
    return all
  }

  /** Peers whose first record came `seconds` ago or earlier. */
  overdue(up: number, seconds: number): string[] {
    const peers: string[] = []
    for (const [peer, { since }] of this.#byPeer) {
      if (up - since < seconds) break
      peers.push(peer)
    }
    return peers
  }

  all(): GateRecord[] {
    return [...this.#byPeer.values()].flatMap(({ records }) => records)
  }
}
