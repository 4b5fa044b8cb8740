/** Fetches the district's list each day and when somebody asks, refuses what is not signed, old or wrong, and keeps the last good one. */
import { createBackoff } from '../machine/backoff.ts'
import { isClockSet } from '../machine/clock.ts'
import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'
import { type Message, MessageError, message } from '../messages/message.ts'
import type { DistrictListSettings } from '../settings/district-list.ts'
import { type LastHeard, readHeard, writeHeard } from './last-heard.ts'
import type { ListReader, ReadList } from './list-reader.ts'
import type { Outcome, RenewTools } from './renew-list.ts'

export interface FollowerTools extends RenewTools {
  readonly machine: RenewTools['machine'] & Pick<Machine, 'uptime' | 'timers'>
  /** Undefined while there is none in the settings, or aqtizim is switched off. */
  readonly settings: () => DistrictListSettings | undefined
  /** For an attempt, from its first question to its last octet. */
  readonly seconds: number
  /** From 0 to 1: thousands of routers must not come at once. */
  readonly random: () => number
}

/** How the last attempt went. */
export interface Standing {
  readonly running: boolean
  /** ISO 8601, UTC; absent before the first attempt since the start. */
  readonly tried?: string
  /** Absent where it went well. */
  readonly fault?: Message
  /** When an attempt went well last, whenever that was; ISO 8601, UTC. */
  readonly heard?: string
}

/** What tells settings from others. */
const nameOf = (wanted: DistrictListSettings | undefined) => (wanted === undefined ? '' : `${wanted.url} ${wanted.key}`)
const heardPath = (path: string) => `${path}.heard`

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Two weeks of holidays with the router switched off are none of the district's. */
const STALE_DAYS = 15
/** Milliseconds between two looks at the settings. */
const LOOK = MINUTE / 2
const retryMs = { first: 15 * MINUTE, longest: 6 * 60 * MINUTE }

export class DistrictListFollower {
  readonly #tools: FollowerTools
  readonly #retries = createBackoff(retryMs)
  /** Loaded when somebody looks at the list: most schools have none. */
  #reader: ListReader | undefined
  readonly #timer: Timer
  #running: Promise<void> | undefined
  #wanted = ''
  /** By `uptime`. */
  #due = 0
  #tried: string | undefined
  #fault: Message | undefined
  /** What is wrong with the list itself, and not only with the way to it. */
  #refused: Message | undefined
  #heard: LastHeard | undefined

  constructor(tools: FollowerTools) {
    this.#tools = tools
    this.#look()
    this.#timer = tools.machine.timers.every(LOOK, () => this.#look()).unref()
  }

  stop(): void {
    this.#timer.stop()
  }

