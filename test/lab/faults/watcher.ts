/** Gathers what the probers tell, and answers how long something listed was away. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from '../lab.ts'
import { networkOf, type StationKey, stationOf } from '../map.ts'
import type { Staying } from '../program.ts'
import type { ProberConfig } from './prober.ts'

export interface Try {
  /** Which PC and which kind of try. */
  readonly what: string
  /** ms since the epoch, when it began. */
  readonly at: number
  readonly ok: boolean
  /** Why it failed, for a person who reads the result. */
  readonly why?: string
}

const kindsOfListed = 5

export interface Away {
  readonly ms: number
  /** ms since the epoch. */
  readonly until: number
  /** The kind of try that was away longest, and why. */
  readonly what: string
  /** How many of its tries failed. */
  readonly failed: number
}

/** ms from the first failed try since `since` to the last one; undefined while a kind that failed has not succeeded again. */
export function awayFor(tries: readonly Try[], since: number): Away | undefined {
  let [ms, until, longest, most] = [0, since, '', 0]
  for (const what of new Set(tries.map((each) => each.what))) {
    const mine = tries.filter((each) => each.what === what && each.at >= since).sort((a, b) => a.at - b.at)
    const failed = mine.filter(({ ok }) => !ok)
    const [first, last] = [failed[0], failed.at(-1)]
    if (first === undefined || last === undefined) continue
    const back = mine.find(({ at, ok }) => ok && at > last.at)
    if (back === undefined) return undefined
    if (back.at - first.at > ms) {
      const why = first.why === undefined ? what : `${what}: ${first.why}`
      ;[ms, longest, most] = [back.at - first.at, why, failed.length]
    }
    until = Math.max(until, back.at)
  }
  return { ms, until, what: longest, failed: most }
}

export interface Watcher {
  /** Tries of listed sites that have ended. */
  readonly tries: readonly Try[]
  /** Complaints of the probers themselves. */
  readonly complaints: readonly string[]
  rest(): void
  go(): void
  /** Whether every kind of listed try has ended well since, from each PC. */
  isOpenSince(since: number): boolean
}

async function startProber(
  lab: Lab,
  program: string,
  key: StationKey,
  timing: Pick<ProberConfig, 'everyMs' | 'patienceMs'>,
  tries: Try[],
  said: string[],
) {
  const { mac, network, address4, address6 } = stationOf(key)
  const { mac: routerMac, address4: router } = networkOf(network)
  const config: ProberConfig = { ...timing, router, mac, routerMac, address4, address6 }
  const file = join(lab.folder, `prober-${key}.json`)
  writeFileSync(file, JSON.stringify(config))
  return lab.station(key).start([process.execPath, program, file], {
    ready: /^ready$/,
    onLine: (line) => {
      if (!line.startsWith('{')) return
      const done = JSON.parse(line) as Try
      tries.push({ ...done, what: `${key} ${done.what}` })
    },
    onErrorLine: (line) => void said.push(`${key}: ${line}`),
  })
}

/** One prober in each room. `everyMs`: between two tries of each kind in the first one; the other one tries half as often. */
export async function startWatcher(lab: Lab, program: string, patienceMs: number, everyMs = 20): Promise<Watcher> {
  const tries: Try[] = []
  const complaints: string[] = []
  const probers: Staying[] = [
    await startProber(lab, program, 'pc1', { everyMs, patienceMs }, tries, complaints),
    await startProber(lab, program, 'pc3', { everyMs: 2 * everyMs, patienceMs }, tries, complaints),
  ]
  return {
    tries,
    complaints,
    rest: () => probers.forEach((prober) => void prober.send('rest')),
    go: () => probers.forEach((prober) => void prober.send('go')),
    isOpenSince(since) {
      const good = new Set(tries.flatMap(({ what, at, ok }) => (ok && at >= since ? [what] : [])))
      return good.size === probers.length * kindsOfListed
    },
  }
}
