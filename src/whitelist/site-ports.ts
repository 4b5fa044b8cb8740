/** Reads the key `ports:` of an entry. */

import { type Placed, readList, type Values, withoutTwins } from './entry-values.ts'
import { hasPort, joinPorts, portText, readPort, WEB_PORTS } from './ports.ts'
import { type Report, said } from './report.ts'
import type { Port, Site } from './whitelist.ts'

export const PORTS_LIMIT = 100
/** DNS, and DNS over TLS or QUIC (RFC 7858, RFC 9250). */
const RESOLVER_PORTS = [53, 853]

/** The ports of an entry in order; those of a web site where the key is absent. */
export function readPorts(values: Values, kind: Site['kind'], report: Report): readonly Port[] {
  const items = readList('ports', values, 'bad-port', report)
  if (!items) return WEB_PORTS
  const offset = values.get('ports')?.offset ?? 0
  if (items.length === 0) report('bad-port', offset, 'ports: names no port; leave the key out for 80 and 443.')
  const ports: Placed<Port>[] = []
  for (const item of items) {
    const port = readItem(item, kind, report)
    if (port) ports.push({ value: port, offset: item.offset })
  }
  const unique = withoutTwins(ports, portText, report)
  if (unique.length > PORTS_LIMIT) report('too-large', offset, `A site has at most ${PORTS_LIMIT} ports.`)
  const joined = joinPorts(unique.map(({ value }) => value))
  if (joined.length < unique.length)
    report(
      'duplicate',
      offset,
      `Some of these ports overlap: ${joined.map(portText).join(', ')} is the same.`,
      'warning',
    )
  return joined
}

function readItem({ value, offset }: Placed<string>, kind: Site['kind'], report: Report): Port | undefined {
  const port = readPort(value)
  if (!port || (kind === 'domain' && port.protocol === 'udp')) {
    const shape = kind === 'domain' ? '443 or 8000-8010 (TCP only for a domain)' : '443, tcp/443 or udp/50000-50059'
    report('bad-port', offset, said(value, ` is no port from 1 to 65535: write it as in ${shape}.`))
    return undefined
  }
  const resolver = RESOLVER_PORTS.find((number) => hasPort([port], port.protocol, number))
  if (resolver !== undefined) {
    const advice = "for a site of the school's own network write its domain with inside: true and resolver:."
    report(
      'foreign-resolver',
      offset,
      said(value, `: on port ${resolver} PCs could ask a name server past the list; ${advice}`),
    )
    return undefined
  }
  // They go through the gate, and a range goes past it.
  const web = WEB_PORTS.find(({ number }) => hasPort([port], 'tcp', number))
  if (kind === 'address' || port.last === undefined || web === undefined) return port
  report('bad-port', offset, said(value, ` has port ${web.number} in it: write 80 and 443 by themselves.`))
  return undefined
}
