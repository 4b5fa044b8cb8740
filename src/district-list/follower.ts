/** Fetches the district's list each day and when somebody asks, refuses what is not signed, old or wrong, and keeps the last good one. */
import { createBackoff } from '../machine/backoff.ts'
import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'
import { type Message, MessageError, message } from '../messages/message.ts'
import type { DistrictListSettings } from '../settings/district-list.ts'
import { DOCUMENT_LIMIT, parseInTurns } from '../whitelist/parse.ts'
import type { Get } from './https-get.ts'
import { type KeptList, readKept, writeKept } from './kept-list.ts'
import { ListReader, type ReadList } from './list-reader.ts'
import { findReplay, findWrong, readSigned, SIGNATURE_LIMIT, type SignedList } from './signed-list.ts'

export interface FollowerTools {
  readonly machine: Pick<Machine, 'files' | 'now' | 'uptime' | 'timers' | 'log'>
  /** Where the list is kept. */
  readonly path: string
  /** Undefined while there is none in the settings, or aqtizim is switched off. */
  readonly settings: () => DistrictListSettings | undefined
  readonly get: Get
  /** For an attempt, from its first question to its last octet. */
  readonly seconds: number
  /** From 0 to 1: thousands of routers must not come at once. */
  readonly random: () => number
  readonly breathe: () => Promise<void>
  /** A row of the journal. */
  readonly event: (name: string, details: Record<string, string | number>) => void
}

/** How the last attempt went. */
export interface Standing {
  readonly running: boolean
  /** ISO 8601, UTC; absent before the first attempt since the start. */
  readonly tried?: string
  /** Absent where it went well. */
  readonly fault?: Message
}

interface Outcome {
  readonly fault: Message | undefined
  /** Whether it is wrong with the list itself, and not only with the way to it. */
  readonly isRefusal: boolean
}

type Signed = Pick<KeptList, keyof SignedList | 'signature'>

/** What tells settings from others. */
const nameOf = (wanted: DistrictListSettings | undefined) => (wanted === undefined ? '' : `${wanted.url} ${wanted.key}`)
const allIsWell: Outcome = { fault: undefined, isRefusal: false }

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Milliseconds between two looks at the settings. */
const LOOK = MINUTE / 2
const retryMs = { first: 15 * MINUTE, longest: 6 * 60 * MINUTE }

export class DistrictListFollower {
  readonly #tools: FollowerTools
  readonly #retries = createBackoff(retryMs)
  readonly #reader: ListReader
  readonly #timer: Timer
  #running: Promise<void> | undefined
  #wanted = ''
  /** By `uptime`. */
  #due = 0
  #tried: string | undefined
  #fault: Message | undefined
  /** What is wrong with the list itself, and not only with the way to it. */
  #refused: Message | undefined

  constructor(tools: FollowerTools) {
    this.#tools = tools
    this.#reader = new ListReader(tools)
    this.#look()
    this.#timer = tools.machine.timers.every(LOOK, () => this.#look()).unref()
  }

  stop(): void {
    this.#timer.stop()
  }

  faults(): Message[] {
    return this.#refused === undefined || this.#tools.settings() === undefined ? [] : [this.#refused]
  }

  standing(): Standing {
    return {
      running: this.#running !== undefined,
      ...(this.#tried === undefined ? {} : { tried: this.#tried }),
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
    }
  }

  /** Where the list lies; undefined where the settings have none. */
  url(): string | undefined {
    return this.#tools.settings()?.url
  }

  /** The last good list; its signature is checked again whenever the file is another. */
  async list(): Promise<ReadList | undefined> {
    const wanted = this.#tools.settings()
    return wanted === undefined ? undefined : this.#reader.read(wanted.key)
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
    this.#reader.forgetIdle()
    if (named !== this.#wanted) {
      this.#wanted = named
      this.#refused = undefined
      this.#fault = undefined
      this.#tried = undefined
      this.#retries.reset()
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
    if (fault === undefined) this.#retries.reset()
    const isNew = fault !== undefined && fault.text !== this.#fault?.text
    if (isNew) machine.log('warning', fault.text)
    this.#fault = fault
    // Who cannot be reached has taken nothing back of what was refused.
    if (fault !== undefined && !isRefusal) return
    if (isNew && isRefusal) this.#tools.event('district-list-refused', { why: fault.text })
    this.#refused = fault
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
    const { machine, path, breathe, event } = this.#tools
    const refuse = (fault: Message) => ({ fault: message('district-list-refused', { fault }), isRefusal: true })
    const found = readKept(machine.files, path, wanted.key)
    if (found === 'damaged') machine.log('warning', message('district-list-damaged').text)
    const known = found === 'damaged' ? undefined : found
    const list = await this.#getWhole(wanted, known, signal)
    if (list === 'known') return allIsWell
    if ('fault' in list) return refuse(list.fault)
    const replay = findReplay(list, known)
    if (replay !== undefined) return refuse(replay)
    // The comment of a signature is not signed: with another one it is the same list.
    if (list.sha256 === known?.sha256) return allIsWell
    const parsed = await parseInTurns(list.text, {}, breathe)
    const wrong = findWrong(parsed)
    if (wrong !== undefined) return refuse(wrong)
    if (!this.#isWanted(wanted)) return allIsWell
    try {
      writeKept(machine.files, path, wanted.key, { ...list, at: new Date(machine.now()).toISOString() })
    } catch (error) {
      return { fault: message('district-list-unkept', { reason: (error as Error).message }), isRefusal: true }
    }
    this.#reader.forget()
    const { version, date } = list
    event('district-list-new', { version, date, entries: parsed.whitelist?.sites.length ?? 0 })
    return allIsWell
  }

  /** The list and its signature are two files: whoever came while they were published asks for both once more. */
  async #getWhole(wanted: DistrictListSettings, known: KeptList | undefined, signal: AbortSignal) {
    const list = await this.#get(wanted, known, signal)
    const isTorn = list !== 'known' && 'fault' in list && list.fault.code === 'district-list-wrong-signature'
    return isTorn ? this.#get(wanted, known, signal) : list
  }

  /** `known`: it is the one that is here. */
  async #get(
    { url, key }: DistrictListSettings,
    known: KeptList | undefined,
    signal: AbortSignal,
  ): Promise<Signed | { readonly fault: Message } | 'known'> {
    const { get } = this.#tools
    const signature = (await get(`${url}.sig`, SIGNATURE_LIMIT, signal)).toString()
    if (!signature.startsWith('untrusted comment:'))
      return { fault: message('district-list-no-signature', { url: `${url}.sig` }) }
    // The same signature is of the same list: it need not come again.
    if (known?.signature === signature) return 'known'
    const list = readSigned(await get(url, DOCUMENT_LIMIT, signal), signature, key)
    return 'fault' in list ? list : { ...list, signature }
  }
}
