/** Installs aqtizim on the lab's router as its packages do: files, scripts, procd services. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { builtProgram } from '../../build/bundle.ts'
import { aqtizimTree, pagesTree } from '../../build/package-tree.ts'
import { node } from '../node.ts'
import { layOut, standIns } from '../openwrt-package/package-root.ts'
import { until } from '../patience.ts'
import type { JournalRow } from './journal-check.ts'
import { readRows } from './journal-check.ts'
import type { Lab } from './lab.ts'
import { networks, wan } from './map.ts'
import type { Ended, Staying } from './program.ts'

export interface Aqtizim {
  /** The router's files lie below it. */
  readonly root: string
  /** The ubus socket. */
  readonly socket: string
  /** Lines that the daemon and the pocket router have written so far. */
  readonly log: readonly string[]
  readonly daemon: Staying
  /** Ends the daemon, changes what is on the router meanwhile, and settles when a new one answers. */
  restart(meanwhile: () => void): Promise<void>
  /** The command line, as an administrator types it on the router. */
  command(...words: string[]): Promise<Ended>
  /** Rejects where the journal cannot be read. */
  journal(): Promise<JournalRow[]>
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** The pocket router's, as JSON. */
export function routerDescription(root: string, socket: string): string {
  const inner = networks.map(({ key, device, address4, address6 }) => ({
    name: key,
    device,
    ipv4: [`${address4}/24`],
    ipv6: [`${address6}/64`],
  }))
  const outer = {
    name: 'wan',
    device: 'wan',
    ipv4: [`${wan.router4}/24`],
    ipv6: [`${wan.router6}/64`],
    route: true,
    gateway: wan.internet4,
    gateway6: wan.internet6,
  }
  const loopback = { name: 'loopback', device: 'lo', ipv4: ['127.0.0.1/8'] }
  return JSON.stringify({ root, socket, interfaces: [loopback, ...inner, outer] })
}

/** Settles when the daemon answers on ubus. */
async function waitForDaemon(command: Aqtizim['command'], daemon: Staying, log: readonly string[]): Promise<void> {
  let gone = false
  void daemon.ended.then(() => {
    gone = true
  })
  const told = () => log.slice(-5).join(' / ')
  await until('the daemon answers', async () => gone || (await command('status')).status === 0, told)
  if (gone) throw new Error(`the daemon ended: ${told()}`)
}

/** A router with ubus and procd whose daemon does not run yet. */
interface Prepared extends Pick<Aqtizim, 'root' | 'socket' | 'command' | 'journal'> {
  readonly log: string[]
  /** The words that start the daemon. */
  readonly daemonWords: readonly string[]
  /** What they find the router's files with. */
  readonly daemonEnv: { readonly IPKG_INSTROOT: string; readonly PATH: string }
  /** Starts the pocket router: ubusd, procd, netifd. */
  startProcd(): Promise<Staying>
}

/** The packages as they are shipped, without the pages, which need no router; over them what the school has set. */
function installPackages(root: string): void {
  for (const tree of [aqtizimTree(builtProgram()), pagesTree(new Map())]) layOut(tree, root)
  cpSync(here('router-files'), root, { recursive: true })
}

const ownPath = [dirname(process.execPath), process.env.PATH].join(':')

/** Runs the packages' scripts in the order of an installation; gives the words with which procd starts the daemon. */
async function runScripts(lab: Lab, root: string, socket: string): Promise<string[]> {
  const env = { IPKG_INSTROOT: root, UCI_CONFIG_DIR: `${root}/etc/config`, CALLS: join(lab.folder, 'calls') }
  const run = async (...words: string[]) => {
    const path = `${join(standIns, 'bin')}:${ownPath}`
    const { status, stdout, stderr } = await lab.router.run(['sh', ...words], { env: { ...env, PATH: path } })
    if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`)
    return { stdout, stderr }
  }
  await run(join(root, 'etc/uci-defaults/90_aqtizim'))
  const get = async (option: string) =>
    (await lab.router.run(['sh', join(standIns, 'bin/uci'), 'get', option], { env })).stdout.trim() || undefined
  await lab.services.restart({
    enableServer: (await get('system.ntp.enable_server')) === '1',
    dnsForwardMax: await get('dhcp.@dnsmasq[0].dnsforwardmax'),
  })
  const { stdout, stderr } = await run(join(standIns, 'rc.common'), join(root, 'etc/init.d/aqtizim'), 'start')
  const words = /^param \[command\] \[(.+)\]$/m.exec(stdout)?.[1]?.split('] [')
  if (words === undefined) throw new Error(`the init script starts nothing: ${stderr}`)
  const program = words.map((word) => (word.startsWith('/') ? `${root}${word}` : word))
  return [...program, '--ubus', socket, '--root', root]
}

async function prepareRouter(lab: Lab, change: (root: string) => void): Promise<Prepared> {
  const root = join(lab.folder, 'root')
  const socket = join(root, 'var/run/ubus.sock')
  installPackages(root)
  mkdirSync(join(root, 'etc/aqtizim'), { recursive: true })
  change(root)
  const description = join(lab.folder, 'pocket-router.json')
  const http = { host: '127.0.0.1', port: 0 }
  writeFileSync(description, JSON.stringify({ ...JSON.parse(routerDescription(root, socket)), http }))
  const log: string[] = []
  const onLine = (line: string) => void log.push(line)
  const main = here('../pocket-router/main.ts')
  const pocketRouter = [...node, main, description]
  const bundle = join(root, 'usr/lib/aqtizim/aqtizim.js')
  const command: Aqtizim['command'] = (...words) =>
    lab.router.run([process.execPath, bundle, '--ubus', socket, '--root', root, ...words])
  return {
    root,
    socket,
    log,
    command,
    daemonWords: await runScripts(lab, root, socket),
    daemonEnv: { IPKG_INSTROOT: root, PATH: ownPath },
    startProcd: () => lab.router.start(pocketRouter, { ready: /^ready /, onLine, onErrorLine: onLine }),
    async journal() {
      const ended = await command('journal', '--format', 'json')
      if (ended.status !== 0) throw new Error(`aqtizim journal ended with ${ended.status}: ${ended.stderr}`)
      return readRows(ended.stdout)
    },
  }
}

/** `change` may edit the router's files, below `root`, before anything starts. Rejects where a part does not start. */
export async function installAqtizim(lab: Lab, change: (root: string) => void = () => {}): Promise<Aqtizim> {
  const router = await prepareRouter(lab, change)
  const { root, socket, log, command, journal, daemonWords, daemonEnv } = router
  await router.startProcd()
  const onLine = (line: string) => void log.push(line)
  const start = () => lab.router.start(daemonWords, { env: daemonEnv, onLine, onErrorLine: onLine })
  let daemon = await start()
  await waitForDaemon(command, daemon, log)
  async function restart(meanwhile: () => void): Promise<void> {
    daemon.stop()
    await daemon.ended
    meanwhile()
    daemon = await start()
    await waitForDaemon(command, daemon, log)
  }
  return {
    ...{ root, socket, log, command, journal, restart },
    get daemon() {
      return daemon
    },
  }
}

/** procd runs the daemon, as on a router: one that is killed comes back by itself. */
export type Supervised = Prepared

/** The router with the packages, whose files no later build changes; nothing is started yet. */
export const prepareSupervised = (lab: Lab, change: (root: string) => void = () => {}): Promise<Supervised> =>
  prepareRouter(lab, change)
