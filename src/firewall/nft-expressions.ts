/** Defines expressions that several chains share: lists, marks, exempt devices, and what opens by name. */

import { hex, type MarkedVerdict, markValue } from '../kernel/conntrack-marks.ts'
import { areWebPorts, portNumbers } from '../whitelist/ports.ts'
import { managersOf, privateRanges } from './inside.ts'
import type { Rule } from './nft-rule.ts'
import { answerSeconds, cutSet, domainsWithKernelPorts, insideSetName, ownSetName } from './nft-sets.ts'
import { type Facts, type Group, kernelPorts, type RoomFacts } from './plan.ts'

export const list = (items: readonly (string | number)[]) => `{ ${items.join(', ')} }`
export const quoted = (devices: readonly string[]) => list(devices.map((device) => `"${device}"`))
export const devicesOf = (rooms: readonly RoomFacts[]) => rooms.flatMap((room) => room.devices)

/** ICMP and ICMPv6 by number: a name needs /etc/protocols, which a small system may lack. */
export const isIcmp = 'meta l4proto { 1, 58 }'

/** Expressions about our bits of the two marks. */
export function markExpressions(facts: Facts) {
  const mask = facts.markMask
  const keep = hex(~mask >>> 0)
  const value = (verdict: MarkedVerdict) => hex(markValue(verdict, mask))
  const isOneOf = (mark: string, wanted: readonly MarkedVerdict[]) =>
    `${mark} mark & ${hex(mask)} ${wanted.length === 1 ? `== ${wanted.map(value)}` : list(wanted.map(value))}`
  return {
    setCt: (verdict: MarkedVerdict) => `ct mark set ct mark & ${keep} | ${value(verdict)}`,
    setPacket: (verdict: MarkedVerdict) => `meta mark set meta mark & ${keep} | ${value(verdict)}`,
    clearPacket: `meta mark set meta mark & ${keep}`,
    isCt: (...wanted: MarkedVerdict[]) => isOneOf('ct', wanted),
    isPacket: (...wanted: MarkedVerdict[]) => isOneOf('meta', wanted),
    isOtherPacket: (verdict: MarkedVerdict) => `meta mark & ${hex(mask)} != ${value(verdict)}`,
    noCt: `ct mark & ${hex(mask)} == 0`,
  }
}

/** Marks what a newer list has shut as no longer let through; from then on the mark alone tells. */
export const shutRule = (facts: Facts): Rule => ({
  match: [`ct id @${cutSet.name}`],
  statements: [markExpressions(facts).setCt('shut')],
  comment: 'a newer list has shut it',
})

/** A rule for each way in which a device is known as exempt. */
export const forExempt = (rule: Omit<Rule, 'match'>): Rule[] =>
  ['ether saddr . ip saddr @exempt4', 'ether saddr . ip6 saddr @exempt6', 'ether saddr @exempt_mac'].map((match) => ({
    match: [match],
    ...rule,
  }))

/** Which chain each device of a room goes to. */
export function dispatch(rooms: readonly RoomFacts[], prefix: string): Rule {
  const ways = rooms.flatMap((room) => room.devices.map((device) => `"${device}" : goto ${prefix}_${room.id}`))
  return { verdict: `iifname vmap ${list(ways)}`, comment: 'each room has a chain of its own' }
}

/** Where no site may lie, whatever a resolver says. */
export const neverRules = (verdict: string): Rule[] =>
  (['ip daddr @never4', 'ip6 daddr @never6'] as const).map((match) => ({
    match: [match],
    verdict,
    comment: 'private and special addresses never open by name',
  }))

/** TCP ports that open on the addresses which a set holds. */
export interface OpenSet {
  readonly family: 4 | 6
  /** The set's whole name, `l1_4`. */
  readonly set: string
  /** Numbers, or ranges as nft writes them. */
  readonly ports: readonly (number | string)[]
  /** What else holds of the destination. */
  readonly within?: readonly string[]
}

const destinationOf = (family: 4 | 6) => (family === 4 ? 'ip daddr' : 'ip6 daddr')
const destination = ({ family }: OpenSet) => destinationOf(family)

export const isIn = (open: OpenSet): string[] => [
  ...(open.within ?? []),
  `${destination(open)} @${open.set}`,
  `tcp dport ${list(open.ports)}`,
]

/** A rule of its own, without a verdict: it fails when the set is full. */
export const renew = (open: OpenSet): Rule => ({
  match: isIn(open),
  statements: [`update @${open.set} { ${destination(open)} timeout ${answerSeconds.used}s }`],
  comment: 'an address in use stays open',
})

const bothFamilies = (stem: string, ports: OpenSet['ports']): OpenSet[] =>
  ([4, 6] as const).map((family) => ({ family, set: `${stem}_${family}`, ports }))

/** What the gate's own connections may reach for a group. */
export const gateSets = ({ key }: Group): OpenSet[] => bothFamilies(key, [80, 443])

/**
 * Sites of the school lie at private addresses, and never where a network is managed. Rooms and the router itself are kept
 * out by device and by type as well.
 */
function onlyInside(opens: readonly OpenSet[], group: Group, facts: Facts): OpenSet[] {
  const managers = managersOf(group, facts)
  return opens.map((open) => {
    const shut = managers.filter((address) => address.includes(':') === (open.family === 6))
    const to = destination(open)
    return {
      ...open,
      within: [`${to} ${list(privateRanges[open.family])}`, ...(shut.length > 0 ? [`${to} != ${list(shut)}`] : [])],
    }
  })
}

/** What the gate's own connections may reach of the school's own sites. */
export const gateInsideSets = (group: Group, facts: Facts): OpenSet[] =>
  group.inside.size === 0 ? [] : onlyInside(bothFamilies(insideSetName(group), [80, 443]), group, facts)

/**
 * What the kernel itself opens by name. Ports of sites without ports of their own open on all of a group's answered
 * addresses, if no gate is used.
 */
function kernelSetsOf(group: Group, facts: Facts, isInside: boolean): OpenSet[] {
  const shared = facts.nameCheck ? [] : bothFamilies(isInside ? insideSetName(group) : group.key, [80, 443])
  const own = domainsWithKernelPorts(group, facts)
    .filter((site) => (site.inside === true) === isInside && (facts.nameCheck || !areWebPorts(site.ports)))
    .flatMap((site) => bothFamilies(ownSetName(site.domain), kernelPorts(site, facts.nameCheck).map(portNumbers)))
  return [...shared, ...own]
}

/** Of the sites of the internet. */
export const kernelSets = (group: Group, facts: Facts): OpenSet[] => kernelSetsOf(group, facts, false)

/** Of the school's own sites. */
export const kernelInsideSets = (group: Group, facts: Facts): OpenSet[] =>
  group.inside.size === 0 ? [] : onlyInside(kernelSetsOf(group, facts, true), group, facts)
