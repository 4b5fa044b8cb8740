/**
 * Joins readers, flows and visits, and keeps the raw events in the journal's spool so that a killed daemon's
 * open visits come back. No effects but through the journal.
 */
import { type ConntrackEvent, parseConntrack } from '../kernel/conntrack.ts'
import { type DnsAnswer, type LeftOut, Names, type SavedNames } from './dns-log.ts'
import type { CutFlows, Flow, SavedFlows } from './flow.ts'
import { type FlowContext, Flows } from './flows.ts'
import { parseGateRecord } from './gate-log.ts'
import type { Journal } from './journal.ts'
import { type RefusedReading, UNKNOWN_ROOM } from './naming.ts'
import type { Counts, Row } from './record.ts'
import type { SpoolLine } from './spool.ts'
import type { Clock, Visit } from './visit.ts'
import { visitRow } from './visit-row.ts'
import { type VisitOptions, Visits } from './visits.ts'

export interface LedgerOptions extends Omit<FlowContext, 'nameOf'>, VisitOptions {
  readonly journal: Journal
  readonly onVisit?: (row: Row) => void
}

interface State {
  readonly visits: readonly Visit[]
  readonly flows: SavedFlows
  readonly names: SavedNames
  readonly lastRecord?: string
}

/** What one recorder leaves to the next. */
export interface Left extends CutFlows {
  readonly lastRecord?: string
}

/** What the first part leaves out. */
interface More {
  readonly more: readonly Flow[]
  readonly names: SavedNames
}

const A_PART = 500
/**
 * Ticks, a second each, without an event of the kernel after which nothing can be waiting to be read. Ticks, not seconds:
 * on a router that stood still for a while the first of them comes before what waits is read.
 */
const SILENCE = 5

export class Ledger {
  readonly #journal: Journal
  readonly #options: VisitOptions
  readonly #onVisit: (row: Row) => void
  readonly #names: Names
  readonly #visits: Visits
  readonly #flows: Flows
  #ticked: Clock = { wall: 0, up: 0 }
  /** Time (`wall`) of the kernel's newest event that was read: on a busy router it is older than its reading. */
  #heard = 0
  /** Ticks since then. */
  #silence = SILENCE
  /** Up to when (`wall`) the kernel's refusals are known; undefined where nobody can read them. */
  #refusedUntil: number | undefined
  #lastRecord: string | undefined
  /** Lines that made no sense, by where they came from. */
  readonly garbage = { conntrack: 0, gate: 0 }

