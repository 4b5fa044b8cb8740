/** Starts the resolvers and the gate under procd, reloads them, and asks whether they use the new list. */

import { createHash } from 'node:crypto'
import { findProcesses } from '../kernel/processes.ts'
import type { Machine } from '../machine/machine.ts'
import type { Call } from '../machine/ubus-call.ts'
import { type Message, message } from '../messages/message.ts'
import type { Engine } from './check.ts'
import { markerOf, resolverCommand, resolverName, resolverPaths } from './dnsmasq.ts'
import { gatePaths } from './haproxy.ts'
import { gateNames } from './nft-gate.ts'
import { type GeneratedFile, type Plan, roomPorts } from './plan.ts'
import { askResolver, until } from './probe-resolver.ts'

export const services = { resolver: 'aqtizim-dns', gate: 'aqtizim-gate' } as const

/** What the gate, while it runs, takes without a restart. */
export interface GateControl {
  /** The process that answers, by its number; undefined when none does. */
  pid(): Promise<number | undefined>
  /** Replaces the contents of maps; false when the gate does not answer. */
  updateMaps(files: readonly GeneratedFile[]): Promise<boolean>
}

export interface Compiled {
  readonly plan: Plan
  /** As it is loaded into an empty kernel: without the removal of what an older table has. */
  readonly table: string
  readonly resolvers: readonly GeneratedFile[]
  readonly gate: readonly GeneratedFile[]
}

export const isMap = ({ path }: GeneratedFile) => path.endsWith('.map')

/** Whether a file says something else than the one of the same path did; all do when there was none. */
export function isNew(file: GeneratedFile, before: readonly GeneratedFile[] | undefined): boolean {
  return before?.find(({ path }) => path === file.path)?.text !== file.text
}

/** procd starts a program anew at once, and for ever: a lab without its resolver is a lab without lessons. */
const respawn = ['3600', '1', '0']
/** How long an engine may take to answer out of new files, in milliseconds. */
const readyMs = 15_000

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)
const textOf = (files: readonly GeneratedFile[], path: string) => files.find((file) => file.path === path)?.text ?? ''

type Instances = Readonly<
  Record<string, { readonly running?: boolean; readonly pid?: number; readonly env?: Readonly<Record<string, string>> }>
>
type Service = { readonly name: string; readonly instances: Record<string, unknown> }

/** As procd's `service set` takes them; a changed file means a changed instance. */
export function serviceCalls({ plan, resolvers, gate }: Compiled): Service[] {
  const { facts, groups } = plan
  const env = (text: string) => ({ AQTIZIM_CONFIG: digest(text) })
  const instance = (command: string[], text: string) => ({ command, env: env(text), respawn, stderr: true })
  const resolverInstances = groups.map((group) => {
    const { config } = resolverPaths(facts, group)
    return [resolverName(group), instance(resolverCommand(facts, group).start, textOf(resolvers, config))] as const
  })
  const gateTexts = gate.filter((file) => !isMap(file)).map(({ text }) => text)
  const gateInstance = instance(['haproxy', '-db', '-f', gatePaths(facts).config], gateTexts.join('\0'))
  return [
    { name: services.resolver, instances: Object.fromEntries(resolverInstances) },
    { name: services.gate, instances: gate.length > 0 ? { gate: gateInstance } : {} },
  ]
}

type EngineMachine = Pick<Machine, 'run' | 'log' | 'uptime' | 'timers' | 'files'>

export class Engines {
  readonly #machine: EngineMachine
  readonly #call: Call
  readonly #gate: GateControl

  constructor({ machine, call, gate }: { machine: EngineMachine; call: Call; gate: GateControl }) {
    this.#machine = machine
    this.#call = call
    this.#gate = gate
  }

  /**
   * Has the engines follow `next`, whose files are written. Without `before` nothing is known of what they follow now, and
   * all of it is told to them.
   */
  async tell(next: Compiled, before: Compiled | undefined): Promise<void> {
    const known = before === undefined ? [] : serviceCalls(before).map((service) => JSON.stringify(service))
    const ran = await this.#instances(services.resolver)
    for (const service of serviceCalls(next))
      if (!known.includes(JSON.stringify(service))) await this.#call('service', 'set', service)
    await this.#reloadResolvers(next, before, ran)
    await this.#updateGate(next, before)
    if (before !== undefined) await this.#forgetGateFlows(next.plan, before.plan)
  }

  async remove(): Promise<void> {
    for (const name of Object.values(services)) await this.#call('service', 'delete', { name }).catch(() => {})
  }

