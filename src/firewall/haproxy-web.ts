/** Prints the HTTP frontend of a group, which checks every request of a connection against the list. */

import { startMapPath } from './gate-maps.ts'
import { avoidBackend, awayAcl, outBackend, setAddress } from './haproxy-again.ts'
import { checkRules } from './haproxy-checks.ts'
import { bodyRules, headerAcls, passHeaderRules, switchRules, trailerRules } from './haproxy-headers.ts'
import {
  addressAcls,
  badAddress,
  connectionLimits,
  connectionRules,
  logFormat,
  lookupRules,
  nameAcls,
  nameConditions,
  resolveRules,
  trackRules,
  unreadableFormat,
} from './haproxy-name.ts'
import type { Section } from './haproxy-section.ts'
import { homeMapPath, partsPath, refusedPath } from './home-map.ts'
import type { Facts, Group } from './plan.ts'

const rule = 'http-request'

/** Where the block page's form is posted to, on the refused host itself. */
export const askPath = '/.aqtizim/ask'

/** The drill's page, on the router's own address: read by GET, and told by POST what a browser saw. */
export const drillPath = '/.aqtizim/drill'

/** Ends a request with a page of ours: `txn.page` chooses it, in the backend `pages`. */
function refuse(page: string, verdict: string, when: string): string[] {
  return [
    `${rule} set-var(txn.verdict) str(refused:${verdict}) if !paged ${when}`,
    `${rule} set-var(txn.page) str(${page}) if !paged ${when}`,
  ]
}

function judge(facts: Facts, group: Group): string[] {
  return [
    ...refuse('limit', 'limit', 'crowded or !paged busy'),
    // HAProxy reads any digits, and passes them on as they are: a server that takes 0.9 at its word reads no Host.
    ...refuse('address', 'version', '!HTTP_1.0 !HTTP_1.1'),
    ...lookupRules(facts, group, 'http', rule),
    ...checkRules(facts),
    ...refuse('paused', 'paused', 'paused'),
    `${rule} set-var(txn.verdict) str(allowed) if !paged start`,
    `${rule} set-var(txn.page) str(drill) if !paged start { path ${drillPath} ${refusedPath} }`,
    `${rule} set-var(txn.part) path,field(4,/),map_str(${homeMapPath(facts, group)}) if !paged start { path_beg ${partsPath} }`,
    `${rule} set-var(txn.page) str(part) if !paged start { path_beg ${partsPath} }`,
    `${rule} set-var(txn.page) str(start) if !paged start`,
    ...refuse('address', 'no-name', '!named'),
    `${rule} set-var(txn.verdict) str(refused:unlisted) if !paged !listed`,
    `${rule} set-var(txn.page) str(ask) if !paged !listed METH_POST { path ${askPath} }`,
    `${rule} set-var(txn.page) str(refused) if !paged !listed`,
    // An absolute URI names a second host: only its path goes on.
    `${rule} set-uri %[pathq] if !paged { pathq -m beg / }`,
    ...refuse('address', 'target', '!{ url -m beg / } !{ url -m str * }'),
  ]
}

/**
 * A connection is for one name, as browsers have it, and looks it up once: so whoever has the gate look up one name after the
 * other needs connections, of which each card has so many a second. RFC 9110, 15.5.20: the request is misdirected here, and
 * right on a connection of its own.
 */
const oneName = [
  `${rule} set-var(sess.name) var(txn.name) if !paged !{ var(sess.name) -m found }`,
  `${rule} set-var(txn.verdict) str(refused:other-name) if !paged !{ var(sess.name),strcmp(txn.name) eq 0 }`,
  `${rule} deny deny_status 421 if !paged !{ var(sess.name),strcmp(txn.name) eq 0 }`,
]

function passOn(facts: Facts, group: Group): string[] {
  return [
    ...oneName,
    ...bodyRules('!paged'),
    ...trackRules(rule, '!paged'),
    // Where the client goes while its name is looked up.
    `${rule} set-var(txn.verdict) str(refused:no-address) if !paged`,
    `${rule} set-var(txn.dst) var(sess.dst) if !paged { var(sess.dst) -m found }`,
    ...resolveRules(facts, group, rule, '!paged !resolved'),
    `${rule} set-var(sess.dst) var(txn.dst) if !paged resolved`,
    ...refuse('silent', 'private-address', 'private !inside'),
    ...badAddress.flatMap((bad) => refuse('silent', 'no-address', bad)),
    ...refuse('silent', 'no-address', '!resolved'),
    ...setAddress('web', '!paged'),
    `${rule} set-var(txn.verdict) str(allowed) if !paged`,
    ...passHeaderRules('!paged'),
  ]
}

