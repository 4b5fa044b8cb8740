/** Builds three machines in a row, a PC, a router and a server: less than the lab, so that little else is measured. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { resetAddress, silentAddress } from '../lab/map.ts'
import { createNamespace, type Namespace } from '../lab/namespace.ts'
import { startProgram } from '../lab/program.ts'
import type { Done, Job, Target } from './load.ts'

export const place = {
  room: 'room',
  wan: 'wan',
  router4: '192.168.1.1',
  router6: '2001:2:0:101::1',
  pc4: '192.168.1.101',
  far4: '198.18.0.1',
  wan4: '198.18.0.2',
} as const

/** Names of the far side; a bulk job asks below them, `b1000.NAME` for 1000 bytes. */
export const sites: readonly Target[] = Array.from({ length: 8 }, (_, at) => ({
  name: `far-${at}.test`,
  address: `198.19.0.${at + 1}`,
}))

/** Names of two addresses, of which the first never answers: it resets, or it is silent. HAProxy takes that one first, as in the lab. */
export const halfDead = {
  reset: { name: 'twoaddr.test', addresses: [resetAddress, '198.18.10.41'] },
  silent: { name: 'silent-two.test', addresses: [silentAddress, '198.18.10.40'] },
} as const

const deadRules = `table inet dead { chain in { type filter hook input priority filter;
  ip daddr ${halfDead.reset.addresses[0]} tcp flags syn reject with tcp reset; ip daddr ${halfDead.silent.addresses[0]} drop; }; }
`

export interface Road {
  readonly folder: string
  readonly pc: Namespace
  readonly router: Namespace
  readonly far: Namespace
  /** Puts load on it from the PC. */
  readonly load: Loader
  /** Starts another loader, in one of the machines. */
  startLoader(machine: Namespace): Promise<Loader>
  stop(): Promise<void>
}

const kernel = `
cd /proc/sys/net
echo 1 > ipv4/ip_forward
echo 0 > ipv4/conf/all/rp_filter
echo 0 > ipv4/conf/default/rp_filter
echo 0 > ipv6/conf/default/accept_dad
echo "1024 65535" > ipv4/ip_local_port_range`

function links(pc: Namespace, far: Namespace): string[] {
  return [
    `link add ${place.room} type veth peer name eth0 netns ${pc.pid}`,
    `link add ${place.wan} type veth peer name eth0 netns ${far.pid}`,
    `address add ${place.router4}/24 dev ${place.room}`,
    `address add ${place.router6}/64 dev ${place.room}`,
    `address add ${place.wan4}/24 dev ${place.wan}`,
    `link set ${place.room} up`,
    `link set ${place.wan} up`,
    `route add default via ${place.far4}`,
  ]
}

const ends = {
  pc: [`address add ${place.pc4}/24 dev eth0`, 'link set eth0 up', `route add default via ${place.router4}`],
  far: [
    `address add ${place.far4}/24 dev eth0`,
    'link set eth0 up',
    'route add local 198.19.0.0/24 dev lo',
    'route add local 198.18.10.0/24 dev lo',
    `route add 192.168.1.0/24 via ${place.wan4}`,
  ],
}

const ip = (machine: Namespace, lines: readonly string[]) =>
  machine.must(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` })

/** The load program, bundled so that it starts in no time. */
export const bundleLoad = (folder: string) => bundleProgram(folder, 'load')

/** A program of this folder. */
export async function bundleProgram(folder: string, name: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`)
  const entryPoints = [fileURLToPath(new URL(`${name}.ts`, import.meta.url))]
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' })
  return outfile
}

/** Does jobs one after the other; rejects where more than one of a hundred failed. */
export type Loader = (job: Job) => Promise<Done>

/** A loader that stays in a machine. */
export async function startLoader(machine: Namespace, program: string): Promise<Loader> {
  let hear: (line: string) => void = () => {}
  const worker = await machine.start([process.execPath, program, 'work'], {
    ready: /^ready$/,
    onLine: (line) => hear(line),
  })
  return (job) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the load did not end')), job.limitMs + 10_000)
      hear = (line) => {
        clearTimeout(timer)
        const done = JSON.parse(line) as Done
        if (done.failed <= done.done / 100) resolve(done)
        else reject(new Error(`${done.failed} of ${done.done + done.failed} failed`))
      }
      worker.send(JSON.stringify(job))
    })
}

/** The router's own resolver: knows the far side's names. */
async function startUpstream(router: Namespace, folder: string): Promise<void> {
  const config = join(folder, 'upstream.conf')
  const two = Object.values(halfDead).flatMap(({ name, addresses }) => addresses.map((address) => ({ name, address })))
  const answers = [...sites, ...two].map(({ name, address }) => `address=/${name}/${address}`)
  const common = ['no-resolv', 'no-hosts', 'port=53', 'listen-address=127.0.0.1', 'bind-interfaces', 'user=root']
  writeFileSync(
    config,
    `${[...common, 'pid-file=', 'local=/#/', 'address=/school.test/198.19.0.9', ...answers].join('\n')}\n`,
  )
  await router.start(['dnsmasq', '-k', '--log-facility=-', '-C', config], { ready: /started/ })
}

export async function startRoad(): Promise<Road> {
  const folder = mkdtempSync(join(tmpdir(), `aqtizim-bench-${process.pid}-`))
  chmodSync(folder, 0o755)
  const cleanup = await startProgram(['sh', fileURLToPath(new URL('../lab/cleanup.sh', import.meta.url)), folder], {
    ready: /^ready$/,
  })
  const stop = async () => {
    cleanup.close()
    await cleanup.ended
  }
  try {
    const create = async (name: string) => {
      const machine = await createNamespace(folder, name, { 'resolv.conf': 'nameserver 127.0.0.1\n' })
      cleanup.send(machine.id)
      await machine.must(['sh', '-e', '-c', kernel])
      return machine
    }
    const [pc, router, far] = [await create('pc'), await create('router'), await create('far')]
    await ip(router, links(pc, far))
    await ip(pc, ends.pc)
    await ip(far, ends.far)
    const program = await bundleLoad(folder)
    await far.start([process.execPath, program, 'serve', '443'], { ready: /^ready$/ })
    await far.must(['nft', '-f', '-'], { input: deadRules })
    await startUpstream(router, folder)
    const load = await startLoader(pc, program)
    return { folder, pc, router, far, load, startLoader: (machine) => startLoader(machine, program), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
