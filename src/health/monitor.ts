/**
 * Compares every few seconds what stands with what was approved, and makes all checks every minute. A difference is mended,
 * and is an alarm.
 */
import type { EventDetails } from '../logger/record.ts'
import { sleep, type Timer } from '../machine/timers.ts'
import type { Message } from '../messages/message.ts'
import { describeChange } from './approved.ts'
import { type Check, createTurns, type Turn } from './check.ts'
import { isMendable, Mender } from './mend.ts'
import { ReadingTaker, type ReadingTools } from './take-readings.ts'
import { createVersionWatch, type VersionWatch } from './version-files.ts'

export interface MonitorTools extends ReadingTools {
  /** A row in the journal. */
  readonly event: (name: string, details: EventDetails) => void
}

/** Milliseconds. */
const roundMs = 10_000
const roundsOfMinute = 6
/** What does not answer is asked again before anything is done: procd may be starting it this moment. */
const secondLookMs = 1500

const isFailed = ({ verdict }: Check) => verdict === 'failed'

export class Monitor {
  readonly #tools: MonitorTools
  readonly #versions: VersionWatch
  readonly #readings: ReadingTaker
  readonly #mender: Mender
  readonly #turns = createTurns()
  #latest = new Map<string, Check>()
  #turn: Promise<unknown> = Promise.resolve()
  #timer: Timer | undefined
  #count = 0
  #isRoundWaiting = false
  /** Checks whose alarm has been raised and is not over. */
  readonly #raised = new Set<string>()

  constructor(tools: MonitorTools) {
    this.#tools = tools
    this.#versions = createVersionWatch(tools.machine.files, tools.paths.versions)
    this.#readings = new ReadingTaker(tools, this.#versions)
    this.#mender = new Mender(tools)
  }

  start(): void {
    this.#lookAtVersions()
    void this.follow()
    this.#timer = this.#tools.machine.timers.every(roundMs, () => {
      this.#count += 1
      // On a busy machine a round may take longer than the time to the next.
      if (this.#isRoundWaiting) return
      this.#isRoundWaiting = true
      void this.#inTurn(() => {
        this.#isRoundWaiting = false
        // What failed is looked at in every round: nobody should read of a fault that is over.
        return this.#round(this.#count % roundsOfMinute === 0 || this.faults().length > 0)
      })
    })
    void this.#inTurn(() => this.#round(true))
  }

  async stop(): Promise<void> {
    this.#timer?.stop()
    await this.#turn
  }

  /** Our table was loaded: what the kernel made of it is what it has to stay. */
  follow(): Promise<unknown> {
    return this.#readings.readTable().catch(() => undefined)
  }

  /** A version was approved by this daemon: its new files are no alarm. */
  approved(version: number): void {
    this.#versions.approved(version)
    this.#lookAtVersions()
  }

  /** Makes all checks now. */
  health(): Promise<readonly Check[]> {
    return this.#inTurn(async () => {
      await this.#tools.controller.idle()
      const checks = await this.#readings.all()
      this.#report(checks)
      return checks
    })
  }

  /** What each check said that failed when it was last made. */
  faults(): Message[] {
    return [...this.#latest.values()].filter(isFailed).map(({ what }) => what)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(work)
    this.#turn = next.catch((error: Error) => this.#tools.machine.log('error', `checking: ${error.message}`))
    return next
  }

  async #round(all: boolean): Promise<void> {
    const { machine, controller } = this.#tools
    const look = async () => {
      await controller.idle()
      return all ? this.#readings.all() : this.#readings.live(false)
    }
    this.#lookAtVersions()
    let checks = await look()
    if (checks.some((check) => isFailed(check) && isMendable(check))) {
      await sleep(machine.timers, secondLookMs)
      checks = await look()
    }
    this.#report(checks)
    // An answer that was late once is nothing to be mended.
    const isSure = ({ id, isSilence }: Check) => isSilence !== true || this.#raised.has(id)
    const broken = checks.filter((check) => isFailed(check) && isMendable(check) && isSure(check))
    if (broken.length > 0) await this.#mend(broken)
    else this.#mender.reset()
  }

  async #mend(broken: readonly Check[]): Promise<void> {
    const { machine } = this.#tools
    const started = machine.uptime()
    if (!(await this.#mender.mend(broken))) return
    await this.follow()
    const after = await this.#readings.live(true)
    this.#report(after, Math.round(machine.uptime() - started))
  }

  #report(checks: readonly Check[], milliseconds?: number): void {
    const ids = new Set(checks.map(({ id }) => id))
    // A group that is gone takes its checks along.
    if (ids.has('settings')) for (const id of this.#latest.keys()) if (!ids.has(id)) this.#latest.delete(id)
    for (const check of checks) this.#latest.set(check.id, check)
    const took = milliseconds === undefined ? {} : { milliseconds }
    for (const turn of this.#turns(checks, this.#tools.machine.uptime())) this.#reportTurn(turn, took)
  }

  #reportTurn(turn: Turn, took: { readonly milliseconds?: number }): void {
    const { machine, event } = this.#tools
    const { id, what: said } = turn.check
    const { text, code, values } = said
    machine.log('warning', turn.now === 'failed' ? `alarm: ${text}` : `over: ${text}`)
    const what = { about: id, what: text, code, values }
    if (turn.now === 'failed') event('alarm', what)
    else event('alarm-over', { ...what, ...took, seconds: Math.round(turn.away / 1000) })
    if (turn.now === 'failed') this.#raised.add(id)
    else this.#raised.delete(id)
  }

  #lookAtVersions(): void {
    const { machine, event } = this.#tools
    try {
      for (const change of this.#versions.look()) {
        const { text: what, code, values } = describeChange(change)
        machine.log('warning', `alarm: ${what}`)
        const seen = change.how === 'gone' ? {} : { changed: new Date(change.at).toISOString(), uid: change.uid }
        event('alarm', { about: 'version-file', what, code, values, file: change.file, ...seen })
      }
    } catch (error) {
      machine.log('error', `the versions cannot be read: ${(error as Error).message}`)
    }
  }
}
