/**
 * Ends connections that the list no longer allows: at the gate by name, in the kernel by the flow's id. Repeats until none is
 * left, and reports a fault until then.
 */

import { type ConntrackEvent, parseConntrack } from '../kernel/conntrack.ts'
import { hex, type MarkedVerdict, markValue } from '../kernel/conntrack-marks.ts'
import { createBackoff } from '../machine/backoff.ts'
import type { Machine } from '../machine/machine.ts'
import { sleep } from '../machine/timers.ts'
import { type Message, message, reasonOf } from '../messages/message.ts'
import type { Settings } from '../settings/settings.ts'
import type { Firewall, InForce } from './apply.ts'
import { type AskGate, cut as cutGate } from './gate.ts'
import { table as tableName } from './nftables.ts'
import type { Plan } from './plan.ts'
import { readPlainElements } from './readings.ts'
import { flowsToCut, isNameOpen, isNewlySafe } from './shut-flows.ts'

export interface CloseConnectionsTools {
  readonly machine: Machine
  readonly ask: AskGate
  readonly macOf: (address: string) => string | undefined
  readonly firewall: Pick<Firewall, 'refusedFlows' | 'refuseFlows'>
}

/** A change of the list that may have left connections open. */
export interface ListChange extends Pick<InForce, 'settled' | 'mayRefill'> {
  /** Undefined: what stood before is not known. */
  readonly before: Plan | undefined
  readonly now: Plan
  readonly settings: Pick<Settings, 'exempt'>
}

/** Milliseconds for which a caller waits for the last connection, once the engines have followed. */
const patienceMs = 5000
/** Milliseconds between two looks, while there is something to end. */
const againMs = { first: 20, longest: 30_000 }
/** Milliseconds after which the kernel is told to forget what has spoken once more since it was shut. */
const sweepMs = 10_000
/** Changes whose connections are not all ended. What the oldest of more had open is lost sight of. */
const pendingLimit = 8

