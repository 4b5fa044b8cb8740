/** A certificate authority that lives as long as the lab, and one certificate for all of its names. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hosts, networks } from './map.ts'
import { mustRun } from './program.ts'

export interface Certificate {
  /** PEM files: what the PCs trust, and what the servers show. */
  readonly authority: string
  readonly cert: string
  readonly key: string
}

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

function subjectNames(): string {
  const names = hosts.flatMap(({ name }) => [`DNS:${name}`, `DNS:*.${name}`])
  const addresses = [...hosts.flatMap((host) => host.addresses), ...networks.flatMap((n) => [n.address4, n.address6])]
  return [...names, ...[...new Set(addresses)].map((address) => `IP:${address}`)].join(',')
}

export async function makeCertificate(folder: string): Promise<Certificate> {
  const file = (name: string) => join(folder, name)
  const [authority, caKey, cert, key] = [file('ca.pem'), file('ca.key'), file('cert.pem'), file('cert.key')] as const
  const ca = ['openssl', 'req', '-x509', ...curve, '-keyout', caKey, '-out', authority, '-days', '2']
  await mustRun([...ca, '-subj', '/CN=lab authority'])
  await mustRun(['openssl', 'req', '-new', ...curve, '-keyout', key, '-out', file('request.pem'), '-subj', '/CN=lab'])
  writeFileSync(file('names.ext'), `subjectAltName=${subjectNames()}\n`)
  const signers = ['-CA', authority, '-CAkey', caKey, '-CAcreateserial', '-days', '2', '-extfile', file('names.ext')]
  await mustRun(['openssl', 'x509', '-req', '-in', file('request.pem'), '-out', cert, ...signers])
  return { authority, cert, key }
}
