/** Tests which PCs count as dark in a lesson. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DarkSearch, type NamedPc } from '../../src/logger/dark.ts'
import type { KnownRow } from '../../src/logger/filter.ts'

const test = suite('dark')

const at = (time: string, day = 5) => `2026-10-0${day}T${time}:00+05:00`
let n = 0
const visit = (pc: number, start: string, end: string, changes: object = {}): KnownRow =>
  ({
    kind: 'visit',
    row: { n: n++, start: at(start), end: at(end), room: 'lab', pc: `PC-${pc}`, mac: `02::${pc}`, ...changes },
  }) as never
const lesson = (state: string, time: string, changes: object = {}): KnownRow =>
  ({
    kind: 'event',
    row: { n: n++, at: at(time), event: 'lesson', state, room: 'lab', class: '7 А', ...changes },
  }) as never
const gap = (from: string, to: string, room?: string): KnownRow =>
  ({
    kind: 'gap',
    row: { n: n++, gap: { from: at(from), to: at(to), why: 'daemon-down', ...(room && { room }) } },
  }) as never
const day = (date: number): KnownRow => ({ kind: 'day', row: { n: n++, at: at('08:00', date), day: {} } }) as never

const clock = (seconds: number) => new Date((seconds + 5 * 3600) * 1000).toISOString().slice(11, 16)
const NOW = Date.parse(at('18:00')) / 1000

function search(rows: readonly KnownRow[], named: readonly NamedPc[] = []): string[] {
  const searching = new DarkSearch({ named })
  for (const row of rows) searching.add(row)
  return searching
    .result(NOW)
    .map(({ pc, from, to, others, seen }) => `${pc} ${clock(from)}-${clock(to)} ${others}${seen ? '' : ' unseen'}`)
}

const start = lesson('start', '09:00')
const end = lesson('end', '09:45')
/** Two PCs that have traffic all the time. */
const busy = [visit(1, '09:00', '09:45'), visit(2, '09:01', '09:45')]

test('a PC that stops in the lesson, or begins late, is dark for that stretch', () => {
  assert.equal(search([start, ...busy, visit(3, '09:00', '09:20'), end]), ['PC-3 09:20-09:45 2'])
  assert.equal(search([start, ...busy, visit(3, '09:15', '09:20'), visit(3, '09:25', '09:45'), end]), [
    'PC-3 09:00-09:15 2',
  ])
})

test('ten minutes without a trace are news, less is not', () => {
  assert.equal(search([start, ...busy, visit(3, '09:00', '09:20'), visit(3, '09:29', '09:45'), end]), [])
  assert.equal(search([start, ...busy, visit(3, '09:00', '09:20'), visit(3, '09:30', '09:45'), end]), [
    'PC-3 09:20-09:30 2',
  ])
})

test('a PC that the settings name is missed even where nobody saw it; one of another room is not', () => {
  const named = [
    { room: 'lab', pc: 'PC-9', mac: '02::9' },
    { room: 'other', pc: 'PC-8', mac: '02::8' },
  ]
  assert.equal(search([start, ...busy, end], named), ['PC-9 09:00-09:45 2 unseen'])
})

test('a PC that was there earlier that day is missed; one of yesterday is not', () => {
  const earlier = visit(3, '08:00', '08:10')
  const yesterday = visit(4, '08:00', '08:10', { start: at('08:00', 4), end: at('08:10', 4) })
  assert.equal(search([yesterday, earlier, start, ...busy, end]), ['PC-3 09:00-09:45 2'])
})

test('where nearly all are quiet, nobody went dark', () => {
  const quiet = [3, 4, 5].map((pc) => visit(pc, '09:00', '09:20'))
  assert.equal(search([start, visit(1, '09:00', '09:45'), ...quiet, end]), [])
  assert.equal(search([start, ...quiet, end]), [])
})

test('what the journal did not record is not dark', () => {
  const three = visit(3, '09:00', '09:20')
  assert.equal(search([start, ...busy, three, gap('09:20', '09:45'), end]), [])
  assert.equal(search([start, ...busy, three, gap('09:20', '09:45', 'lab'), end]), [])
  assert.equal(search([start, ...busy, three, gap('09:20', '09:45', 'other'), end]), ['PC-3 09:20-09:45 2'])
})

test('what nobody typed, and what was refused, shows that a PC is on', () => {
  const alive = [visit(3, '09:00', '09:25', { background: true }), visit(3, '09:26', '09:45', { verdict: 'refused' })]
  assert.equal(search([start, ...busy, ...alive, end]), [])
})

test('a visit from before the lesson or beyond its end counts; another room does not', () => {
  assert.equal(search([start, ...busy, visit(3, '08:10', '10:30'), end]), [])
  const elsewhere = visit(3, '09:20', '09:45', { room: 'other' })
  assert.equal(search([start, ...busy, visit(3, '09:00', '09:20'), elsewhere, end]), ['PC-3 09:20-09:45 2'])
})

test('the next lesson ends the one before, and one that goes on is judged up to now', () => {
  const next = lesson('start', '09:30', { class: '8 Б' })
  const rows = [start, visit(3, '09:00', '09:25'), next, visit(1, '09:00', '18:00'), visit(2, '09:00', '18:00')]
  assert.equal(search(rows), ['PC-3 09:30-18:00 2'])
})

test('days that are over are judged and forgotten', () => {
  const searching = new DarkSearch({ named: [] })
  for (const row of [start, ...busy, visit(3, '09:00', '09:20'), end, day(6), day(7)]) searching.add(row)
  assert.is(searching.lessons, 1)
  searching.add(lesson('start', '09:00', { at: at('09:00', 7) }))
  assert.is(searching.lessons, 2)
  assert.equal(
    searching.result(NOW).map(({ pc }) => pc),
    ['PC-3'],
  )
})

test.run()
