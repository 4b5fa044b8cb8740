/** Cables that are pulled, and routes that go. */
import { networkOf, wan } from '../../map.ts'
import type { Fault } from '../fault.ts'
import type { Scene } from '../scene.ts'

const replace = (scene: Scene, family: '-4' | '-6', ...words: string[]) =>
  scene.must('ip', family, 'route', 'replace', ...words)

/** What netifd does when the provider is back. */
export async function wanUp(scene: Scene): Promise<void> {
  await scene.must('ip', 'link', 'set', 'wan', 'up')
  await scene.must('ip', '-6', 'address', 'replace', `${wan.router6}/64`, 'dev', 'wan', 'nodad')
  await replace(scene, '-4', 'default', 'via', wan.internet4)
  await replace(scene, '-6', 'default', 'via', wan.internet6)
}

export async function roomUp(scene: Scene, key: 'lan' | 'media' | 'staff'): Promise<void> {
  const { device, address6 } = networkOf(key)
  await scene.must('ip', 'link', 'set', device, 'up')
  await scene.must('ip', '-6', 'address', 'replace', `${address6}/64`, 'dev', device, 'nodad')
}

async function routesBack(scene: Scene): Promise<void> {
  for (const key of ['lan', 'media', 'staff'] as const) {
    const { device, address4, address6 } = networkOf(key)
    const net4 = `${address4.split('.').slice(0, 3).join('.')}.0/24`
    await replace(scene, '-4', net4, 'dev', device, 'src', address4)
    await replace(scene, '-6', `${address6.replace(/::.*/, '::')}/64`, 'dev', device)
  }
  const outer = `${wan.internet4.split('.').slice(0, 3).join('.')}.0/24`
  await replace(scene, '-4', outer, 'dev', 'wan', 'src', wan.router4)
  await replace(scene, '-6', `${wan.internet6.replace(/::.*/, '::')}/64`, 'dev', 'wan')
  await wanUp(scene)
}

const say = (scene: Scene, action: string, network: string) =>
  scene.ubus.send('network.interface', { action, interface: network })

async function pullRoom(scene: Scene): Promise<void> {
  await scene.must('ip', 'link', 'set', networkOf('lan').device, 'down')
  await say(scene, 'ifdown', 'lan')
}

async function plugRoom(scene: Scene): Promise<void> {
  await roomUp(scene, 'lan')
  await say(scene, 'ifup', 'lan')
}

/** What `service network restart` does to a room. */
export async function restartNetwork(scene: Scene): Promise<void> {
  await pullRoom(scene)
  await plugRoom(scene)
}

export const linkFaults: readonly Fault[] = [
  {
    id: 'wan-down',
    what: "the provider's cable is pulled for 3 s",
    inject: async (scene) => {
      await scene.must('ip', 'link', 'set', 'wan', 'down')
      await say(scene, 'ifdown', 'wan')
    },
    lastsMs: 3000,
    undo: async (scene) => {
      await wanUp(scene)
      await say(scene, 'ifup', 'wan')
    },
  },
  {
    id: 'room-down',
    what: "a room's bridge is down for 2 s",
    inject: pullRoom,
    lastsMs: 2000,
    undo: plugRoom,
  },
  {
    id: 'route-flush',
    what: 'ip route flush, routes back after 2 s',
    inject: async (scene) => {
      for (const family of ['-4', '-6']) await scene.must('ip', family, 'route', 'flush', 'table', 'main')
    },
    lastsMs: 2000,
    undo: routesBack,
  },
]
