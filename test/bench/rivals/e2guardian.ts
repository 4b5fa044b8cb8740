/**
 * e2guardian with Debian's settings as a transparent HTTPS filter: it reads the SNI, holds it to a site list, and tunnels
 * without opening. It does not ask whether the address belongs to the name, as squid and our gate do.
 */
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Staying } from '../../lab/program.ts'
import type { Road } from '../road.ts'
import type { Program } from './debian.ts'

const story = `
function(thttps-checkrequest)
if(sitein, exception) return setexception
if(true) return setblock
`

/** All files below, with their paths led into the bench's folder. */
function moveInto(folder: string, from: readonly [string, string][]): void {
  for (const entry of readdirSync(folder)) {
    const path = join(folder, entry)
    if (statSync(path).isDirectory()) moveInto(path, from)
    else if (/\.(conf|story)$/.test(entry))
      writeFileSync(
        path,
        from.reduce((text, [old, now]) => text.replaceAll(old, now), readFileSync(path, 'latin1')),
        'latin1',
      )
  }
}

const settings = (folder: string, port: number) => `
loglocation = '${folder}/access.log'
rqloglocation = '${folder}/request.log'
dstatlocation = '${folder}/dstats.log'
pidfilename = '${folder}/e2guardian.pid'
daemonuser = 'proxy'
daemongroup = 'proxy'
transparenthttpsport = ${port}
`

export async function startE2guardian(
  road: Road,
  { path, root, env }: Program,
  port: number,
  names: readonly string[],
): Promise<Staying> {
  const folder = join(road.folder, 'e2guardian')
  cpSync(`${root}/etc/e2guardian`, folder, { recursive: true })
  chmodSync(folder, 0o777)
  moveInto(folder, [
    ['/etc/e2guardian', folder],
    ['/usr/share/e2guardian/languages', join(folder, 'languages')],
    ['/usr/share/e2guardian', `${root}/usr/share/e2guardian`],
  ])
  const config = join(folder, 'e2guardian.conf')
  const kept = readFileSync(config, 'latin1')
    .replace(/^(transparenthttpsport|loglevel|filterports|nodaemon) =.*$/gm, '')
    .replace(/^filterip =.*$/m, "filterip = '127.0.0.1'")
  writeFileSync(config, `${kept}\nloglevel = 0\nfilterports = ${port + 1}\n${settings(folder, port)}`, 'latin1')
  writeFileSync(join(folder, 'lists/exceptionsitelist'), `${names.join('\n')}\n`)
  // They name files under paths that they fold to lower case; a tunnel has no phrases in any case.
  for (const list of ['banned', 'weighted', 'exception']) writeFileSync(join(folder, `lists/${list}phraselist`), '')
  const site = join(folder, 'site.story')
  writeFileSync(site, `${existsSync(site) ? readFileSync(site, 'latin1') : ''}${story}`, 'latin1')
  return road.router.start([path, '-N', '-c', config], { env })
}
