/** Runs an init script of the package on the lab's router, over stand-ins of OpenWrt's rc.common and of its programs. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect } from 'ubus-client'
import { node } from '../../node.ts'
import { standIns } from '../../openwrt-package/package-root.ts'
import type { Aqtizim } from '../aqtizim.ts'
import type { Lab } from '../lab.ts'
import type { Ended } from '../program.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

export interface InitScene {
  readonly lab: Lab
  readonly aqtizim: Pick<Aqtizim, 'root' | 'socket'>
}

/** The words of the program that reaches the lab's ubusd for them. */
export const ubusClient = (socket: string) => [...node, here('../ubus-cli.ts'), socket].join(' ')

/** Lets procd know the daemon, which a test holds in its own hands, by its service: init scripts ask for that. */
export async function enrolDaemon(socket: string): Promise<void> {
  const ubus = connect({ path: socket, reconnect: false })
  try {
    await ubus.ready()
    const sleeper = { command: [process.execPath, '-e', 'setTimeout(() => {}, 3600000)'] }
    await ubus.call('service', 'set', { name: 'aqtizim', instances: { daemon: sleeper } })
  } finally {
    await ubus.close()
  }
}

/** `service NAME ACTION`. */
export function callInit({ lab, aqtizim }: InitScene, name: string, action: string): Promise<Ended> {
  const env = {
    PATH: [join(standIns, 'bin'), dirname(process.execPath), process.env.PATH].join(':'),
    IPKG_INSTROOT: aqtizim.root,
    UCI_CONFIG_DIR: `${aqtizim.root}/etc/config`,
    UBUS_CLIENT: ubusClient(aqtizim.socket),
  }
  const words = ['sh', join(standIns, 'rc.common'), `${aqtizim.root}/etc/init.d/${name}`, action]
  return lab.router.run(words, { env, timeoutMs: 120_000 })
}

/** Rejects where it fails; gives what it said. */
export async function runInit(scene: InitScene, name: string, action: string): Promise<string> {
  const { status, stdout, stderr } = await callInit(scene, name, action)
  if (status !== 0) throw new Error(`${name} ${action} ended with ${status}: ${stderr}`)
  return stdout + stderr
}
