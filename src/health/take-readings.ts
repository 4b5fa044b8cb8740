/** Takes all readings that the checks need, and has them judged: what was approved against what stands, the router, the daemon. */
import type { Controller, State } from '../control/controller.ts'
import type { AnswerSets } from '../firewall/answer-sets.ts'
import type { Firewall } from '../firewall/apply.ts'
import type { DroppedQuestions } from '../firewall/dropped-questions.ts'
import type { AskGate } from '../firewall/gate.ts'
import { readFlows } from '../firewall/shares.ts'
import { slowness } from '../machine/load.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import type { Call } from '../machine/ubus-call.ts'
import type { Message } from '../messages/message.ts'
import type { Check } from './check.ts'
import type { TableReading } from './engine-checks.ts'
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
import type { VersionWatch } from './version-files.ts'

export interface ReadingTools {
  readonly machine: Machine
  readonly call: Call
  readonly ask: AskGate
  readonly paths: Paths
  readonly controller: Controller
  readonly firewall: Firewall
  /** Version of Node. */
  readonly node: string
  readonly recorderFaults: () => readonly Message[]
  /** When the kernel dropped events last; ms of uptime. */
  readonly lastLoss: () => number | undefined
  readonly watchFaults: () => readonly Message[]
  readonly exporterFaults: () => readonly Message[]
  readonly cutFaults: () => readonly Message[]
  readonly droppedQuestions: () => readonly DroppedQuestions[]
  readonly answerSets: Pick<AnswerSets, 'read'>
}

export class ReadingTaker {
  readonly #tools: ReadingTools
  readonly #versions: VersionWatch
  /** The table as the kernel printed it, and the number of loads before that. */
  #table: { readonly loads: number; readonly text: string } | undefined
  /** Since when the settings on the disk differ from those in force; by the monotonic clock. */
  #settingsDiffer: number | undefined

  constructor(tools: ReadingTools, versions: VersionWatch) {
    this.#tools = tools
    this.#versions = versions
  }

  /** Reads the table; the first reading after a load is what later ones are compared with. Undefined while a load came between. */
  async readTable(): Promise<TableReading | undefined> {
    const { machine, firewall, controller } = this.#tools
    const compiled = firewall.live()
    if (compiled === undefined) return undefined
    const loads = firewall.loads()
    const { text: found, isUnread } = await readTable(machine, compiled.plan)
    // A load that is under way may be in the reading already, and is counted when it has ended.
    await controller.idle()
    if (loads !== firewall.loads()) return undefined
    if (this.#table?.loads !== loads && found !== undefined) this.#table = { loads, text: found }
    return { expected: this.#table?.loads === loads ? this.#table.text : undefined, found, isUnread }
  }

  /** Checks of what was approved against what stands; `large`: also maps that take a while. */
  async live(large: boolean): Promise<Check[]> {
    const { ask, firewall } = this.#tools
    const compiled = firewall.live()
    if (compiled === undefined) return []
    const [table, resolvers, lists] = await Promise.all([
      this.readTable(),
      readResolvers(compiled, slowness(this.#tools.machine.files)),
      readGateLists(ask, compiled, large),
    ])
    // A list that came into force meanwhile makes the reading useless; the next round reads again.
    if (table === undefined || firewall.live() !== compiled) return []
    const reading: LiveReading = { table, resolvers, lists }
    return judgeLive(reading)
  }

  /** All checks. */
  async all(): Promise<Check[]> {
    const { machine, call, node, paths, controller } = this.#tools
    const state = controller.state()
    if (state === undefined) return []
    const daemon = judgeDaemon(this.#readDaemon(state))
    const { plan } = state
    if (plan === undefined) return daemon
    const { journalDir } = state.settings
    const slow = slowness(machine.files)
    const [live, rules, probes, upstreams, listed, timeFault, said, firewall, dhcp, offloaded] = await Promise.all([
      this.live(true),
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
    const answerSets = this.#tools.answerSets.read(machine.uptime())
    const flows = { count: readFlows(machine.files, 'count'), max: readFlows(machine.files, 'max') }
    const engines = { rules, probes, upstreams, listed, dropped, answerSets, flows, timeFault, said }
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
    const lastLoss = this.#tools.lastLoss()
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
      sinceLoss: lastLoss === undefined ? undefined : machine.uptime() - lastLoss,
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
