/**
 * Puts a plan into force, all or nothing: every engine's checker reads its part first, and on any refusal what stood
 * before goes on standing. Kernel first, then resolvers, then the gate.
 */

import { randomBytes } from 'node:crypto'
import type { Machine } from '../machine/machine.ts'
import type { Call } from '../machine/ubus-call.ts'
import { type Message, message, reasonOf } from '../messages/message.ts'
import { type Candidate, check, refusalOf, writeFiles } from './check.ts'
import { compileResolvers } from './dnsmasq.ts'
import { type Compiled, Engines, type GateControl, isMap, isNew } from './engines.ts'
import { tooDeep } from './gate-maps.ts'
import { compileGate, gatePaths } from './haproxy.ts'
import type { GatePages } from './haproxy-pages.ts'
import { shrunkSets } from './nft-sets.ts'
import { compileTable, flushSets, loadMark, type Stale, table as tableName } from './nftables.ts'
import { atBoot, type Facts, gatePlan, type Plan } from './plan.ts'
import { compileRouteLock, setRouteLock } from './route-lock.ts'

export interface ApplyTools {
  readonly machine: Machine
  readonly call: Call
  readonly gate: GateControl
  readonly pages: (facts: Facts) => GatePages
  /** The ruleset of the last list that took force, loaded at boot before the network is up. */
  readonly bootRuleset: string
}

/**
 * `settled` gives engines that have the new files and do not answer out of them: what they guard is shut. `unsaved` says why the next boot
 * will not have this ruleset; the early init script shuts the rooms where it has none.
 */
export type Applied =
  | { readonly applied: Compiled; readonly settled: Promise<readonly Message[]>; readonly unsaved?: Message }
  | { readonly refused: readonly Message[] }

export function compileAll(plan: Plan, pages: ApplyTools['pages']): Compiled {
  return {
    plan,
    table: compileTable(plan).text,
    resolvers: compileResolvers(plan),
    gate: plan.groups.length > 0 ? compileGate(gatePlan(plan), pages(plan.facts)) : [],
  }
}

/** What our table holds by name that the next one does not; nothing when there is no table yet. */
async function findStale(machine: Pick<Machine, 'run'>, plan: Plan): Promise<Stale> {
  const { status, stdout } = await machine.run(['nft', '-j', '-t', 'list', 'table', ...tableName.split(' ')])
  if (status !== 0) return { sets: [], chains: [] }
  const { sets, chains } = compileTable(plan)
  const isPlain = (name: unknown): name is string => typeof name === 'string' && /^\w+$/.test(name)
  const { nftables } = JSON.parse(stdout) as { nftables: Record<string, { name?: unknown }>[] }
  const names = (kind: string) => nftables.map((entry) => entry[kind]?.name).filter(isPlain)
  return {
    sets: names('set').filter((name) => !sets.includes(name)),
    chains: names('chain').filter((name) => !chains.includes(name)),
  }
}

/** The last line of the ruleset for the boot: one that a power cut has shortened lacks it. */
export const bootEnd = '# complete'

/** How many of our own loads are remembered: `nft monitor` speaks of each a moment later. */
const remembered = 100

export class Firewall {
  readonly #tools: ApplyTools
  readonly #engines: Engines
  #live: Compiled | undefined
  #ownLoads: string[] = []
  #loads = 0

  constructor(tools: ApplyTools) {
    this.#tools = tools
    this.#engines = new Engines(tools)
  }

  /** What took force last. */
  live(): Compiled | undefined {
    return this.#live
  }

  /** Whether a transaction with this mark was one of our own loads: what `nft monitor` says of it is no news. */
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
    return (await this.#load(compileTable(plan, { ...stale, emptied: known }).text)) === undefined
  }

  /** With `force` everything is told to the kernel and the engines again: somebody else may have changed them. */
  async apply(plan: Plan, { force = false } = {}): Promise<Applied> {
    const { machine, call, pages } = this.#tools
    machine.files.mkdirSync(`${plan.facts.runDir}/log`, { recursive: true })
    const next = compileAll(plan, pages)
    const before = force ? undefined : this.#live
    const table = await this.#tableToLoad(next, before)
    const refusal = await this.#check(next, before, table)
    if (refusal !== undefined) return { refused: [refusal] }
    const { lockedNetworks, markMask } = plan.facts
    await setRouteLock(call, compileRouteLock(lockedNetworks, markMask))
    const failure = await (table === undefined ? this.#forget(this.#emptied(next)) : this.#load(table))
    if (failure !== undefined) return { refused: [failure] }
    writeFiles(
      machine,
      [...next.resolvers, ...next.gate].filter((file) => isNew(file, allFiles(before))),
    )
    await this.#engines.tell(next, before)
    this.#live = next
    const unsaved = this.#saveForBoot(`${compileTable(atBoot(plan)).text}${bootEnd}\n`)
    return { applied: next, settled: this.#engines.settled(next), ...(unsaved === undefined ? {} : { unsaved }) }
  }

  /** Takes everything of ours off the router: what `enabled '0'` asks for. */
  async remove(): Promise<void> {
    const { machine, call, bootRuleset } = this.#tools
    this.#live = undefined
    await this.#engines.remove()
    await setRouteLock(call, [])
    await machine.run(['nft', 'delete', 'table', ...tableName.split(' ')])
    if (machine.files.existsSync(bootRuleset)) machine.files.unlinkSync(bootRuleset)
  }

  /** Nothing where the kernel has it already. */
  async #tableToLoad(next: Compiled, before: Compiled | undefined): Promise<string | undefined> {
    if (before?.table === next.table) return undefined
    const stale = await findStale(this.#tools.machine, next.plan)
    return compileTable(next.plan, { ...stale, emptied: this.#emptied(next) }).text
  }

  /** Sets that hold what may belong to a name that is gone. */
  #emptied(next: Compiled): readonly string[] {
    return this.#live === undefined ? [] : shrunkSets(this.#live.plan, next.plan)
  }

  /** For a list with other names and the same rules: the sets alone have something to forget. */
  async #forget(emptied: readonly string[]): Promise<Message | undefined> {
    if (emptied.length === 0) return undefined
    const { status, stderr } = await this.#tools.machine.run(['nft', '-f', '-'], { input: flushSets(emptied) })
    return status === 0 || (await this.restore(emptied)) ? undefined : refusalOf('nft', stderr, status)
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

const allFiles = (compiled: Compiled | undefined) =>
  compiled === undefined ? undefined : [...compiled.resolvers, ...compiled.gate]

export function createFirewall(tools: ApplyTools): Firewall {
  return new Firewall(tools)
}
