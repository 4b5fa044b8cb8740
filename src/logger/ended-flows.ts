/**
 * Remembers flows that have ended, and flows that an earlier recorder wrote, so that late events, records and listings do not count
 * them again. A flow is known by its conntrack id, and by its peer (the PC's address and port) as the gate's records name it.
 */
import type { ConntrackEvent } from '../kernel/conntrack.ts'
import type { CutFlows } from './flow.ts'

/** Seconds for which an end is remembered: events, records and listings come at most so late. */
const MEMORY_SECONDS = 60

export class EndedFlows {
  /** Until when (uptime, seconds) each end is remembered, the oldest first. */
  readonly #ids = new Map<number, number>()
  readonly #peers = new Map<string, number>()
  /** What an earlier recorder has written already. The kernel forgets them one by one; there are never more. */
  readonly #cutIds = new Set<number>()
  /** Their peers, and when a listing or an event told of each last: uptime. */
  readonly #cutPeers = new Map<string, number>()

  /** Whether the flow ended lately. */
  has(id: number): boolean {
    return this.#ids.has(id)
  }

  /** Whether an earlier recorder wrote the flow. */
  isCut(id: number): boolean {
    return this.#cutIds.has(id)
  }

  /** Whether a record of this peer is of a flow that is counted already. */
  hasPeer(peer: string): boolean {
    return this.#peers.has(peer) || this.#cutPeers.has(peer)
  }

  add(id: number, up: number): void {
    remember(this.#ids, id, up)
  }

  addPeer(peer: string, up: number): void {
    remember(this.#peers, peer, up)
  }

  /** A new flow has this peer. */
  dropPeer(peer: string): void {
    this.#peers.delete(peer)
    this.#cutPeers.delete(peer)
  }

  /** Takes an event of a flow that an earlier recorder wrote. */
  cutEvent(event: ConntrackEvent, up: number): void {
    const peer = `${event.source} ${event.sourcePort}`
    if (event.type === 'destroy') this.#cutIds.delete(event.id)
    if (!this.#cutPeers.has(peer)) return
    if (event.type === 'destroy') this.#endCutPeer(peer, up)
    else this.#cutPeers.set(peer, up)
  }

  /** After a full listing that began at `since` (uptime): what it does not name has ended. */
  reconcile(listed: ReadonlySet<number>, since: number, up: number): void {
    for (const id of this.#cutIds) {
      if (listed.has(id)) continue
      this.#cutIds.delete(id)
      // A listing leaves out what has timed out, and the event of its end comes after it (ctnetlink_dump_table).
      this.add(id, up)
    }
    for (const [peer, seen] of this.#cutPeers) if (seen < since) this.#endCutPeer(peer, up)
  }

  expire(up: number): void {
    expire(this.#ids, up)
    expire(this.#peers, up)
  }

  /** What an earlier recorder has written: it is still in the kernel's table, and its records may still come. */
  skip(cut: CutFlows): void {
    for (const id of cut.ids) this.#cutIds.add(id)
    for (const peer of cut.peers) this.#cutPeers.set(peer, Number.NEGATIVE_INFINITY)
  }

  /** What the kernel or the gate may still tell of. */
  all(): CutFlows {
    const { ended, cut } = this.save()
    return { ids: [...cut.ids, ...ended.ids], peers: [...cut.peers, ...ended.peers] }
  }

  save(): { readonly ended: CutFlows; readonly cut: CutFlows } {
    return {
      ended: { ids: [...this.#ids.keys()], peers: [...this.#peers.keys()] },
      cut: { ids: [...this.#cutIds], peers: [...this.#cutPeers.keys()] },
    }
  }

  /** Puts back the ended flows of `save`. */
  restore(ended: CutFlows, up: number): void {
    for (const id of ended.ids) this.add(id, up)
    for (const peer of ended.peers) this.addPeer(peer, up)
  }

  /** Its last record may still come. */
  #endCutPeer(peer: string, up: number): void {
    this.#cutPeers.delete(peer)
    this.addPeer(peer, up)
  }
}

function remember<Key>(map: Map<Key, number>, key: Key, up: number): void {
  map.delete(key)
  map.set(key, up + MEMORY_SECONDS)
}

function expire(map: Map<unknown, number>, up: number): void {
  for (const [key, until] of map) {
    if (until > up) return
    map.delete(key)
  }
}
