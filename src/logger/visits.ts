/**
 * Joins what PCs did into visits: one PC at one site with one verdict, until two quiet minutes have passed. Pure: times
 * come in. A visit stays open as long as one of its flows is still in the kernel's table.
 */
import { JoinedVisits } from './joined-visits.ts'
import { allowedBudgets, isNamed, RowBudget, type RowBudgets } from './row-budget.ts'
import type { Clock, Identity, Sighting, Visit } from './visit.ts'

export interface VisitOptions {
  /** Seconds without a flow or an attempt that end a visit. */
  readonly quietSeconds?: number
  /** Sites at which one PC may be refused at a time; further ones join into one visit to `*`. */
  readonly maxRefused?: number
  /** Refusals of unknown senders that a room tells apart at a time; further ones join into one visit of nobody's. */
  readonly maxStrangers?: number
  readonly budgets?: RowBudgets
  /** The same for what is allowed. */
  readonly allowedBudgets?: RowBudgets
  /** Whether nobody typed this name: connectivity checks, telemetry, updates. */
  readonly isBackground?: (name: string) => boolean
  readonly lessonOf?: (room: string) => string | undefined
}

/** Site of the visit that takes what is too much to be told apart: a port scan, a flood of invented names; a PC that is many. */
export const MANY = '*'
const MAX_HOSTS = 8
const MAX_PORTS = 8

export class Visits {
  readonly #open = new Map<string, Visit>()
  /** Refused visits open for each PC, for the bound. */
  readonly #refused = new Map<string, number>()
  readonly #options: VisitOptions
  readonly #quiet: number
  readonly #maxRefused: number
  readonly #maxStrangers: number
  readonly #budget: RowBudget
  readonly #allowed: RowBudget
  /** What each visit that joins others has joined; lost with a restart, which then counts some twice. */
  readonly #joined = new JoinedVisits()

  constructor(options: VisitOptions = {}) {
    this.#options = options
    this.#quiet = options.quietSeconds ?? 120
    this.#maxRefused = options.maxRefused ?? 100
    this.#maxStrangers = options.maxStrangers ?? 8
    this.#budget = new RowBudget(options.budgets)
    this.#allowed = new RowBudget(options.allowedBudgets ?? allowedBudgets)
  }

  /** Adds what was seen to its visit, and gives the visit's key. */
  add(seen: Sighting, clock: Clock): string {
    const visit = this.#visitOf(seen, clock)
    visit.start = Math.min(visit.start, seen.start)
    visit.flows += seen.flows
    visit.requests += seen.requests ?? 0
    visit.background &&= this.#isBackground(seen)
    if (seen.open === true) visit.open++
    note(visit, seen)
    this.grow(visit.key, { up: seen.up ?? 0, down: seen.down ?? 0, end: seen.end }, clock)
    return visit.key
  }

