/**
 * Joins conntrack's events, the gate's records and the kernel's refusals to flows, and hands each to `Visits`. Each flow is
 * counted once, whatever else tells of it. Pure: times come in.
 *
 * A forwarded flow is allowed and named at once. A flow to the gate waits for the gate's record, which comes when the
 * connection ends (HTTP: with each request). If the kernel has forgotten the flow and no record comes: where the
 * connection never stood, the gate is down and the flow was refused; where it stood (a browser's spare connection, a gate
 * that was killed) it goes by the name that the resolver gave.
 */
import type { ConntrackEvent } from '../kernel/conntrack.ts'
import { readMark } from '../kernel/conntrack-marks.ts'
import type { LeftOut } from './dns-log.ts'
import { type CutFlows, type Flow, hadStood, isSame, measure, peerOf, type SavedFlows, type Totals } from './flow.ts'
import type { GateRecord } from './gate-log.ts'
import { intern } from './intern.ts'
import { type Named, Naming, type NamingContext, portText, type RefusedReading } from './naming.ts'
import { expire, remember } from './recently-ended.ts'
import { lastPacket, type Timeouts } from './timeouts.ts'
import type { Clock, Identity, Visit } from './visit.ts'
import type { Visits } from './visits.ts'

export interface FlowContext extends NamingContext {
  readonly markMask: number
  readonly timeouts: Timeouts
  /** Seconds that a flow waits for its record, and a record for its flow. Default 5. */
  readonly graceSeconds?: number
}

/** Looking for an address (RFC 4862, 5.4; RFC 3810): from none, to a multicast address of the link. */
const isAddressSearch = ({ source, destination }: RefusedReading) => source === '::' && /^ff02::/i.test(destination)

export class Flows {
  readonly #naming: Naming
  readonly #context: FlowContext
  readonly #visits: Visits
  readonly #grace: number
  readonly #flows = new Map<number, Flow>()
  readonly #byPeer = new Map<string, Flow>()
  /** Flows that the kernel has forgotten and that still wait for their record. */
  readonly #gone = new Set<Flow>()
  readonly #ended = new Map<number, number>()
  readonly #endedPeers = new Map<string, number>()
  readonly #early = new Map<string, { readonly records: GateRecord[]; readonly since: number }>()
  /** What an earlier recorder has written already. The kernel forgets them one by one; there are never more. */
  readonly #cutIds = new Set<number>()
  /** Their peers, and when a listing or an event told of each last: uptime. */
  readonly #cutPeers = new Map<string, number>()
  #totals: Totals = {}

  constructor(context: FlowContext, visits: Visits) {
    this.#context = context
    this.#naming = new Naming(context)
    this.#visits = visits
    this.#grace = context.graceSeconds ?? 5
  }

