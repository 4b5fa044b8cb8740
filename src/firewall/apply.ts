/**
 * Puts a plan into force, all or nothing: each engine's checker reads its part first, and on any error the old rules
 * stay. The kernel is changed first, then the resolvers, then the gate.
 */

import { randomBytes } from 'node:crypto'
import type { Machine } from '../machine/machine.ts'
import type { Call } from '../machine/ubus-call.ts'
import { type Message, message, messageOf, reasonOf } from '../messages/message.ts'
import { type Candidate, check, refusalOf, writeFiles } from './check.ts'
import { compileAll, filesOf } from './compile.ts'
import { type Compiled, Engines, type GateControl, isMap, isNew } from './engines.ts'
import { tooDeep } from './gate-maps.ts'
import { compileGate, gatePaths } from './haproxy.ts'
import type { GatePages } from './haproxy-pages.ts'
import { cutSet } from './nft-sets.ts'
import { compileCut, compileTable, flushSets, loadMark, table as tableName } from './nftables.ts'
import { atBoot, type Facts, gatePlan, type Plan } from './plan.ts'
import { readPlainElements } from './readings.ts'
import { compileRouteLock, setRouteLock } from './route-lock.ts'
import { removeStaleRules, restoreRules } from './route-rules.ts'
import { shrunkSets } from './shrunk-sets.ts'
import { findStale } from './stale-sets.ts'

export interface ApplyTools {
  readonly machine: Machine
  readonly call: Call
  readonly gate: GateControl
  readonly pages: (facts: Facts) => GatePages
  /** The ruleset of the last list that took force, loaded at boot before the network is up. */
  readonly bootRuleset: string
  /** The file of UCI `network`. */
  readonly networkFile: string
}

/** A plan that stands in the kernel, and that the engines have been told. */
export interface InForce {
  readonly applied: Compiled
  /** Engines that have the new files and do not answer out of them: what they guard is shut. */
  readonly settled: Promise<readonly Message[]>
  /** Whether sets may hold again, until then, what a resolver has answered out of the list before. */
  readonly mayRefill: boolean
  /** Why the next boot will not have this ruleset; the early init script shuts the rooms where it has none. */
  readonly unsaved?: Message
}

export type Applied = InForce | { readonly refused: readonly Message[] }

/** The last line of the ruleset for the boot: one that a power cut has shortened lacks it. */
export const bootEnd = '# complete'

/** How many of our own loads are remembered: `nft monitor` reports each a moment later. */
const remembered = 100

export class Firewall {
  readonly #tools: ApplyTools
  readonly #engines: Engines
  #live: Compiled | undefined
  #ownLoads: string[] = []
  #loads = 0
  /** Sets to be emptied again when the resolvers have followed: until then they answer out of the list before. */
  readonly #owed = new Set<string>()
  /** Flows that lists have shut, by their ids; undefined until the kernel was asked what a daemon before had it refuse. */
  #cut: readonly number[] | undefined

  constructor(tools: ApplyTools) {
    this.#tools = tools
    this.#engines = new Engines(tools)
  }

  /** What was applied last. */
  live(): Compiled | undefined {
    return this.#live
  }

  /** Whether a transaction with this mark was one of our own loads, so that what `nft monitor` reports of it is ignored. */
  isOwnLoad(mark: string): boolean {
    return this.#ownLoads.includes(mark)
  }

  /** How often our table was loaded: a reading of the kernel holds for one of them. */
  loads(): number {
    return this.#loads
  }

