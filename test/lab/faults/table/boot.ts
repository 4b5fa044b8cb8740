/** The router is switched off and on: nothing of ours is in the kernel, and the early init script runs first. */
import { networks } from '../../map.ts'
import type { Fault } from '../fault.ts'
import { runInit } from '../init-script.ts'
import type { Scene } from '../scene.ts'
import { roomUp, wanUp } from './links.ts'
import { services } from './processes.ts'
import { deleteTables, startFirewall } from './ruleset.ts'

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function powerOff(scene: Scene): Promise<void> {
  for (const device of [...networks.map((network) => network.device), 'wan'])
    await scene.must('ip', 'link', 'set', device, 'down')
  const pids = await Promise.all(Object.values(services).map((service) => scene.pids(service)))
  await scene.procdSignal('SIGKILL')
  for (const pid of pids.flat()) process.kill(pid, 'SIGKILL')
  await deleteTables(scene)
  for (const family of ['-4', '-6'])
    for (const priority of ['900', '901'])
      while ((await scene.lab.router.run(['ip', family, 'rule', 'del', 'priority', priority])).status === 0);
  // RAM is empty after it, the kernel's too.
  await scene.must('conntrack', '-F')
  await scene.must('sh', '-c', 'rm -rf "$1"/var/run/aqtizim/*', 'sh', scene.aqtizim.root)
}

async function linksUp(scene: Scene): Promise<void> {
  for (const { key } of networks) await roomUp(scene, key)
  await wanUp(scene)
}

/** `START` of the init scripts gives the order: ours, fw4, netifd, and much later the daemon. */
async function powerOn(scene: Scene): Promise<void> {
  await runInit(scene, 'aqtizim-early', 'boot')
  await startFirewall(scene)
  await linksUp(scene)
  // Pupils have a router without netifd's rules and without a daemon for a while.
  await sleep(2000)
  await scene.startProcd()
  await sleep(2000)
  await scene.startDaemon()
}

function boot(id: string, what: string, spoil: string, repair = 'true', short = false): Fault {
  const run = (scene: Scene, script: string) => scene.must('sh', '-c', script, 'sh', scene.aqtizim.root)
  return {
    id,
    what,
    short,
    limitMs: 30_000,
    cutsPower: true,
    inject: async (scene) => {
      await powerOff(scene)
      await run(scene, spoil)
    },
    lastsMs: 500,
    undo: async (scene) => {
      await powerOn(scene)
      await run(scene, repair)
    },
  }
}

export const bootFaults: readonly Fault[] = [
  boot('boot', 'a boot', 'true', 'true', true),
  boot('boot-missing', 'a boot without the saved ruleset', 'rm "$1/etc/aqtizim/boot.nft"'),
  boot(
    'boot-broken',
    'a boot with a broken ruleset',
    'echo "table inet aqtizim { nonsense" >"$1/etc/aqtizim/boot.nft"',
  ),
  boot('boot-empty', 'a boot with an empty ruleset, as after a power cut', ': >"$1/etc/aqtizim/boot.nft"'),
]
