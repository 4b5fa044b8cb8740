/** Defines a flow that waits for events of the kernel and records of the gate. */
import type { ConntrackEvent } from '../kernel/conntrack.ts'
import type { GateRecord } from './gate-log.ts'
import { intern } from './intern.ts'
import { type Named, portText } from './naming.ts'
import type { Identity, Sighting } from './visit.ts'

/** Plain data: it is saved and restored as JSON. */
export interface Flow {
  readonly id: number
  readonly client: string
  readonly clientPort: number | undefined
  readonly destination: string
  readonly port: number | undefined
  readonly protocol: string
  readonly gate: boolean
  readonly start: number
  /** Monotonic time when it was first seen. */
  readonly seen: number
  up: number
  down: number
  /** Octets of it that are in other visits than its own. */
  otherUp: number
  otherDown: number
  /** Key of its visit, once it is named. */
  visit: string | undefined
  /** Its site as far as it is known without the gate's record. */
  guess: string
  /** Set when the kernel has forgotten it. `end`: its last packet, wall clock; `seen`: uptime of that event. */
  gone: { end: number; seen: number; stood: boolean } | undefined
}

/** New flows by room, as the kernel's counters count them; `refused` are packets. */
export type Totals = Record<string, { allowed: number; gate: number; refused: number }>

export interface SavedFlows {
  readonly flows: readonly Flow[]
  readonly totals: Totals
  /** Records that wait for their flow. */
  readonly early: readonly GateRecord[]
  /** What is not to be brought back. */
  readonly ended: CutFlows
  readonly cut: CutFlows
}

/** Flows that were written although the kernel may still tell of them, because journalling ended: their ids and peers. */
export interface CutFlows {
  readonly ids: readonly number[]
  readonly peers: readonly string[]
}

/** The flow that an event of conntrack is about, without a name. `up`: uptime, seconds. */
export function newFlow(event: ConntrackEvent, gate: boolean, up: number): Flow {
  // Written out, with what comes later: an object that grows, or is spread from another, costs several times as much.
  return {
    id: event.id,
    client: intern(event.source),
    clientPort: event.sourcePort,
    destination: intern(event.destination),
    port: event.destinationPort,
    protocol: event.protocol,
    gate,
    start: event.at - (event.type === 'new' ? 0 : (event.duration ?? 0)),
    seen: up,
    up: event.up?.bytes ?? 0,
    down: event.down?.bytes ?? 0,
    otherUp: 0,
    otherDown: 0,
    visit: undefined,
    guess: '',
    gone: undefined,
  }
}

/** What `Visits` takes of a flow that has a name. */
export function sightingOf(flow: Flow, who: Identity, named: Named, requests: number, end: number): Sighting {
  return {
    who,
    ip: flow.client,
    site: named.site,
    host: named.host,
    verdict: named.verdict,
    why: named.why,
    port: portText(flow.protocol, flow.port),
    start: flow.start,
    end: Math.max(flow.start, end),
    flows: 1,
    requests,
    open: true,
  }
}

export function countFlows(totals: Totals, room: string, column: keyof Totals[string], flows: number): void {
  // A room may be called `constructor`.
  if (!Object.hasOwn(totals, room)) totals[room] = { allowed: 0, gate: 0, refused: 0 }
  const counts = totals[room]
  if (counts !== undefined) counts[column] += flows
}

/** What the kernel has measured of it by now. */
export function measure(flow: Flow, event: ConntrackEvent): void {
  flow.up = event.up?.bytes ?? flow.up
  flow.down = event.down?.bytes ?? flow.down
}

/** A refused or reset opening brings back one packet at most. */
export function hadStood(event: ConntrackEvent): boolean {
  return event.assured || (event.down?.packets ?? 0) > 1
}

/** The kernel gives an id again: by its ends a flow is known to be another. */
export function isSame(flow: Flow, event: ConntrackEvent): boolean {
  return flow.client === event.source && flow.destination === event.destination && flow.clientPort === event.sourcePort
}

/** Whose connection it is, as the gate sees it. */
export function peerOf(flow: Flow): string {
  return `${flow.client} ${flow.clientPort}`
}
