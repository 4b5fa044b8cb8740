/** Measures several ways in turn in each round, so that other load of the machine meets all of them. */
import { median } from './bench.ts'
import { cpuMs, familyOf, rssMb } from './processes.ts'
import { type Road, sites } from './road.ts'

export interface Contestant {
  readonly name: string
  /** Leads the room's connections this way. */
  enter(): Promise<void>
  /** Its processes; none where the kernel does it all. Asked for when all of them run. */
  readonly processes: readonly number[]
}

export interface Result {
  readonly name: string
  /** New connections a second, megabytes a second, milliseconds to the first byte. */
  readonly perSecond: number
  /** CPU in microseconds for each new connection, of all its processes and of each. */
  readonly cpuMicros: number
  readonly cpuParts: readonly number[]
  readonly bulkMb: number
  readonly firstByteMs: number
  readonly rss: number
  readonly rounds: readonly Round[]
}

/** Median over the rounds of what each was beside the other's of the same round: what disturbs both cancels out. */
export function against(result: Result, base: Result, key: keyof Round): number {
  return median(result.rounds.map((round, at) => round[key] / (base.rounds[at]?.[key] ?? Number.NaN)))
}

export interface ContestOptions {
  readonly rounds: number
  readonly connections: number
  readonly bulkBytes: number
}

const limits = { concurrency: 16, limitMs: 4000 }
const wide = { kind: 'hellos', port: 443, targets: sites, ...limits } as const

export interface Round {
  readonly perSecond: number
  readonly bulkMb: number
  readonly firstByteMs: number
}

/** The kernel counts CPU time in hundredths of a second: only the sum over all rounds tells. */
interface Spent {
  connections: number
  readonly cpu: number[]
}

async function runRound(road: Road, contestant: Contestant, spent: Spent, options: ContestOptions): Promise<Round> {
  await contestant.enter()
  await road.load({ ...wide, count: 50 })
  const first = await road.load({ ...wide, count: 60, concurrency: 1 })
  const families = contestant.processes.map(familyOf)
  const before = families.map(cpuMs)
  const many = await road.load({ ...wide, count: options.connections })
  spent.connections += many.done
  for (const [at, family] of families.entries())
    spent.cpu[at] = (spent.cpu[at] ?? 0) + cpuMs(family) - (before[at] ?? 0)
  const bulk = sites.slice(0, 2).map(({ name, address }) => ({ name: `b${options.bulkBytes}.${name}`, address }))
  const heavy = await road.load({ ...wide, targets: bulk, count: 2, concurrency: 1 })
  return {
    perSecond: (1000 * many.done) / many.ms,
    bulkMb: heavy.bytes / heavy.ms / 1000,
    firstByteMs: first.median,
  }
}

/** Medians over the rounds. */
export async function contest(road: Road, all: readonly Contestant[], options: ContestOptions): Promise<Result[]> {
  const rounds = new Map<Contestant, Round[]>(all.map((contestant) => [contestant, []]))
  const spent = new Map<Contestant, Spent>(all.map((contestant) => [contestant, { connections: 0, cpu: [] }]))
  for (let round = 0; round < options.rounds; round += 1) {
    // Every other round the other way, so that nobody always follows the same one.
    for (const contestant of round % 2 === 0 ? all : [...all].reverse()) {
      const sum = spent.get(contestant) ?? { connections: 0, cpu: [] }
      rounds.get(contestant)?.push(await runRound(road, contestant, sum, options))
    }
  }
  return [...rounds].map(([contestant, measured]) => {
    const { connections = 0, cpu = [] } = spent.get(contestant) ?? {}
    const cpuParts = cpu.map((ms) => (1000 * ms) / connections)
    const of = (key: keyof Round) => median(measured.map((round) => round[key]))
    return {
      name: contestant.name,
      perSecond: of('perSecond'),
      cpuMicros: cpuParts.reduce((sum, part) => sum + part, 0),
      cpuParts,
      bulkMb: of('bulkMb'),
      firstByteMs: of('firstByteMs'),
      rss: rssMb(contestant.processes.flatMap(familyOf)),
      rounds: measured,
    }
  })
}
