/**
 * The daemon's rounds: every few seconds what stands is compared with what was approved, and every minute all checks are
 * made. A difference is mended, and is an alarm.
 */

import type { Controller, State } from '../control/controller.ts'
import type { Firewall } from '../firewall/apply.ts'
import { resolverName } from '../firewall/dnsmasq.ts'
import type { DroppedQuestions } from '../firewall/dropped-questions.ts'
import { type Compiled, services } from '../firewall/engines.ts'
import type { AskGate } from '../firewall/gate.ts'
import { restoreRules } from '../firewall/route-rules.ts'
import type { EventDetails } from '../logger/record.ts'
import { createBackoff } from '../machine/backoff.ts'
import { slowness } from '../machine/load.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import { sleep, type Timer } from '../machine/timers.ts'
import type { Call } from '../machine/ubus-call.ts'
import type { Message } from '../messages/message.ts'
import { describeChange } from './approved.ts'
import { type Check, createTurns, type Turn } from './check.ts'
import { checkResolver, isAway, type TableReading } from './engine-checks.ts'
import {
  readFree,
  readGateAnswers,
  readGateLists,
  readListed,
  readOffloaded,
  readPrograms,
  readResolvers,
  readRules,
  readSections,
  readTable,
  readTimeServer,
  readUpstreams,
} from './readings.ts'
import { type DaemonReading, judgeDaemon, judgeLive, judgeRouter, type LiveReading } from './run-checks.ts'
import { createVersionWatch } from './version-files.ts'

export interface MonitorTools {
  readonly machine: Machine
  readonly call: Call
  readonly ask: AskGate
  readonly paths: Paths
  readonly controller: Controller
  readonly firewall: Firewall
  /** Version of Node. */
  readonly node: string
  readonly recorderFaults: () => readonly Message[]
  readonly watchFaults: () => readonly Message[]
  readonly exporterFaults: () => readonly Message[]
  readonly cutFaults: () => readonly Message[]
  readonly droppedQuestions: () => readonly DroppedQuestions[]
  /** A row in the journal. */
  readonly event: (name: string, details: EventDetails) => void
}

/** Milliseconds. */
const roundMs = 10_000
const roundsOfMinute = 6
/** What does not answer is asked again before anything is done: procd may be starting it this moment. */
const secondLookMs = 1500
/** What cannot be mended is tried again less and less often. */
const backoffMs = { first: 10_000, longest: 300_000 }

const isFailed = ({ verdict }: Check) => verdict === 'failed'

export class Monitor {
  readonly #tools: MonitorTools
  readonly #versions: ReturnType<typeof createVersionWatch>
  readonly #turns = createTurns()
  #latest = new Map<string, Check>()
  #table: { readonly loads: number; readonly text: string } | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #timer: Timer | undefined
  #count = 0
  #isRoundWaiting = false
  /** Checks whose alarm has been raised and is not over. */
  readonly #raised = new Set<string>()
  #mendAt = 0
  readonly #backoff = createBackoff(backoffMs)
  /** Since when the settings on the disk are others than those in force; by the clock that never jumps. */
  #settingsDiffer: number | undefined

  constructor(tools: MonitorTools) {
    this.#tools = tools
    this.#versions = createVersionWatch(tools.machine.files, tools.paths.versions)
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
    return this.#readTable().catch(() => undefined)
  }

  /** A version was approved here and now: its files are no news. */
  approved(version: number): void {
    this.#versions.approved(version)
    this.#lookAtVersions()
  }

