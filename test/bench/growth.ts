/** Measures the whole product on the lab's router with lists ten times as long each time. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../../build/bundle.ts'
import { type Aqtizim, installAqtizim } from '../lab/aqtizim.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import { atMost, type Figure, median } from './bench.ts'
import { namesOf } from './list.ts'
import { processesIn, rssMb } from './processes.ts'
import { bundleLoad, type Loader, startLoader } from './road.ts'

const sizes = [100, 1000, 10_000, 100_000] as const
const approval = ['--by', 'Director', '--post', 'Director', '--order', '1', '--date', '2026-09-01']
const site = { name: 'bilimland.test', address: '198.18.10.1' } as const

interface Grown {
  readonly domains: number
  /** Milliseconds from the approval to enforcement: a list of other names, and one with ten others. */
  readonly allNew: number
  readonly edit: number
  readonly resolverMs: number
  readonly gateMs: number
  readonly daemonMb: number
  readonly resolverMb: number
  readonly gateMb: number
}

async function approve(lab: Lab, aqtizim: Aqtizim, domains: number, from: number): Promise<number> {
  const path = join(lab.folder, 'growth.yaml')
  writeFileSync(path, `${namesOf(domains - 1, from)}  - domain: ${site.name}\n`)
  const { status, stdout, stderr } = await aqtizim.command('approve', path, ...approval)
  const milliseconds = /in force after (\d+) ms/.exec(stdout)?.[1]
  if (status !== 0 || milliseconds === undefined) throw new Error(`approve ${domains}: ${stdout}${stderr}`)
  return Number(milliseconds)
}

async function grow(lab: Lab, aqtizim: Aqtizim, loaders: readonly Loader[], domains: number): Promise<Grown> {
  const allNew = await approve(lab, aqtizim, domains, 500_000)
  const edits: number[] = []
  for (let round = 1; round <= 3; round += 1) edits.push(await approve(lab, aqtizim, domains, 500_000 + 10 * round))
  const [fromRouter, fromPc] = loaders
  if (fromRouter === undefined || fromPc === undefined) throw new Error('two loaders are needed')
  const names = { kind: 'names', server: '127.0.0.1', port: 5450, names: [site.name], limitMs: 3000 } as const
  const hellos = { kind: 'hellos', targets: [site], port: 443, limitMs: 5000 } as const
  // Few enough for the caps that a PC has.
  const [resolver, gate] = [
    await fromRouter({ ...names, count: 400, concurrency: 1 }),
    await fromPc({ ...hellos, count: 60, concurrency: 1 }),
  ]
  const memory = (program: string) => rssMb(processesIn(lab.router.id, program).slice(-1))
  const resolvers = processesIn(lab.router.id, 'dnsmasq').map((pid) => rssMb([pid]))
  return {
    domains,
    allNew,
    edit: median(edits),
    resolverMs: resolver.median,
    gateMs: gate.median,
    daemonMb: rssMb([aqtizim.daemon.pid]),
    resolverMb: Math.max(...resolvers),
    gateMb: memory('haproxy'),
  }
}

const rows = [
  ['allNew', 'approved to enforced, all names new', 'ms', 0],
  ['edit', 'approved to enforced, ten names new', 'ms', 0],
  ['resolverMs', "resolver's latency", 'ms', 3],
  ['gateMs', 'first byte over the gate', 'ms', 2],
  ['daemonMb', "daemon's memory", 'MB', 0],
  ['resolverMb', "resolver's memory", 'MB', 1],
  ['gateMb', "gate's memory", 'MB', 0],
] as const

/** By figure and size of the list. */
const bounds: Partial<Record<(typeof rows)[number][0], Readonly<Record<number, number>>>> = {
  edit: { 1000: 50, 10000: 200, 100000: 1500 },
  daemonMb: { 100000: 300 },
}

export async function bench(): Promise<Figure[]> {
  await bundle()
  const lab = await startLab()
  try {
    const aqtizim = await installAqtizim(lab)
    const program = await bundleLoad(lab.folder)
    const loaders = [await startLoader(lab.router, program), await startLoader(lab.station('pc1'), program)]
    const grown: Grown[] = []
    for (const domains of sizes) grown.push(await grow(lab, aqtizim, loaders, domains))
    return rows.flatMap(([key, what, unit, digits]) =>
      grown.map((row, at): Figure => {
        const smaller = grown[at - 1]
        const name = `${what}, ${row.domains} domains`
        const value = `${row[key].toFixed(digits)} ${unit}`
        const bound = bounds[key]?.[row.domains]
        const own = bound === undefined ? [] : [atMost(row[key], bound, unit)]
        if (smaller === undefined) return { name, value, aims: own }
        const ratio = row[key] / smaller[key]
        return { name, value, ratio, beside: `${smaller.domains} domains`, aims: [atMost(ratio, 10), ...own] }
      }),
    )
  } finally {
    await lab.stop()
  }
}