export function webFrontend(facts: Facts, group: Group, maxconn: number): Section {
  const lines = [
    'mode http',
    `maxconn ${maxconn}`,
    'option disable-h2-upgrade',
    'option http-ignore-probes',
    `bind 0.0.0.0:${group.ports.http}`,
    `bind [::]:${group.ports.http} v6only`,
    logFormat('h'),
    unreadableFormat,
    ...connectionRules,
    'acl one_host req.fhdr_cnt(host) eq 1',
    'acl host_shape req.fhdr(host),lower -m reg ^[a-z0-9._-]+(:[0-9]{1,5})?$',
    'acl paged var(txn.page) -m found',
    `acl busy sc0_http_req_rate gt ${connectionLimits.requestsIn10s}`,
    `acl start var(txn.start) -m found`,
    // Whoever goes on after that many refusals is not answered: one connection could keep the gate's one thread.
    `${rule} set-var(txn.verdict) str(refused:limit) if { sc0_http_req_rate gt ${connectionLimits.answersIn10s} }`,
    `${rule} reject if { sc0_http_req_rate gt ${connectionLimits.answersIn10s} }`,
    ...nameAcls(facts),
    ...addressAcls,
    ...headerAcls,
    awayAcl('web'),
    `${rule} set-var(txn.asked) req.fhdr(host),lower,regsub(:[0-9]*$,),regsub([.]$,)`,
    `${rule} set-var(txn.name) var(txn.asked) if one_host host_shape ${nameConditions} !METH_CONNECT`,
    `${rule} set-var(txn.start) req.fhdr(host),lower,map_str(${startMapPath(facts, group)}) if one_host METH_GET or one_host METH_POST { path ${drillPath} ${refusedPath} }`,
    ...judge(facts, group),
    ...passOn(facts, group),
    'http-after-response set-header Connection close if { var(txn.page) -m str silent }',
    'use_backend ask if { var(txn.page) -m str ask }',
    'use_backend drill if { var(txn.page) -m str drill }',
    ...(facts.connectivityAnswers === false ? [] : ['use_backend checks if { var(txn.page) -m str check }']),
    'use_backend home if { var(txn.page) -m str start part }',
    'use_backend pages if paged',
    `use_backend ${avoidBackend('web', group)} if away`,
    `default_backend ${outBackend('web', group)}`,
  ]
  return { comment: 'HTTP: each request on a connection is held to the list', head: `frontend web-${group.key}`, lines }
}

/** Says to the gate's own earlier try that the answer is a page of ours. */
const silentHeader = 'X-Aqtizim-Silent'

/**
 * Each request has a connection to the site of its own, closed after the answer: nothing idle is left over for a site that
 * has been taken off the list.
 */
const eachRequest = ['option http-server-close', 'http-reuse never']

/** `txn.answered` says that a site answered, and neither HAProxy nor a later try of ours in its place. */
const answerRules = [
  `http-response del-header ${silentHeader} if { srv_name -m str out }`,
  `http-response set-var(txn.answered) bool(true) unless { res.fhdr_cnt(${silentHeader}) gt 0 }`,
  'acl answered var(txn.answered) -m found',
]

/** For the room's own backends: a request that no site answered is recorded so. */
export const webBackendLines: readonly string[] = [
  ...eachRequest,
  ...trailerRules,
  ...answerRules,
  ...switchRules,
  'http-after-response set-var(txn.verdict) str(refused:no-answer) unless answered',
  // Each further try looks the name up several times.
  'http-after-response set-header Connection close unless answered',
  `http-after-response del-header ${silentHeader}`,
]

/** For those of the later tries. */
export const laterWebBackendLines: readonly string[] = [
  ...eachRequest,
  ...answerRules,
  `http-after-response set-header ${silentHeader} 1 unless answered`,
]
