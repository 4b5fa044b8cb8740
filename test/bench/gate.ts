/**
 * Measures new TLS connections and throughput of the router: without rules, with ours, with the gate, and with other proxies.
 */
import { compileTable } from '../../src/firewall/nftables.ts'
import { atLeast, atMost, type Figure } from './bench.ts'
import { against, type Contestant, contest, type Result } from './contest.ts'
import { findProgram } from './rivals/debian.ts'
import { startE2guardian } from './rivals/e2guardian.ts'
import { startPlainHaproxy } from './rivals/haproxy.ts'
import { startSquid } from './rivals/squid.ts'
import { place, type Road, sites, startRoad } from './road.ts'
import { enforce, liftCaps, release, type School, schoolList, schoolPlan, startSchool, waitFor } from './school.ts'

const ports = { haproxy: 7100, squid: 7200, e2guardian: 7300 } as const
const domains = 1000
const options = { rounds: 11, connections: 400, bulkBytes: 50_000_000 } as const

const redirect = (port: number) => `table ip bench {
  chain pre { type nat hook prerouting priority dstnat; iifname "${place.room}" tcp dport 443 redirect to :${port}; }
}
`

/** What every router with a masquerade has besides. */
const stock = `table inet fw4 {
  chain forward { type filter hook forward priority filter; policy accept; ct state established,related accept; }
  chain srcnat { type nat hook postrouting priority srcnat; meta nfproto ipv4 oifname "${place.wan}" masquerade; }
}
`

type Plan = School['compiled']['plan']

async function ours(road: Road): Promise<{ all: Contestant[]; plan: Plan }> {
  const list = schoolList(domains)
  const plan = schoolPlan(road, true, list)
  const school = await startSchool(road, plan)
  const direct = schoolPlan(road, false, list)
  const directTable = liftCaps(compileTable(direct).text)
  const processes = [school.gate.pid, school.resolver.pid]
  const port = plan.groups[0]?.ports.dns ?? 0
  const plain = await startPlainHaproxy(road, ports.haproxy, port)
  // Only an address that was answered for a listed name passes.
  const enterDirect = async () => {
    await enforce(road, directTable, direct)
    const names = sites.map(({ name }) => name)
    await road.load({ kind: 'names', server: place.router4, port: 53, names, count: 8, concurrency: 1, limitMs: 3000 })
  }
  return {
    plan,
    all: [
      { name: 'no rules', enter: () => release(road, plan), processes: [] },
      { name: "a stock router's rules", enter: () => release(road, plan, stock), processes: [] },
      { name: 'our table, name_check 0', enter: enterDirect, processes: [] },
      { name: 'our gate', enter: () => enforce(road, school.table, plan), processes },
      {
        name: 'plain HAProxy',
        enter: () => release(road, plan, redirect(ports.haproxy)),
        processes: [plain.pid, school.resolver.pid],
      },
    ],
  }
}

const packages = { squid: 'squid-openssl', e2guardian: 'e2guardian' } as const
type Rival = keyof typeof packages

/** Those of Debian's programs that are there, and a line for each that is not. */
async function rivals(road: Road, plan: Plan, fetch: boolean): Promise<{ all: Contestant[]; missing: Figure[] }> {
  const names = plan.groups.flatMap((group) => group.domains.map(({ domain }) => domain))
  const start = { squid: startSquid, e2guardian: startE2guardian } as const
  const all: Contestant[] = []
  const missing: Figure[] = []
  for (const name of Object.keys(packages) as Rival[]) {
    const program = await findProgram(name, [packages[name]], road.folder, fetch)
    if (program === undefined) {
      const remedy = `not installed: apt-get install ${packages[name]}, or npm run bench -- rivals`
      missing.push({ name, value: remedy })
      continue
    }
    const running = await start[name](road, program, ports[name], names)
    const enter = () => release(road, plan, redirect(ports[name]))
    const hello = {
      kind: 'hellos',
      port: 443,
      targets: sites.slice(0, 1),
      count: 1,
      concurrency: 1,
      limitMs: 2000,
    } as const
    await enter()
    await waitFor(`${name} lets a listed site through`, () =>
      road.load(hello).then(
        ({ done }) => done === 1,
        () => false,
      ),
    )
    const unlisted = { ...hello, targets: [{ name: 'unlisted.test', address: sites[0]?.address ?? '' }] }
    const passed = await road.load(unlisted).then(
      () => true,
      () => false,
    )
    if (passed) throw new Error(`${name} lets an unlisted name through: it does another job`)
    all.push({ name, enter, processes: [running.pid] })
  }
  return { all, missing }
}

