/**
 * Prints the frontends that try another address, then the other IP version, when an address of a site does not answer. The
 * browser cannot do that itself, because the gate has accepted its connection already.
 *
 * HAProxy tries one address of a name and always the same one. So a connection that fails goes on to a second server, which
 * is a frontend of the gate's own on a Unix socket (`again`, then `last`); the PROXY protocol carries the PC's address and
 * the one that failed. There the name is looked up anew, and an address that failed in the last minutes is left alone.
 * The daemon, if it runs, says which other addresses the name has (other-address.ts).
 */
import { addressAcls, badAddress, goodAddress, ifAny, lookupRules, namedAcl, safeNameRules } from './haproxy-name.ts'
import type { Section } from './haproxy-section.ts'
import type { Facts, Group } from './plan.ts'

export type Protocol = 'tls' | 'web'
type Hop = 'again' | 'last'

/** Connections at once through each of these frontends. */
export const againLimits = { tls: 250, web: 125 } as const

/** An address gets one repeated SYN (RFC 6298: after 1 s) before another is tried; the last one has as long as any. */
const connectMs = { first: 1200, last: 8000 } as const

const rules = { tls: 'tcp-request content', web: 'http-request' } as const
const modes = { tls: 'tcp', web: 'http' } as const
const ports = { tls: 443, web: 80 } as const

const socketPath = (facts: Facts, hop: Hop, protocol: Protocol, group: Group) =>
  `${facts.runDir}/gate-${hop}-${protocol}-${group.key}.sock`

/** The backend for an address that is worth trying, and the one that goes straight to the second try. */
export const outBackend = (protocol: Protocol, group: Group) => `out-${protocol}-${group.key}`
export const avoidBackend = (protocol: Protocol, group: Group) => `avoid-${protocol}-${group.key}`

/** The resolver that is the daemon. Where it does not run, four tries of half a second are all that is lost. */
export const daemonResolver = (facts: Facts): Section => ({
  comment: 'the daemon, which knows the other addresses of a name; without it the other IP version is tried',
  head: 'resolvers daemon',
  lines: [
    `nameserver daemon 127.0.0.1:${facts.requestsPort}`,
    ...['valid', 'nx', 'other', 'refused', 'timeout', 'obsolete'].map((state) => `hold ${state} 0s`),
    'resolve_retries 3',
    'timeout resolve 500ms',
    'timeout retry 500ms',
  ],
})

/**
 * Addresses that failed, by port: a site may be open on 443 alone. The rate of one event is above zero for one to two
 * periods, also while a connection that followed it keeps the entry (a tunnel stays for hours).
 */
export const awayTables: readonly Section[] = (['tls', 'web'] as const).map((protocol) => ({
  comment: `addresses that did not answer on port ${ports[protocol]}, for two to four minutes`,
  head: `backend away-${protocol}`,
  lines: ['stick-table type ipv6 size 4k expire 5m store gpc0_rate(2m)'],
}))

/** A port that nobody has: says to the next try that nothing was sent to the address, so that it has not failed once more. */
const untried = 1
const untriedAcl = `acl untried dst_port ${untried}`

/**
 * Sets the address that the PROXY protocol carries on: always the one that was looked up, never the one that the PC chose, which
 * would be marked as failed for all.
 */
export const setAddress = (protocol: Protocol, when: string): string[] => [
  `${rules[protocol]} set-dst var(txn.dst) if ${when}`,
  `${rules[protocol]} set-dst-port int(${ports[protocol]}) if ${when}`,
  `${rules[protocol]} set-dst-port int(${untried}) if ${when} away`,
]

export const awayAcl = (protocol: Protocol) => `acl away var(txn.dst),table_gpc0_rate(away-${protocol}) gt 0`

/**
 * Takes `txn.dst` from, in this order: our resolver, the daemon, our resolver for IPv6, and once more our resolver, since one
 * that failed is better than none. The daemon is asked for `FAILED.FIRST.PROTOCOL.ROOM.NAME`, the addresses in hexadecimal.
 */
function candidateRules(facts: Facts, protocol: Protocol, group: Group, when: string): string[] {
  const rule = rules[protocol]
  const own = (family: string) => `${rule} do-resolve(txn.dst,${group.key},${family}) var(txn.lookup)`
  const bad = ifAny(['away', ...badAddress, '!resolved'], when)
  const always = when === '' ? '' : ` if ${when.trim()}`
  return [
    ...safeNameRules(facts, group, rule, always),
    `${rule} track-sc0 dst table away-${protocol} if ${when}!untried`,
    `${rule} sc-inc-gpc0(0) if ${when}!untried`,
    `${own('ipv4')}${always}`,
    `${rule} set-var(txn.first) var(txn.dst),hex${always}`,
    `${rule} set-var(txn.question) dst,hex,concat(.,txn.first,.${protocol}.${group.key}.),concat(,txn.lookup)${always}`,
    `${rule} do-resolve(txn.dst,daemon,ipv4) var(txn.question) ${bad}`,
    `${own('ipv6')} ${bad}`,
    `${own('ipv4')} ${bad}`,
  ]
}

