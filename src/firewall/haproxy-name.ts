/**
 * Prints the HAProxy rules that both frontends of a group share: who may connect, what is a host name, and what
 * the list says of it (HAProxy configuration manual, 7.3).
 */
import { LABEL_LIMIT } from '../whitelist/names.ts'
import { gateMapPath, mapColumns, pausedMapPath, safeMapPath } from './gate-maps.ts'
import { privateRanges } from './inside.ts'
import type { Facts, Group } from './plan.ts'

/**
 * Connections of one PC at once, over all frontends. Above `soft` it is told why; above `hard` it is not even heard. So it is with
 * requests: above `requestsIn10s` each has a page that says why, above `answersIn10s` none.
 */
export const connectionLimits = {
  soft: 256,
  hard: 300,
  newIn10s: 600,
  requestsIn10s: 1000,
  answersIn10s: 1200,
} as const

const label = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?'
const lastLabel = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'

/** The address families' ranges that no site may have, whatever a resolver says; private ones are the school's own sites'. */
const unusable4 = ['0.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '224.0.0.0/3']
const unusable6 = ['64:ff9b::/96', '2001::/32', '2002::/16', 'fe80::/9', 'ff00::/8']

/** Before a byte is read. A link-local source stands in no room's networks, so a pause would not see it. */
export const connectionRules: readonly string[] = [
  'tcp-request connection reject if { src fe80::/10 }',
  'tcp-request connection track-sc0 src table sources',
  `tcp-request connection reject if { sc0_conn_cur gt ${connectionLimits.hard} } || { sc0_conn_rate gt ${connectionLimits.newIn10s} }`,
]

export const namedAcl = 'acl named var(txn.name) -m found'

/** ACLs over `txn.asked`, the name as the client wrote it. */
export function nameAcls(facts: Facts): string[] {
  return [
    `acl crowded sc0_conn_cur gt ${connectionLimits.soft}`,
    `acl paused src,map_ip(${pausedMapPath(facts)}) -m found`,
    'acl long var(txn.asked),length gt 253',
    `acl shape var(txn.asked) -m reg ^(${label}[.])*${lastLabel}$`,
    // An IPv4 address in a browser's eyes (WHATWG URL, "ends in a number").
    'acl number var(txn.asked) -m reg (^|[.])([0-9]+|0x[0-9a-f]*)$',
    // No expression sees a NUL, and `$` of PCRE stands before a last line feed as well.
    'acl control var(txn.asked),hex -m sub 00 0A',
    namedAcl,
    'acl listed var(txn.say) -m str a i',
  ]
}

/** ACLs over `txn.dst`, an address that a resolver gave. */
export const addressAcls: readonly string[] = [
  'acl resolved var(txn.dst) -m found',
  `acl unusable var(txn.dst) -m ip ${[...unusable4, ...unusable6].join(' ')}`,
  // IPv4 written as IPv6, and ::1. As text, because HAProxy compares an IPv4 address with ::ffff:0:0/96 as well.
  'acl unusable var(txn.dst) -m beg :: 0:',
  `acl private var(txn.dst) -m ip ${[...privateRanges[4], ...privateRanges[6]].join(' ')}`,
  'acl inside var(txn.say) -m str i',
]

/** One of these holds where an address is not one that its name may have. */
export const badAddress = ['unusable', 'private !inside', 'inside !private'] as const

/** One of these holds where there is an address that its name may have. */
export const goodAddress = ['resolved !unusable private inside', 'resolved !unusable !private !inside'] as const

/** `if` of any of the conditions, each with `when` before it. */
export const ifAny = (conditions: readonly string[], when = '') =>
  `if ${conditions.map((condition) => `${when}${condition}`).join(' or ')}`

/** `txn.name` is only ever set to a name of this shape; it alone is shown, logged, looked up and resolved. */
export const nameConditions = '!long shape !number !control'

/**
 * Sets `txn.say` to what the list says of `txn.name`: the name itself, then it and its parents, longest first. Tails are
 * counted from the right end, so that a name of any depth is matched by its last labels. `when`: conditions, with a blank behind.
 */
export function lookupRules(facts: Facts, group: Group, protocol: 'tls' | 'http', rule: string, when = ''): string[] {
  const { exact, below } = mapColumns[protocol]
  const map = `map_str(${gateMapPath(facts, group)})`
  const undecided = `${when}named !{ var(txn.say) -m str a i r }`
  const tails = Array.from({ length: LABEL_LIMIT }, (_, index) => LABEL_LIMIT - index)
  return [
    `${rule} set-var(txn.say) var(txn.name),${map},bytes(${exact},1) if ${when}named`,
    ...tails.map(
      (count) => `${rule} set-var(txn.say) var(txn.name),field(-1,.,${count}),${map},bytes(${below},1) if ${undecided}`,
    ),
  ]
}

/** `CLIENT:PORT NAME` stands in the table `conns` as long as the connection does: what `cut` works by. */
export function trackRules(rule: string, when: string): string[] {
  return [
    `${rule} set-var(sess.port) src_port if ${when}`,
    `${rule} set-var(txn.key) src,concat(:,sess.port),concat(" ",txn.name) if ${when}`,
    `${rule} track-sc1 var(txn.key) table conns if ${when}`,
  ]
}

/**
 * Sets `txn.lookup`, the name whose address counts: a search engine's safe name in place of its own, where the list asks for
 * it. What the map does not hold changes nothing. `when`: ` if ...`, or empty.
 */
export function safeNameRules(facts: Facts, group: Group, rule: string, when: string): string[] {
  return [
    `${rule} set-var(txn.lookup) var(txn.name)${when}`,
    `${rule} set-var(txn.lookup) var(txn.name),map_str(${safeMapPath(facts, group)})${when}`,
  ]
}

/** A site with IPv6 alone has to open as well: 2.6 asks for AAAA itself after an empty A answer, but promises nothing. */
export function resolveRules(facts: Facts, group: Group, rule: string, when: string): string[] {
  return [
    ...safeNameRules(facts, group, rule, ` if ${when}`),
    `${rule} do-resolve(txn.dst,${group.key},ipv4) var(txn.lookup) if ${when}`,
    `${rule} do-resolve(txn.dst,${group.key},ipv6) var(txn.lookup) if ${when} !resolved`,
  ]
}

/** The gate's record of a connection or request: what `logger` parses. What has no verdict ended before a rule saw it. */
export function logFormat(kind: 't' | 'h'): string {
  const [ms, unseen] = kind === 't' ? ['%Tt', 'no-name'] : ['%Ta', 'not-http']
  return `log-format "aq1 ${kind} %ci %cp %[var(txn.name)] %[var(txn.dst)] %[var(txn.verdict,refused:${unseen})] %U %B ${ms} %ts"`
}

/** What cannot be read as HTTP has no transaction, hence no variables: it is recorded all the same. */
export const unreadableFormat = 'error-log-format "aq1 h %ci %cp - - refused:not-http %U %B 0 %ts"'
