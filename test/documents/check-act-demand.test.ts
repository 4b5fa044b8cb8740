/** Tests how the act lists what was opened on demand. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DemandCounts, demandBlocks } from '../../src/documents/check-act-demand.ts'
import type { Row } from '../../src/documents/model.ts'
import type { EventRow } from '../../src/logger/record.ts'

const test = suite('on demand in the act')
const sources = { rooms: [{ id: 'lab', name: 'Информатика кабинеті' }] } as never
const at = (time: string) => `2026-10-05T${time}:00+05:00`
const row = (event: string, time: string, more: object = {}) =>
  ({ n: 1, at: at(time), event, room: 'lab', site: 'dual.test', ...more }) as unknown as EventRow

const cells = (counts: DemandCounts) =>
  [...demandBlocks(sources, counts, 'kk')].flatMap((block) =>
    block.kind === 'table' ? [...(block.rows as Iterable<Row>)].map(({ cells: some }) => some.map(String)) : [],
  )

test('who opened what, from when to when; a hand that shut it sooner counts', () => {
  const counts = new DemandCounts()
  counts.add(row('opened-on-demand', '09:00', { user: 'aigul', until: at('09:45') }))
  counts.add(row('shut-on-demand', '09:20', { why: 'hand', user: 'aigul' }))
  counts.add(row('opened-on-demand', '10:00', { user: 'berik', until: at('10:45') }))
  counts.add(row('shut-on-demand', '10:46', { why: 'time' }))
  counts.add(row('paused', '11:00'))
  const found = cells(counts)
  assert.equal(
    found.map(([, , room, site, user]) => [room, site, user]),
    [
      ['Информатика кабинеті', 'dual.test', 'aigul'],
      ['Информатика кабинеті', 'dual.test', 'berik'],
    ],
  )
  assert.match(found[0]?.[1] ?? '', '09:20')
  assert.match(found[1]?.[1] ?? '', '10:45')
})

test('nothing is said where nothing was opened, and there is an end to what is listed', () => {
  assert.equal([...demandBlocks(sources, new DemandCounts(), 'ru')], [])
  const counts = new DemandCounts()
  for (let index = 0; index < 300; index++)
    counts.add(row('opened-on-demand', '09:00', { user: 'a', until: at('09:45') }))
  assert.is(cells(counts).length, 200)
  const last = [...demandBlocks(sources, counts, 'ru')].at(-1)
  assert.match(JSON.stringify(last), 'Ещё открытий: 100.')
})

test.run()
