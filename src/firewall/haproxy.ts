/** Prints the gate's files: HAProxy's configuration, its maps and its pages (HAProxy 2.6 and later). */
import { gateMaps, tooDeep } from './gate-maps.ts'
import { againLimits, againSections, awayTables, daemonResolver, lastSections } from './haproxy-again.ts'
import { checkFiles, checkSections } from './haproxy-checks.ts'
import { type GatePages, noAnswerErrors, pageFiles, pageSections } from './haproxy-pages.ts'
import { printSections, type Section } from './haproxy-section.ts'
import { tlsFrontend } from './haproxy-tls.ts'
import { laterWebBackendLines, webBackendLines, webFrontend } from './haproxy-web.ts'
import type { Facts, GeneratedFile, Group, Plan } from './plan.ts'

/** Connections at once through each frontend of a group, so that no room can shut another out. */
const frontendLimits = { tls: 1000, web: 500 } as const

export const gatePaths = (facts: Pick<Facts, 'runDir'>) => ({
  config: `${facts.runDir}/gate.cfg`,
  socket: `${facts.runDir}/gate.sock`,
})

/** Longest key of the table `conns`: an IPv6 address, a port, a space and a name. */
const connectionKey = 45 + 1 + 5 + 1 + 253

function globalSection(facts: Facts, groups: readonly Group[]): Section {
  const ofRoom = frontendLimits.tls + frontendLimits.web + 2 * (againLimits.tls + againLimits.web)
  const lines = [
    'nbthread 1',
    `maxconn ${groups.length * ofRoom + 50}`,
    'tune.bufsize 16384',
    'log ring@records len 1024 format rfc5424 local0 info',
    'log-tag aqtizim-gate',
    `stats socket ${gatePaths(facts).socket} mode 600 level admin`,
    'stats timeout 10s',
    // From 3.3 on it would take no IPv6 address while the router has no default route of IPv6: the school's own sites need none.
    ...['.if version_atleast(3.2)', 'dns-accept-family ipv4,ipv6', '.endif'],
    `uid ${facts.gateUid}`,
    `gid ${facts.gateUid}`,
  ]
  return { comment: 'the gate of aqtizim: written anew with each list, so do not edit it', head: 'global', lines }
}

/** Some 5,000 records, which the daemon reads over the control socket (src/logger/haproxy-log-reader.ts); older ones give way. */
const ringSection: Section = {
  comment: 'a record for each connection and request, for the journal',
  head: 'ring records',
  lines: ['format rfc5424', 'maxlen 1024', 'size 1048576'],
}

const defaultsSection: Section = {
  comment: 'time-outs and keep-alive of all that follows',
  head: 'defaults',
  lines: [
    'log global',
    'timeout connect 8s',
    'timeout client 10m',
    'timeout server 10m',
    'timeout client-fin 30s',
    'timeout server-fin 30s',
    'timeout tunnel 2h',
    'timeout http-request 10s',
    'timeout http-keep-alive 30s',
    'retries 1',
    'option clitcpka',
    'option srvtcpka',
    'option dontlognull',
  ],
}

/**
 * Answers are not kept: dnsmasq fills the kernel's set anew with each of them. One try of 4 s: an empty answer counts as a
 * try, and each further one would make a pupil wait for what is known at once.
 */
function resolversSection(group: Group): Section {
  const lines = [
    `nameserver own 127.0.0.1:${group.ports.dns}`,
    'accepted_payload_size 4096',
    ...['valid', 'nx', 'other', 'refused', 'timeout'].map((state) => `hold ${state} 1s`),
    'hold obsolete 0s',
    'resolve_retries 1',
    'timeout resolve 1s',
    'timeout retry 4s',
  ]
  return { comment: 'the resolver of a room, which alone knows its list', head: `resolvers ${group.key}`, lines }
}

/**
 * Places by rooms: what is full gives up its oldest entry, and takes none where all are in use. A PC may bear any number of IPv6
 * addresses, and a room opens 300 connections a second; rates look back for 10 s, so an entry need not outlive them for long.
 */
const tables = (rooms: number): readonly Section[] => [
  {
    comment: 'how much each PC has open and asks for',
    head: 'backend sources',
    lines: [`stick-table type ipv6 size ${8 * rooms}k expire 20s store conn_cur,conn_rate(10s),http_req_rate(10s)`],
  },
  {
    comment: 'which site each open connection is for, so that it can be cut',
    head: 'backend conns',
    lines: [`stick-table type string len ${connectionKey + 1} size ${8 * rooms}k expire 5s store conn_cur`],
  },
  ...awayTables,
]

/** Throws on facts that would not stay where they are put; `facts` has checked them, so this is a bug. */
function checkFacts({ facts, groups }: Plan): void {
  const numbers = [facts.gateUid, facts.requestsPort]
  for (const { ports } of groups) numbers.push(ports.dns, ports.tls, ports.http)
  if (!numbers.every((number) => Number.isInteger(number) && number > 0 && number < 65536)) {
    throw new Error(`the gate needs ports and a uid from 1 to 65535: ${numbers.join(' ')}`)
  }
  if (!/^\/[A-Za-z0-9._/-]+$/.test(facts.runDir)) throw new Error(`not fit for a folder: ${facts.runDir}`)
  for (const { key, tls, http } of groups) {
    if (!/^l[0-9]+$/.test(key)) throw new Error(`not fit for a group's key: ${key}`)
    const [deep] = [...tooDeep(tls), ...tooDeep(http)]
    if (deep !== undefined) throw new Error(`a listed name has more labels than the gate compares: ${deep}`)
  }
}

/**
 * `gate.cfg`, then the maps, then the pages. The configuration names every map, and depends on none of their contents:
 * a list that changes within the same groups changes maps alone.
 */
export function compileGate(plan: Plan, pages: GatePages): GeneratedFile[] {
  checkFacts(plan)
  const { facts, groups } = plan
  const silent = noAnswerErrors(facts, pages)
  const outer = { tls: [], web: [...webBackendLines, ...silent] }
  const inner = { tls: [], web: [...laterWebBackendLines, ...silent] }
  const config = printSections([
    globalSection(facts, groups),
    ringSection,
    defaultsSection,
    ...groups.map(resolversSection),
    daemonResolver(facts),
    ...tables(groups.length),
    ...groups.flatMap((group) => [
      tlsFrontend(facts, group, frontendLimits.tls),
      webFrontend(facts, group, frontendLimits.web),
    ]),
    ...groups.flatMap((group) => againSections(facts, group, outer, inner)),
    ...lastSections(inner),
    ...pageSections(
      facts,
      pages,
      groups.map(({ key }) => key),
    ),
    ...checkSections(facts),
  ])
  return [
    { path: gatePaths(facts).config, text: config },
    ...gateMaps(plan),
    ...pageFiles(facts, pages),
    ...checkFiles(facts),
  ]
}
