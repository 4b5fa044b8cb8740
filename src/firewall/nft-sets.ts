/** Defines the sets of the kernel table: filled by the resolver, fixed by list and settings, or counting. */
import { createHash } from 'node:crypto'
import { areWebPorts } from '../whitelist/ports.ts'
import type { DomainSite } from '../whitelist/whitelist.ts'
import { type Facts, type Group, kernelPorts, type Plan } from './plan.ts'
import { sharesOf } from './shares.ts'

/**
 * Where no name may lead, IPv4: IANA's special-purpose registry (RFC 6890 and its successors) without 198.18.0.0/15,
 * which is a test network, not a private one.
 */
const never4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.168.0.0/16', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
]
/** The same for IPv6: all outside 2000::/3, and in it Teredo, documentation and 6to4. */
const never6 = [
  '::-1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  ...['2001::/32', '2001:db8::/32', '2002::/16', '3fff::/20'],
  '4000::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
]

/**
 * How long an answered address stays open, in seconds. One that nobody connects to leaves soon, because a hostile name server
 * answers with thousands: the gate connects at once, a PC as long as it may keep the answer, `pcKeeps`. A new connection
 * keeps it for `used`. (Kernels before 6.12 do not renew what is answered again before it has left.)
 */
export const answerSeconds = { gate: 60, pc: 80, pcKeeps: 30, used: 300 } as const
/**
 * Addresses at most. One PC asks 40 times a second, for no more than 75 addresses each (`dnsmasq.ts`): that fits. A site with
 * ports of its own has sets that no other site fills.
 */
const answerSize = { shared: 262_144, own: 16_384 } as const

export interface NftSet {
  readonly name: string
  /** Type, flags and bounds, as nft writes them. */
  readonly body: string
  /** What it holds, for whoever lists the ruleset; ASCII, at most 100 characters. */
  readonly comment: string
  /** Fixed contents, written anew at each load; absent: filled at run time and kept. */
  readonly elements?: readonly string[]
  /** Of a set of answered addresses: whose they are, how long one stays that nobody connects to, and how many fit. */
  readonly answers?: { readonly name: string; readonly whose: string; readonly seconds: number; readonly size: number }
}

/** Short, and the same for a domain in every version of the list and for every group: rules say who may use it. */
export function ownSetName(domain: string): string {
  return `p${createHash('sha256').update(domain).digest('hex').slice(0, 12)}`
}

/** Stem of the sets that the answers for the school's own sites fill, `l1in`: they open private addresses alone. */
export const insideSetName = ({ key }: Pick<Group, 'key'>) => `${key}in`

/** Found once for a list: they are asked for at each change of a set, and are few among many. */
const found = { gate: new WeakMap<object, DomainSite[]>(), noGate: new WeakMap<object, DomainSite[]>() }

/**
 * Domains with ports that the kernel opens for them alone; each has sets of its own, else its port would open on every
 * address. Without the gate, those open on 80 and 443 and nothing else share the group's set.
 */
export function domainsWithKernelPorts(group: Group, facts: Facts): DomainSite[] {
  const known = facts.nameCheck ? found.gate : found.noGate
  const before = known.get(group.domains)
  if (before !== undefined) return before
  const sites = group.domains.filter(
    (site) => kernelPorts(site, facts.nameCheck).length > 0 && !areWebPorts(site.ports),
  )
  known.set(group.domains, sites)
  return sites
}

interface AnswerBounds {
  readonly seconds: number
  readonly size: number
}

const answers = (name: string, comment: string, whose: string, { seconds, size }: AnswerBounds): NftSet[] =>
  ([4, 6] as const).map((family) => ({
    name: `${name}_${family}`,
    comment: `addresses that the resolver has answered for ${comment}`,
    body: `type ipv${family}_addr; flags dynamic,timeout; timeout ${seconds}s; size ${size};`,
    answers: { name: `${name}_${family}`, whose, seconds, size },
  }))

function sharedSets({ facts, groups }: Plan): NftSet[] {
  const bounds = { seconds: facts.nameCheck ? answerSeconds.gate : answerSeconds.pc, size: answerSize.shared }
  const roomsOf = (group: Group) => group.rooms.map(({ id }) => id).join(', ')
  return groups.flatMap((group) => [
    ...answers(group.key, 'listed names', roomsOf(group), bounds),
    ...(group.inside.size === 0 ? [] : answers(insideSetName(group), "the school's own sites", roomsOf(group), bounds)),
  ])
}

/** A comment has no room for the longest names. */
const shortened = (domain: string) => (domain.length > 40 ? `...${domain.slice(-40)}` : domain)

function ownSets(plan: Plan): NftSet[] {
  const sites = plan.groups.flatMap((group) => domainsWithKernelPorts(group, plan.facts))
  const domains = [...new Set(sites.map((site) => site.domain))]
  const bounds = { seconds: answerSeconds.pc, size: answerSize.own }
  return domains.flatMap((domain) => answers(ownSetName(domain), shortened(domain), domain, bounds))
}

