/** Several ways over the same road, one after the other in each round, so that what else the machine does meets them all. */
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
  /** New connections a second, CPU in microseconds of its processes for each, bytes a second, ms to the first byte. */
  readonly perSecond: number
  readonly cpuMicros: number
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
  readonly cpuMicros: number
  readonly bulkMb: number
  readonly firstByteMs: number
}

async function runRound(road: Road, contestant: Contestant, options: ContestOptions): Promise<Round> {
  await contestant.enter()
  await road.load({ ...wide, count: 50 })
  const first = await road.load({ ...wide, count: 60, concurrency: 1 })
  const processes = contestant.processes.flatMap(familyOf)
  const before = cpuMs(processes)
  const many = await road.load({ ...wide, count: options.connections })
  const cpu = cpuMs(processes) - before
  const bulk = sites.slice(0, 2).map(({ name, address }) => ({ name: `b${options.bulkBytes}.${name}`, address }))
  const heavy = await road.load({ ...wide, targets: bulk, count: 2, concurrency: 1 })
  return {
    perSecond: (1000 * many.done) / many.ms,
    cpuMicros: (1000 * cpu) / many.done,
    bulkMb: heavy.bytes / heavy.ms / 1000,
    firstByteMs: first.median,
  }
}

/** Medians over the rounds. */
export async function contest(road: Road, all: readonly Contestant[], options: ContestOptions): Promise<Result[]> {
  const rounds = new Map<Contestant, Round[]>(all.map((contestant) => [contestant, []]))
  for (let round = 0; round < options.rounds; round += 1) {
    // Every other round the other way, so that nobody always follows the same one.
    for (const contestant of round % 2 === 0 ? all : [...all].reverse())
      rounds.get(contestant)?.push(await runRound(road, contestant, options))
  }
  return [...rounds].map(([contestant, measured]) => {
    const of = (key: keyof Round) => median(measured.map((round) => round[key]))
    return {
      name: contestant.name,
      perSecond: of('perSecond'),
      cpuMicros: of('cpuMicros'),
      bulkMb: of('bulkMb'),
      firstByteMs: of('firstByteMs'),
      rss: rssMb(contestant.processes.flatMap(familyOf)),
      rounds: measured,
    }
  })
}
