/** Reads what the checks judge: from the kernel, the engines, the disk and the router's settings. Nothing is changed. */
import { markerOf } from '../firewall/dnsmasq.ts'
import { type Compiled, isMap } from '../firewall/engines.ts'
import { type AskGate, liveMaps } from '../firewall/gate.ts'
import { compileSets } from '../firewall/nft-sets.ts'
import { listTerse, table as tableName } from '../firewall/nftables.ts'
import { type Facts, type Group, type Plan, roomPorts } from '../firewall/plan.ts'
import { askResolver, askServer } from '../firewall/probe-resolver.ts'
import { expectedRules, type FrontRule, missingRules, rulesInFront } from '../firewall/route-rules.ts'
import type { Files, Machine } from '../machine/machine.ts'
import type { Call } from '../machine/ubus-call.ts'
import { type ListedReading, namesToTry, type UpstreamReading } from './end-to-end.ts'
import { type GateReading, type ResolverReading, tablePart } from './engine-checks.ts'
import { probeGate, probeTime, probeTls } from './gate-probe.ts'
import { type Program, programs } from './router.ts'
import { type FirewallValues, flowtableDevices } from './zones.ts'

type Run = Pick<Machine, 'run'>

/** A name that no list can hold: its top-level domain does not exist. */
const unlisted = 'unlisted.aqtizim'

export interface TableListing {
  /** The fixed part of our table as the kernel has it; undefined where there is none. */
  readonly text: string | undefined
  /** nft was killed before it answered, as on a very busy router: what the kernel has is unknown. */
  readonly isUnread: boolean
}

/** Exit status of a program that was killed at its timeout. */
const KILLED = 137

export async function readTable(machine: Run, plan: Plan): Promise<TableListing> {
  const fixed = compileSets(plan).flatMap(({ name, elements }) => (elements === undefined ? [] : [name]))
  const listed = await Promise.all([
    machine.run(listTerse('-s')),
    ...fixed.map((set) => machine.run(['nft', '-s', 'list', 'set', ...tableName.split(' '), set])),
  ])
  const isUnread = listed.some(({ status }) => status === KILLED)
  if (listed.some(({ status }) => status !== 0)) return { text: undefined, isUnread }
  const [table, ...sets] = listed.map(({ stdout }) => tablePart(stdout))
  return { text: table === '' ? undefined : [table, ...sets].join('\n'), isUnread }
}

/** Undefined where they cannot be listed. */
export async function readRules(
  machine: Run,
  facts: Facts,
): Promise<{ missing: string[]; inFront: FrontRule[] } | undefined> {
  const families = [4, 6] as const
  const shown = await Promise.all(families.map((family) => machine.run(['ip', `-${family}`, 'rule', 'show'])))
  if (shown.some(({ status }) => status !== 0)) return undefined
  const expected = expectedRules(facts)
  const missing = families.flatMap((family, at) => missingRules(expected, family, shown[at]?.stdout ?? ''))
  return {
    missing: missing.map(({ family, text }) => `IPv${family} ${text}`),
    inFront: shown.flatMap(({ stdout }) => rulesInFront(facts, stdout)),
  }
}

/** Timeout in milliseconds for the resolver, gate and time server of an idle router; a busy one gets more. */
const patienceMs = { resolver: 2500, gate: 5000, time: 5000 }

/** Whole ones: Node's resolver takes no others. */
const longer = (ms: number, slowness: number) => Math.round(ms * slowness)

/** `slowness`: how many times longer than on an idle machine an answer may take. */
export function readResolvers({ plan, resolvers }: Compiled, slowness: number): Promise<ResolverReading[]> {
  const patience = longer(patienceMs.resolver, slowness)
  return Promise.all(
    plan.groups.map(async (group) => {
      const [marker, other] = await Promise.all([
        askResolver(group.ports.dns, markerOf(resolvers, plan.facts, group), patience),
        askResolver(group.ports.dns, unlisted, patience),
      ])
      return { group, marker, unlisted: other }
    }),
  )
}

/** Maps up to this size in bytes are read every time: larger ones cost a slow router too much. */
const smallMap = 256 * 1024

/** Maps of the gate that differ from their files; undefined where the gate does not answer. */
export async function readGateLists(
  ask: AskGate,
  { gate }: Compiled,
  large: boolean,
): Promise<GateReading['different']> {
  const maps = gate.filter(isMap).filter(({ text }) => large || text.length <= smallMap)
  try {
    const live = await liveMaps(
      ask,
      maps.map(({ path }) => path),
    )
    const held = new Map(live.map(({ path, text }) => [path, text]))
    return maps.filter(({ path, text }) => held.get(path) !== text).map(({ path }) => path)
  } catch {
    return undefined
  }
}