  faults(): Message[] {
    if (this.#tools.settings() === undefined) return []
    return [this.#refused, this.#staleness()].flatMap((fault) => fault ?? [])
  }

  standing(): Standing {
    return {
      running: this.#running !== undefined,
      ...(this.#tried === undefined ? {} : { tried: this.#tried }),
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
      ...(this.#heard === undefined || this.#heard.isFirst ? {} : { heard: this.#heard.at }),
    }
  }

  /** Where the list lies; undefined where the settings have none. */
  url(): string | undefined {
    return this.#tools.settings()?.url
  }

  /** The last good list; its signature is checked again whenever the file is another. */
  async list(): Promise<ReadList | undefined> {
    const wanted = this.#tools.settings()
    if (wanted === undefined) return undefined
    const { ListReader } = await import('./list-reader.ts')
    this.#reader ??= new ListReader(this.#tools)
    return this.#reader.read(wanted.key)
  }

  /** Fetches now; two who ask at once wait for the same. Resolves whatever happens: `standing` tells. */
  fetch(): Promise<void> {
    const wanted = this.#tools.settings()
    if (wanted === undefined) return Promise.resolve()
    this.#running ??= this.#attempt(wanted).finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  #look(): void {
    const { settings, machine, random } = this.#tools
    const wanted = settings()
    const named = nameOf(wanted)
    this.#reader?.forgetIdle()
    if (named !== this.#wanted) {
      this.#wanted = named
      this.#refused = undefined
      this.#fault = undefined
      this.#tried = undefined
      this.#retries.reset()
      this.#heard = wanted === undefined ? undefined : this.#recall(named)
      // After a power cut in a whole town all its routers start together.
      this.#due = machine.uptime() + random() * 10 * MINUTE
    }
    if (wanted !== undefined && machine.uptime() >= this.#due) void this.fetch()
  }

  async #attempt(wanted: DistrictListSettings): Promise<void> {
    const { machine, random } = this.#tools
    const { fault, isRefusal } = await this.#inTime((signal) => this.#renew(wanted, signal))
    // It says nothing of the list that is wanted by now, which has a time of its own.
    if (!this.#isWanted(wanted)) return
    this.#tried = new Date(machine.now()).toISOString()
    this.#due = machine.uptime() + (fault === undefined ? DAY * (0.9 + random() * 0.2) : this.#retries.next())
    if (fault === undefined) {
      this.#retries.reset()
      this.#hear({ of: nameOf(wanted), at: this.#tried })
    }
    const isNew = fault !== undefined && fault.text !== this.#fault?.text
    if (isNew) machine.log('warning', fault.text)
    this.#fault = fault
    // Who cannot be reached has taken nothing back of what was refused.
    if (fault !== undefined && !isRefusal) return
    if (isNew && isRefusal) this.#tools.event('district-list-refused', { why: fault.text })
    this.#refused = fault
  }

  /** A district that has moved its list, or a router without a way out, must not go unnoticed for a term. */
  #staleness(): Message | undefined {
    const now = this.#tools.machine.now()
    const days = this.#heard === undefined ? 0 : Math.floor((now - Date.parse(this.#heard.at)) / DAY)
    return days < STALE_DAYS ? undefined : message('district-list-stale', { days })
  }

  #recall(of: string): LastHeard | undefined {
    const { machine, path } = this.#tools
    const known = readHeard(machine.files, heardPath(path), of)
    if (known !== undefined || !isClockSet(machine.now())) return known
    return this.#hear({ of, at: new Date(machine.now()).toISOString(), isFirst: true })
  }

  #hear(heard: LastHeard): LastHeard {
    this.#heard = heard
    const { machine, path } = this.#tools
    try {
      writeHeard(machine.files, heardPath(path), heard)
    } catch (error) {
      machine.log('warning', message('district-list-unkept', { reason: (error as Error).message }).text)
    }
    return heard
  }

  async #inTime(renew: (signal: AbortSignal) => Promise<Outcome>): Promise<Outcome> {
    const { machine, seconds } = this.#tools
    const late = new AbortController()
    const end = () => late.abort(new MessageError(message('district-list-slow', { seconds })))
    const timer = machine.timers.after(seconds * 1000, end)
    try {
      return await renew(late.signal)
    } catch (error) {
      if (!(error instanceof MessageError)) machine.log('error', `the district's list: ${(error as Error).stack}`)
      const says = error instanceof MessageError ? error.says : message('as-said', { output: (error as Error).message })
      return { fault: message('district-list-unreached', { fault: says }), isRefusal: false }
    } finally {
      timer.stop()
    }
  }

  #isWanted(wanted: DistrictListSettings): boolean {
    return nameOf(this.#tools.settings()) === nameOf(wanted)
  }

  async #renew(wanted: DistrictListSettings, signal: AbortSignal): Promise<Outcome> {
    const { renewList } = await import('./renew-list.ts')
    const isWanted = () => this.#isWanted(wanted)
    return renewList(this.#tools, wanted, { signal, isWanted, onKept: () => this.#reader?.forget() })
  }
}