  constructor(options: LedgerOptions) {
    this.#journal = options.journal
    this.#options = options
    this.#onVisit = options.onVisit ?? (() => {})
    this.#names = new Names((client) => options.identify(client)?.room ?? UNKNOWN_ROOM)
    this.#visits = new Visits(options)
    const nameOf = (client: string, address: string, now: number) => this.#names.nameOf(client, address, now)
    this.#flows = new Flows({ ...options, nameOf }, this.#visits)
    this.#journal.attach({
      state: () => this.#save(),
      asOf: () => this.#asOf(),
      rows: () => this.#seeming(this.#ticked).map((visit) => visitRow(visit, (at) => this.#journal.time(at), true)),
    })
  }

  get flows(): number {
    return this.#flows.table.size
  }

  /** The newest of the gate's records, as it was written; also after `skip` and `replay`. */
  get lastRecord(): string | undefined {
    return this.#lastRecord
  }

  /** Lines of `conntrack -E` or `-L`; gives their events. */
  conntrack(lines: readonly string[], clock: Clock): ConntrackEvent[] {
    if (lines.length > 0) this.#hear(clock.wall)
    const events: ConntrackEvent[] = []
    const kept: SpoolLine[] = []
    for (const line of lines) {
      const event = parseConntrack(line, clock.wall)
      if (event === undefined) {
        if (line !== '') this.garbage.conntrack++
        continue
      }
      events.push(event)
      if (!this.#flows.concerns(event)) continue
      if (event.type !== 'listed') kept.push({ kind: 'E', text: line })
      else if (!this.#flows.table.has(event.id)) kept.push({ kind: 'L', text: `${clock.wall} ${line}` })
    }
    const newest = events.at(-1)
    if (newest !== undefined && newest.type !== 'listed') this.#hear(Math.min(clock.wall, newest.at))
    // First kept, then counted: after a kill between the two the events are read again, and flows are told apart by their id.
    this.#journal.note(kept)
    for (const event of events) this.#flows.event(event, clock)
    return events
  }

  #hear(wall: number): void {
    this.#heard = wall
    this.#silence = 0
  }

  /** After a full listing: what it does not name has ended. `since` is the monotonic time at which it was begun. */
  reconcile(listed: ReadonlySet<number>, since: number, clock: Clock): void {
    this.#flows.reconcile(listed, since, clock)
  }

  records(messages: readonly string[], clock: Clock): void {
    this.#journal.note(messages.map((text) => ({ kind: 'G', text: `${clock.wall} ${text}` })))
    for (const message of messages) this.#record(message, clock)
  }

  refused(readings: readonly RefusedReading[], clock: Clock): void {
    this.#journal.note(readings.map((reading) => ({ kind: 'X', text: `${clock.wall} ${JSON.stringify(reading)}` })))
    for (const reading of readings) this.#flows.refused(reading, clock)
  }

  /** What the kernel refused is here up to then (`wall`); undefined where it does not tell. */
  knowRefusals(until: number | undefined): void {
    this.#refusedUntil = until
  }

  answers(answers: readonly DnsAnswer[], clock: Clock): void {
    for (const answer of answers) {
      if (!answer.refused) this.#names.remember(answer.client, answer.address, answer.name, clock.wall)
    }
  }

  /** Listed names whose private addresses the resolver left out: nothing else would tell of what a PC wanted there. */
  leftOut(names: readonly LeftOut[], clock: Clock): void {
    this.#journal.note(names.map((name) => ({ kind: 'X', text: `${clock.wall} ${JSON.stringify(name)}` })))
    for (const name of names) this.#flows.leftOut(name, clock)
  }

  /** Writes the visits that are over. */
  tick(clock: Clock): void {
    this.#ticked = clock
    this.#silence += 1
    const { flows, peers } = this.#flows.tick(clock)
    const settled = [...flows.map(String), ...peers.map((peer) => `peer ${peer}`)]
    this.#journal.note(settled.map((what) => ({ kind: 'T', text: `${clock.wall} ${what}` })))
    for (const visit of this.#visits.takeQuiet(clock, this.#flows.table.holds())) this.#write(visit, false)
  }

  expectsRecord(clock: Clock): boolean {
    return this.#flows.table.expectsRecord(clock.up)
  }

  /** At the end: writes all visits, marked where they went on, and gives the flows that did. */
  finish(clock: Clock): Left {
    const cut = this.#flows.settleAll(clock)
    for (const visit of this.#visits.takeAll()) this.#write(visit, visit.open > 0)
    return { ...cut, ...this.#newest() }
  }

  skip({ lastRecord, ...cut }: Left): void {
    this.#flows.skip(cut)
    this.#lastRecord = lastRecord
  }

  #newest(): { lastRecord?: string } {
    return this.#lastRecord === undefined ? {} : { lastRecord: this.#lastRecord }
  }

  /** Visits that go on, as rows without a number; flows that have no record yet are among them as they seem. */
  open(clock: Clock) {
    return this.#seeming(clock).map((visit) => visitRow(visit, (at) => this.#journal.time(at)))
  }

  /** More may wait in the pipe, unless there has been silence for a while, and more in the kernel's sets of refusals. */
  #asOf(): number | undefined {
    const heard = this.#silence < SILENCE ? this.#heard : undefined
    const known = [heard, this.#refusedUntil].flatMap((wall) => wall ?? [])
    return known.length === 0 ? undefined : Math.min(...known)
  }

  #seeming(clock: Clock): Visit[] {
    const seeming = new Visits(this.#options)
    seeming.restore(this.#visits.open(), clock)
    for (const { key, up, down } of this.#flows.table.measured()) seeming.grow(key, { up, down, end: 0 }, clock)
    for (const { flow, who, named } of this.#flows.unnamed()) {
      const { client: ip, start } = flow
      const end = Math.max(start, clock.wall)
      seeming.add({ ...named, who, ip, start, end, flows: 1, up: flow.up, down: flow.down }, clock)
    }
    return [...seeming.open()]
  }

  /** New flows by room, counted as the kernel's counters count: `allowed`, `gate`, `refused`. */
  totals(): Counts {
    return structuredClone(this.#flows.totals)
  }

  /** Brings back what a killed daemon had open. */
  replay(lines: readonly SpoolLine[], clock: Clock): void {
    for (const { kind, text } of lines) {
      if (kind === 'S') this.#restore(text, clock)
      else if (kind === 'C') this.#visits.drop(text)
      else if (kind === 'E') {
        const event = parseConntrack(text, clock.wall)
        if (event !== undefined) this.#flows.event(event, { ...clock, wall: event.at })
      } else if (kind !== 'R' && kind !== 'P') this.#again(kind, text, clock)
    }
  }

  /** News that were kept with their time. */
  #again(kind: 'L' | 'G' | 'X' | 'T', text: string, clock: Clock): void {
    const blank = text.indexOf(' ')
    const then = { ...clock, wall: Number(text.slice(0, blank)) || clock.wall }
    const body = text.slice(blank + 1)
    if (kind === 'G') this.#record(body, then)
    else if (kind === 'X') this.#refusedAgain(JSON.parse(body) as RefusedReading | LeftOut, then)
    else if (kind === 'T' && body.startsWith('peer ')) this.#flows.settlePeer(body.slice(5), then)
    else if (kind === 'T') this.#flows.settleFlow(Number(body), then)
    else {
      const event = parseConntrack(body, then.wall)
      if (event !== undefined) this.#flows.event(event, then)
    }
  }

  #refusedAgain(reading: RefusedReading | LeftOut, then: Clock): void {
    if ('name' in reading) this.#flows.leftOut(reading, then)
    else this.#flows.refused(reading, then)
  }

  /** Part by part: with thousands of flows, all of it in one text would be the daemon's biggest. */
  *#save(): Generator<string> {
    const { flows, ...rest } = this.#flows.save()
    const names = this.#names.save()
    const state: State = { visits: this.#visits.open(), flows: { ...rest, flows: [] }, names: [], ...this.#newest() }
    yield JSON.stringify(state)
    for (let at = 0; at < flows.length; at += A_PART)
      yield JSON.stringify({ more: flows.slice(at, at + A_PART), names: [] } satisfies More)
    // The newest first: those that are put back later stand before the others.
    for (let end = names.length; end > 0; end -= A_PART)
      yield JSON.stringify({ more: [], names: names.slice(Math.max(0, end - A_PART), end) } satisfies More)
  }

  #restore(text: string, clock: Clock): void {
    const state = JSON.parse(text) as State | More
    if ('more' in state) this.#flows.bringBack(state.more, clock)
    else {
      this.#visits.restore(state.visits, clock)
      this.#flows.restore(state.flows, clock)
      this.#lastRecord = state.lastRecord ?? this.#lastRecord
    }
    this.#names.restore(state.names)
  }

  #record(message: string, clock: Clock): void {
    this.#lastRecord = message
    const record = parseGateRecord(message, clock.wall)
    if (record === undefined) this.garbage.gate++
    else this.#flows.record(record, clock)
  }

  #write(visit: Visit, cut: boolean): void {
    const row = this.#journal.append(
      visitRow(visit, (at) => this.#journal.time(at), cut),
      visit.key,
    )
    if (row !== undefined) this.#onVisit(row)
  }
}