  /** Makes all checks now. */
  health(): Promise<readonly Check[]> {
    return this.#inTurn(async () => {
      await this.#tools.controller.idle()
      const checks = await this.#all()
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
    const { controller } = this.#tools
    const look = async () => {
      await controller.idle()
      return all ? this.#all() : this.#live(false)
    }
    this.#lookAtVersions()
    let checks = await look()
    if (checks.some((check) => isFailed(check) && this.#isMendable(check))) {
      await sleep(this.#tools.machine.timers, secondLookMs)
      checks = await look()
    }
    this.#report(checks)
    // An answer that was late once is nothing to be mended.
    const isSure = ({ id, isSilence }: Check) => isSilence !== true || this.#raised.has(id)
    const broken = checks.filter((check) => isFailed(check) && this.#isMendable(check) && isSure(check))
    if (broken.length > 0) await this.#mend(broken)
    else this.#backoff.reset()
  }

  #isMendable({ id }: Check): boolean {
    return id === 'table' || id === 'route-lock' || id === 'gate-lists' || id.startsWith('resolver-')
  }

  async #mend(broken: readonly Check[]): Promise<void> {
    const { machine, controller } = this.#tools
    const started = machine.uptime()
    if (started < this.#mendAt) return
    this.#mendAt = started + this.#backoff.next()
    const compiled = this.#tools.firewall.live()
    if (compiled !== undefined) {
      await this.#endSilent(compiled, new Set(broken.flatMap(({ id, isSilence }) => (isSilence ? [id] : []))))
      if (broken.some(({ id }) => id === 'route-lock')) await restoreRules(machine, compiled.plan.facts)
    }
    await controller.refresh({ force: true })
    await this.follow()
    const after = await this.#live(true)
    this.#report(after, Math.round(machine.uptime() - started))
  }

  /**
   * A process that is there and says nothing hears no signal either but this one; procd starts the next. `silent`: the checks
   * that failed so.
   */
  async #endSilent(compiled: Compiled, silent: ReadonlySet<string>): Promise<void> {
    const { call, ask, machine } = this.#tools
    if (silent.size === 0) return
    const end = (name: string, instance: string) =>
      call('service', 'signal', { name, instance, signal: 9 }).catch(() => undefined)
    for (const reading of await readResolvers(compiled, slowness(machine.files))) {
      const group = compiled.plan.groups.find(({ key }) => key === reading.group.key)
      if (group === undefined || !isAway(reading) || !silent.has(checkResolver(reading).id)) continue
      await end(services.resolver, resolverName(group))
    }
    const isGateSilent = silent.has('gate-lists') && (await readGateLists(ask, compiled, false)) === undefined
    if (isGateSilent) await end(services.gate, 'gate')
  }

  #report(checks: readonly Check[], milliseconds?: number): void {
    const { machine, event } = this.#tools
    const ids = new Set(checks.map(({ id }) => id))
    // A group that is gone takes its checks along.
    if (ids.has('settings')) for (const id of this.#latest.keys()) if (!ids.has(id)) this.#latest.delete(id)
    for (const check of checks) this.#latest.set(check.id, check)
    const took = milliseconds === undefined ? {} : { milliseconds }
    const write = (turn: Turn) => {
      const { id, what: said } = turn.check
      const { text, code, values } = said
      machine.log('warning', turn.now === 'failed' ? `alarm: ${text}` : `over: ${text}`)
      const what = { about: id, what: text, code, values }
      if (turn.now === 'failed') event('alarm', what)
      else event('alarm-over', { ...what, ...took, seconds: Math.round(turn.away / 1000) })
      if (turn.now === 'failed') this.#raised.add(id)
      else this.#raised.delete(id)
    }
    this.#turns(checks, machine.uptime()).forEach(write)
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

  /** Undefined while a load came between. */
  async #readTable(): Promise<TableReading | undefined> {
    const { machine, firewall, controller } = this.#tools
    const compiled = firewall.live()
    if (compiled === undefined) return undefined
    const loads = firewall.loads()
    const found = await readTable(machine, compiled.plan)
    // A load that is under way may be in the reading already, and is counted when it has ended.
    await controller.idle()
    if (loads !== firewall.loads()) return undefined
    if (this.#table?.loads !== loads && found !== undefined) this.#table = { loads, text: found }
    return { expected: this.#table?.loads === loads ? this.#table.text : undefined, found }
  }

  /** What was approved against what stands; `large`: also maps that take a while. */
  async #live(large: boolean): Promise<Check[]> {
    const { ask, firewall } = this.#tools
    const compiled = firewall.live()
    if (compiled === undefined) return []
    const [table, resolvers, lists] = await Promise.all([
      this.#readTable(),
      readResolvers(compiled, slowness(this.#tools.machine.files)),
      readGateLists(ask, compiled, large),
    ])
    // A list that took force meanwhile makes the reading worthless; the next round reads it anew.
    if (table === undefined || firewall.live() !== compiled) return []
    const reading: LiveReading = { table, resolvers, lists }
    return judgeLive(reading)
  }

  async #all(): Promise<Check[]> {
    const { machine, call, node, paths, controller } = this.#tools
    const state = controller.state()
    if (state === undefined) return []
    const daemon = judgeDaemon(this.#readDaemon(state))
    const { plan } = state
    if (plan === undefined) return daemon
    const { journalDir } = state.settings
    const slow = slowness(machine.files)
    const [live, rules, probes, upstreams, listed, timeFault, said, firewall, dhcp, offloaded] = await Promise.all([
      this.#live(true),
      readRules(machine, plan.facts),
      readGateAnswers(plan, slow),
      readUpstreams(plan, slow),
      readListed(plan, machine.now(), slow),
      readTimeServer(plan, slow),
      readPrograms(machine, node),
      readSections(call, 'firewall').catch(() => undefined),
      readSections(call, 'dhcp').catch(() => undefined),
      readOffloaded(machine),
    ])
    const free = readFree(machine.files, paths.below(journalDir))
    const { routerZone: zone } = state
    const dropped = this.#tools.droppedQuestions()
    const engines = { rules, probes, upstreams, listed, dropped, timeFault, said }
    const router = { ...engines, firewall, dhcp, offloaded, now: machine.now(), zone, journalDir, free }
    return [...live, ...judgeRouter(router, plan, approvedAt(state)), ...daemon]
  }

  #compareSettings({ settingsSha256: inForce }: State): DaemonReading['settingsFile'] {
    const { machine, controller } = this.#tools
    const onDisk = controller.settingsOnDisk()
    const now = machine.uptime()
    this.#settingsDiffer = onDisk === inForce ? undefined : (this.#settingsDiffer ?? now)
    return { inForce, onDisk, since: now - (this.#settingsDiffer ?? now) }
  }

  #readDaemon(state: State): DaemonReading {
    const { machine, paths, controller, recorderFaults, watchFaults, exporterFaults, cutFaults } = this.#tools
    const { settings, version, enforced, settingFaults } = state
    const { requireSignature: isRequired } = settings
    const disk = controller.newestOnDisk()
    const brief = (found: typeof version) =>
      found === undefined ? undefined : { version: found.version, sha256: found.meta.sha256 }
    const changes = this.#versions.standing()
    return {
      enabled: settings.enabled,
      enforced,
      settingFaults,
      settingsFile: this.#compareSettings(state),
      recorderFaults: recorderFaults(),
      watchFaults: watchFaults(),
      exporterFaults: exporterFaults(),
      cutFaults: cutFaults(),
      approved: {
        ...{ inForce: brief(version), onDisk: brief(disk.version), changes, faults: disk.faults },
        highest: disk.known?.highest?.version,
      },
      approvedAt: approvedAt(state),
      signature: { isRequired, hasKey: machine.files.existsSync(paths.directorKey), isSigned: version !== undefined },
    }
  }
}

function approvedAt({ version }: State): number | undefined {
  return version === undefined ? undefined : Date.parse(version.meta.at)
}