  /** More of a flow that is in a visit already. */
  grow(key: string, more: { up: number; down: number; end: number }, clock: Clock): void {
    const visit = this.#open.get(key)
    if (visit === undefined) return
    visit.up += more.up
    visit.down += more.down
    visit.end = Math.max(visit.end, more.end)
    // The kernel reports an end long after it; a wall clock that jumped must not stretch or cut the wait.
    const ago = Math.min(Math.max(clock.wall - more.end, 0), this.#quiet)
    visit.quietSince = Math.max(visit.quietSince, clock.up - ago)
  }

  /** A flow of the visit has left the kernel's table. */
  release(key: string): void {
    const visit = this.#open.get(key)
    if (visit !== undefined && visit.open > 0) visit.open--
  }

  /** Removes the visits that are over, and gives them. `isHeld` says of a visit that a flow not yet named may belong to it. */
  takeQuiet(clock: Clock, isHeld: (visit: Visit) => boolean = () => false): Visit[] {
    const over: Visit[] = []
    for (const visit of this.#open.values()) {
      if (visit.open > 0 || clock.up - visit.quietSince < this.#quiet || isHeld(visit)) continue
      over.push(visit)
    }
    for (const visit of over) this.drop(visit.key)
    return over
  }

  takeAll(): Visit[] {
    const all = [...this.#open.values()]
    this.#open.clear()
    this.#refused.clear()
    this.#joined.clear()
    return all
  }

  drop(key: string): void {
    const visit = this.#open.get(key)
    if (visit === undefined) return
    this.#open.delete(key)
    this.#joined.drop(key)
    if (visit.verdict === 'refused') this.#countRefused(visit, -1)
  }

  open(): readonly Visit[] {
    return [...this.#open.values()]
  }

  /** Puts back what `open` gave before a restart; the monotonic clock began anew. */
  restore(visits: readonly Visit[], clock: Clock): void {
    for (const visit of visits) {
      this.#open.set(visit.key, { ...visit, hosts: { ...visit.hosts }, ports: [...visit.ports], quietSince: clock.up })
      if (visit.verdict === 'refused') this.#countRefused(visit, 1)
    }
  }

  #visitOf(seen: Sighting, clock: Clock): Visit {
    const lesson = this.#options.lessonOf?.(seen.who.room)
    const exact = this.#open.get(keyOf(seen, lesson))
    if (exact !== undefined) return exact
    const as = seen.verdict === 'refused' ? this.#joinedAs(seen, lesson, clock) : this.#allowedAs(seen, clock)
    const key = keyOf(as, lesson)
    const visit = this.#open.get(key) ?? this.#begin(key, as, lesson, clock)
    if (as !== seen) this.#countJoined(visit, seen)
    return visit
  }

  /** The sighting itself, or as one of many of its PC or of its room where there are too many to be told apart. */
  #joinedAs(seen: Sighting, lesson: string | undefined, clock: Clock): Sighting {
    const { who } = seen
    const ofRoom = { ...seen, site: MANY, who: { ...who, pc: MANY, mac: '' } }
    if (who.mac === '' && (this.#refused.get(strangersOf(who)) ?? 0) >= this.#maxStrangers) return ofRoom
    const isCrowded = (this.#refused.get(pcOf(seen)) ?? 0) >= this.#maxRefused
    const ofPc = { ...seen, site: MANY }
    if (isCrowded && this.#open.has(keyOf(ofPc, lesson))) return ofPc
    if (this.#budget.take(who, clock.up)) return isCrowded ? ofPc : seen
    return isNamed(who) ? ofPc : ofRoom
  }

  /** The same of what is allowed: the site stays, and a PC that has a name is always told apart. */
  #allowedAs(seen: Sighting, clock: Clock): Sighting {
    const { who } = seen
    if (isNamed(who)) return seen
    return this.#allowed.take(who, clock.up) ? seen : { ...seen, who: { ...who, pc: MANY, mac: '' } }
  }

  #begin(key: string, seen: Sighting, lesson: string | undefined, clock: Clock): Visit {
    const visit: Visit = {
      key,
      who: seen.who,
      ip: seen.ip,
      site: seen.site,
      verdict: seen.verdict,
      why: seen.why,
      background: seen.site !== MANY && this.#isBackground(seen),
      lesson,
      start: seen.start,
      end: seen.end,
      flows: 0,
      requests: 0,
      up: 0,
      down: 0,
      hosts: {},
      ports: [],
      open: 0,
      quietSince: clock.up - this.#quiet,
    }
    this.#open.set(key, visit)
    if (seen.verdict === 'refused') this.#countRefused(visit, 1)
    return visit
  }

  #countJoined(visit: Visit, seen: Sighting): void {
    if (this.#joined.add(visit.key, visit.who.room, `${pcOf(seen)} ${seen.site}`))
      visit.joined = (visit.joined ?? 0) + 1
  }

  #isBackground({ host, site }: Sighting): boolean {
    return this.#options.isBackground?.(host ?? site) ?? false
  }

  #countRefused(of: { readonly who: Identity; readonly ip: string }, change: number): void {
    const keys = of.who.mac === '' ? [pcOf(of), strangersOf(of.who)] : [pcOf(of)]
    for (const key of keys) {
      const count = (this.#refused.get(key) ?? 0) + change
      if (count > 0) this.#refused.set(key, count)
      else this.#refused.delete(key)
    }
  }
}

function pcOf({ who, ip }: { readonly who: Identity; readonly ip: string }): string {
  if (who.pc === MANY) return MANY
  return who.mac === '' ? ip : who.mac
}

const strangersOf = ({ room }: Identity) => `strangers ${room}`

/** A lesson is part of it: what comes in the next one is another visit. */
function keyOf(seen: Sighting, lesson: string | undefined): string {
  const key = `${pcOf(seen)} ${seen.who.room} ${seen.verdict} ${seen.why ?? ''} ${seen.site}`
  return lesson === undefined ? key : `${key} ${lesson}`
}

function note(visit: Visit, { host, port }: Sighting): void {
  if (visit.site === MANY) return
  // A pupil may ask for a host called `constructor`.
  const seen = host !== undefined && Object.hasOwn(visit.hosts, host) ? visit.hosts[host] : undefined
  if (host !== undefined && (seen !== undefined || Object.keys(visit.hosts).length < MAX_HOSTS)) {
    visit.hosts[host] = (seen ?? 0) + 1
  }
  if (port !== undefined && !visit.ports.includes(port) && visit.ports.length < MAX_PORTS) visit.ports.push(port)
}