  /**
   * Gives the kernel what took force last, which was checked then: this needs no disk, no ubus and no other engine.
   * Resolves with false where there is nothing to give, or where nft refuses it.
   */
  async restore(emptied: readonly string[] = []): Promise<boolean> {
    if (this.#live === undefined) return false
    const { plan } = this.#live
    const stale = await findStale(this.#tools.machine, plan)
    const known = emptied.filter((name) => compileTable(plan).sets.includes(name))
    const cut = this.#cut === undefined ? '' : compileCut(this.#cut)
    return (await this.#load(`${compileTable(plan, { ...stale, emptied: known }).text}${cut}`)) === undefined
  }

  /** The flows that the kernel refuses because a list has shut them, by their ids in conntrack. */
  async refusedFlows(): Promise<readonly number[]> {
    if (this.#cut === undefined) {
      const listed = await this.#tools.machine.run(['nft', '-j', 'list', 'set', ...tableName.split(' '), cutSet.name])
      const elements = listed.status === 0 ? readPlainElements(listed.stdout) : []
      this.#cut = elements.filter((id) => typeof id === 'number')
    }
    return this.#cut
  }

  /** Has the kernel refuse these flows from their next packet on, and none of before; false where it does not take them. */
  async refuseFlows(ids: readonly number[]): Promise<boolean> {
    const isTaken = (await this.#load(compileCut(ids))) === undefined
    if (isTaken) this.#cut = ids
    return isTaken
  }

  /** With `force` the kernel and the engines get everything again, because another program may have changed them. */
  async apply(plan: Plan, { force = false } = {}): Promise<Applied> {
    const { machine, pages } = this.#tools
    machine.files.mkdirSync(`${plan.facts.runDir}/log`, { recursive: true })
    const next = compileAll(plan, pages)
    const before = force ? undefined : this.#live
    const table = await this.#tableToLoad(next, before)
    const refusal = await this.#check(next, before, table)
    if (refusal !== undefined) return { refused: [refusal] }
    const unlocked = await this.#lockRoutes(plan)
    const emptied = this.#emptied(next)
    const failure = await (table === undefined ? this.#forget(emptied) : this.#load(table))
    if (failure !== undefined) return { refused: [failure] }
    for (const name of emptied) this.#owed.add(name)
    writeFiles(
      machine,
      [...next.resolvers, ...next.gate].filter((file) => isNew(file, filesOf(before))),
    )
    await this.#engines.tell(next, before)
    this.#live = next
    const unsaved = this.#saveForBoot(`${compileTable(atBoot(plan)).text}${bootEnd}\n`)
    const settled = this.#settle(next).then((late) => (unlocked === undefined ? late : [...late, unlocked]))
    const mayRefill = this.#owed.size > 0
    return { applied: next, settled, mayRefill, ...(unsaved === undefined ? {} : { unsaved }) }
  }

  /** Where netifd cannot be told, the kernel is; gives why the next boot will lack it. */
  async #lockRoutes({ facts }: Plan): Promise<Message | undefined> {
    const { machine } = this.#tools
    const former = this.#live?.plan.facts
    try {
      const changed = await setRouteLock(this.#lockTools(), compileRouteLock(facts.lockedNetworks, facts.markMask))
      if (changed || former === undefined) await removeStaleRules(machine, facts, former)
      return undefined
    } catch (error) {
      await restoreRules(machine, facts)
      return messageOf(error)
    }
  }

  #lockTools() {
    const { machine, call, networkFile } = this.#tools
    return { files: machine.files, call, networkFile }
  }

  /** Removes everything of ours from the router, for `enabled '0'`. */
  async remove(): Promise<void> {
    const { machine, bootRuleset } = this.#tools
    this.#live = undefined
    await this.#engines.remove()
    await setRouteLock(this.#lockTools(), [])
    await removeStaleRules(machine)
    await machine.run(['nft', 'delete', 'table', ...tableName.split(' ')])
    if (machine.files.existsSync(bootRuleset)) machine.files.unlinkSync(bootRuleset)
  }

  /** Undefined where the kernel has it already. */
  async #tableToLoad(next: Compiled, before: Compiled | undefined): Promise<string | undefined> {
    if (before?.table === next.table) return undefined
    const stale = await findStale(this.#tools.machine, next.plan)
    return compileTable(next.plan, { ...stale, emptied: this.#emptied(next) }).text
  }

  /** Sets that may hold addresses of a name that the new list no longer has. */
  #emptied(next: Compiled): readonly string[] {
    return this.#live === undefined ? [] : shrunkSets(this.#live.plan, next.plan)
  }

  /** Empties sets: all that a list with other names and the same rules needs. Gives nft's refusal. */
  async #forget(emptied: readonly string[]): Promise<Message | undefined> {
    if (emptied.length === 0) return undefined
    const { status, stderr } = await this.#tools.machine.run(['nft', '-f', '-'], { input: flushSets(emptied) })
    return status === 0 || (await this.restore(emptied)) ? undefined : refusalOf('nft', stderr, status)
  }

  /** Waits until the engines follow, and empties again what a resolver has filled by the list before. */
  async #settle(next: Compiled): Promise<readonly Message[]> {
    const { late, resolversFollow } = await this.#engines.settled(next)
    if (this.#owed.size === 0 || !resolversFollow) return late
    await this.#engines.endFormerAnswers(next)
    const { sets } = compileTable(next.plan)
    const failure = await this.#forget([...this.#owed].filter((name) => sets.includes(name)))
    if (failure !== undefined) return [...late, failure]
    this.#owed.clear()
    return late
  }

  /** In the checkers' own folder, so that HAProxy reads the maps that belong to the candidate. */
  async #check(next: Compiled, before: Compiled | undefined, table: string | undefined): Promise<Message | undefined> {
    const { plan } = next
    const [deep] = plan.groups.flatMap(({ names }) => tooDeep(names))
    if (deep !== undefined) return message('gate-name-too-deep', { name: deep })
    const { machine, pages } = this.#tools
    const folder = `${plan.facts.runDir}/next`
    machine.files.mkdirSync(folder, { recursive: true })
    const isGateNew = next.gate.some((file) => !isMap(file) && isNew(file, before?.gate))
    const there: Plan = { ...plan, facts: { ...plan.facts, runDir: folder } }
    const candidate: Candidate = {
      table,
      resolvers: next.resolvers.filter((file) => isNew(file, before?.resolvers)),
      gate: isGateNew ? compileGate(gatePlan(there), pages(there.facts)) : [],
      gateConfig: gatePaths(there.facts).config,
    }
    return check(machine, folder, candidate)
  }

  async #load(table: string): Promise<Message | undefined> {
    // Process numbers would not do: in a PID namespace nft monitor names others than we know.
    const mark = `${loadMark}${randomBytes(6).toString('hex')}`
    this.#ownLoads = [...this.#ownLoads, mark].slice(-remembered)
    const input = `${table}add chain ${tableName} ${mark}\n`
    const { status, stderr } = await this.#tools.machine.run(['nft', '-f', '-'], { input })
    this.#loads += 1
    return status === 0 ? undefined : refusalOf('nft', stderr, status)
  }

  #saveForBoot(text: string): Message | undefined {
    const { machine, bootRuleset } = this.#tools
    const { files } = machine
    try {
      if (!files.existsSync(bootRuleset) || files.readFileSync(bootRuleset, 'utf8') !== text)
        writeFiles(machine, [{ path: bootRuleset, text }])
      return undefined
    } catch (error) {
      return message('boot-ruleset-unwritable', { file: bootRuleset, reason: reasonOf(error) })
    }
  }
}