/** Of what stands beside them, by contestant. */
const bounds: Record<string, number> = { 'our table, name_check 0': 0.95, 'our gate': 0.95 }

function figures(results: readonly Result[]): Figure[] {
  const of = (name: string) => results.find((result) => result.name === name)
  const [none, plain, gate] = [of('no rules'), of('plain HAProxy'), of('our gate')]
  const rows = results.flatMap((result): Figure[] => {
    const isGate = result.rss > 0
    const base = isGate ? plain : none
    const bound = bounds[result.name]
    const beside = (key: 'perSecond' | 'bulkMb', base: Result | undefined) => {
      if (base === undefined || base === result) return {}
      const ratio = against(result, base, key)
      return { ratio, beside: base.name, ...(bound && { aims: [atLeast(ratio, bound)] }) }
    }
    const parts = result.cpuParts.map((part) => part.toFixed(0)).join(' + ')
    return [
      {
        name: `${result.name}: new connections`,
        value: `${result.perSecond.toFixed(0)}/s`,
        ...beside('perSecond', base),
      },
      ...(isGate ? [{ name: `${result.name}: CPU a connection`, value: `${parts} µs` }] : []),
      {
        name: `${result.name}: bulk`,
        value: `${result.bulkMb.toFixed(0)} MB/s`,
        ...beside('bulkMb', base),
      },
      { name: `${result.name}: first byte`, value: `${result.firstByteMs.toFixed(2)} ms` },
      ...(isGate ? [{ name: `${result.name}: memory`, value: `${result.rss.toFixed(0)} MB` }] : []),
    ]
  })
  return [...rows, ...verdicts(none, plain, gate, results)]
}

/** What the aims are about, a line each. */
function verdicts(none?: Result, plain?: Result, gate?: Result, results: readonly Result[] = []): Figure[] {
  if (none === undefined || plain === undefined || gate === undefined) return []
  const perCpu = (result: Result) => 1e6 / result.cpuMicros
  const own = (other: Result) => other.cpuMicros / gate.cpuMicros
  const later = gate.firstByteMs - none.firstByteMs
  const slower = gate.firstByteMs - plain.firstByteMs
  const [stockRules, table] = ["a stock router's rules", 'our table, name_check 0'].map((wanted) =>
    results.find(({ name }) => name === wanted),
  )
  const others = results.filter(({ name }) => name === 'squid' || name === 'e2guardian')
  return [plain, ...others]
    .map(
      (other): Figure => ({
        name: `the gate's connections a CPU second`,
        value: `${perCpu(gate).toFixed(0)}`,
        ratio: own(other),
        beside: other.name,
        aims: [atLeast(own(other), other === plain ? 0.9 : 3)],
      }),
    )
    .concat(
      {
        name: 'first byte over the gate, later than with no rules',
        value: `${later.toFixed(2)} ms`,
        aims: [atMost(later, 3, 'ms')],
      },
      {
        name: 'first byte over the gate, later than over plain HAProxy',
        value: `${slower.toFixed(2)} ms`,
        aims: [atMost(slower, 0.1, 'ms')],
      },
      ...(stockRules && table
        ? [
            {
              name: 'new connections through our table, beside those of a stock router',
              value: `${table.perSecond.toFixed(0)}/s`,
              ratio: against(table, stockRules, 'perSecond'),
              beside: stockRules.name,
              aims: [atLeast(against(table, stockRules, 'perSecond'), 1)],
            },
          ]
        : []),
    )
}

/** With `fetch`, what is not installed is fetched from Debian for as long as the bench runs. */
export async function compare(fetch: boolean): Promise<Figure[]> {
  const road = await startRoad()
  try {
    const { all, plan } = await ours(road)
    const more = await rivals(road, plan, fetch)
    return [...figures(await contest(road, [...all, ...more.all], options)), ...more.missing]
  } finally {
    await road.stop()
  }
}

export const bench = (): Promise<Figure[]> => compare(false)
