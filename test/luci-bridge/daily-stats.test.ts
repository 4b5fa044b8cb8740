/** Today's counts: the sites refused most, whatever names one PC makes up. */
import * as assert from 'uvu/assert'
import type { Found } from '../../src/logger/query.ts'
import type { VisitRow } from '../../src/logger/record.ts'
import { DailyStats } from '../../src/luci-bridge/daily-stats.ts'
import { followDailyStats } from '../../src/luci-bridge/follow-daily-stats.ts'
import { suite } from '../suite.ts'

const test = suite("today's counts")
const date = '2026-09-01'
const row = (n: number, site: string, mac: string, room = 'lab'): VisitRow => ({
  ...{ n, start: `${date}T10:00:00+05:00`, end: `${date}T10:00:00+05:00`, room, pc: mac, mac, ip: '10.0.0.1', site },
  ...{ host: site, verdict: 'refused', why: 'unlisted', port: 'tcp/443', flows: 1, requests: 0, up: 0, down: 0 },
})

test('sites with how often and by how many PCs', () => {
  const stats = new DailyStats()
  for (const mac of ['a', 'b', 'a']) stats.add(row(1, 'vk.test', mac), date)
  stats.add(row(1, 'ok.test', 'a'), date)
  assert.equal(stats.counts(date).topRefused, [
    { site: 'vk.test', count: 3, pcs: 2 },
    { site: 'ok.test', count: 1, pcs: 1 },
  ])
  assert.equal(stats.counts('2026-09-02').topRefused, [])
})

test('a PC that makes up names, or one that makes up MACs, hides no site of the others', () => {
  const stats = new DailyStats()
  for (const mac of ['a', 'b', 'c', 'a']) stats.add(row(1, 'before.test', mac, 'other'), date)
  for (let number = 0; number < 30_000; number++) stats.add(row(1, `${number}.made-up.test`, 'bad'), date)
  for (let number = 0; number < 30_000; number++) stats.add(row(1, 'many.test', `mac-${number}`), date)
  for (const mac of ['a', 'b', 'c']) stats.add(row(1, 'after.test', mac, 'other'), date)
  const sites = stats.counts(date).topRefused.map(({ site }) => site)
  assert.equal(sites.slice(0, 3), ['many.test', 'before.test', 'after.test'])
  assert.is(stats.counts(date).refused, 60_007)
})

test('what is told of while the journal is read counts once', async () => {
  const dailyStats = new DailyStats()
  const found = (n: number) => ({ row: { kind: 'visit', row: row(n, `${n}.test`, 'a') } }) as unknown as Found
  const machine = { now: () => Date.parse(`${date}T12:00:00Z`), log: () => {} }
  let turn: () => void = () => {}
  const breathe = () =>
    new Promise<void>((resolve) => {
      turn = resolve
    })
  function* scan() {
    yield found(1)
    yield 'cursor'
    for (const n of [2, 3, 4]) yield found(n)
  }
  const counts = followDailyStats({ machine, dailyStats, date: () => date, scan, breathe })
  for (const n of [3, 4]) counts.add(row(n, `${n}.test`, 'a'))
  turn()
  await counts.ready()
  counts.add(row(5, '5.test', 'a'))
  assert.is(dailyStats.counts(date).refused, 5)
  assert.ok(dailyStats.counts(date).topRefused.every(({ count }) => count === 1))
})

test.run()
