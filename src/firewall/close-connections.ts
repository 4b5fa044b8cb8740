/** Ends connections that are no longer open: at the gate by name, in the kernel by address and port. */

import ipaddr from 'ipaddr.js'
import { type ConntrackEvent, parseConntrack } from '../kernel/conntrack.ts'
import { readMark } from '../kernel/conntrack-marks.ts'
import type { Machine } from '../machine/machine.ts'
import type { Settings } from '../settings/settings.ts'
import { lookup } from '../whitelist/names.ts'
import { hasPort } from '../whitelist/ports.ts'
import type { DomainSite } from '../whitelist/whitelist.ts'
import { type AskGate, cut as cutGate } from './gate.ts'
import { isIn, roomOf } from './membership.ts'
import { domainsWithKernelPorts, ownSetName } from './nft-sets.ts'
import { type Group, kernelPorts, type Plan } from './plan.ts'

/** Whether a connection through the gate may go on. */
export function isNameOpen(plan: Plan, client: string, name: string): boolean {
  const place = roomOf(plan, client)
  if (place === undefined || place.room.paused) return false
  const { tls, http } = place.group
  return [tls, http].some((table) => typeof lookup(table, name) === 'number')
}

const isByAddress = (group: Group, flow: ConntrackEvent) =>
  group.addresses.some(
    ({ network, ports }) =>
      isIn(ipaddr.parse(flow.destination), network) &&
      flow.destinationPort !== undefined &&
      hasPort(ports, flow.protocol, flow.destinationPort),
  )

interface PortSites {
  /** The sites with their names: as long as these are the same, so is the port. */
  readonly text: string
  /** Stems of the sets that hold their addresses. */
  readonly sets: readonly string[]
}

/** The sites that the kernel opens on a port. Found once for a group and port: there may be many flows. */
function createSitesOnPort(plan: Plan) {
  const known = new Map<string, PortSites>()
  return (group: Group, port: number): PortSites => {
    const key = `${group.key} ${port}`
    const before = known.get(key)
    if (before !== undefined) return before
    const { facts } = plan
    const opens = (site: DomainSite) => hasPort(kernelPorts(site, facts.nameCheck), 'tcp', port)
    const sites = group.domains.filter(opens)
    const names = sites.map((site) => [site.domain, site.subdomains, site.needs, site.needsExact, site.except])
    const own = domainsWithKernelPorts(group, facts).filter(opens)
    const sets = sites.length === 0 ? [] : [group.key, ...own.map(({ domain }) => ownSetName(domain))]
    const portSites = { text: JSON.stringify(names), sets }
    known.set(key, portSites)
    return portSites
  }
}

interface Change {
  readonly before: Plan
  readonly now: Plan
  readonly sitesBefore: ReturnType<typeof createSitesOnPort>
  readonly sitesNow: ReturnType<typeof createSitesOnPort>
}

/** What a set of the kernel holds now. */
export type Answered = (set: string, address: string) => boolean

/**
 * Whether a flow that the kernel let through may go on. A port whose sites did not change keeps its flows: the set forgets
 * an address long before a quiet connection ends.
 */
function isFlowOpen({ before, now, sitesBefore, sitesNow }: Change, flow: ConntrackEvent, answered: Answered): boolean {
  const place = roomOf(now, flow.source)
  const was = roomOf(before, flow.source)
  if (place === undefined || place.room.paused) return false
  if (isByAddress(place.group, flow)) return true
  const port = flow.destinationPort
  if (flow.protocol !== 'tcp' || port === undefined || was === undefined || isByAddress(was.group, flow)) return false
  const { text, sets } = sitesNow(place.group, port)
  if (sitesBefore(was.group, port).text === text) return true
  return sets.some((set) => answered(`${set}_${flow.family}`, flow.destination))
}

/** Removes flows from the kernel's table; the next packet is treated as a new connection. Returns how many went. */
export async function deleteFlows(machine: Pick<Machine, 'run'>, flows: readonly ConntrackEvent[]): Promise<number> {
  const results = await Promise.all(
    flows.slice(0, 1000).map(({ family, protocol, source, destination, sourcePort, destinationPort }) => {
      const ports = sourcePort === undefined ? [] : ['--sport', String(sourcePort), '--dport', String(destinationPort)]
      const tuple = ['-p', protocol, '-s', source, '-d', destination, ...ports]
      return machine.run(['conntrack', '-D', '-f', family === 4 ? 'ipv4' : 'ipv6', ...tuple])
    }),
  )
  return results.filter(({ status }) => status === 0).length
}

/** Flows of rooms that our marks let through, that `before` had open and that `now` has not. */
export function flowsToCut(
  before: Plan,
  now: Plan,
  flows: readonly ConntrackEvent[],
  answered: Answered,
  isExempt: (address: string) => boolean,
): ConntrackEvent[] {
  const change = { before, now, sitesBefore: createSitesOnPort(before), sitesNow: createSitesOnPort(now) }
  return flows.filter((flow) => {
    const verdict = readMark(flow.mark, now.facts.markMask)
    if (verdict === 'exempt') return !isExempt(flow.source)
    return verdict === 'allowed' && !isFlowOpen(change, flow, answered)
  })
}

export interface CloseConnectionsTools {
  readonly machine: Machine
  readonly ask: AskGate
  readonly macOf: (address: string) => string | undefined
}

/** The elements of our sets that hold one address each, as `set address`. */
async function readAnswers(machine: Pick<Machine, 'run'>): Promise<Set<string>> {
  const { status, stdout } = await machine.run(['nft', '-j', 'list', 'sets', 'inet'])
  if (status !== 0) return new Set()
  const { nftables } = JSON.parse(stdout) as { nftables: { set?: { name: string; table: string; elem?: unknown[] } }[] }
  return new Set(
    nftables.flatMap(({ set }) =>
      set?.table !== 'aqtizim'
        ? []
        : (set.elem ?? []).map((elem) => `${set.name} ${(elem as { elem?: { val?: unknown } }).elem?.val ?? elem}`),
    ),
  )
}

/** Gives a function that cuts what `now` has shut since `before`, and returns how many connections it ended. */
export function createCloseConnections({ machine, ask, macOf }: CloseConnectionsTools) {
  const isExemptBy = (settings: Pick<Settings, 'exempt'>) => (address: string) =>
    settings.exempt.some(({ mac, addresses }) =>
      addresses.length > 0 ? addresses.includes(address) : macOf(address) === mac,
    )

  async function cutFlows(before: Plan, now: Plan, isExempt: (address: string) => boolean): Promise<number> {
    const listed = await machine.run(['conntrack', '-L', '-o', 'extended,id'])
    const flows = listed.stdout.split('\n').flatMap((line) => parseConntrack(line, machine.now() / 1000) ?? [])
    const suspects = flowsToCut(before, now, flows, () => false, isExempt)
    if (suspects.length === 0) return 0
    const answers = await readAnswers(machine)
    return deleteFlows(
      machine,
      flowsToCut(before, now, suspects, (set, address) => answers.has(`${set} ${address}`), isExempt),
    )
  }

  return async function closeConnections(
    before: Plan | undefined,
    now: Plan,
    settings: Pick<Settings, 'exempt'>,
  ): Promise<number> {
    // What stood before a start of ours is not known; the list in force was the same one.
    if (before === undefined) return 0
    const [ended, deleted] = await Promise.all([
      cutGate(ask, ({ client, name }) => !isNameOpen(now, client, name)).catch(() => []),
      cutFlows(before, now, isExemptBy(settings)),
    ])
    return ended.length + deleted
  }
}
