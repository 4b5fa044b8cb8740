/** Says which open connections a new list has shut, and which go on. Pure. */

import ipaddr from 'ipaddr.js'
import type { ConntrackEvent } from '../kernel/conntrack.ts'
import { readMark } from '../kernel/conntrack-marks.ts'
import { lookup } from '../whitelist/names.ts'
import { areWebPorts, hasPort } from '../whitelist/ports.ts'
import type { DomainSite } from '../whitelist/whitelist.ts'
import { roomOf } from './membership.ts'
import { isIn } from './networks.ts'
import { domainsWithKernelPorts, insideSetName, ownSetName } from './nft-sets.ts'
import { type Group, kernelPorts, type Plan } from './plan.ts'

/** Whether a connection through the gate may go on. */
export function isNameOpen(plan: Plan, client: string, name: string): boolean {
  const place = roomOf(plan, client)
  if (place === undefined || place.room.paused) return false
  const { tls, http } = place.group
  return [tls, http].some((table) => typeof lookup(table, name) === 'number')
}

/** Whether a name leads elsewhere than before: to an engine's safe address in place of its own, or to a safer one. */
export function isNewlySafe(before: Plan, now: Plan, client: string, name: string): boolean {
  const safe = roomOf(now, client)?.group.safe.get(name)
  return safe !== undefined && roomOf(before, client)?.group.safe.get(name) !== safe
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
    const names = sites.map((site) => [
      site.domain,
      site.subdomains,
      site.needs,
      site.needsExact,
      site.except,
      site.inside ?? false,
    ])
    const own = domainsWithKernelPorts(group, facts).filter(opens)
    // The group's own sets open no port but 80 and 443, and those without the gate alone.
    const shared = facts.nameCheck ? [] : sites.filter((site) => areWebPorts(site.ports))
    const stems = new Set(shared.map((site) => (site.inside ? insideSetName(group) : group.key)))
    const sets = [...stems, ...own.map(({ domain }) => ownSetName(domain))]
    const portSites = { text: JSON.stringify(names), sets }
    known.set(key, portSites)
    return portSites
  }
}

export interface FlowKnowledge {
  readonly isExempt: (address: string) => boolean
  /** Whether a set of the kernel, `l1_4`, holds an address now. */
  readonly answered: (set: string, address: string) => boolean
}

/**
 * Flows of rooms that our marks let through and that `now` has not open. A port whose sites are those of `before` keeps its
 * flows: the set forgets an address long before a quiet connection ends. Without `before` nothing is known of the list that
 * stood, and only ports that no site has are shut.
 */
export function flowsToCut(
  before: Plan | undefined,
  now: Plan,
  flows: readonly ConntrackEvent[],
  { isExempt, answered }: FlowKnowledge,
): ConntrackEvent[] {
  const sitesBefore = before === undefined ? undefined : createSitesOnPort(before)
  const sitesNow = createSitesOnPort(now)

  function hasSameSites(flow: ConntrackEvent, port: number, { text }: PortSites): boolean {
    if (before === undefined || sitesBefore === undefined) return text !== '[]'
    const was = roomOf(before, flow.source)
    return was !== undefined && !isByAddress(was.group, flow) && sitesBefore(was.group, port).text === text
  }

  function isOpen(flow: ConntrackEvent): boolean {
    const place = roomOf(now, flow.source)
    if (place === undefined || place.room.paused) return false
    if (isByAddress(place.group, flow)) return true
    const port = flow.destinationPort
    if (flow.protocol !== 'tcp' || port === undefined) return false
    const sites = sitesNow(place.group, port)
    return (
      hasSameSites(flow, port, sites) || sites.sets.some((set) => answered(`${set}_${flow.family}`, flow.destination))
    )
  }

  return flows.filter((flow) => {
    const verdict = readMark(flow.mark, now.facts.markMask)
    if (verdict === 'exempt') return !isExempt(flow.source)
    return verdict === 'allowed' && !isOpen(flow)
  })
}
