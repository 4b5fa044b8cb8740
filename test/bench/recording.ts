/**
 * What recording costs: our daemon, `conntrack -E` alone and ulogd2 listen to the same kernel at the same time, and so to
 * the same flows.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../../build/bundle.ts'
import { type Aqtizim, installAqtizim } from '../lab/aqtizim.ts'
import { type Classroom, fillClassrooms } from '../lab/journal/classroom.ts'
import { countKernel, type KernelCounts } from '../lab/journal/kernel-counts.ts'
import type { Job } from '../lab/journal/load.ts'
import { gapOf, sum } from '../lab/journal/tally.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import { atLeast, atMost, type Figure } from './bench.ts'
import { cpuMs, familyOf, processesIn, rssMb } from './processes.ts'

/** Datagrams to listed addresses: one flow each, and nothing on the router but the kernel and those who listen. */
const steady: Job = { flows: 20_000, rate: 1000, tcpShare: 0, gateShare: 0, refusedShare: 0 }
/** Flows a second that are tried one after the other, and for how many seconds each. */
const rates = [2000, 4000, 8000, 16_000, 20_000]
const rateSeconds = 5
/** Seconds after which the kernel forgets a datagram that nobody answered: each flow has to end within the run. */
const udpTimeout = 4
const quietMs = (udpTimeout + 8) * 1000

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

interface Listener {
  readonly name: string
  /** The processes of it that stay, the oldest first. */
  readonly pids: () => readonly number[]
}

interface Scene {
  readonly lab: Lab
  readonly aqtizim: Aqtizim
  readonly classroom: Classroom
  readonly kernel: KernelCounts
}

const list = `sites:
  - domain: bilimland.test
  - address: 198.18.64.0/22
    ports: [udp/5060]
`

async function open(lab: Lab): Promise<Scene> {
  const timeout = (name: string) => `net.netfilter.nf_conntrack_${name}=${udpTimeout}`
  await lab.router.must(['sysctl', '-q', '-w', timeout('udp_timeout'), timeout('udp_timeout_stream')])
  const aqtizim = await installAqtizim(lab)
  const path = join(lab.folder, 'recording.yaml')
  writeFileSync(path, list)
  const approval = ['--by', 'Director', '--post', 'Director', '--order', '1', '--date', '2026-09-01']
  const { status, stderr } = await aqtizim.command('approve', path, ...approval)
  if (status !== 0) throw new Error(`approve: ${stderr}`)
  return { lab, aqtizim, classroom: await fillClassrooms(lab), kernel: countKernel(lab.router) }
}

/** The least that anybody can do: read the kernel's events as text, and throw them away. */
async function startFloor({ router }: Lab): Promise<Listener> {
  const before = processesIn(router.id, 'conntrack')
  const events = 'exec conntrack -E -e NEW,DESTROY -o timestamp,extended,id -b 8388608 >/dev/null'
  await router.start(['sh', '-c', events], {})
  for (let turn = 0; turn < 100; turn++) {
    const pids = processesIn(router.id, 'conntrack').filter((pid) => !before.includes(pid))
    if (pids.length > 0) return { name: 'conntrack -E > /dev/null', pids: () => pids }
    await sleep(50)
  }
  throw new Error('conntrack -E does not start')
}

const plugins = ['/usr/lib/x86_64-linux-gnu/ulogd', '/usr/lib/aarch64-linux-gnu/ulogd', '/usr/lib/ulogd']

/** Its own way: it keeps each flow until the kernel forgets it, and writes one line then. Nothing where it is missing. */
async function startUlogd({ router, folder }: Lab): Promise<(Listener & { readonly output: string }) | undefined> {
  const place = plugins.find((path) => existsSync(join(path, 'ulogd_output_JSON.so')))
  if (place === undefined || !existsSync('/usr/sbin/ulogd')) return undefined
  mkdirSync(join(folder, 'ulogd'))
  const output = join(folder, 'ulogd/flows.json')
  const config = join(folder, 'ulogd/ulogd.conf')
  const plugin = ['inpflow_NFCT', 'filter_IP2STR', 'output_JSON'].map((name) => `plugin="${place}/ulogd_${name}.so"`)
  const global = ['[global]', `logfile="${folder}/ulogd/log"`, 'loglevel=5', ...plugin]
  const stack = 'stack=ct1:NFCT,ip2str1:IP2STR,json1:JSON'
  const input = ['[ct1]', 'netlink_socket_buffer_size=8388608', 'netlink_socket_buffer_maxsize=8388608']
  writeFileSync(config, [...global, stack, ...input, '[json1]', `file="${output}"`, 'sync=0', ''].join('\n'))
  const ulogd = await router.start(['/usr/sbin/ulogd', '-c', config], {})
  await sleep(1000)
  if (!existsSync(output)) throw new Error(`ulogd does not start: ${folder}/ulogd/log`)
  return { name: 'ulogd2, NFCT to JSON', pids: () => [ulogd.pid], output }
}

