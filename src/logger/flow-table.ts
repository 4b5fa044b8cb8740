/** Holds the flows that have not ended, or have no name yet, by conntrack id and by peer. */
import { type Flow, peerOf } from './flow.ts'
import type { Visit } from './visit.ts'

export class FlowTable {
  readonly #flows = new Map<number, Flow>()
  /** Flows to the gate, by the PC's address and port. */
  readonly #byPeer = new Map<string, Flow>()
  /** Flows that the kernel has forgotten and that still wait for the gate's record. */
  readonly #gone = new Set<Flow>()

  get size(): number {
    return this.#flows.size
  }

  has(id: number): boolean {
    return this.#flows.has(id)
  }

  get(id: number): Flow | undefined {
    return this.#flows.get(id)
  }

  ofPeer(peer: string): Flow | undefined {
    return this.#byPeer.get(peer)
  }

  values(): IterableIterator<Flow> {
    return this.#flows.values()
  }

  add(flow: Flow): void {
    this.#flows.set(flow.id, flow)
    if (flow.gate) this.#byPeer.set(peerOf(flow), flow)
    if (flow.gone !== undefined) this.#gone.add(flow)
  }

  /** The kernel has forgotten the flow, and it has no name yet. */
  awaitName(flow: Flow): void {
    this.#gone.add(flow)
  }

  /** Gives whether it was the last flow of its peer. */
  remove(flow: Flow): boolean {
    if (this.#flows.get(flow.id) === flow) this.#flows.delete(flow.id)
    this.#gone.delete(flow)
    const peer = peerOf(flow)
    return this.#byPeer.get(peer) === flow && this.#byPeer.delete(peer)
  }

  /** Flows that the kernel forgot `seconds` ago or earlier, and that have no name yet. `up`: uptime. */
  overdue(up: number, seconds: number): Flow[] {
    return [...this.#gone].filter(({ gone }) => gone === undefined || up - gone.seen >= seconds)
  }

  /** Flows that have no name yet. */
  unnamed(): Flow[] {
    return [...this.#flows.values()].filter((flow) => flow.visit === undefined)
  }

  /** Tells of a visit whether a flow that has no name yet may belong to it. */
  holds(): (visit: Visit) => boolean {
    const held = new Set<string>()
    for (const flow of this.#flows.values()) if (flow.visit === undefined) held.add(`${flow.client} ${flow.guess}`)
    return (visit) => held.has(`${visit.ip} ${visit.site}`)
  }

  /** Whether a flow of the last two seconds waits for its record: a refused one is recorded within moments. `now`: uptime. */
  expectsRecord(now: number): boolean {
    return [...this.#flows.values()].some(({ gate, visit, seen }) => gate && visit === undefined && now - seen < 2)
  }

  /** Octets measured so far of flows that go on, by the key of their visit. */
  measured(): { readonly key: string; readonly up: number; readonly down: number }[] {
    return [...this.#flows.values()].flatMap(({ visit, up, down, otherUp, otherDown }) => {
      const own = { up: Math.max(0, up - otherUp), down: Math.max(0, down - otherDown) }
      return visit === undefined || own.up + own.down === 0 ? [] : [{ key: visit, ...own }]
    })
  }
}
