/**
 * Puts a plan into force, all or nothing: every engine's checker reads its part first, and on any refusal what stood
 * before goes on standing. Kernel first, then resolvers, then the gate; what is no longer open is cut last.
 */
import { createHash } from 'node:crypto'
import type { Machine } from '../machine.ts'
import { type Candidate, check, type Refusal, writeFiles } from './check.ts'
import { compileResolvers, markerOf, resolverName, resolverPaths } from './dnsmasq.ts'
import { tooDeep } from './gate-maps.ts'
import { compileGate, gatePaths } from './haproxy.ts'
import type { GatePages } from './haproxy-pages.ts'
import { gateNames } from './nft-chains.ts'
import { shrunkSets } from './nft-sets.ts'
import { compileTable, type Stale, table as tableName } from './nftables.ts'
import { type Facts, type GeneratedFile, gatePlan, type Plan, roomPorts } from './plan.ts'
import { askResolver, until } from './ready.ts'
import { type Call, compileRouteLock, setRouteLock } from './route-lock.ts'

/** What the gate, while it runs, takes without a restart. */
export interface GateControl {
  /** The process that answers, by its number; undefined when none does. */
  pid(): Promise<number | undefined>
  /** Replaces the contents of the maps that changed; false when the gate does not answer. */
  updateMaps(files: readonly GeneratedFile[]): Promise<boolean>
}

export interface ApplyTools {
  readonly machine: Machine
  readonly call: Call
  readonly gate: GateControl
  readonly pages: (facts: Facts) => GatePages
  /** The ruleset of the last list that took force, loaded at boot before the network is up. */
  readonly bootRuleset: string
}

export interface Compiled {
  readonly plan: Plan
  /** As it is loaded into an empty kernel: without the removal of what an older table has. */
  readonly table: string
  readonly resolvers: readonly GeneratedFile[]
  readonly gate: readonly GeneratedFile[]
}

/** `late` are engines that have the new files and do not answer: what they guard is shut. */
export type Applied =
  | { readonly applied: Compiled; readonly late: readonly Refusal[] }
  | { readonly refused: readonly Refusal[] }

export const services = { resolver: 'aqtizim-dns', gate: 'aqtizim-gate' } as const

/** procd starts a program anew at once, and for ever: a lab without its resolver is a lab without lessons. */
const respawn = ['3600', '1', '0']

/** How long an engine may take to answer out of new files. */
const readyMs = 5000

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)
const isMap = ({ path }: GeneratedFile) => path.endsWith('.map')
const nextDir = (facts: Facts) => `${facts.runDir}/next`

export function compileAll(plan: Plan, pages: ApplyTools['pages']): Compiled {
  return {
    plan,
    table: compileTable(plan).text,
    resolvers: compileResolvers(plan),
    gate: plan.groups.length > 0 ? compileGate(gatePlan(plan), pages(plan.facts)) : [],
  }
}

/** What our table holds by name that the next one does not; nothing when there is no table yet. */
async function findStale(machine: Machine, plan: Plan): Promise<Stale> {
  const { status, stdout } = await machine.run(['nft', '-j', '-t', 'list', 'table', ...tableName.split(' ')])
  if (status !== 0) return { sets: [], chains: [] }
  const { sets, chains } = compileTable(plan)
  const isPlain = (name: unknown): name is string => typeof name === 'string' && /^\w+$/.test(name)
  const { nftables } = JSON.parse(stdout) as { nftables: Record<string, { name?: unknown }>[] }
  const names = (kind: string, kept: readonly string[]) =>
    nftables
      .map((entry) => entry[kind]?.name)
      .filter(isPlain)
      .filter((name) => !kept.includes(name))
  return { sets: names('set', sets), chains: names('chain', chains) }
}

