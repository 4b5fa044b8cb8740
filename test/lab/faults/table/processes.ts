/** Programs that die, or stand still. */
import type { Fault } from '../fault.ts'
import type { Scene } from '../scene.ts'

export const services = { daemon: 'aqtizim', resolver: 'aqtizim-dns', gate: 'aqtizim-gate' } as const
type Part = keyof typeof services

export async function signal(scene: Scene, name: NodeJS.Signals, ...parts: Part[]): Promise<void> {
  const pids = (await Promise.all(parts.map((part) => scene.pids(services[part])))).flat()
  if (pids.length < parts.length) throw new Error(`of ${parts.join(', ')} not all run`)
  for (const pid of pids) process.kill(pid, name)
}

const kill =
  (...parts: Part[]) =>
  (scene: Scene) =>
    signal(scene, 'SIGKILL', ...parts)

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The daemon's own watchers in the router's namespace, by their first words. */
async function killChild(scene: Scene, ...words: string[]): Promise<void> {
  const [daemon] = await scene.pids(services.daemon)
  const shown = await scene.must('ps', '--ppid', String(daemon), '-o', 'pid=,args=')
  const lines = shown.split('\n').filter((line) => line.includes(words.join(' ')))
  for (const line of lines) process.kill(Number.parseInt(line, 10), 'SIGKILL')
  if (lines.length === 0) throw new Error(`the daemon has no ${words.join(' ')} running`)
}

/** Three times within ten seconds, each as soon as it runs again. */
async function killThrice(scene: Scene, part: Part): Promise<void> {
  const started = Date.now()
  for (let times = 0; times < 3 && Date.now() - started < 30_000; ) {
    const pids = await scene.pids(services[part])
    for (const pid of pids) process.kill(pid, 'SIGKILL')
    if (pids.length > 0) times += 1
    await sleep(300)
  }
}

export const processFaults: readonly Fault[] = [
  { id: 'kill-daemon', what: 'kill -9 of the daemon', inject: kill('daemon'), stays: true, short: true },
  { id: 'kill-resolver', what: 'kill -9 of the resolver', inject: kill('resolver') },
  { id: 'kill-gate', what: 'kill -9 of the gate', inject: kill('gate'), short: true },
  {
    id: 'kill-all',
    what: 'kill -9 of daemon, resolver and gate at once',
    inject: kill('daemon', 'resolver', 'gate'),
  },
  {
    id: 'stop-daemon',
    what: 'the daemon stands still for 5 s',
    inject: (scene) => signal(scene, 'SIGSTOP', 'daemon'),
    lastsMs: 5000,
    undo: (scene) => signal(scene, 'SIGCONT', 'daemon'),
    stays: true,
  },
  {
    id: 'stop-gate',
    what: 'the gate stands still for 3 s',
    inject: (scene) => signal(scene, 'SIGSTOP', 'gate'),
    lastsMs: 3000,
    undo: (scene) => signal(scene, 'SIGCONT', 'gate'),
  },
  {
    id: 'kill-daemon-thrice',
    what: 'kill -9 of the daemon three times, each time it is back',
    inject: (scene) => killThrice(scene, 'daemon'),
    stays: true,
  },
  {
    id: 'kill-gate-thrice',
    what: 'kill -9 of the gate three times, each time it is back',
    inject: (scene) => killThrice(scene, 'gate'),
  },
  {
    id: 'kill-resolver-thrice',
    what: 'kill -9 of the resolver three times, each time it is back',
    inject: (scene) => killThrice(scene, 'resolver'),
  },
  {
    id: 'kill-monitor-and-flush',
    what: "kill -9 of the daemon's nft monitor, and nft flush ruleset at once",
    inject: async (scene) => {
      await killChild(scene, 'nft', 'monitor')
      await scene.must('nft', 'delete', 'table', 'inet', 'aqtizim')
    },
  },
  {
    id: 'kill-conntrack',
    what: "kill -9 of the daemon's conntrack -E",
    inject: (scene) => killChild(scene, 'conntrack', '-E'),
    stays: true,
  },
  {
    id: 'ubusd-1s',
    what: 'ubusd is gone for 1 s',
    inject: async (scene) => scene.procdSignal('SIGHUP'),
    stays: true,
  },
  {
    id: 'ubusd-10s',
    what: 'ubusd is gone for 10 s',
    inject: async (scene) => scene.procdSignal('SIGUSR2'),
    lastsMs: 10_000,
    undo: async () => {},
    stays: true,
  },
  {
    id: 'kill-procd',
    what: 'kill -9 of procd, ubusd, netifd and all that procd runs, for 1 s',
    inject: async (scene) => {
      const pids = await Promise.all(Object.values(services).map((service) => scene.pids(service)))
      await scene.procdSignal('SIGKILL')
      for (const pid of pids.flat()) process.kill(pid, 'SIGKILL')
    },
    lastsMs: 1000,
    undo: async (scene) => {
      await scene.startProcd()
      await scene.startDaemon()
    },
  },
]
