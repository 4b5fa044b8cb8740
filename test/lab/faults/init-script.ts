/** Runs an init script of the package on the lab's router, over a stand-in of OpenWrt's rc.common. */
import { fileURLToPath } from 'node:url'
import type { Scene } from './scene.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** Rejects where it fails; gives what it said. */
export async function runInit({ lab, aqtizim }: Scene, name: string, action: string): Promise<string> {
  const script = `${aqtizim.root}/etc/init.d/${name}`
  const env = { IPKG_INSTROOT: aqtizim.root, UCI_CONFIG_DIR: `${aqtizim.root}/etc/config` }
  const words = ['sh', here('../../openwrt-package/stand-ins/rc.common'), script, action]
  const { status, stdout, stderr } = await lab.router.run(words, { env })
  if (status !== 0) throw new Error(`${name} ${action} ended with ${status}: ${stderr}`)
  return stdout + stderr
}