interface Measured {
  readonly flows: number
  /** Microseconds of CPU for each flow, by listener. */
  readonly cpu: readonly number[]
  /** Highest memory of our daemon and of its conntrack. */
  readonly mb: readonly [number, number]
}

async function measure(scene: Scene, listeners: readonly Listener[], job: Job): Promise<Measured> {
  const families = listeners.map(({ pids }) => pids())
  const before = families.map(cpuMs)
  const counted = sum(await scene.kernel.read())
  const peak: [number, number] = [0, 0]
  const ours = listeners[0]?.pids() ?? []
  const watch = setInterval(() => {
    peak[0] = Math.max(peak[0], rssMb(ours.slice(0, 1)))
    peak[1] = Math.max(peak[1], rssMb(ours.slice(1)))
  }, 100)
  await scene.classroom.send(job)
  await sleep(quietMs)
  clearInterval(watch)
  const flows = sum(await scene.kernel.read()) - counted
  return { flows, cpu: families.map((pids, at) => (1000 * (cpuMs(pids) - (before[at] ?? 0))) / flows), mb: peak }
}

/** Flows that the journal itself says are missing, so far; and how often the kernel dropped events. */
async function missing({ aqtizim }: Scene): Promise<{ readonly flows: number; readonly losses: number }> {
  const gaps = (await aqtizim.journal()).flatMap((row) => gapOf(row) ?? [])
  const losses = gaps.filter(({ why }) => why === 'event-loss').length
  return { flows: gaps.reduce((all, { flows = 0 }) => all + flows, 0), losses }
}

/** The highest rate at which no flow is missing, and how often the kernel dropped events: a listing finds what lives. */
async function climb(scene: Scene): Promise<Figure[]> {
  let [best, first] = [steady.rate, 0]
  const dropped = (await missing(scene)).losses
  for (const rate of rates) {
    const before = await missing(scene)
    const { sent, ms } = await scene.classroom.send({ ...steady, flows: rate * rateSeconds, rate })
    await sleep(quietMs)
    const seen = (1000 * sent) / ms
    if ((await missing(scene)).flows > before.flows) {
      first = seen
      break
    }
    best = Math.max(best, seen)
  }
  const told = first === 0 ? 'the load gave no more' : `some were at ${Math.round(first)}/s`
  const { losses } = await missing(scene)
  return [
    {
      name: `no flow missing (${told})`,
      value: `${Math.round(best)} flows/s`,
      aims: [atLeast(best, 20_000, 'flows/s')],
    },
    { name: 'times that the kernel dropped events meanwhile', value: String(losses - dropped) },
  ]
}

export async function bench(): Promise<Figure[]> {
  await bundle()
  const lab = await startLab()
  try {
    const scene = await open(lab)
    const family = () => familyOf(scene.aqtizim.daemon.pid)
    const ours: Listener = { name: 'our daemon and its conntrack', pids: family }
    const floor = await startFloor(lab)
    const ulogd = await startUlogd(lab)
    const listeners = [ours, floor, ...(ulogd === undefined ? [] : [ulogd])]
    const rest = rssMb([scene.aqtizim.daemon.pid])
    await scene.classroom.send({ ...steady, flows: 4000 })
    await sleep(quietMs)
    const { flows, cpu, mb } = await measure(scene, listeners, steady)
    const beside = floor.name
    const of = (at: number) => cpu[at] ?? Number.NaN
    const figures: Figure[] = listeners.map(({ name }, at) => ({
      name: `${name}, CPU a flow`,
      value: `${of(at).toFixed(1)} µs`,
      ratio: of(at) / of(1),
      beside,
      ...(at === 0 && {
        aims: [atMost(of(0) / of(1), 2.5), ...(ulogd === undefined ? [] : [atMost(of(0), of(2), 'µs')])],
      }),
    }))
    if (ulogd === undefined)
      figures.push({ name: 'ulogd2 is missing: apt-get install ulogd2 ulogd2-json', value: 'not run' })
    const { flows: lost, losses } = await missing(scene)
    figures.push(
      { name: `flows counted by the kernel, at ${steady.rate}/s`, value: String(flows) },
      { name: 'of them missing in the journal', value: String(lost), aims: [atMost(lost, 0, 'flows')] },
      { name: 'times that the kernel dropped events', value: String(losses), aims: [atMost(losses, 0, 'times')] },
      { name: 'daemon under that load', value: `${mb[0].toFixed(0)} MB`, aims: [atMost(mb[0], 80, 'MB')] },
      { name: 'daemon before it', value: `${rest.toFixed(0)} MB` },
      { name: 'its conntrack', value: `${mb[1].toFixed(0)} MB` },
      ...(await climb(scene)),
      { name: 'daemon after all that', value: `${rssMb([scene.aqtizim.daemon.pid]).toFixed(0)} MB` },
    )
    return figures
  } finally {
    await lab.stop()
  }
}
