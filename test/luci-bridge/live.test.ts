/** What live pages are told and counted: notifications, today's counts, PCs that were seen, uploads. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { VisitRow } from '../../src/logger/record.ts'
import { Announcer } from '../../src/luci-bridge/announcer.ts'
import type { Notifications } from '../../src/luci-bridge/contract.ts'
import { DailyStats } from '../../src/luci-bridge/daily-stats.ts'
import { followDailyStats } from '../../src/luci-bridge/follow-daily-stats.ts'
import { Sightings } from '../../src/luci-bridge/sightings.ts'
import { Uploads } from '../../src/luci-bridge/uploads.ts'
import { fakeMachine } from '../machine/fake-machine.ts'
import { MovedClock } from '../machine/moved-clock.ts'

const test = suite('live')
const date = '2026-09-01'
const visitOf = (n: number, change: Partial<VisitRow> = {}): VisitRow => ({
  ...{ n, start: `${date}T09:12:03+05:00`, end: `${date}T09:15:00+05:00`, room: 'lab', pc: 'PC-01' },
  ...{ mac: '02:00:00:00:00:01', ip: '192.168.1.101', site: 'a.kz', verdict: 'allowed', flows: 1 },
  ...change,
})

test('a busy lesson is gathered: the newest rows, the number of the rest, one message of a kind', async () => {
  const told: [string, unknown][] = []
  const clock = new MovedClock()
  const announcer = new Announcer(clock)
  announcer.attach({ isHeard: () => true, notify: (kind, data) => void told.push([kind, data]) })
  for (let n = 1; n <= 50; n++) announcer.visit(visitOf(n))
  announcer.request('a.kz', 1)
  announcer.request('b.kz', 2)
  for (let turn = 0; turn < 10; turn++) announcer.status()
  assert.is(told.length, 0)
  clock.pass(499)
  assert.is(told.length, 0)
  clock.pass(1)
  assert.equal(
    told.map(([kind]) => kind),
    ['visit', 'request', 'status'],
  )
  const [, visits] = told[0] ?? []
  const { rows, more } = visits as Notifications['visit']
  assert.equal([rows.length, rows[0]?.n, rows.at(-1)?.n, more], [20, 31, 50, 30])
  assert.equal(told[1]?.[1], { name: 'b.kz', waiting: 2 })
  announcer.stop()
})

test('with nobody listening nothing is kept', () => {
  let heard = false
  const told: string[] = []
  const clock = new MovedClock()
  const announcer = new Announcer(clock)
  announcer.attach({ isHeard: () => heard, notify: (kind) => void told.push(kind) })
  for (let n = 1; n <= 1000; n++) announcer.visit(visitOf(n))
  announcer.status()
  heard = true
  clock.pass(10_000)
  assert.equal(told, [])
  announcer.stop()
})

test('today: by hour and verdict, background apart, the most refused first, and midnight begins anew', () => {
  const today = new DailyStats()
  today.add(visitOf(1), date)
  today.add(visitOf(2, { verdict: 'refused', site: 'vk.com' }), date)
  today.add(visitOf(3, { verdict: 'refused', site: 'vk.com', mac: '02:00:00:00:00:02' }), date)
  today.add(visitOf(4, { verdict: 'refused', site: 'x.com', start: `${date}T23:59:59+05:00` }), date)
  today.add(visitOf(5, { background: true }), date)
  today.add(visitOf(6, { start: '2026-08-31T23:00:00+05:00' }), date)
  today.add(visitOf(7, { start: '2026-08-31T23:00:00+05:00', end: '2026-08-31T23:10:00+05:00' }), date)
  const counts = today.counts(date)
  assert.equal([counts.visits, counts.refused, counts.background], [5, 3, 1])
  assert.equal(
    [counts.hours[9], counts.hours[23], counts.hours[0]],
    [
      { allowed: 1, refused: 2 },
      { allowed: 0, refused: 1 },
      { allowed: 1, refused: 0 },
    ],
  )
  assert.equal(counts.topRefused, [
    { site: 'vk.com', count: 2, pcs: 2 },
    { site: 'x.com', count: 1, pcs: 1 },
  ])
  assert.equal([today.counts('2026-09-02').visits, today.counts('2026-09-02').topRefused], [0, []])
})

test('today is read out of the journal once, and what comes meanwhile counts once', async () => {
  const today = new DailyStats()
  const rows = Array.from({ length: 30 }, (_, at) => visitOf(at + 1))
  function* scan() {
    for (const row of rows) {
      yield { line: '', date, row: { kind: 'visit' as const, row } }
      yield 'a piece'
    }
  }
  const machine = { now: () => Date.parse(`${date}T12:00:00+05:00`), log: () => {} }
  const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))
  const counts = followDailyStats({ machine, dailyStats: today, date: () => date, scan, breathe })
  counts.add(visitOf(30))
  counts.add(visitOf(31))
  counts.add({ n: 32, at: '', event: 'paused' })
  await counts.ready()
  counts.add(visitOf(33))
  assert.is(today.counts(date).visits, 32)
})

test('PCs are remembered with their newest addresses, within bounds', () => {
  const sightings = new Sightings()
  sightings.add('m', 'a', 5)
  sightings.add('m', 'b', 3)
  sightings.add('', 'c', 3)
  assert.equal(sightings.all(), [{ mac: 'm', ips: ['b', 'a'], at: 5, device: '' }])
  for (let n = 0; n < 10_000; n++) sightings.add(`m${n}`, `a${n}`, n)
  for (let n = 0; n < 100; n++) sightings.add('m9999', `b${n}`, n)
  assert.is(sightings.all().length, 5000)
  assert.is(sightings.all().at(-1)?.ips.length, 8)
})

test('uploads: in order, each its owner’s, few at a time, forgotten after a while', () => {
  const machine = fakeMachine()
  const uploads = new Uploads(machine)
  const begun = uploads.begin('a', 'x')
  if ('error' in begun) throw new Error(begun.error)
  const failure = (taken: object) => ('code' in taken ? taken.code : 'taken')
  assert.is(failure(uploads.add(begun.id, 'b', 1, 'y')), 'missing')
  assert.is(failure(uploads.add(begun.id, 'a', 2, 'y')), 'argument')
  const added = uploads.add(begun.id, 'a', 1, 'ж')
  assert.equal('error' in added ? added : [added.text(), added.bytes], ['xж', 3])
  for (const user of ['b', 'c', 'd']) assert.is(failure(uploads.begin(user, '')), 'taken')
  assert.is(failure(uploads.begin('e', '')), 'busy')
  assert.is(failure(uploads.begin('a', '')), 'taken', 'the second takes the place of the first')
  assert.is(failure(uploads.add(begun.id, 'a', 2, '')), 'missing')
  machine.pass(600_001)
  assert.is(failure(uploads.begin('e', '')), 'taken')
})

test('texts that nobody ends are freed though nobody comes after', () => {
  const machine = fakeMachine()
  const uploads = new Uploads(machine)
  for (const user of ['a', 'b']) uploads.begin(user, 'x')
  machine.pass(300_000)
  uploads.begin('c', 'x')
  machine.pass(600_000)
  assert.is(uploads.size, 1)
  machine.pass(300_000)
  assert.is(uploads.size, 0)
  assert.equal(machine.standing(), [])
})

test.run()