export function readGateAnswers(plan: Plan, slowness: number): Promise<GateReading['probes']> {
  return Promise.all(
    plan.facts.rooms.map(async (room) => ({
      room: room.id,
      ...(await probeGate(roomPorts(plan, room).http, unlisted, longer(patienceMs.gate, slowness))),
    })),
  )
}

/** The answer of each name server that the resolvers ask. It is asked for a listed name, since we send no other names out. */
export function readUpstreams({ facts, groups }: Plan, slowness: number): Promise<UpstreamReading[]> {
  const listed = groups.flatMap(({ domains }) => domains).find(({ inside }) => inside !== true)?.domain
  return Promise.all(
    [...new Set(facts.upstreams)].map(async (upstream) => {
      const [address = '', port = '53'] = upstream.split('#')
      const server = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
      return { upstream, answer: await askServer(server, listed ?? 'localhost', longer(patienceMs.resolver, slowness)) }
    }),
  )
}

/** Tries some listed names of each list as a page would: resolver, gate, site. */
export function readListed(plan: Plan, now: number, slowness: number): Promise<ListedReading[]> {
  return Promise.all(
    plan.groups.map(async (group) => ({
      group,
      names: await Promise.all(namesToTry(plan, group, now).map((name) => readListedName(plan, group, name, slowness))),
    })),
  )
}

async function readListedName(plan: Plan, group: Group, name: string, slowness: number) {
  const answer = await askResolver(group.ports.dns, name, longer(patienceMs.resolver, slowness))
  const room = group.rooms.find(({ paused }) => !paused)
  if ('code' in answer || room === undefined) return { name, answer }
  const { http, tls } = roomPorts(plan, room)
  const patience = longer(patienceMs.gate, slowness)
  // The gate's own answers: what it refuses, and what it could not reach.
  const isSites = ({ status }: { readonly status: number }) => status !== 0 && status !== 403 && status < 502
  const reached = isSites(await probeGate(http, name, patience)) || (await probeTls(tls, name, patience))
  return { name, answer, reached }
}

/** Why a PC that asks the router for the time gets no answer; undefined where it gets one, or there is no room. */
export async function readTimeServer({ facts }: Plan, slowness: number): Promise<string | undefined> {
  const [address] = facts.rooms.flatMap(({ addresses4 }) => addresses4)
  return address === undefined ? undefined : probeTime(address, longer(patienceMs.time, slowness))
}

const versionWords: Record<Exclude<Program, 'node'>, string> = {
  nft: '--version',
  dnsmasq: '--version',
  haproxy: '-v',
  conntrack: '--version',
}

/** The version that each program reports; undefined where it is missing. */
export async function readPrograms(machine: Run, node: string): Promise<Record<Program, string | undefined>> {
  const said = await Promise.all(
    programs.map(async (program) => {
      if (program === 'node') return `v${node}`
      const { status, stdout, stderr } = await machine.run([program, versionWords[program]], { timeoutMs: 15_000 })
      return status === 127 ? undefined : `${stdout}${stderr}`
    }),
  )
  return Object.fromEntries(programs.map((program, at) => [program, said[at]])) as Record<Program, string | undefined>
}

/** Devices in flowtables; undefined where they cannot be listed. */
export async function readOffloaded(machine: Run): Promise<string[] | undefined> {
  const { status, stdout } = await machine.run(['nft', '-j', 'list', 'flowtables'])
  return status === 0 ? flowtableDevices(stdout) : undefined
}

/** The sections of the router's own settings, of `firewall` or `dhcp`; null where there is no such file. Rejects where ubus fails. */
export async function readSections(call: Call, config: 'firewall' | 'dhcp'): Promise<FirewallValues> {
  try {
    const { values = {} } = (await call('uci', 'get', { config })) as { values?: FirewallValues }
    return values
  } catch (error) {
    if ((error as { code?: string }).code === 'NOT_FOUND') return null
    throw error
  }
}

/** Free bytes where a folder is or will be; undefined where nothing of its path can be read. */
export function readFree(files: Pick<Files, 'statfsSync'>, folder: string): number | undefined {
  for (let path = folder; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    try {
      const { bavail, bsize } = files.statfsSync(path)
      return bavail * bsize
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return undefined
    }
  }
  return undefined
}