/** The gate's and the resolvers' processes, as procd's `service set` takes them; a changed file means a changed instance. */
function serviceCalls({ plan, resolvers, gate }: Compiled): { name: string; instances: Record<string, unknown> }[] {
  const { facts, groups } = plan
  const instance = (command: string[], config: string) => ({
    command,
    env: { AQTIZIM_CONFIG: digest(config) },
    respawn,
    stderr: true,
  })
  const resolverInstances = groups.map((group) => {
    const { config } = resolverPaths(facts, group)
    const text = resolvers.find(({ path }) => path === config)?.text ?? ''
    return [resolverName(group), instance(['dnsmasq', '-k', '-C', config], text)] as const
  })
  const gateText = gate
    .filter((file) => !isMap(file))
    .map(({ text }) => text)
    .join('\0')
  const gateInstance = { gate: instance(['haproxy', '-db', '-f', gatePaths(facts).config], gateText) }
  return [
    { name: services.resolver, instances: Object.fromEntries(resolverInstances) },
    { name: services.gate, instances: gate.length > 0 ? gateInstance : {} },
  ]
}

export function createFirewall(tools: ApplyTools) {
  const { machine, call, gate, pages } = tools
  let live: Compiled | undefined
  /** Processes of our own loads, the newest last: what `nft monitor` says of them is no news. */
  const ownLoads: number[] = []

  const isNew = (file: GeneratedFile, before: readonly GeneratedFile[] | undefined) =>
    before?.find(({ path }) => path === file.path)?.text !== file.text

  /** The checkers' own folder, so that HAProxy reads the maps that belong to the candidate. */
  async function checkAll(next: Compiled, table: string | undefined): Promise<Refusal | undefined> {
    const { plan } = next
    const [deep] = plan.groups.flatMap(({ names }) => tooDeep(names))
    if (deep !== undefined) return { engine: 'haproxy', message: `${deep} has more labels than the gate compares` }
    const folder = nextDir(plan.facts)
    machine.files.mkdirSync(folder, { recursive: true })
    const newResolvers = next.resolvers.filter((file) => isNew(file, live?.resolvers))
    const newGate = next.gate.some((file) => !isMap(file) && isNew(file, live?.gate))
    const there: Plan = { ...plan, facts: { ...plan.facts, runDir: folder } }
    const candidate: Candidate = {
      table,
      resolvers: newResolvers,
      gate: newGate ? compileGate(gatePlan(there), pages(there.facts)) : [],
      gateConfig: gatePaths(there.facts).config,
    }
    return check(machine, folder, candidate)
  }

  /** Gives the names of the services that procd has to start or to start anew. */
  async function setServices(next: Compiled): Promise<string[]> {
    const before = live === undefined ? [] : serviceCalls(live)
    const changed = serviceCalls(next).filter((service) => {
      const known = before.find(({ name }) => name === service.name)
      return JSON.stringify(known) !== JSON.stringify(service)
    })
    for (const service of changed) await call('service', 'set', service)
    return changed.map(({ name }) => name)
  }

  /** SIGHUP makes a resolver read its list again; one that was just started has read it. */
  async function reloadResolvers(next: Compiled): Promise<void> {
    const previous = live
    if (previous === undefined) return
    const textOf = (compiled: Compiled, path: string) => compiled.resolvers.find((file) => file.path === path)?.text
    for (const group of next.plan.groups) {
      const paths = resolverPaths(next.plan.facts, group)
      const isKept = textOf(next, paths.config) === textOf(previous, paths.config)
      if (!isKept || textOf(next, paths.servers) === textOf(previous, paths.servers)) continue
      await call('service', 'signal', { name: services.resolver, instance: resolverName(group), signal: 1 })
    }
  }

  /** What procd has running: the process of each instance of a service. */
  async function pids(service: string): Promise<Map<string, number>> {
    const answer = (await call('service', 'list', { name: service })) as Record<
      string,
      { instances?: Record<string, { running?: boolean; pid?: number }> }
    >
    const instances = Object.entries(answer[service]?.instances ?? {})
    return new Map(instances.flatMap(([name, { running, pid }]) => (running && pid !== undefined ? [[name, pid]] : [])))
  }

  /** Each resolver has to know the marker of its own list, and of no other. */
  async function resolversAreReady({ plan, resolvers }: Compiled): Promise<boolean> {
    const answers = await Promise.all(
      plan.groups.map((group) => {
        const { servers } = resolverPaths(plan.facts, group)
        const text = resolvers.find(({ path }) => path === servers)?.text ?? ''
        return askResolver(group.ports.dns, markerOf(text))
      }),
    )
    return answers.every((answer) => 'code' in answer && answer.code === 'ENOTFOUND')
  }

  async function gateIsReady(next: Compiled): Promise<boolean> {
    return next.gate.length === 0 || (await gate.pid()) === ((await pids(services.gate)).get('gate') ?? -1)
  }

  /** Waits until the engines that run answer out of the new files. */
  async function waitForEngines(next: Compiled): Promise<readonly Refusal[]> {
    const [dns, gateReady] = await Promise.all([
      until(() => resolversAreReady(next), readyMs),
      until(() => gateIsReady(next), readyMs),
    ])
    const late = (engine: Refusal['engine']): Refusal => ({
      engine,
      message: `it does not answer after ${readyMs / 1000} s`,
    })
    return [...(dns ? [] : [late('dnsmasq')]), ...(gateReady ? [] : [late('haproxy')])]
  }

  async function updateGate(next: Compiled): Promise<void> {
    if (live === undefined) return
    const changed = next.gate.filter((file) => isMap(file) && isNew(file, live?.gate))
    if (changed.length === 0 || (await gate.updateMaps(changed))) return
    // A gate that does not answer holds an old list. procd gives it another life, which reads the new one.
    machine.log('warning', 'the gate took no new list while running: it is started again')
    await call('service', 'signal', { name: services.gate, instance: 'gate', signal: 9 })
  }

  /** With `force` the kernel's table is loaded although nothing in it has changed: somebody else may have. */
  async function apply(plan: Plan, { force = false } = {}): Promise<Applied> {
    const { runDir } = plan.facts
    machine.files.mkdirSync(`${runDir}/log`, { recursive: true })
    const next = compileAll(plan, pages)
    const emptied = live === undefined ? [] : shrunkSets(live.plan, plan)
    const isTableNew = force || next.table !== live?.table || emptied.length > 0
    const table = isTableNew ? compileTable(plan, { ...(await findStale(machine, plan)), emptied }).text : undefined
    const refusal = await checkAll(next, table)
    if (refusal !== undefined) return { refused: [refusal] }
    const networks = plan.facts.rooms.flatMap((room) => room.interfaces)
    await setRouteLock(call, compileRouteLock(networks, plan.facts.markMask))
    if (table !== undefined) {
      const { pid, status, stderr } = await machine.run(['nft', '-f', '-'], { input: table })
      ownLoads.push(pid ?? 0)
      ownLoads.splice(0, ownLoads.length - 100)
      if (status !== 0) return { refused: [{ engine: 'nft', message: stderr.trim() }] }
    }
    writeFiles(machine, [
      ...next.resolvers.filter((file) => isNew(file, live?.resolvers)),
      ...next.gate.filter((file) => isNew(file, live?.gate)),
    ])
    const started = await setServices(next)
    await reloadResolvers(next)
    if (!started.includes(services.gate)) await updateGate(next)
    await forgetGateFlows(next)
    live = next
    saveForBoot(next.table)
    return { applied: next, late: await waitForEngines(next) }
  }

  /** The kernel leads the gate's open sockets where it led them first, until it forgets them. */
  async function forgetGateFlows({ plan }: Compiled): Promise<void> {
    const ways = (of: Plan) => JSON.stringify(gateNames(of))
    if (live === undefined || ways(live.plan) === ways(plan)) return
    const tuple = ['-p', 'udp', '-s', '127.0.0.1', '-d', '127.0.0.1']
    for (const room of plan.facts.rooms)
      await machine.run(['conntrack', '-D', ...tuple, '--dport', String(roomPorts(plan, room).dns)])
  }

  function saveForBoot(text: string): void {
    const { files } = machine
    if (files.existsSync(tools.bootRuleset) && files.readFileSync(tools.bootRuleset, 'utf8') === text) return
    writeFiles(machine, [{ path: tools.bootRuleset, text }])
  }

  /** Takes everything of ours off the router: what `enabled '0'` asks for. */
  async function remove(): Promise<void> {
    live = undefined
    for (const name of [services.gate, services.resolver]) await call('service', 'delete', { name }).catch(() => {})
    await setRouteLock(call, [])
    await machine.run(['nft', 'delete', 'table', ...tableName.split(' ')])
    if (machine.files.existsSync(tools.bootRuleset)) machine.files.unlinkSync(tools.bootRuleset)
  }

  return { apply, remove, live: () => live, isOwnLoad: (pid: number) => ownLoads.includes(pid) }
}

export type Firewall = ReturnType<typeof createFirewall>
