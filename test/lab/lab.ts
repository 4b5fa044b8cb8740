/** Brings the whole lab up, and down again however it ends. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Certificate, makeCertificate } from './certificate.ts'
import { type LabPrograms, type Sync, startFarServer, startInternet } from './internet.ts'
import { networkOf, type StationKey, stations } from './map.ts'
import { createNamespace, type Namespace } from './namespace.ts'
import { connect } from './network.ts'
import { createSightings, type Sightings } from './observations.ts'
import { runProgram, startProgram } from './program.ts'
import { type StockServices, startStockRouter } from './router.ts'

export interface Lab {
  /** A folder of its own in the system's folder for temporary files. */
  readonly folder: string
  readonly programs: LabPrograms
  readonly certificate: Certificate
  readonly sightings: Sightings
  readonly router: Namespace
  readonly internet: Namespace
  /** The router's own resolver and time server. */
  readonly services: StockServices
  station(key: StationKey): Namespace
  machine(name: string): Namespace
  /** Settles when everything that has arrived anywhere is among the sightings. */
  settle(): Promise<void>
  /** Ends everything that runs in the lab and removes its folder. */
  stop(): Promise<void>
}

export interface LabOptions {
  /** Told what is being done, a short sentence at a time. */
  readonly progress?: (sentence: string) => void
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const prefix = 'aqtizim-lab-'

/** A process, told from a later one with the same number by its start (proc(5), field 22 of stat). */
function startOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').pop()?.split(' ')[19]
  } catch {
    return undefined
  }
}

/** Who has a lab's folder. */
interface Owner {
  readonly pid: number
  readonly start: string
  readonly space: string
}

/** The PID namespace that we are in (namespaces(7)). */
const pidSpace = () => readlinkSync('/proc/self/ns/pid')

/** No lab runs for a day. */
const isOld = (folder: string) => Date.now() - statSync(folder).mtimeMs > 86_400_000

/** Ends what labs left behind whose process is gone together with the program that cleans up after them. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(tmpdir(), name)
    try {
      const owner = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as Owner
      // In another PID namespace, such as that of a lab without root, the number is another process's.
      if (owner.space !== pidSpace() ? !isOld(folder) : startOf(owner.pid) === owner.start) continue
    } catch {
      // No owner yet: a lab that is being born this very moment, or that died right then.
      continue
    }
    await runProgram(['sh', here('cleanup.sh'), folder])
  }
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  // Resolver and gate give up their rights and read their files as somebody else.
  chmodSync(folder, 0o755)
  const owner: Owner = { pid: process.pid, start: startOf(process.pid) ?? '', space: pidSpace() }
  writeFileSync(join(folder, 'owner.json'), JSON.stringify(owner))
  return folder
}

async function bundlePrograms(folder: string): Promise<LabPrograms> {
  const outdir = join(folder, 'programs')
  const entryPoints = [here('far-server.ts'), here('probe.ts')]
  await build({
    entryPoints,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
  })
  return { farServer: join(outdir, 'far-server.mjs'), probe: join(outdir, 'probe.mjs') }
}

async function createMachines(folder: string): Promise<Map<string, Namespace>> {
  const resolvers: [string, string][] = [
    ['router', '127.0.0.1'],
    ['internet', '127.0.0.1'],
    ...stations.map(({ key, network }): [string, string] => [key, networkOf(network).address4]),
  ]
  const created = await Promise.all(
    resolvers.map(([name, resolver]) => createNamespace(folder, name, { 'resolv.conf': `nameserver ${resolver}\n` })),
  )
  return new Map(created.map((namespace) => [namespace.name, namespace]))
}

/** Machines that pupils must not reach: what they serve is seen from nowhere but their own network. */
async function startNeighbours(
  machine: (name: string) => Namespace,
  folder: string,
  programs: LabPrograms,
  sightings: Sightings,
): Promise<Sync[]> {
  const places = ['pc1', 'pc3', 'teacher']
  return Promise.all(
    places.map((place) =>
      startFarServer(machine(place), folder, programs, sightings, {
        place,
        greeting: `far-server ${place}`,
        http: [80],
        https: [],
        tcp: [445],
        udp: [{ address: '0.0.0.0', ports: [137] }],
      }),
    ),
  )
}

/** Rejects, with everything cleaned up, when a part cannot be started. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const progress = options.progress ?? (() => {})
  await sweep()
  const folder = makeFolder()
  const cleanup = await startProgram(['sh', here('cleanup.sh'), folder], { ready: /^ready$/ })
  const stop = async () => {
    cleanup.close()
    await cleanup.ended
  }
  try {
    progress('making network namespaces for a router, its rooms and an internet')
    const machines = await createMachines(folder)
    for (const { pid } of machines.values()) cleanup.send(String(pid))
    const machine = (name: string): Namespace => {
      const found = machines.get(name)
      if (found === undefined) throw new Error(`the lab has no machine called ${name}`)
      return found
    }
    await connect(machine)
    progress('starting the servers of the internet, the router and the PCs')
    const [programs, certificate] = await Promise.all([bundlePrograms(folder), makeCertificate(folder)])
    const sightings = createSightings()
    const [internet, router] = [machine('internet'), machine('router')]
    const [far, { sync, services }] = await Promise.all([
      startInternet(internet, folder, programs, certificate, sightings),
      startStockRouter(router, folder, programs, certificate, sightings),
    ])
    const syncs = [far, sync]
    syncs.push(...(await startNeighbours(machine, folder, programs, sightings)))
    const settle = async () => void (await Promise.all(syncs.map((sync) => sync())))
    return {
      folder,
      programs,
      certificate,
      sightings,
      router,
      internet,
      services,
      station: machine,
      machine,
      settle,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
