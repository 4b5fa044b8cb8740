/** A router in a process: the bus, and the objects that our daemon and LuCI talk to. */

import * as fs from 'node:fs'
import * as path from 'node:path'
import { readGrants } from './access-lists.ts'
import { Broker } from './broker.ts'
import { serveBus } from './bus-server.ts'
import { serveHttp } from './http.ts'
import { LocalClient } from './local-client.ts'
import { createLog } from './objects/log.ts'
import { createLuciRpc, type Lease, readLeases } from './objects/luci-rpc.ts'
import { createInterfaces, type Interface } from './objects/network.ts'
import { createService } from './objects/service.ts'
import { createSession } from './objects/session.ts'
import { createSystem } from './objects/system.ts'
import { createUci } from './objects/uci.ts'
import { PolicyRules, readRules } from './policy-rules.ts'
import { Sessions } from './sessions.ts'
import { Supervisor } from './supervisor.ts'
import { emptyPackage, type UciPackage } from './uci-model.ts'
import { commonStage, UciStore } from './uci-store.ts'

export interface RouterDescription {
  /** A folder laid out as a router's file system: etc/config, usr/share/rpcd/acl.d, tmp, var/run. */
  readonly root: string
  /** Where the bus listens. */
  readonly socket: string
  readonly interfaces?: readonly Interface[]
  readonly leases?: readonly Lease[]
  /** In dnsmasq's format; `root`/tmp/dhcp.leases unless said otherwise. */
  readonly leasesFile?: string
  /** Where uhttpd's `/ubus` is; port 0 lets the system choose. */
  readonly http?: { readonly host: string; readonly port: number }
}

export interface PocketRouter {
  readonly socket: string
  readonly httpPort: number | undefined
  /** A process id while the instance runs. */
  pidOf(service: string, instance: string): number | undefined
  /** The lines of `log read`. */
  log(): string[]
  /** Resolves when the policy rules of UCI `network` are in place. */
  settled(): Promise<void>
  /** Stops every process, takes the policy rules back, closes the socket. */
  stop(): Promise<void>
}

/** Runs in the network namespace of this process. `onComplaint` hears what goes to the log because something went wrong. */
export async function startPocketRouter(
  description: RouterDescription,
  onComplaint: (message: string) => void = () => {},
): Promise<PocketRouter> {
  const { root, socket, interfaces = [], http } = description
  makeFolders(root, path.dirname(socket))
  const now = Date.now
  const log = createLog(now)
  const complain = (message: string) => {
    log.write(message)
    onComplaint(message)
  }
  const broker = new Broker()
  const bus = new LocalClient(broker, complain)
  const store = new UciStore(path.join(root, 'etc/config'), complain)
  const sessions = new Sessions(now, readGrants([everybodyMay, ...readAccessFiles(root)], undefined))
  sessions.onEnd = (id) => store.forget(id)
  const notify = bus.notify.bind(bus, 'service')
  const supervisor = new Supervisor({ notify, log: log.write, complain })
  const rules = new PolicyRules(complain)
  let work: Promise<void> = Promise.resolve()
  const placeRules = () => {
    const deviceOf = (name: string) => interfaces.find((one) => one.name === name)?.device
    work = rules.set(readRules(packageOf(store, 'network'), deviceOf))
  }
  const uci = createUci({
    store,
    mayAccess: (session, config, permission) => sessions.allows(session, 'uci', config, permission),
    committed: (config) => void bus.call('service', 'event', { type: 'config.change', data: { package: config } }),
  })
  const session = createSession({
    sessions,
    logins: () => packageOf(store, 'rpcd'),
    accessFiles: () => [everybodyMay, ...readAccessFiles(root)],
    passwordOf: (account) => readPassword(root, account),
  })
  bus.add(createService(supervisor, notify, (config) => config === 'network' && placeRules()))
  bus.add(createSystem(now))
  bus.add(log.object)
  bus.add(uci)
  bus.add(session)
  for (const object of createInterfaces(interfaces, () => Math.floor(performance.now() / 1000))) bus.add(object)
  bus.add(createLuciRpc(() => [...(description.leases ?? []), ...readLeasesFile(description)], now))
  placeRules()
  const server = await serveBus(broker, socket)
  const web = http === undefined ? undefined : await serveHttp(socket, http.host, http.port)
  await work
  return {
    socket,
    httpPort: web?.port,
    pidOf: (service, instance) => supervisor.services.get(service)?.instances.get(instance)?.pid,
    log: log.lines,
    settled: () => work,
    async stop() {
      await web?.close()
      await supervisor.stopAll()
      await rules.set([])
      sessions.close()
      bus.close()
      await server.close()
    },
  }
}

/** What rpcd itself brings: without a login one may log in. */
const everybodyMay = { unauthenticated: { read: { ubus: { session: ['access', 'login'] } } } }

function makeFolders(root: string, run: string): void {
  const folders = ['etc/config', 'usr/share/rpcd/acl.d', 'tmp', 'var/run'].map((folder) => path.join(root, folder))
  for (const folder of [...folders, run]) fs.mkdirSync(folder, { recursive: true })
}

function packageOf(store: UciStore, config: string): UciPackage {
  const loaded = store.load(config, commonStage)
  return 'failed' in loaded ? emptyPackage() : loaded.package
}

function readAccessFiles(root: string): unknown[] {
  const folder = path.join(root, 'usr/share/rpcd/acl.d')
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')))
}

function readPassword(root: string, account: string): string | undefined {
  const lines = readIfThere(path.join(root, 'etc/shadow')).split('\n')
  return lines.map((line) => line.split(':')).find(([name]) => name === account)?.[1]
}

function readLeasesFile({ root, leasesFile = path.join(root, 'tmp/dhcp.leases') }: RouterDescription): Lease[] {
  return readLeases(readIfThere(leasesFile))
}

function readIfThere(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
}
