/**
 * Joins conntrack's events, the gate's records and the kernel's refusals to flows, and hands each to `Visits`. Each flow is
 * counted once, even when several sources report it. Pure: times are arguments.
 *
 * A forwarded flow is allowed and named at once. A flow to the gate waits for the gate's record, which comes when the
 * connection ends (HTTP: with each request). If the kernel has forgotten the flow and no record comes: where the
 * connection never stood, the gate is down and the flow was refused; where it stood (a browser's spare connection, a gate
 * that was killed) it goes by the name that the resolver gave.
 */
import type { ConntrackEvent } from '../kernel/conntrack.ts'
import { readMark } from '../kernel/conntrack-marks.ts'
import type { LeftOut } from './dns-log.ts'
import { EarlyRecords } from './early-records.ts'
import { EndedFlows } from './ended-flows.ts'
import {
  type CutFlows,
  countFlows,
  type Flow,
  hadStood,
  isSame,
  measure,
  newFlow,
  peerOf,
  type SavedFlows,
  sightingOf,
  type Totals,
} from './flow.ts'
import { FlowTable } from './flow-table.ts'
import type { GateRecord } from './gate-log.ts'
import { isAddressSearch, type Named, Naming, type NamingContext, portText, type RefusedReading } from './naming.ts'
import { lastPacket, type Timeouts } from './timeouts.ts'
import type { Clock, Identity } from './visit.ts'
import type { Visits } from './visits.ts'

export interface FlowContext extends NamingContext {
  readonly markMask: number
  readonly timeouts: Timeouts
  /** Seconds that a flow waits for its record, and a record for its flow. Default 5. */
  readonly graceSeconds?: number
}

export class Flows {
  readonly table = new FlowTable()
  readonly #naming: Naming
  readonly #context: FlowContext
  readonly #visits: Visits
  readonly #grace: number
  readonly #ended = new EndedFlows()
  readonly #early = new EarlyRecords()
  #totals: Totals = {}

  constructor(context: FlowContext, visits: Visits) {
    this.#context = context
    this.#naming = new Naming(context)
    this.#visits = visits
    this.#grace = context.graceSeconds ?? 5
  }

  get totals(): Totals {
    return this.#totals
  }