  /**
   * SIGHUP makes a resolver read its list again. One that procd has just started has read it; the signal would end it, as
   * long as it has not said what it does with signals.
   */
  async #reloadResolvers(next: Compiled, before: Compiled | undefined, ran: Instances): Promise<void> {
    for (const group of next.plan.groups) {
      const { servers, config } = resolverPaths(next.plan.facts, group)
      if (before !== undefined && textOf(next.resolvers, servers) === textOf(before.resolvers, servers)) continue
      const isKept = ran[resolverName(group)]?.env?.AQTIZIM_CONFIG === digest(textOf(next.resolvers, config))
      if (!isKept) continue
      const target = { name: services.resolver, instance: resolverName(group), signal: 1 }
      // One that does not run reads its list when procd starts it.
      await this.#call('service', 'signal', target).catch(() => {})
    }
  }

  async #updateGate(next: Compiled, before: Compiled | undefined): Promise<void> {
    const changed = next.gate.filter((file) => isMap(file) && isNew(file, before?.gate))
    // A gate that does not run reads its maps when procd starts it.
    if (changed.length === 0 || (await this.#gate.pid()) === undefined || (await this.#gate.updateMaps(changed))) return
    this.#machine.log('warning', 'the gate took no new list while running: it is started again')
    await this.#call('service', 'signal', { name: services.gate, instance: 'gate', signal: 9 }).catch(() => {})
  }

  /** The kernel leads the gate's open sockets where it led them first, until it forgets them. */
  async #forgetGateFlows(plan: Plan, before: Plan): Promise<void> {
    if (JSON.stringify(gateNames(before)) === JSON.stringify(gateNames(plan))) return
    const tuple = ['-p', 'udp', '-s', '127.0.0.1', '-d', '127.0.0.1']
    for (const room of plan.facts.rooms)
      await this.#machine.run(['conntrack', '-D', ...tuple, '--dport', String(roomPorts(plan, room).dns)])
  }

  /** Waits until they answer out of the new files; `late` are those that do not after a while. */
  async settled(next: Compiled): Promise<{ late: readonly Message[]; resolversFollow: boolean }> {
    const [dns, gate] = await Promise.all([
      until(this.#machine, () => resolversFollow(next), readyMs),
      until(this.#machine, () => this.#gateFollows(next), readyMs),
    ])
    const { groups, facts } = next.plan
    const gatePorts = facts.rooms.map((room) => roomPorts(next.plan, room)).flatMap(({ http, tls }) => [http, tls])
    const isLate = (engine: Engine, ports: readonly number[]) =>
      message('engine-late', { engine, seconds: readyMs / 1000, ports: ports.join(', ') })
    const late = [
      ...(dns
        ? []
        : [
            isLate(
              'dnsmasq',
              groups.map(({ ports }) => ports.dns),
            ),
          ]),
      ...(gate ? [] : [isLate('haproxy', gatePorts)]),
    ]
    return { late, resolversFollow: dns }
  }

  /**
   * dnsmasq answers each TCP connection in a process of its own, which keeps the list that it began with until the PC hangs
   * up: it is ended, and the PC connects anew. Questions over UDP that are under way for a name which is gone it forgets by
   * itself (`server_gone` in its forward.c).
   */
  async endFormerAnswers({ plan: { facts, groups } }: Compiled): Promise<void> {
    const instances = await this.#instances(services.resolver)
    const commands = groups.map((group) => resolverCommand(facts, group).process)
    const current = Object.values(instances).map(({ pid }) => pid)
    const former = findProcesses(this.#machine.files, commands).filter((pid) => !current.includes(pid))
    if (former.length > 0) await this.#machine.run(['kill', '-9', ...former.map(String)])
  }

  /** The process that answers has to be the one that procd has running: the one before may be on its way out. */
  async #gateFollows({ gate }: Compiled): Promise<boolean> {
    if (gate.length === 0) return true
    const { running, pid } = (await this.#instances(services.gate)).gate ?? {}
    return running === true && pid !== undefined && (await this.#gate.pid()) === pid
  }

  /** What procd has of a service; nothing where there is none yet. */
  async #instances(service: string): Promise<Instances> {
    const listed = (await this.#call('service', 'list', { name: service })) as Record<string, { instances?: Instances }>
    return listed[service]?.instances ?? {}
  }
}

/** Whether each resolver knows the marker of its own list, which it does when it has read exactly that list. */
export async function resolversFollow({ plan, resolvers }: Pick<Compiled, 'plan' | 'resolvers'>): Promise<boolean> {
  const answers = await Promise.all(
    plan.groups.map((group) => askResolver(group.ports.dns, markerOf(resolvers, plan.facts, group))),
  )
  return answers.every((answer) => 'code' in answer && answer.code === 'ENOTFOUND')
}
