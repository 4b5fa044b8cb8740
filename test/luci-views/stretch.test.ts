/** The journal's presses: today, yesterday and this lesson, by the router's clock. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RoomStatus, Status } from '../../src/luci-bridge/contract.ts'
import { thisLesson, today, yesterday } from '../../src/luci-views/parts/journal/stretch.ts'

const test = suite('stretches of the journal')

const at = (now: string) =>
  ({ clock: { now, zone: 'Asia/Almaty', synchronised: true } }) satisfies Pick<Status, 'clock'>

test('today and yesterday are whole days of the router', () => {
  const now = at('2026-03-01T00:10:00+05:00')
  assert.equal(today(now), { since: '2026-03-01T00:00', until: '' })
  assert.equal(yesterday(now), { since: '2026-02-28T00:00', until: '2026-03-01T00:00' })
})

test('this lesson is that of the chosen room, or all that go on', () => {
  const room = (id: string, lessonSince?: string) =>
    ({ id, ...(lessonSince === undefined ? {} : { lessonSince }) }) as unknown as RoomStatus
  const [a, b, none] = [room('a', '2026-10-05T09:00:05+05:00'), room('b', '2026-10-05T08:10:00+05:00'), room('c')]
  assert.equal(thisLesson({ rooms: [a, none] }), { since: '2026-10-05T09:00', until: '', room: 'a' })
  assert.equal(thisLesson({ rooms: [a, b, none] }), { since: '2026-10-05T08:10', until: '' })
  assert.equal(thisLesson({ rooms: [a, b] }, 'a'), { since: '2026-10-05T09:00', until: '', room: 'a' })
  assert.is(thisLesson({ rooms: [a, b, none] }, 'c'), undefined)
})

test.run()
