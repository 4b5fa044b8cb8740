/** Prints the TLS frontend of a group, which reads the ClientHello and never decrypts. */
import { avoidBackend, awayAcl, outBackend, setAddress } from './haproxy-again.ts'
import {
  addressAcls,
  badAddress,
  connectionRules,
  ifAny,
  logFormat,
  lookupRules,
  nameAcls,
  nameConditions,
  resolveRules,
  trackRules,
} from './haproxy-name.ts'
import type { Section } from './haproxy-section.ts'
import type { Facts, Group } from './plan.ts'

const rule = 'tcp-request content'

/**
 * `if hello` on every rule makes HAProxy wait for the whole ClientHello (5 s at most). The hello must be one whole record:
 * `req.ssl_sni` does not see record boundaries and could read another name than the server. A handshake message has a
 * header of 4 bytes (RFC 8446, 4), so the record's length is the message's plus 4.
 */
export function tlsFrontend(facts: Facts, group: Group, maxconn: number): Section {
  const say = (verdict: string, when: string) => `${rule} set-var(txn.verdict) str(${verdict}) if ${when}`
  const lines = [
    'mode tcp',
    `maxconn ${maxconn}`,
    `bind 0.0.0.0:${group.ports.tls}`,
    `bind [::]:${group.ports.tls} v6only`,
    logFormat('t'),
    ...connectionRules,
    'tcp-request inspect-delay 5s',
    'acl hello req.ssl_hello_type 1',
    'acl whole var(txn.record),sub(txn.message) eq 4',
    ...nameAcls(facts),
    ...addressAcls,
    awayAcl('tls'),
    `${rule} set-var(txn.record) req.payload(3,2),hex,hex2i if hello`,
    `${rule} set-var(txn.message) req.payload(6,3),hex,hex2i if hello`,
    `${rule} set-var(txn.asked) req.ssl_sni,lower,regsub([.]$,) if hello`,
    `${rule} set-var(txn.name) var(txn.asked) if hello whole ${nameConditions}`,
    `${rule} reject if hello !named`,
    say('refused:limit', 'hello crowded'),
    `${rule} reject if hello crowded`,
    say('refused:paused', 'hello paused'),
    `${rule} reject if hello paused`,
    ...lookupRules(facts, group, 'tls', rule, 'hello '),
    say('refused:unlisted', 'hello !listed'),
    `${rule} reject if hello !listed`,
    say('refused:no-address', 'hello'),
    ...trackRules(rule, 'hello listed'),
    ...resolveRules(facts, group, rule, 'hello listed'),
    say('refused:private-address', 'hello private !inside'),
    `${rule} reject ${ifAny(badAddress, 'hello ')}`,
    ...setAddress('tls', 'hello listed resolved'),
    say('allowed', 'hello listed resolved'),
    `${rule} accept if hello listed resolved`,
    `${rule} reject`,
    `use_backend ${avoidBackend('tls', group)} if away`,
    `default_backend ${outBackend('tls', group)}`,
  ]
  return {
    comment: 'HTTPS: one whole hello with a listed name, which is passed on unread',
    head: `frontend tls-${group.key}`,
    lines,
  }
}
