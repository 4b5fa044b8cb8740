/** A router in a process: the bus, and the objects that our daemon and LuCI talk to. */

import { mkdirSync } from 'node:fs'
import * as path from 'node:path'
import { readGrants } from './access-lists.ts'
import { Broker } from './broker.ts'
import { serveBus } from './bus-server.ts'
import { crypt } from './crypt.ts'
import { serveHttp } from './http.ts'
import { LocalClient, type LocalObject } from './local-client.ts'
import { createLog, type Log } from './objects/log.ts'
import { createLuciRpc, type Lease } from './objects/luci-rpc.ts'
import { createInterfaces, type Interface } from './objects/network.ts'
import { createService } from './objects/service.ts'
import { createSession } from './objects/session.ts'
import { createSystem } from './objects/system.ts'
import { createUci } from './objects/uci.ts'
import { PolicyRules, readRules } from './policy-rules.ts'
import { makeFolders, readAccessFiles, readLeasesFile, readPassword } from './router-files.ts'
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
  /** crypt(3) of the system that this router is built on; all schemes unless said otherwise. */
  readonly crypt?: (password: string, setting: string) => string | undefined
  /** Where uhttpd's `/ubus` is; port 0 lets the system choose. */
  readonly http?: { readonly host: string; readonly port: number }
  /** Whether a complaint's listener hears every line of the log. */
  readonly echo?: boolean
}

export interface PocketRouter {
  readonly socket: string
  readonly httpPort: number | undefined
  /** A process id while the instance runs. */
  pidOf(service: string, instance: string): number | undefined
  /** The lines of `log read`. */
  log(): string[]
  /** As if ubusd were restarted: every connection ends, and `awayMs` later the socket is back. The services go on. */
  restartBus(awayMs: number): Promise<void>
  /** As if rpcd were restarted: its objects are gone, and back `awayMs` later under other numbers. It keeps its sessions. */
  restartRpcd(awayMs: number): Promise<void>
  /** As if uhttpd were restarted, at its old port. */
  restartUhttpd(awayMs: number): Promise<void>
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
  const { root, socket, http, echo = false } = description
  makeFolders(root)
  mkdirSync(path.dirname(socket), { recursive: true })
  const quiet = createLog(Date.now)
  const loud: Log['write'] = (message, level) => {
    quiet.write(message, level)
    onComplaint(message)
  }
  const log: Log = echo ? { ...quiet, write: loud } : quiet
  const complain = (message: string) => loud(message)
  const broker = new Broker()
  const bus = new LocalClient(broker, complain)
  const daemons = startDaemons(description, bus, log, complain)
  const startRpcd = () => {
    const client = new LocalClient(broker, complain)
    for (const object of daemons.rpcd) client.add(object)
    return client
  }
  let rpcd = startRpcd()
  let server = await serveBus(broker, socket)
  let web = http === undefined ? undefined : await serveHttp(socket, http.host, http.port)
  await daemons.settled()
  return {
    socket,
    get httpPort() {
      return web?.port
    },
    pidOf: (service, instance) => daemons.supervisor.services.get(service)?.instances.get(instance)?.pid,
    log: log.lines,
    settled: daemons.settled,
    async restartBus(awayMs) {
      await server.close()
      await pause(awayMs)
      server = await serveBus(broker, socket)
    },
    async restartRpcd(awayMs) {
      rpcd.close()
      await pause(awayMs)
      rpcd = startRpcd()
    },
    async restartUhttpd(awayMs) {
      if (http === undefined || web === undefined) return
      const { port } = web
      await web.close()
      await pause(awayMs)
      web = await serveHttp(socket, http.host, port)
    },
    async stop() {
      await web?.close()
      await daemons.stop()
      rpcd.close()
      bus.close()
      await server.close()
    },
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

interface Daemons {
  readonly supervisor: Supervisor
  /** Objects of rpcd, which is a client of its own on the bus. */
  readonly rpcd: readonly LocalObject[]
  settled(): Promise<void>
  stop(): Promise<void>
}

/** procd, netifd and logd, which answer at once, and what rpcd has; each as far as we know it. */
function startDaemons(
  description: RouterDescription,
  bus: LocalClient,
  log: Log,
  complain: (message: string) => void,
): Daemons {
  const { root, interfaces = [], leases = [], leasesFile = path.join(root, 'tmp/dhcp.leases') } = description
  const now = Date.now
  const store = new UciStore(path.join(root, 'etc/config'), complain)
  const accessFiles = () => readAccessFiles(root, complain)
  const sessions = new Sessions(now, readGrants(accessFiles(), undefined))
  sessions.onEnd = (id) => store.forget(id)
  const notify = bus.notify.bind(bus, 'service')
  const supervisor = new Supervisor({ notify, log: log.write, complain })
  const rules = new PolicyRules(complain)
  let settled: Promise<void> = Promise.resolve()
  const placeRules = () => {
    const deviceOf = (name: string) => interfaces.find((one) => one.name === name)?.device
    settled = rules.set(readRules(packageOf(store, 'network'), deviceOf))
  }
  const uci = createUci({
    store,
    mayAccess: (session, config, permission) => sessions.allows(session, 'uci', config, permission),
    committed: (config) => void bus.call('service', 'event', { type: 'config.change', data: { package: config } }),
  })
  const passwordOf = (account: string) => readPassword(root, account)
  const session = createSession({
    ...{ sessions, accessFiles, passwordOf },
    logins: () => packageOf(store, 'rpcd'),
    crypt: description.crypt ?? crypt,
  })
  const service = createService(supervisor, notify, (config) => config === 'network' && placeRules())
  const networks = createInterfaces(interfaces, () => Math.floor(performance.now() / 1000))
  const luci = createLuciRpc(() => [...leases, ...readLeasesFile(leasesFile)], now)
  for (const object of [service, createSystem(now), log.object, ...networks]) bus.add(object)
  placeRules()
  return {
    supervisor,
    rpcd: [uci, session, luci],
    settled: () => settled,
    async stop() {
      await supervisor.stopAll()
      await rules.set([])
      sessions.close()
    },
  }
}

/** An unreadable package is as good as an empty one; the store has complained. */
function packageOf(store: UciStore, config: string): UciPackage {
  const loaded = store.load(config, commonStage)
  return 'failed' in loaded ? emptyPackage() : loaded.package
}
