/** A router at work under procd, with pupils who try all the time: what faults are done to. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { connect, type InputTable, type Ubus } from 'ubus-client'
import { pause, until } from '../../patience.ts'
import { prepareSupervised, type Supervised } from '../aqtizim.ts'
import { type Lab, startLab } from '../lab.ts'
import type { Pace } from './pace.ts'
import { startWatcher, type Watcher } from './watcher.ts'

export interface Scene {
  readonly lab: Lab
  readonly pace: Pace
  readonly aqtizim: Supervised
  readonly watcher: Watcher
  readonly ubus: Ubus
  /** Runs a program on the router; rejects where it fails. */
  must(...argv: string[]): Promise<string>
  /** Gives a script to nft on the router. */
  nft(script: string): Promise<void>
  /** Processes that procd runs for a service, by instance; empty without the service. */
  pids(service: string): Promise<number[]>
  /** Starts ubusd, procd and netifd again. */
  startProcd(): Promise<void>
  /** As aqtizim's init script does it. */
  startDaemon(): Promise<void>
  /** To the process that is procd, ubusd and netifd here; settles with its end where the signal is SIGKILL. */
  procdSignal(name: NodeJS.Signals): Promise<void>
  /** Takes one of OpenWrt's own services away for a second; settles when it is back. */
  restartOwn(service: OwnService): Promise<void>
  /** The daemon's clock runs so many seconds ahead. */
  setClock(seconds: number): void
  stop(): Promise<void>
}

/** What the pocket router can take away, and the signal that makes it. */
const ownServices = { ubusd: 'SIGHUP', rpcd: 'SIGURG', uhttpd: 'SIGWINCH' } as const
type OwnService = keyof typeof ownServices

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** Gives the program of the probers, in the lab's folder. */
export async function bundleProber(folder: string): Promise<string> {
  const outfile = join(folder, 'programs/prober.mjs')
  const entryPoints = [here('prober.ts')]
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' })
  return outfile
}

/** The daemon's wall clock alone is shifted: the computer's own belongs to everybody. */
const clockScript = (file: string) => `
const { readFileSync } = require('node:fs')
const real = Date.now
let [shift, read] = [0, -1000]
Date.now = () => {
  if (performance.now() - read > 50) {
    read = performance.now()
    try { shift = Number(readFileSync(${JSON.stringify(file)}, 'utf8')) * 1000 } catch { shift = 0 }
  }
  return real() + shift
}
`

/** Small disks of their own for what aqtizim writes, so that they can be filled. */
async function mountDisks(lab: Lab, root: string): Promise<void> {
  for (const [folder, size] of [
    ['etc/aqtizim', '16m'],
    ['var/run/aqtizim', '32m'],
  ] as const) {
    await lab.router.must(['mkdir', '-p', `${root}/${folder}`])
    await lab.router.must(['mount', '-t', 'tmpfs', '-o', `size=${size},mode=755`, 'none', `${root}/${folder}`])
  }
}

/** What the journal has not written yet is lost in a power cut; here a fault must not take it. */
function hurryFlush(root: string): void {
  const file = join(root, 'etc/config/aqtizim')
  writeFileSync(file, readFileSync(file, 'utf8').replace("flush_seconds '60'", "flush_seconds '2'"))
}

async function approveList(aqtizim: Supervised): Promise<void> {
  const words = ['--by', 'А. Директор', '--post', 'директор', '--order', '1', '--date', '2026-09-01']
  const { status, stderr, stdout } = await aqtizim.command('approve', here('list.yaml'), ...words)
  if (status !== 0) throw new Error(`approving the list ended with ${status}: ${stderr || stdout}`)
}

export const waitForStatus = (aqtizim: Supervised): Promise<void> =>
  until('the daemon answers', async () => (await aqtizim.command('status')).status === 0)

async function createScene(lab: Lab, pace: Pace): Promise<Scene> {
  const program = await bundleProber(lab.folder)
  const aqtizim = await prepareSupervised(lab, hurryFlush)
  const [clock, shift] = [join(lab.folder, 'clock.cjs'), join(lab.folder, 'clock.seconds')]
  writeFileSync(clock, clockScript(shift))
  await mountDisks(lab, aqtizim.root)
  // Addresses of IPv6 outlive a link that is down, as they do under netifd, which puts them back.
  await lab.router.must(['sysctl', '-q', '-w', 'net.ipv6.conf.all.keep_addr_on_down=1'])
  let procd = await aqtizim.startProcd()
  const ubus = connect({ path: aqtizim.socket, timeoutMs: 60_000, onDisconnect: () => {}, onHandlerError: () => {} })
  await ubus.ready()
  const must = (...argv: string[]) => lab.router.must(argv)
  const startDaemon = async () => {
    const env = { ...aqtizim.daemonEnv, NODE_OPTIONS: `--require=${clock}` }
    const daemon = { command: [...aqtizim.daemonWords], env, respawn: ['3600', '5', '0'], stdout: true, stderr: true }
    await ubus.call('service', 'set', { name: 'aqtizim', instances: { daemon } })
  }
  await startDaemon()
  await waitForStatus(aqtizim)
  await approveList(aqtizim)
  const watcher = await startWatcher(lab, program, pace.tryMs)
  return {
    lab,
    pace,
    aqtizim,
    watcher,
    ubus,
    must,
    nft: async (script) => void (await lab.router.must(['nft', '-f', '-'], { input: script })),
    async pids(service) {
      type Listed = Record<string, { instances?: Record<string, { pid?: number }> } | undefined>
      const listed = (await ubus.call('service', 'list', { name: service } as InputTable)) as Listed
      return Object.values(listed[service]?.instances ?? {}).flatMap(({ pid }) => pid ?? [])
    },
    async startProcd() {
      procd = await aqtizim.startProcd()
      // Our own connection was lost with the old one.
      while (
        !(await ubus.ready().then(
          () => true,
          () => false,
        ))
      )
        await pause(50)
    },
    startDaemon,
    async procdSignal(name) {
      procd.stop(name)
      if (name === 'SIGKILL') await procd.ended
    },
    async restartOwn(service) {
      const count = () => aqtizim.log.filter((line) => line === `back: ${service}`).length
      const before = count()
      procd.stop(ownServices[service])
      await until(`${service} is back`, () => count() > before)
      await until('the bus answers', async () => (await ubus.list('service').catch(() => [])).length > 0)
    },
    setClock: (seconds) => (seconds === 0 ? rmSync(shift, { force: true }) : writeFileSync(shift, String(seconds))),
    async stop() {
      await ubus.close()
      await lab.stop()
    },
  }
}

/** Rejects, with everything cleaned up, where a part does not start. */
export async function startScene(pace: Pace, progress: (sentence: string) => void = () => {}): Promise<Scene> {
  const lab = await startLab({ progress })
  try {
    progress('starting aqtizim under procd, and pupils who try all the time')
    return await createScene(lab, pace)
  } catch (error) {
    await lab.stop()
    throw error
  }
}