  /** Whether the event is of a flow that the journal is about. */
  concerns(event: ConntrackEvent): boolean {
    const mark = readMark(event.mark, this.#context.markMask)
    return mark === 'allowed' || mark === 'gate' || mark === 'shut'
  }

  event(event: ConntrackEvent, clock: Clock): void {
    if (!this.concerns(event)) return
    const known = this.table.get(event.id)
    if (known !== undefined && isSame(known, event) && (event.type !== 'new' || known.gone === undefined)) {
      if (known.gone !== undefined) return
      measure(known, event)
      if (event.type === 'destroy') this.#lose(known, event, clock)
      return
    }
    if (event.type !== 'new' && this.#ended.isCut(event.id)) {
      this.#ended.cutEvent(event, clock.up)
      return
    }
    // The kernel gives an id again once its entry is gone: then the end of the former was lost.
    if (known !== undefined && known.gone === undefined) this.#close(known, event.at, true, clock)
    // A listing taken before its end still names what has ended.
    if (event.type !== 'new' && this.#ended.has(event.id)) return
    const flow = this.#begin(event, clock)
    if (flow !== undefined && event.type === 'destroy') this.#lose(flow, event, clock)
  }

  /** After a full listing that began at `since` (monotonic): what it does not name has ended unseen. */
  reconcile(listed: ReadonlySet<number>, since: number, clock: Clock): void {
    this.#ended.reconcile(listed, since, clock.up)
    for (const flow of [...this.table.values()]) {
      if (flow.gone === undefined && flow.seen < since && !listed.has(flow.id))
        this.#close(flow, clock.wall, true, clock)
    }
  }

  record(record: GateRecord, clock: Clock): void {
    const peer = `${record.client} ${record.port}`
    const flow = this.table.ofPeer(peer)
    // HAProxy's clock has milliseconds only, and the kernel stamps the event after it has sent the packet on.
    if (flow !== undefined && record.at >= flow.start - 1) this.#name(flow, record, clock)
    else if (this.#ended.hasPeer(peer)) this.#add(record, 0, clock)
    else this.#early.add(peer, record, clock.up)
  }

  /** Counts refused packets as a visit; packets of a machine that looks for its own address are left out. */
  refused(reading: RefusedReading, clock: Clock): void {
    if (reading.packets <= 0 || isAddressSearch(reading)) return
    const who = this.#naming.who(reading.source)
    if (who.exempt) return
    const named = this.#naming.refusal(reading, clock.wall)
    const port = portText(reading.protocol, reading.port)
    const times = { start: clock.wall, end: clock.wall }
    this.#visits.add({ ...named, ...times, who, ip: reading.source, port, flows: reading.packets }, clock)
    this.#count(who, 'refused', reading.packets)
  }

  /** A visit to a listed name whose private addresses the resolver left out: the PC has no address to connect to. */
  leftOut({ client, name }: LeftOut, clock: Clock): void {
    const who = this.#naming.who(client)
    const site = this.#context.siteOf(name, who.room)
    if (who.exempt || site === undefined) return
    const named = { site, host: name, verdict: 'refused', why: 'private-address', port: 'udp/53' } as const
    this.#visits.add({ ...named, start: clock.wall, end: clock.wall, who, ip: client, flows: 0 }, clock)
  }

  /** Settles what has waited long enough, and tells what: ids of flows, and peers whose records found none. */
  tick(clock: Clock): { flows: number[]; peers: string[] } {
    const flows = this.table.overdue(clock.up, this.#grace)
    const peers = this.#early.overdue(clock.up, this.#grace * 2)
    for (const flow of flows) this.#settle(flow, clock)
    for (const peer of peers) this.settlePeer(peer, clock)
    this.#ended.expire(clock.up)
    return { flows: flows.map(({ id }) => id), peers }
  }

  settleFlow(id: number, clock: Clock): void {
    const flow = this.table.get(id)
    if (flow !== undefined) this.#settle(flow, clock)
  }

  settlePeer(peer: string, clock: Clock): void {
    this.#adopt(this.#early.take(peer), clock)
  }

  /** Flows that have no record yet, named as well as can be: to be shown, not to be written. */
  unnamed(): { readonly flow: Flow; readonly who: Identity; readonly named: Named }[] {
    return this.table.unnamed().map((flow) => {
      const who = this.#naming.who(flow.client)
      return { flow, who, named: this.#naming.guess(flow, who) }
    })
  }

  /** At the end of journalling: names all that is left, as it stands, and gives what the kernel may still tell of. */
  settleAll(clock: Clock): CutFlows {
    for (const records of this.#early.takeAll()) this.#adopt(records, clock)
    for (const flow of [...this.table.values()]) this.#settle(flow, clock)
    // Also what ended lately: where a listing told of the end, the event of it may come to the next recorder.
    return this.#ended.all()
  }

  /** What the recorder before has written: it is still in the kernel's table, and its records may still come. */
  skip(cut: CutFlows): void {
    this.#ended.skip(cut)
  }

  save(): SavedFlows {
    return {
      flows: [...this.table.values()],
      totals: this.#totals,
      early: this.#early.all(),
      ...this.#ended.save(),
    }
  }

  /** The monotonic clock began anew: all flows count as seen before any listing to come. */
  restore(saved: SavedFlows, clock: Clock): void {
    this.#totals = structuredClone(saved.totals)
    this.bringBack(saved.flows, clock)
    this.#ended.restore(saved.ended, clock.up)
    for (const record of saved.early) this.record(record, clock)
    this.skip(saved.cut)
  }

  /** Flows of what was saved. */
  bringBack(flows: readonly Flow[], clock: Clock): void {
    for (const { gone, ...rest } of flows) {
      this.table.add({ ...rest, seen: clock.up - 1, gone: gone && { ...gone, seen: clock.up } })
    }
  }

  #count(who: Identity, column: keyof Totals[string], flows: number): void {
    countFlows(this.#totals, who.room, column, flows)
  }

  #begin(event: ConntrackEvent, clock: Clock): Flow | undefined {
    const who = this.#naming.who(event.source)
    if (who.exempt) return undefined
    const flow = newFlow(event, readMark(event.mark, this.#context.markMask) === 'gate', clock.up)
    const named = this.#naming.guess(flow, who)
    flow.guess = named.site
    this.table.add(flow)
    this.#count(who, flow.gate ? 'gate' : 'allowed', 1)
    if (flow.gate) this.#awaitRecord(flow, clock)
    else this.#attach(flow, who, named, clock)
    return flow
  }

  #awaitRecord(flow: Flow, clock: Clock): void {
    const peer = peerOf(flow)
    this.#ended.dropPeer(peer)
    for (const record of this.#early.take(peer)) this.#name(flow, record, clock)
  }

  /** The first record of a connection names its flow; further ones are requests, perhaps to other sites. */
  #name(flow: Flow, record: GateRecord, clock: Clock): void {
    const requests = record.kind === 'http' ? 1 : 0
    if (flow.visit === undefined) {
      const named = this.#naming.byRecord(record, flow.destination)
      this.#attach(flow, this.#naming.who(flow.client), named, clock, requests, record.at)
      if (flow.gone !== undefined) this.#settle(flow, clock)
      return
    }
    const key = this.#add(record, 0, clock, flow.destination)
    if (key === flow.visit) return
    flow.otherUp += record.up
    flow.otherDown += record.down
    this.#visits.grow(key, { up: record.up, down: record.down, end: record.at }, clock)
  }

  /** Records whose flow never showed: the gate saw a connection, and so the kernel counted one. */
  #adopt(records: readonly GateRecord[], clock: Clock): void {
    for (const [index, record] of records.entries()) {
      const who = this.#naming.who(record.client)
      if (who.exempt) continue
      if (index === 0) this.#count(who, 'gate', 1)
      const key = this.#add(record, index === 0 ? 1 : 0, clock)
      this.#visits.grow(key, { up: record.up, down: record.down, end: record.at }, clock)
    }
  }

  #add(record: GateRecord, flows: number, clock: Clock, destination = record.destination ?? '-'): string {
    const who = this.#naming.who(record.client)
    const named = this.#naming.byRecord(record, destination)
    const start = record.at - record.milliseconds / 1000
    const requests = record.kind === 'http' ? 1 : 0
    return this.#visits.add({ ...named, who, ip: record.client, start, end: record.at, flows, requests }, clock)
  }

  #attach(flow: Flow, who: Identity, named: Named, clock: Clock, requests = 0, end = flow.start): void {
    flow.visit = this.#visits.add(sightingOf(flow, who, named, requests, end), clock)
  }

  #lose(flow: Flow, event: ConntrackEvent, clock: Clock): void {
    this.#close(flow, lastPacket(event, this.#context.timeouts), hadStood(event), clock)
  }

  #close(flow: Flow, end: number, stood: boolean, clock: Clock): void {
    flow.gone = { end: Math.max(flow.start, end), seen: clock.up, stood }
    if (flow.visit === undefined) this.table.awaitName(flow)
    else this.#settle(flow, clock)
  }

  /** Finishes a flow: gives it a fallback name and removes it. */
  #settle(flow: Flow, clock: Clock): void {
    const end = flow.gone?.end ?? clock.wall
    if (flow.visit === undefined) {
      const who = this.#naming.who(flow.client)
      this.#attach(flow, who, this.#naming.guess(flow, who), clock, 0, end)
    }
    if (flow.visit !== undefined) {
      const up = Math.max(0, flow.up - flow.otherUp)
      const down = Math.max(0, flow.down - flow.otherDown)
      this.#visits.grow(flow.visit, { up, down, end }, clock)
      if (flow.gone !== undefined) this.#visits.release(flow.visit)
    }
    const wasLast = this.table.remove(flow)
    this.#ended.add(flow.id, clock.up)
    if (wasLast) this.#ended.addPeer(peerOf(flow), clock.up)
  }
}