/** Nobody listens there: a gate that does not run has no connections. */
const isAway = (error: unknown) => ['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '')

/** What a look has found: how many connections it ended, and why there may be more. */
interface Look {
  readonly ended: number
  readonly faults: readonly Message[]
}

/** A look at both: a connection goes on through the gate or past it. */
interface Looks {
  readonly gate: Look
  readonly kernel: Look
}

const nothing: Look = { ended: 0, faults: [] }
const isClean = ({ gate, kernel }: Looks) =>
  [gate, kernel].every(({ ended, faults }) => ended === 0 && faults.length === 0)

export class ConnectionCloser {
  readonly #tools: CloseConnectionsTools
  /** What stood before each change that is not done yet. */
  #pending: (Plan | undefined)[] = []
  #faults: readonly Message[] = []
  #ended = 0
  /** The change that looks are about; an older one has ended, as the newer one does its work. */
  #change: ListChange | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(tools: CloseConnectionsTools) {
    this.#tools = tools
  }

  /** What is not ended yet, and why; nothing when all is. */
  faults(): readonly Message[] {
    return this.#faults
  }

  stop(): void {
    this.#change = undefined
  }

  /**
   * Ends what `now` has shut since `before`, at once and again when the engines have followed; resolves with how many
   * connections that were. What takes longer goes on behind the caller's back.
   */
  async close(change: ListChange): Promise<number> {
    const { timers } = this.#tools.machine
    const before = this.#ended
    this.#change = change
    this.#pending = [...this.#pending, change.before].slice(-pendingLimit)
    const overdue = change.settled.then(
      () => new Promise<void>((resolve) => void timers.after(patienceMs, resolve).unref()),
    )
    await Promise.race([this.#work(change), overdue])
    return this.#ended - before
  }

  async #work(change: ListChange): Promise<void> {
    const { timers } = this.#tools.machine
    const first = await this.#look(change)
    const late = await change.settled
    const backoff = createBackoff(againMs)
    let isKernelSilent = false
    // Until the gate follows, an engine may still be opened at its own address. Once is enough where the gate answers: what
    // is open afterwards leads to the safe address, and a kernel that fails is no reason to end it.
    if (change.now.groups.some(({ safe }) => safe.size > 0))
      while (this.#change === change) {
        const { gate, kernel } = await this.#look(change, true)
        isKernelSilent = kernel.faults.length > 0
        if (gate.faults.length === 0) break
        await sleep(timers, backoff.next())
      }
    backoff.reset()
    if (change.mayRefill || isKernelSilent || !isClean(first))
      while (this.#change === change && !isClean(await this.#look(change))) await sleep(timers, backoff.next())
    // Before an engine follows, more may open; the next attempt to bring it to the list comes here again.
    if (this.#change === change && late.length === 0) this.#pending = []
  }

  /** One after the other: two would count the same connections. */
  #look(change: ListChange, hasMoved = false): Promise<Looks> {
    const next = this.#turn.then(async () => {
      if (this.#change !== change) return { gate: nothing, kernel: nothing }
      const [gate, kernel] = await Promise.all([this.#lookAtGate(change, hasMoved), this.#lookAtKernel(change)])
      const said = this.#faults.map(({ code }) => code)
      this.#faults = [...gate.faults, ...kernel.faults]
      for (const { code, text } of this.#faults) if (!said.includes(code)) this.#tools.machine.log('warning', text)
      this.#ended += gate.ended + kernel.ended
      return { gate, kernel }
    })
    this.#turn = next
    return next
  }

  /** `hasMoved`: also what was opened before an engine's name led to its safe address. */
  async #lookAtGate({ before, now }: ListChange, hasMoved: boolean): Promise<Look> {
    const isMoved = (client: string, name: string) =>
      hasMoved && before !== undefined && isNewlySafe(before, now, client, name)
    try {
      const { ended, left } = await cutGate(
        this.#tools.ask,
        ({ client, name }) => !isNameOpen(now, client, name) || isMoved(client, name),
      )
      return { ended: ended.length, faults: left === 0 ? [] : [message('cut-gate-left', { count: left })] }
    } catch (error) {
      return isAway(error) ? nothing : { ended: 0, faults: [message('cut-gate-silent', { reason: reasonOf(error) })] }
    }
  }

  async #lookAtKernel({ now, settings }: ListChange): Promise<Look> {
    const { firewall } = this.#tools
    try {
      await this.#forgetShut(now)
      const listed = await this.#listFlows(now)
      const known = new Set(await firewall.refusedFlows())
      const open = listed.filter(({ id }) => !known.has(id))
      const shut = await this.#findShut(now, open, (address) => this.#isExempt(settings, address))
      if (shut.length === 0) return nothing
      // The ids of flows that are gone may be given to others.
      const ids = [...listed.filter(({ id }) => known.has(id)), ...shut].map(({ id }) => id)
      if (await firewall.refuseFlows(ids)) {
        this.#tools.machine.timers.after(sweepMs, () => void this.#forgetShut(now)).unref()
        return { ended: shut.length, faults: [] }
      }
      return { ended: 0, faults: [message('cut-kernel-left', { count: shut.length })] }
    } catch (error) {
      return { ended: 0, faults: [message('cut-kernel-silent', { reason: reasonOf(error) })] }
    }
  }

  async #findShut(
    now: Plan,
    flows: readonly ConntrackEvent[],
    isExempt: (address: string) => boolean,
  ): Promise<ConntrackEvent[]> {
    const since = (answered: (set: string, address: string) => boolean) => {
      const all = this.#pending.flatMap((before) => flowsToCut(before, now, flows, { isExempt, answered }))
      return [...new Set(all)]
    }
    const asked = new Set<string>()
    const suspects = since((set) => {
      asked.add(set)
      return false
    })
    // The sets may be large: read are those alone that a flow may go on by.
    if (asked.size === 0) return suspects
    const answers = await readSets(this.#tools.machine, [...asked])
    return since((set, address) => answers.has(`${set} ${address}`))
  }

  #isExempt({ exempt }: ListChange['settings'], address: string): boolean {
    return exempt.some(({ mac, addresses }) =>
      addresses.length > 0 ? addresses.includes(address) : this.#tools.macOf(address) === mac,
    )
  }

  /** The flows that were let through. Rejects where conntrack does not tell. */
  async #listFlows(plan: Plan): Promise<ConntrackEvent[]> {
    const { machine } = this.#tools
    const lists = (['allowed', 'exempt'] as const).flatMap((verdict) =>
      selections(plan, verdict).map((selection) => machine.run(['conntrack', '-L', '-o', 'extended,id', ...selection])),
    )
    const ran = await Promise.all(lists)
    const broken = ran.find(({ status }) => status !== 0)
    if (broken !== undefined) throw new Error(broken.stderr.trim() || `exit status ${broken.status}`)
    const now = machine.now() / 1000
    return ran.flatMap(({ stdout }) => stdout.split('\n').flatMap((line) => parseConntrack(line, now) ?? []))
  }

  /** Takes what the kernel has marked as shut out of its table: their places are for others, and their ports as well. */
  async #forgetShut(plan: Plan): Promise<void> {
    for (const selection of selections(plan, 'shut')) await this.#tools.machine.run(['conntrack', '-D', ...selection])
  }
}

/** conntrack's words for the flows with a mark of ours, for each version of IP: the tool takes one at a time. */
function selections({ facts: { markMask } }: Plan, verdict: MarkedVerdict): string[][] {
  const mark = `${hex(markValue(verdict, markMask))}/${hex(markMask)}`
  return ['ipv4', 'ipv6'].map((family) => ['-f', family, '-m', mark])
}

/** The addresses in sets of our table, as `set address`; a set that cannot be read has none. */
async function readSets(machine: Pick<Machine, 'run'>, sets: readonly string[]): Promise<Set<string>> {
  const read = async (set: string) => {
    const { status, stdout } = await machine.run(['nft', '-j', 'list', 'set', ...tableName.split(' '), set])
    return status === 0 ? readPlainElements(stdout).map((value) => `${set} ${value}`) : []
  }
  return new Set((await Promise.all(sets.map(read))).flat())
}
