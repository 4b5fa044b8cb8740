/** Measures our resolver beside a plain dnsmasq with the same upstream. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { atLeast, type Figure, median } from './bench.ts'
import { familyOf, rssMb } from './processes.ts'
import { sites, startRoad } from './road.ts'
import { schoolList, schoolPlan, startSchool, waitFor } from './school.ts'

const rounds = 15
const count = 1500
const port = 5600

interface Measured {
  readonly perSecond: number[]
  readonly latency: number[]
}

/** Both forward each question: an answer out of a cache would not fill a set, so ours has none. */
export async function bench(): Promise<Figure[]> {
  const road = await startRoad()
  try {
    const plan = schoolPlan(road, true, schoolList(1000))
    const school = await startSchool(road, plan)
    const config = join(road.folder, 'plain.conf')
    const lines = ['no-resolv', 'no-hosts', `port=${port}`, 'listen-address=127.0.0.1', 'bind-interfaces', 'pid-file']
    writeFileSync(config, `${[...lines, 'user=nobody', 'cache-size=0', 'server=127.0.0.1#53', ''].join('\n')}`)
    const plain = await road.router.start(['dnsmasq', '-k', '-C', config], {})
    const load = await road.startLoader(road.router)
    const names = sites.map(({ name }) => name)
    const job = { kind: 'names', server: '127.0.0.1', names, limitMs: 4000 } as const
    const ownPort = plan.groups[0]?.ports.dns ?? 0
    const both = [ownPort, port]
    for (const asked of both)
      await waitFor('both resolvers answer', () =>
        load({ ...job, port: asked, count: 1, concurrency: 1 }).then(
          () => true,
          () => false,
        ),
      )
    const all = new Map(both.map((asked): [number, Measured] => [asked, { perSecond: [], latency: [] }]))
    for (let round = 0; round < rounds; round += 1)
      for (const asked of round % 2 === 0 ? both : [...both].reverse()) {
        const measured = all.get(asked)
        const many = await load({ ...job, port: asked, count, concurrency: 8 })
        const single = await load({ ...job, port: asked, count: 200, concurrency: 1 })
        measured?.perSecond.push((1000 * many.done) / many.ms)
        measured?.latency.push(single.median)
      }
    const [own, other] = [all.get(ownPort), all.get(port)]
    const ratio = (key: keyof Measured) =>
      median((own?.[key] ?? []).map((value, at) => value / (other?.[key][at] ?? Number.NaN)))
    const rate = (measured?: Measured) => `${median(measured?.perSecond ?? []).toFixed(0)}/s`
    const late = (measured?: Measured) => `${median(measured?.latency ?? []).toFixed(3)} ms`
    const memory = (pid: number) => `${rssMb(familyOf(pid)).toFixed(1)} MB`
    const beside = 'plain dnsmasq'
    return [
      { name: 'plain dnsmasq: questions', value: rate(other) },
      {
        name: 'our resolver: questions',
        value: rate(own),
        ratio: ratio('perSecond'),
        beside,
        aims: [atLeast(ratio('perSecond'), 0.8)],
      },
      { name: 'plain dnsmasq: latency', value: late(other) },
      { name: 'our resolver: latency', value: late(own), ratio: ratio('latency'), beside },
      { name: 'plain dnsmasq: memory', value: memory(plain.pid) },
      { name: 'our resolver: memory', value: memory(school.resolver.pid) },
    ]
  } finally {
    await road.stop()
  }
}
