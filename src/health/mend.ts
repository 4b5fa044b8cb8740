/** Mends what failed of the firewall and its engines; what cannot be mended is tried again less and less often. */
import type { Controller } from '../control/controller.ts'
import type { Firewall } from '../firewall/apply.ts'
import { resolverName } from '../firewall/dnsmasq.ts'
import { type Compiled, services } from '../firewall/engines.ts'
import type { AskGate } from '../firewall/gate.ts'
import { restoreRules } from '../firewall/route-rules.ts'
import { createBackoff } from '../machine/backoff.ts'
import { slowness } from '../machine/load.ts'
import type { Machine } from '../machine/machine.ts'
import type { Call } from '../machine/ubus-call.ts'
import type { Check } from './check.ts'
import { checkResolver, isAway } from './engine-checks.ts'
import { readGateLists, readResolvers } from './readings.ts'

export interface MenderTools {
  readonly machine: Machine
  readonly call: Call
  readonly ask: AskGate
  readonly controller: Controller
  readonly firewall: Firewall
}

/** Milliseconds. */
const waits = { first: 10_000, longest: 300_000 }

/** Whether another load of the same list may mend what the check found. An nft that does not answer loads nothing either. */
export const isMendable = ({ id, isSilence }: Pick<Check, 'id' | 'isSilence'>): boolean =>
  (id === 'table' && isSilence !== true) || id === 'route-lock' || id === 'gate-lists' || id.startsWith('resolver-')

export class Mender {
  readonly #tools: MenderTools
  readonly #backoff = createBackoff(waits)
  /** Uptime before which nothing is tried. */
  #nextAt = 0

  constructor(tools: MenderTools) {
    this.#tools = tools
  }

  /** Nothing is broken: the next fault is mended at once. */
  reset(): void {
    this.#backoff.reset()
  }

  /** Loads the list in force anew. False where it is too early for another try. */
  async mend(broken: readonly Check[]): Promise<boolean> {
    const { machine, controller, firewall } = this.#tools
    if (machine.uptime() < this.#nextAt) return false
    this.#nextAt = machine.uptime() + this.#backoff.next()
    const compiled = firewall.live()
    if (compiled !== undefined) {
      await this.#endSilent(compiled, new Set(broken.flatMap(({ id, isSilence }) => (isSilence ? [id] : []))))
      if (broken.some(({ id }) => id === 'route-lock')) await restoreRules(machine, compiled.plan.facts)
    }
    await controller.refresh({ force: true })
    return true
  }

  /**
   * Kills engines that are there and do not answer: they take no other signal, and procd starts the next. `silent`: the checks
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
}
