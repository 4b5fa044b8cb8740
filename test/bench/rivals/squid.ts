/** Configures Squid to peek at the ClientHello and splice listed sites, with no cache and no log. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mustRun, type Staying } from '../../lab/program.ts'
import type { Road } from '../road.ts'
import type { Program } from './debian.ts'

const config = (folder: string, port: number, share: string, errors: string) => `http_port 127.0.0.1:${port + 1}
https_port ${port} intercept ssl-bump tls-cert=${folder}/cert.pem tls-key=${folder}/key.pem generate-host-certificates=off
acl step1 at_step SslBump1
acl listed ssl::server_name "${folder}/names"
ssl_bump peek step1
ssl_bump splice listed
ssl_bump terminate all
http_access allow all
dns_nameservers 127.0.0.1
cache deny all
access_log none
cache_log ${folder}/cache.log
cache_store_log none
pid_filename none
coredump_dir ${folder}
mime_table ${share}/mime.conf
icon_directory ${share}/icons
error_directory ${errors}
unlinkd_program /bin/true
logfile_daemon /bin/true
pinger_enable off
netdb_filename none
max_filedescriptors 8192
shutdown_lifetime 0 seconds
visible_hostname bench
`

export async function startSquid(road: Road, { path, root, env }: Program, port: number, names: readonly string[]) {
  const folder = join(road.folder, 'squid')
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  await mustRun([
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=bench', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
  ])
  chmodSync(join(folder, 'key.pem'), 0o644)
  writeFileSync(join(folder, 'names'), names.map((name) => `.${name}\n`).join(''))
  const file = join(folder, 'squid.conf')
  const share = `${root}/usr/share/squid`
  writeFileSync(file, config(folder, port, share, `${root}/usr/share/squid-langpack/en`))
  return road.router.start([path, '-N', '-f', file], { env }) satisfies Promise<Staying>
}
