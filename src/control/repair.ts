/** Restores nftables and routing rules that another program changed, and logs an event. */

import type { AnswerSets } from '../firewall/answer-sets.ts'
import { compileSets, cutSet } from '../firewall/nft-sets.ts'
import type { Facts } from '../firewall/plan.ts'
import { restoreRules, rulesInFront } from '../firewall/route-rules.ts'
import { type KernelChange, startWatch, type Watch } from '../firewall/watch.ts'
import type { Machine } from '../machine/machine.ts'
import type { Message } from '../messages/message.ts'
import type { Controller } from './controller.ts'

export interface RepairTools {
  readonly machine: Machine
  readonly controller: Controller
  /** Whether a transaction with this mark was one of our own loads. */
  readonly isOwn: (mark: string) => boolean
  /** Is told what comes into the sets that are filled at run time. */
  readonly answerSets: Pick<AnswerSets, 'note'>
  /** An alarm: a row in the journal. */
  readonly alarm: (event: string, details: Record<string, string | number>) => void
}

export class Repair {
  readonly #tools: RepairTools
  readonly #watch: Watch
  #work: Promise<unknown> = Promise.resolve()
  #suspects: KernelChange[] = []
  /** Rules in front of the route lock that have been told of. */
  #inFront = new Set<string>()

  constructor(tools: RepairTools) {
    this.#tools = tools
    this.#watch = startWatch({
      machine: tools.machine,
      isFixed: (set) => this.#isFixed(set),
      onKernelChange: (change) => {
        this.#suspects.push(change)
        this.#inTurn(() => this.#mendTable())
      },
      onFilled: (set, addresses, isAdded) => tools.answerSets.note(set, addresses, isAdded, tools.machine.uptime()),
      onRuleChange: (line) => this.#readRuleChange(line),
      onBlind: () => this.#inTurn(() => this.#compareAll()),
    })
    this.#inTurn(() => this.#lookInFront())
  }

  /** What goes unnoticed. */
  faults(): readonly Message[] {
    return this.#watch.faults()
  }

  stop(): void {
    this.#watch.stop()
  }

  /** One after the other, and never while a list is being applied: those changes are our own. */
  #inTurn(repair: () => Promise<void>): void {
    const { machine, controller } = this.#tools
    this.#work = this.#work
      .then(() => controller.idle())
      .then(repair)
      .catch((error: unknown) => machine.log('error', `repair failed: ${(error as Error).message}`))
  }

  /** What there is to guard; nothing when aqtizim is switched off. */
  #facts(): Facts | undefined {
    const state = this.#tools.controller.state()
    return state?.settings.enabled ? state.plan?.facts : undefined
  }

  #isFixed(name: string): boolean {
    // What others take out of it would go on.
    if (name === cutSet.name) return true
    const plan = this.#tools.controller.state()?.plan
    return plan !== undefined && compileSets(plan).some((set) => set.name === name && set.elements !== undefined)
  }

  async #mendTable(): Promise<void> {
    const { machine, controller, isOwn, alarm } = this.#tools
    const foreign = this.#suspects.filter(({ mark }) => mark === undefined || !isOwn(mark))
    this.#suspects = []
    const [first] = foreign
    if (first === undefined || this.#facts() === undefined) return
    const started = machine.uptime()
    // An element that another program put into a set of the resolver would outlive our load.
    const emptied = [...new Set(foreign.flatMap(({ filled }) => filled))]
    const mended = await controller.refresh({ force: true, emptied }).then(
      ({ state }) => state.enforced,
      // With ubus away the kernel has its table again, and the rest waits; the row must not.
      () => false,
    )
    const milliseconds = Math.round(machine.uptime() - started)
    const by = `process ${first.pid} (${first.process})`
    const changes = foreign.reduce((sum, { lines }) => sum + lines, 0)
    const outcome = mended ? `mended in ${milliseconds} ms` : 'not all of it could be mended yet'
    machine.log('warning', `the table inet aqtizim was changed by ${by}: ${first.what}; ${outcome}`)
    alarm('table-changed', { by, what: first.what, changes, ...(mended ? { milliseconds } : {}) })
  }

  #readRuleChange(line: string): void {
    // Rules of others come and go; those that name a room's device are ours or about us.
    const devices = this.#facts()?.rooms.flatMap((room) => room.devices) ?? []
    if (!devices.some((device) => line.split(/\s+/).includes(device))) return
    // netifd puts its rules in place one by one: only one that goes can leave a hole.
    if (line.startsWith('Deleted')) this.#inTurn(() => this.#mendRoutes(line.slice(0, 200)))
    this.#inTurn(() => this.#lookInFront())
  }

  async #mendRoutes(what: string): Promise<void> {
    const { machine, alarm } = this.#tools
    const facts = this.#facts()
    const mended = facts === undefined ? [] : await restoreRules(machine, facts)
    if (mended.length === 0) return
    machine.log('warning', `rules of the route lock were gone (${what}), mended: ${mended.join('; ')}`)
    alarm('route-lock-changed', { what, mended: mended.length })
  }

  async #lookInFront(): Promise<void> {
    const { machine, alarm } = this.#tools
    const facts = this.#facts()
    if (facts === undefined) return
    const read = async (family: 4 | 6) => {
      const { stdout } = await machine.run(['ip', `-${family}`, 'rule', 'show'])
      return rulesInFront(facts, stdout).map(({ priority, text }) => `IPv${family} ${priority}: ${text}`)
    }
    const now = new Set([...(await read(4)), ...(await read(6))])
    for (const rule of now) {
      if (this.#inFront.has(rule)) continue
      machine.log('warning', `a routing rule leads round the route lock: ${rule}`)
      alarm('rule-in-front', { what: rule.slice(0, 200) })
    }
    this.#inFront = now
  }

  async #compareAll(): Promise<void> {
    await this.#tools.controller.refresh({ force: true })
    await this.#mendRoutes('nobody watched for a moment')
  }
}

export function startRepair(tools: RepairTools): Repair {
  return new Repair(tools)
}