  get size(): number {
    return this.#flows.size
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
    const known = this.#flows.get(event.id)
    if (known !== undefined && isSame(known, event) && (event.type !== 'new' || known.gone === undefined)) {
      if (known.gone !== undefined) return
      measure(known, event)
      if (event.type === 'destroy') this.#lose(known, event, clock)
      return
    }
    if (event.type !== 'new' && this.#cutIds.has(event.id)) {
      this.#cutEvent(event, clock)
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
    for (const id of this.#cutIds) {
      if (listed.has(id)) continue
      this.#cutIds.delete(id)
      // A listing leaves out what has timed out, and the event of its end comes after it (ctnetlink_dump_table).
      remember(this.#ended, id, clock.up)
    }
    for (const [peer, seen] of this.#cutPeers) if (seen < since) this.#endCutPeer(peer, clock)
    for (const flow of [...this.#flows.values()]) {
      if (flow.gone === undefined && flow.seen < since && !listed.has(flow.id))
        this.#close(flow, clock.wall, true, clock)
    }
  }

  #cutEvent(event: ConntrackEvent, clock: Clock): void {
    const peer = `${event.source} ${event.sourcePort}`
    if (event.type === 'destroy') this.#cutIds.delete(event.id)
    if (!this.#cutPeers.has(peer)) return
    if (event.type === 'destroy') this.#endCutPeer(peer, clock)
    else this.#cutPeers.set(peer, clock.up)
  }

  /** Its last record may still come. */
  #endCutPeer(peer: string, clock: Clock): void {
    this.#cutPeers.delete(peer)
    remember(this.#endedPeers, peer, clock.up)
  }

  record(record: GateRecord, clock: Clock): void {
    const peer = `${record.client} ${record.port}`
    const flow = this.#byPeer.get(peer)
    // HAProxy's clock has milliseconds only, and the kernel stamps the event after it has sent the packet on.
    if (flow !== undefined && record.at >= flow.start - 1) this.#name(flow, record, clock)
    else if (this.#endedPeers.has(peer) || this.#cutPeers.has(peer)) this.#add(record, 0, clock)
    else {
      const early = this.#early.get(peer)
      if (early === undefined) this.#early.set(peer, { records: [record], since: clock.up })
      else early.records.push(record)
    }
  }

  /** What a machine without an address yet tells its own link is nothing that anybody did. */
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

  /** Of names that are listed alone: no connection follows, since the PC is given no address. */
  leftOut({ client, name }: LeftOut, clock: Clock): void {
    const who = this.#naming.who(client)
    const site = this.#context.siteOf(name, who.room)
    if (who.exempt || site === undefined) return
    const named = { site, host: name, verdict: 'refused', why: 'private-address', port: 'udp/53' } as const
    this.#visits.add({ ...named, start: clock.wall, end: clock.wall, who, ip: client, flows: 0 }, clock)
  }

  knows(id: number): boolean {
    return this.#flows.has(id)
  }

  /** Settles what has waited long enough, and tells what: ids of flows, and peers whose records found none. */
  tick(clock: Clock): { flows: number[]; peers: string[] } {
    const flows = [...this.#gone].filter(({ gone }) => gone === undefined || clock.up - gone.seen >= this.#grace)
    const peers: string[] = []
    for (const [peer, { since }] of this.#early) {
      if (clock.up - since < this.#grace * 2) break
      peers.push(peer)
    }
    for (const flow of flows) this.#settle(flow, clock)
    for (const peer of peers) this.settlePeer(peer, clock)
    expire(this.#ended, clock.up)
    expire(this.#endedPeers, clock.up)
    return { flows: flows.map(({ id }) => id), peers }
  }

  settleFlow(id: number, clock: Clock): void {
    const flow = this.#flows.get(id)
    if (flow !== undefined) this.#settle(flow, clock)
  }

  settlePeer(peer: string, clock: Clock): void {
    const early = this.#early.get(peer)
    this.#early.delete(peer)
    if (early !== undefined) this.#adopt(early.records, clock)
  }

  /** Whether a flow that waits for its name may belong to a visit. */
  holds(): (visit: Visit) => boolean {
    const held = new Set<string>()
    for (const flow of this.#flows.values()) if (flow.visit === undefined) held.add(`${flow.client} ${flow.guess}`)
    return (visit) => held.has(`${visit.ip} ${visit.site}`)
  }

  /** Whether a flow of the last two seconds waits for its record: one that is refused is recorded within moments. */
  expectsRecord(clock: Clock): boolean {
    return [...this.#flows.values()].some(({ gate, visit, seen }) => gate && visit === undefined && clock.up - seen < 2)
  }

  /** Flows that have no record yet, named as well as can be: to be shown, not to be written. */
  unnamed(): { readonly flow: Flow; readonly who: Identity; readonly named: Named }[] {
    const waiting = [...this.#flows.values()].filter((flow) => flow.visit === undefined)
    return waiting.map((flow) => {
      const who = this.#naming.who(flow.client)
      return { flow, who, named: this.#naming.guess(flow, who) }
    })
  }

  /** What was measured so far of flows that go on, by the key of their visit. */
  measured(): { readonly key: string; readonly up: number; readonly down: number }[] {
    return [...this.#flows.values()].flatMap(({ visit, up, down, otherUp, otherDown }) => {
      const own = { up: Math.max(0, up - otherUp), down: Math.max(0, down - otherDown) }
      return visit === undefined || own.up + own.down === 0 ? [] : [{ key: visit, ...own }]
    })
  }

  /** At the end of journalling: names all that is left, as it stands, and gives what the kernel may still tell of. */
  settleAll(clock: Clock): CutFlows {
    for (const { records } of this.#early.values()) this.#adopt(records, clock)
    this.#early.clear()
    for (const flow of [...this.#flows.values()]) this.#settle(flow, clock)
    // Also what ended lately: where a listing told of the end, the event of it may come to the next recorder.
    return {
      ids: [...this.#cutIds, ...this.#ended.keys()],
      peers: [...this.#cutPeers.keys(), ...this.#endedPeers.keys()],
    }
  }

  /** What the recorder before has written: it is still in the kernel's table, and its records may still come. */
  skip(cut: CutFlows): void {
    for (const id of cut.ids) this.#cutIds.add(id)
    for (const peer of cut.peers) this.#cutPeers.set(peer, Number.NEGATIVE_INFINITY)
  }

  save(): SavedFlows {
    return {
      flows: [...this.#flows.values()],
      totals: this.#totals,
      early: [...this.#early.values()].flatMap(({ records }) => records),
      ended: { ids: [...this.#ended.keys()], peers: [...this.#endedPeers.keys()] },
      cut: { ids: [...this.#cutIds], peers: [...this.#cutPeers.keys()] },
    }
  }

  /** The monotonic clock began anew: all flows count as seen before any listing to come. */
  restore(saved: SavedFlows, clock: Clock): void {
    this.#totals = structuredClone(saved.totals)
    this.bringBack(saved.flows, clock)
    for (const id of saved.ended.ids) remember(this.#ended, id, clock.up)
    for (const peer of saved.ended.peers) remember(this.#endedPeers, peer, clock.up)
    for (const record of saved.early) this.record(record, clock)
    this.skip(saved.cut)
  }

  /** Flows of what was saved. */
  bringBack(flows: readonly Flow[], clock: Clock): void {
    for (const { gone, ...rest } of flows) {
      const flow: Flow = { ...rest, seen: clock.up - 1, gone: gone && { ...gone, seen: clock.up } }
      this.#flows.set(flow.id, flow)
      if (flow.gate) this.#byPeer.set(peerOf(flow), flow)
      if (gone !== undefined) this.#gone.add(flow)
    }
  }

  #count(who: Identity, column: keyof Totals[string], flows: number): void {
    // A room may be called `constructor`.
    if (!Object.hasOwn(this.#totals, who.room)) this.#totals[who.room] = { allowed: 0, gate: 0, refused: 0 }
    const room = this.#totals[who.room]
    if (room !== undefined) room[column] += flows
  }

  #begin(event: ConntrackEvent, clock: Clock): Flow | undefined {
    const who = this.#naming.who(event.source)
    if (who.exempt) return undefined
    // Written out, with what comes later: an object that grows, or is spread from another, costs several times as much.
    const flow: Flow = {
      id: event.id,
      client: intern(event.source),
      clientPort: event.sourcePort,
      destination: intern(event.destination),
      port: event.destinationPort,
      protocol: event.protocol,
      gate: readMark(event.mark, this.#context.markMask) === 'gate',
      start: event.at - (event.type === 'new' ? 0 : (event.duration ?? 0)),
      seen: clock.up,
      up: event.up?.bytes ?? 0,
      down: event.down?.bytes ?? 0,
      otherUp: 0,
      otherDown: 0,
      visit: undefined,
      guess: '',
      gone: undefined,
    }
    const named = this.#naming.guess(flow, who)
    flow.guess = named.site
    this.#flows.set(flow.id, flow)
    this.#count(who, flow.gate ? 'gate' : 'allowed', 1)
    if (flow.gate) this.#awaitRecord(flow, clock)
    else this.#attach(flow, who, named, clock)
    return flow
  }

  #awaitRecord(flow: Flow, clock: Clock): void {
    const peer = peerOf(flow)
    this.#byPeer.set(peer, flow)
    this.#endedPeers.delete(peer)
    this.#cutPeers.delete(peer)
    const early = this.#early.get(peer)
    this.#early.delete(peer)
    for (const record of early?.records ?? []) this.#name(flow, record, clock)
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
    const { client: ip, start } = flow
    const sighting = {
      who,
      ip,
      site: named.site,
      host: named.host,
      verdict: named.verdict,
      why: named.why,
      port: portText(flow.protocol, flow.port),
      start,
      end: Math.max(start, end),
      flows: 1,
      requests,
      open: true,
    }
    flow.visit = this.#visits.add(sighting, clock)
  }

  #lose(flow: Flow, event: ConntrackEvent, clock: Clock): void {
    this.#close(flow, lastPacket(event, this.#context.timeouts), hadStood(event), clock)
  }

  #close(flow: Flow, end: number, stood: boolean, clock: Clock): void {
    flow.gone = { end: Math.max(flow.start, end), seen: clock.up, stood }
    if (flow.visit === undefined) this.#gone.add(flow)
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
    if (this.#flows.get(flow.id) === flow) this.#flows.delete(flow.id)
    this.#gone.delete(flow)
    remember(this.#ended, flow.id, clock.up)
    if (this.#byPeer.get(peerOf(flow)) !== flow) return
    this.#byPeer.delete(peerOf(flow))
    remember(this.#endedPeers, peerOf(flow), clock.up)
  }
}