function exemptSets(facts: Facts): NftSet[] {
  const byAddress = (family: 4 | 6): NftSet => ({
    name: `exempt${family}`,
    comment: `exempt devices by card and IPv${family} address`,
    body: `type ether_addr . ipv${family}_addr;`,
    elements: facts.exempt.flatMap(({ mac, addresses4, addresses6 }) =>
      (family === 4 ? addresses4 : addresses6).map((address) => `${mac} . ${address}`),
    ),
  })
  const addressless = facts.exempt.filter(({ addresses4, addresses6 }) => addresses4.length + addresses6.length === 0)
  const byMac: NftSet = {
    name: 'exempt_mac',
    comment: 'exempt devices by card alone',
    body: 'type ether_addr;',
    elements: addressless.map(({ mac }) => mac),
  }
  return [byAddress(4), byAddress(6), byMac]
}

/** What was refused, for the journal: a scan of ports fills a set, and costs nothing more. */
function refusedSets(): NftSet[] {
  const counted = (name: string, type: string, size: number): NftSet => ({
    name,
    comment: 'what was refused: from, to, protocol, port',
    body: `type ${type}; size ${size}; flags dynamic,timeout; timeout 10m; counter;`,
  })
  return ([4, 6] as const).flatMap((family) => {
    const pair = `ipv${family}_addr . ipv${family}_addr . inet_proto`
    return [counted(`refused${family}`, `${pair} . inet_service`, 4096), counted(`refused_other${family}`, pair, 256)]
  })
}

export const refusedSetNames = refusedSets().map(({ name }) => name)

/** Who does what no PC does, by MAC; counted while it goes on. */
function suspectSets(): NftSet[] {
  const kinds = { rogue_by: 'cards that play the router', foreign_by: 'cards that bear an address of elsewhere' }
  return Object.entries(kinds).map(([name, comment]) => ({
    name,
    comment,
    body: 'type ether_addr; size 256; flags dynamic,timeout; timeout 1h; counter;',
  }))
}

/** Sets that count what each network of a room, and each card, has open. They outlive a load of the rules, so a bound is part of the name. */
export function shareSetNames(facts: Facts) {
  const { gate, gateOfCard, past, pastOfCard } = sharesOf(facts)
  return {
    ...{ gate: `open_gate_${gate}`, past: `open_flows_${past}` },
    ...{ gateOfCard: `gate_conns_${gateOfCard}`, pastOfCard: `card_flows_${pastOfCard}` },
  }
}

/** Caps by MAC, since a PC may take new IPv6 addresses all day. */
function capSets(facts: Facts): NftSet[] {
  const rate = (name: string): NftSet => ({
    name,
    comment: 'how fast each card goes',
    body: 'type ether_addr; size 1024; flags dynamic,timeout; timeout 1m;',
  })
  const count = (name: string): NftSet => ({
    name,
    comment: 'how many connections each card has open',
    body: 'type ether_addr; size 1024; flags dynamic;',
  })
  // As large as `dns_rate` and no longer kept, so that it is never full before that one is.
  const over: NftSet = {
    name: 'dns_over',
    comment: 'cards whose questions were dropped',
    body: 'type ether_addr; size 1024; flags dynamic,timeout; timeout 1m; counter;',
  }
  const rates = ['dns_rate', 'dns_tcp_rate', 'dns_tcp_bytes', 'ntp_rate', 'gate_rate', 'new_rate']
  const names = shareSetNames(facts)
  const shares = [names.gate, names.past].map((name) => ({
    name,
    comment: 'how many connections each network of a room has open',
    body: 'type ifname; size 256; flags dynamic;',
  }))
  const counts = ['dns_tcp', names.gateOfCard, names.pastOfCard]
  return [...rates.map(rate), over, ...counts.map(count), ...shares]
}

/**
 * Flows that were let through and are no more, by the kernel's id of each: an id is another's only after the flow is gone.
 * Kept longer than the kernel remembers a silent connection (`nf_conntrack_tcp_timeout_established`, at most five days).
 */
export const cutSet: NftSet = {
  name: 'cut',
  comment: 'flows that a newer list has shut, by their id in conntrack',
  body: 'typeof ct id; flags timeout; timeout 6d; size 131072;',
}

const noSite = 'private and special addresses, where no site lies'

export function compileSets(plan: Plan): NftSet[] {
  return [
    ...sharedSets(plan),
    ...ownSets(plan),
    { name: 'never4', comment: noSite, body: 'type ipv4_addr; flags interval;', elements: never4 },
    { name: 'never6', comment: noSite, body: 'type ipv6_addr; flags interval;', elements: never6 },
    ...exemptSets(plan.facts),
    ...refusedSets(),
    ...suspectSets(),
    ...capSets(plan.facts),
    cutSet,
  ]
}
