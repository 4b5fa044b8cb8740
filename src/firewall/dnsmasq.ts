/** Prints the files of the resolvers, one for each distinct list (dnsmasq(8)). */
import { namesOf } from '../whitelist/whitelist.ts'
import { networkCheckLines } from './connectivity-checks.ts'
import { isInside, markerName, serverLines, shutBelow } from './dnsmasq-servers.ts'
import { answerSeconds, domainsWithKernelPorts, insideSetName, ownSetName } from './nft-sets.ts'
import type { Facts, GeneratedFile, Group, Plan } from './plan.ts'

/** Answers that `stop-dns-rebind` lets through and that no listed site may have. */
const bogus = [
  ...['100.64.0.0/10', '192.0.0.0/24', '224.0.0.0/3'],
  ...['::/8', '64:ff9b::/96', '2001::/32', '2002::/16', 'ff00::/8'],
]

/** The service instance of a group's resolver, and the stem of its files. */
export const resolverName = (group: Group) => `dns-${group.key}`

export const resolverPaths = (facts: Facts, group: Group) => {
  const stem = `${facts.runDir}/${resolverName(group)}`
  return { config: `${stem}.conf`, servers: `${stem}.servers`, log: `${facts.runDir}/log/${resolverName(group)}.log` }
}

/** Octets of a resolver's log at most. The daemon cuts it long before; this holds while there is no daemon. */
export const logOctets = 8 * 1024 * 1024

/**
 * Beyond the bound the kernel takes nothing more, and dnsmasq turns to the system's log, which is a ring. The signal that the
 * bound comes with would end it; it stays ignored across `exec` (POSIX). `ulimit -f` counts blocks of 512 octets.
 */
const bounded = `trap '' XFSZ; ulimit -f ${logOctets / 512}; exec dnsmasq -k -C "$0"`

/** How procd starts a group's resolver, and the words of the process that this becomes. */
export function resolverCommand(facts: Facts, group: Group): { readonly start: string[]; readonly process: string[] } {
  const { config } = resolverPaths(facts, group)
  return { start: ['sh', '-c', bounded, config], process: ['dnsmasq', '-k', '-C', config] }
}

const nftset = (...names: string[]) =>
  names.flatMap((name) => [`4#inet#aqtizim#${name}_4`, `6#inet#aqtizim#${name}_6`]).join(',')

/** The sets that the answers for each listed name fill. */
function setsOfNames(group: Group, facts: Facts): Map<string, Set<string>> {
  const withOwn = new Set(domainsWithKernelPorts(group, facts))
  const sets = new Map<string, Set<string>>()
  for (const site of group.domains) {
    const own = ownSetName(site.domain)
    const shared = site.inside ? insideSetName(group) : group.key
    // Without the gate the shared set would open 80 and 443 as well.
    const filled = withOwn.has(site) ? (facts.nameCheck ? [shared, own] : [own]) : [shared]
    for (const name of namesOf(site)) {
      const known = sets.get(name)
      if (known === undefined) sets.set(name, new Set(filled))
      else for (const set of filled) known.add(set)
    }
  }
  return sets
}

/** dnsmasq fills only the sets of one line, the one with the longest match: so one line a name, and all its sets there. */
function ownSetLines(group: Group, facts: Facts): string[] {
  if (domainsWithKernelPorts(group, facts).length === 0 && group.inside.size === 0) return []
  const sets = setsOfNames(group, facts)
  const isSpecial = (name: string) => [...(sets.get(name) ?? [])].some((set) => set !== group.key)
  const parents = (name: string) => name.split('.').map((_, at, labels) => labels.slice(at).join('.'))
  return [...sets]
    .filter(([name]) => parents(name).some(isSpecial))
    .map(([name, filled]) => `nftset=/${name}/${nftset(...filled)}`)
}

const insideNames = ({ names, inside }: Group) =>
  [...names.below, ...names.exact].flatMap(([name, match]) => (isInside(inside, match) ? [name] : []))

/** Private answers are for the school's own sites alone: for them the kernel opens nothing else. */
const rebindLines = (group: Group) => [
  'stop-dns-rebind',
  ...bogus.map((range) => `bogus-nxdomain=${range}`),
  ...insideNames(group).map((name) => `rebind-domain-ok=/${name}/`),
]

/** A search engine's own address is in no set and in no answer: the router's leads to the gate, which takes the safe one. */
function safeAddressLines({ rooms, safe }: Group): string[] {
  const [router4] = rooms.flatMap((room) => room.addresses4)
  const [router6] = rooms.flatMap((room) => room.addresses6)
  const routers = [router4, router6].filter((address) => address !== undefined)
  return [...safe.keys()].flatMap((name) => routers.map((address) => `address=/${name}/${address}`))
}

/**
 * Octets of an answer from a name server, which is never in pieces on its way: 75 addresses at most. A hostile one cannot fill
 * the sets with more.
 */
const answerOctets = 1232

/** Seconds for which a PC may keep an answer. The gate asks for itself: with it, what a PC keeps opens nothing. */
const answerAge = (group: Group, facts: Facts) =>
  facts.nameCheck && domainsWithKernelPorts(group, facts).length === 0 ? 600 : answerSeconds.pcKeeps

