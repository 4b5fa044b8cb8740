/** Configures HAProxy to look up the SNI and nothing else: the difference to ours is the cost of our checks. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Staying } from '../../lab/program.ts'
import type { Road } from '../road.ts'

const config = (port: number, resolver: number) => `global
  nbthread 1
  maxconn 2000
defaults
  mode tcp
  timeout connect 8s
  timeout client 10m
  timeout server 10m
resolvers own
  nameserver own 127.0.0.1:${resolver}
  accepted_payload_size 4096
  hold valid 1s
frontend plain
  bind 0.0.0.0:${port}
  tcp-request inspect-delay 5s
  tcp-request content do-resolve(txn.dst,own,ipv4) req.ssl_sni if { req.ssl_hello_type 1 }
  tcp-request content set-dst var(txn.dst) if { var(txn.dst) -m found }
  tcp-request content accept if { var(txn.dst) -m found }
  default_backend out
backend out
  server out 0.0.0.0:443
`

export function startPlainHaproxy(road: Road, port: number, resolver: number): Promise<Staying> {
  const path = join(road.folder, 'plain-haproxy.cfg')
  writeFileSync(path, config(port, resolver))
  return road.router.start(['haproxy', '-db', '-f', path], {})
}
