/** Opening one listed site: with a dead address of two, beside a browser's own way, and the questions of a page with 60 names. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gateSocket } from '../../src/firewall/gate-socket.ts'
import { gatePaths } from '../../src/firewall/haproxy.ts'
import { atMost, type Figure, median } from './bench.ts'
import { bundleProgram, halfDead, place, type Road, sites, startRoad } from './road.ts'
import { enforce, release, schoolList, schoolPlan, startSchool, waitFor } from './school.ts'

const plainPort = 5600
const rounds = { reset: 15, silent: 5, page: 9 } as const
const pageNames = 60

/** Milliseconds, one a round; the two are measured in turns. */
export interface Rounds {
  readonly ours: readonly number[]
  readonly beside: readonly number[]
}

export interface Measured {
  readonly reset: Rounds
  readonly silent: Rounds
  readonly page: Rounds
}

/** The median round of each, and the median of the rounds' own ratios. */
function pair(what: string, { ours, beside }: Rounds, names: readonly [string, string], boundMs?: number): Figure[] {
  const ms = (values: readonly number[]) => `${median(values).toFixed(1)} ms`
  const ratio = median(ours.map((value, at) => value / (beside[at] ?? Number.NaN)))
  const [own, other] = names
  return [
    { name: `${other}: ${what}`, value: ms(beside) },
    {
      name: `${own}: ${what}`,
      value: ms(ours),
      ratio,
      beside: other,
      ...(boundMs && { aims: [atMost(median(ours), boundMs, 'ms')] }),
    },
  ]
}

export function figures({ reset, silent, page }: Measured): Figure[] {
  const hops = ['our gate', "a browser's own way"] as const
  return [
    ...pair('first byte, one of two resets', reset, hops, 1500),
    ...pair('first byte, one of two is silent', silent, hops, 4000),
    ...pair(`${3 * pageNames} questions of a page`, page, ['our resolver', 'plain dnsmasq']),
  ]
}

/** Takes turns, and begins with the other one each time. */
async function inTurns(count: number, ours: () => Promise<number>, beside: () => Promise<number>): Promise<Rounds> {
  const all = { ours: [] as number[], beside: [] as number[] }
  for (let round = 0; round < count; round += 1) {
    if (round % 2 === 0) all.beside.push(await beside())
    all.ours.push(await ours())
    if (round % 2 === 1) all.beside.push(await beside())
  }
  return all
}

interface Bench {
  readonly road: Road
  /** The kernel has our table, with its caps, or no rules at all. */
  readonly guard: () => Promise<void>
  readonly open: () => Promise<void>
  readonly ask: (command: string) => Promise<string>
}

function measureDead({ road, guard, open, ask }: Bench, how: 'reset' | 'silent'): Promise<Rounds> {
  const { name, addresses } = halfDead[how]
  const job = { port: 443, count: 1, concurrency: 1, limitMs: 20_000 }
  const ours = async () => {
    await guard()
    // As after some quiet minutes: the gate knows nothing of the address.
    await ask('clear table away-tls')
    const { median: ms } = await road.load({ kind: 'hellos', targets: [{ name, address: addresses[0] }], ...job })
    if (!(await ask('show table away-tls')).includes('key=')) throw new Error('the gate began with the live address')
    return ms
  }
  const beside = async () => {
    await open()
    return (await road.load({ kind: 'fallback', name, addresses, ...job })).median
  }
  return inTurns(rounds[how], ours, beside)
}

function measurePage({ road, guard, open }: Bench): Promise<Rounds> {
  const names = Array.from({ length: pageNames }, (_, at) => `n${at}.${sites[0]?.name}`)
  const page = async (port: number) =>
    (await road.load({ kind: 'page', server: place.router4, port, names, count: 1, concurrency: 1, limitMs: 20_000 }))
      .median
  const ours = async () => {
    // A table that is loaded anew has a whole burst for the PC.
    await guard()
    return page(53)
  }
  const beside = async () => {
    await open()
    return page(plainPort)
  }
  return inTurns(rounds.page, ours, beside)
}

async function startPlain(road: Road): Promise<void> {
  const config = join(road.folder, 'plain.conf')
  const where = [`port=${plainPort}`, `listen-address=${place.router4}`, 'bind-interfaces', 'pid-file', 'user=nobody']
  // As many at once as a page has: its own bound would drop some.
  const rest = ['no-resolv', 'no-hosts', 'cache-size=0', 'dns-forward-max=1000', 'server=127.0.0.1#53', '']
  writeFileSync(config, [...where, ...rest].join('\n'))
  await road.router.start(['dnsmasq', '-k', '-C', config], {})
}

export async function bench(): Promise<Figure[]> {
  const road = await startRoad()
  try {
    const two = Object.values(halfDead).map(({ name }) => `  - domain: ${name}\n`)
    const plan = schoolPlan(road, true, schoolList(1000) + two.join(''))
    const school = await startSchool(road, plan)
    const [group] = plan.groups
    const daemon = await bundleProgram(road.folder, 'other-addresses')
    const ports = [plan.facts.requestsPort, group?.ports.dns ?? 0].map(String)
    await road.router.start([process.execPath, daemon, ...ports], { ready: /^ready$/ })
    await startPlain(road)
    const guard = () => enforce(road, school.compiled.table, plan)
    const open = () => release(road, plan)
    const all = { road, guard, open, ask: gateSocket(gatePaths(plan.facts).socket) }
    await open()
    await waitFor('plain dnsmasq answers', async () => {
      const { stdout } = await road.pc.run([
        'dig',
        '+short',
        `-p${plainPort}`,
        `@${place.router4}`,
        sites[0]?.name ?? '',
      ])
      return stdout !== ''
    })
    return figures({
      reset: await measureDead(all, 'reset'),
      silent: await measureDead(all, 'silent'),
      page: await measurePage(all),
    })
  } finally {
    await road.stop()
  }
}