/**
 * Questions that dnsmasq has under way for one listed name (it counts them for each `server` by itself, `get_new_frec` in its
 * forward.c): a name server that never answers has them stand for ten seconds each. They stand at the router's own resolver as
 * well, which takes 150 in all where nobody has set more, the staff's among them: for all groups together they are a part of it.
 */
const openQuestions = (groups: number) => Math.max(20, Math.floor(120 / groups))

/** `list` is the line that leads to the list, or the list itself. */
function config({ facts, groups }: Plan, group: Group, list: string): string {
  const paths = resolverPaths(facts, group)
  // All rooms, so that a list which parts or joins them starts no resolver anew; the kernel leads each to its own.
  const devices = facts.rooms.flatMap((room) => room.devices)
  const [router4] = group.rooms.flatMap((room) => room.addresses4)
  return [
    '# A resolver of aqtizim, made from the white list and the settings: changes by hand are lost.',
    '# Nothing but these lines says what it answers.',
    'no-resolv',
    'no-hosts',
    '',
    '# Where it listens: in the rooms, and on lo for the gate. It gives out no addresses.',
    `port=${group.ports.dns}`,
    'bind-dynamic',
    ...devices.map((device) => `interface=${device}`),
    'interface=lo',
    ...devices.map((device) => `no-dhcp-interface=${device}`),
    'no-ident',
    '',
    '# An unlisted name is never forwarded: it leads to the block page, and has no data of other types.',
    ...(router4 === undefined ? [] : [`address=/#/${router4}`]),
    'local=/#/',
    // A servers-file knows no `address`, so that a list with other such names starts the resolver anew; one with other
    // sites does not.
    ...(router4 === undefined ? [] : shutBelow(group.names).map((name) => `address=/${name}/${router4}`)),
    ...safeAddressLines(group),
    '',
    ...networkCheckLines(group.names, facts.connectivityAnswers !== false),
    '',
    '# The listed names, and who is asked for them.',
    list,
    '',
    '# The addresses of each answer go into these sets of the kernel, which open them, before the PC hears the answer.',
    `nftset=/#/${nftset(group.key)}`,
    ...ownSetLines(group, facts),
    // An answer out of the cache would not fill the set again.
    'cache-size=0',
    `max-ttl=${answerAge(group, facts)}`,
    '',
    '# Each question goes into a log in RAM, which the journal is made of.',
    'log-queries=extra',
    `log-facility=${paths.log}`,
    '',
    '# Questions below one listed name that are under way at once.',
    `dns-forward-max=${openQuestions(groups.length)}`,
    '# So long an answer may be.',
    `edns-packet-max=${answerOctets}`,
    '',
    '# No site lies in the school, in the router or at a special address, and no answer leads round the name check.',
    ...rebindLines(group),
    'filter-rr=HTTPS,SVCB,ANY',
    'strip-subnet',
    'strip-mac',
    '',
    '# It runs with the rights of nobody, in the foreground, under procd.',
    'user=nobody',
    'pid-file',
    '',
  ].join('\n')
}

/** Opens a list in a file of its own. */
const listHead =
  '# The white list: a name with a server is forwarded, and one without is not; the last line names the list itself.\n'

/**
 * The most lines of a list that a running resolver is told by SIGHUP. dnsmasq goes through all that it has for each line
 * of a servers-file that it has not seen (`add_update_server` in its domain-match.c), at its start as well, so that the
 * time grows with the square of the lines: 12,000 new ones in place of others took 0.6 s, 40,000 took 8 s. Lines of its
 * configuration it only appends.
 */
export const reloadLimit = 12_000

/** Configuration and list of a group's resolver; a list over the limit stands in the configuration. */
function compileResolver(plan: Plan, group: Group): GeneratedFile[] {
  const { facts } = plan
  const paths = resolverPaths(facts, group)
  const long = { names: facts.longNames ?? [], server: `127.0.0.1#${facts.requestsPort}` }
  const lines = serverLines(group.names, facts.upstreams, group, long)
  const text = `${lines.join('\n')}\n`
  const marker = markerName(text)
  const list = `${text}server=/${marker}/\n`
  if (lines.length > reloadLimit) return [{ path: paths.config, text: config(plan, group, list.trimEnd()), marker }]
  return [
    { path: paths.config, text: config(plan, group, `servers-file=${paths.servers}`) },
    { path: paths.servers, text: `${listHead}${list}`, marker },
  ]
}

/** The marker of a group's list; `files` are those of `compileResolvers`. */
export function markerOf(files: readonly GeneratedFile[], facts: Facts, group: Group): string {
  const { config, servers } = resolverPaths(facts, group)
  const isOwn = ({ path }: GeneratedFile) => path === config || path === servers
  return files.find((file) => isOwn(file) && file.marker !== undefined)?.marker ?? ''
}

export function compileResolvers(plan: Plan): GeneratedFile[] {
  return plan.groups.flatMap((group) => compileResolver(plan, group))
}