function tlsHop(facts: Facts, group: Group): string[] {
  const rule = rules.tls
  return [
    'tcp-request inspect-delay 5s',
    'acl hello req.ssl_hello_type 1',
    ...addressAcls,
    namedAcl,
    awayAcl('tls'),
    untriedAcl,
    `${rule} set-var(txn.name) req.ssl_sni,lower,regsub([.]$,) if hello`,
    ...lookupRules(facts, group, 'tls', rule, 'hello '),
    ...candidateRules(facts, 'tls', group, 'hello '),
    `${rule} reject ${ifAny(badAddress, 'hello ')}`,
    `${rule} set-dst var(txn.dst) if hello resolved`,
    `${rule} set-dst-port int(${ports.tls}) if hello resolved`,
    `${rule} set-var(txn.verdict) str(allowed) if hello resolved`,
    `${rule} accept if hello resolved`,
    `${rule} reject`,
  ]
}

/** The Host is the checked name already: the room's frontend wrote it. */
function webHop(facts: Facts, group: Group): string[] {
  const rule = rules.web
  return [
    'option disable-h2-upgrade',
    ...addressAcls,
    namedAcl,
    awayAcl('web'),
    untriedAcl,
    `${rule} set-var(txn.name) req.fhdr(host)`,
    ...lookupRules(facts, group, 'http', rule),
    ...candidateRules(facts, 'web', group, ''),
    `${rule} set-dst var(txn.dst) ${ifAny(goodAddress)}`,
    `${rule} set-dst-port int(${ports.web}) ${ifAny(goodAddress)}`,
    `${rule} set-var(txn.verdict) str(allowed) ${ifAny(goodAddress)}`,
  ]
}

function hopFrontend(facts: Facts, group: Group, protocol: Protocol, hop: Hop): Section {
  const last = `last-${protocol}`
  const next = hop === 'last' ? last : `${hop}-${outBackend(protocol, group)}`
  return {
    comment: `the ${hop === 'again' ? 'second' : 'third and last'} try, for connections that failed in the gate itself`,
    head: `frontend ${hop}-${protocol}-${group.key}`,
    lines: [
      `mode ${modes[protocol]}`,
      'no log',
      `maxconn ${againLimits[protocol]}`,
      `bind unix@${socketPath(facts, hop, protocol, group)} mode 600 uid ${facts.gateUid} accept-proxy`,
      ...(protocol === 'tls' ? tlsHop(facts, group) : webHop(facts, group)),
      // Nothing better is known: this one may take its time.
      ...(hop === 'last' ? [] : [`use_backend ${last} if away`]),
      `default_backend ${next}`,
    ],
  }
}

/** `server 0.0.0.0` goes where `set-dst` said, and to this router if nothing did: hence the guard. */
const guard: Readonly<Record<Protocol, string>> = {
  tls: `${rules.tls} reject unless { var(txn.verdict) -m str allowed }`,
  web: `${rules.web} deny deny_status 503 unless { var(txn.verdict) -m str allowed }`,
}

/** Two servers, so that HAProxy goes on at once: with one it would wait a second before it tries again. */
const toHop = (facts: Facts, group: Group, protocol: Protocol, hop: Hop) =>
  ['one', 'two'].map((name) => `server ${hop}-${name} unix@${socketPath(facts, hop, protocol, group)} send-proxy-v2`)

/** What each backend has besides its servers. */
export type BackendExtras = Readonly<Record<Protocol, readonly string[]>>

function backend(
  comment: string,
  name: string,
  protocol: Protocol,
  extras: BackendExtras,
  servers: readonly string[],
): Section {
  const lines = [`mode ${modes[protocol]}`, guard[protocol], ...extras[protocol], ...servers]
  return { comment, head: `backend ${name}`, lines }
}

function roomBackends(
  facts: Facts,
  group: Group,
  protocol: Protocol,
  inner: BackendExtras,
  outer: BackendExtras,
): Section[] {
  const trying = (hop: Hop) => [
    `timeout connect ${connectMs.first}ms`,
    'option redispatch 1',
    'use-server out if { always_true }',
    `server out 0.0.0.0:${ports[protocol]} backup`,
    ...toHop(facts, group, protocol, hop),
  ]
  const out = outBackend(protocol, group)
  return [
    backend('the address that the resolver gave, else a second try', out, protocol, outer, trying('again')),
    backend(
      'an address that failed just now: straight to the second try',
      avoidBackend(protocol, group),
      protocol,
      outer,
      [...toHop(facts, group, protocol, 'again')],
    ),
    backend('another address, else a third try', `again-${out}`, protocol, inner, trying('last')),
  ]
}

/** The sections of a room; `outer` is what its own backends have besides, `inner` what those behind a hop have. */
export function againSections(facts: Facts, group: Group, outer: BackendExtras, inner: BackendExtras): Section[] {
  return (['tls', 'web'] as const).flatMap((protocol) => [
    ...roomBackends(facts, group, protocol, inner, outer),
    hopFrontend(facts, group, protocol, 'again'),
    hopFrontend(facts, group, protocol, 'last'),
  ])
}

/** What all rooms share. */
export function lastSections(inner: BackendExtras): Section[] {
  return (['tls', 'web'] as const).map((protocol) =>
    backend('the last try: who does not answer here does not answer', `last-${protocol}`, protocol, inner, [
      `timeout connect ${connectMs.last}ms`,
      `server out 0.0.0.0:${ports[protocol]}`,
    ]),
  )
}
