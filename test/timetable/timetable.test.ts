/** Timetables in zones with and without daylight saving, over midnight, and with a clock that is not set. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { localTime } from '../../src/machine/local-time.ts'
import { type Hours, openNow, readClock } from '../../src/timetable/hours.ts'
import { lessonEnd, nextBoundary, shutRooms, weekTime } from '../../src/timetable/timetable.ts'
import fc from '../properties.ts'

/** The first moment that a clock may show which has been set. */
const clockIsSet = Date.UTC(2025, 0, 1)
const test = suite('timetable')
const local = (zone: string) => localTime(zone).format
const at = (text: string) => Date.parse(text)
const lessons: Hours = { days: [0, 1, 2, 3, 4], from: 480, until: 930 }
const night: Hours = { days: [4], from: 1320, until: 360 }
const week = 7 * 24 * 3_600_000

test('reads times of the clock', () => {
  assert.equal(['00:00', '8:05', '24:00'].map(readClock), [0, 485, 1440])
  for (const wrong of ['', '8', '24:01', '12:60', '-1:00', '12:00:00', ' 12:00', '12:0', '٠٨:٠٠'])
    assert.is(readClock(wrong), undefined, wrong)
})

test('opens with the first minute and shuts with the last', () => {
  const times: [number, number, boolean][] = [
    [0, 479, false],
    [0, 480, true],
    [4, 929, true],
    [4, 930, false],
    [5, 600, false],
  ]
  for (const [day, minutes, open] of times) assert.is(openNow([lessons], { day, minutes }), open, `${day} ${minutes}`)
})

test('goes over midnight, and over the end of the week', () => {
  const sunday: Hours = { days: [6], from: 1320, until: 360 }
  assert.equal(
    [
      [4, 1319],
      [4, 1320],
      [5, 0],
      [5, 359],
      [5, 360],
      [4, 100],
    ].map(([day = 0, minutes = 0]) => openNow([night], { day, minutes })),
    [false, true, true, true, false, false],
  )
  assert.is(openNow([sunday], { day: 0, minutes: 100 }), true)
  assert.is(openNow([{ days: [2], from: 0, until: 1440 }], { day: 2, minutes: 1439 }), true)
  assert.is(openNow([{ days: [2], from: 0, until: 1440 }], { day: 3, minutes: 0 }), false)
})

test("the zone's wall clock counts, not the world's", () => {
  const timetables = [
    { room: 'informatics', hours: [lessons] },
    { room: 'never', hours: [] },
  ]
  // 2026-10-05 is a Monday; 08:00 in Almaty is 03:00 UTC.
  assert.equal([...shutRooms(timetables, at('2026-10-05T02:59:59Z'), local('Asia/Almaty'))], ['informatics', 'never'])
  assert.equal([...shutRooms(timetables, at('2026-10-05T03:00:00Z'), local('Asia/Almaty'))], ['never'])
  assert.equal([...shutRooms(timetables, at('2026-10-05T10:30:00Z'), local('Asia/Almaty'))], ['informatics', 'never'])
})

test('while the clock is not set, rooms with a timetable are shut', () => {
  const always: Hours = { days: [0, 1, 2, 3, 4, 5, 6], from: 0, until: 1440 }
  const timetables = [{ room: 'informatics', hours: [always] }]
  assert.is(shutRooms(timetables, clockIsSet - 1, local('UTC')).size, 1)
  assert.is(shutRooms(timetables, clockIsSet, local('UTC')).size, 0)
  assert.is(nextBoundary([always], clockIsSet - 60_000, local('UTC'), week), clockIsSet)
})

test('finds when hours next begin or end', () => {
  const next = (text: string, zone = 'Asia/Almaty', hours = [lessons]) => {
    const found = nextBoundary(hours, at(text), local(zone), week)
    return found === undefined ? undefined : local(zone)(found / 1000)
  }
  assert.is(next('2026-10-05T02:00:00Z'), '2026-10-05T08:00:00+05:00')
  assert.is(next('2026-10-05T03:00:00Z'), '2026-10-05T15:30:00+05:00')
  assert.is(next('2026-10-09T11:00:00Z'), '2026-10-12T08:00:00+05:00')
  assert.is(next('2026-10-05T03:00:00Z', 'UTC', []), undefined)
  assert.is(nextBoundary([lessons], at('2026-10-05T02:00:00Z'), local('Asia/Almaty'), 10_000), undefined)
})

test('a lesson ends with its hours; hours without a class are no lesson', () => {
  const hours = [
    lessons,
    { days: [0], from: 540, until: 585, class: '7А' },
    { days: [0], from: 595, until: 640, class: '7Ә' },
  ]
  const end = (text: string) => {
    const found = lessonEnd(hours, at(`2026-10-05T${text}+05:00`), local('Asia/Almaty'))
    return found && local('Asia/Almaty')(found / 1000).slice(11, 16)
  }
  assert.equal(['09:00:00', '09:44:59', '09:45:00', '10:00:00', '12:00:00'].map(end), [
    '09:45',
    '09:45',
    undefined,
    '10:40',
    undefined,
  ])
})

test('an hour that the wall clock leaves out or repeats', () => {
  const early: Hours = { days: [6], from: 150, until: 210 }
  const next = (text: string) =>
    new Date(nextBoundary([early], at(text), local('Europe/Berlin'), week) ?? 0).toISOString()
  // 2026-03-29: 02:00 becomes 03:00 at 01:00Z. The room opens with the jump and shuts at 03:30.
  assert.is(next('2026-03-29T00:00:00Z'), '2026-03-29T01:00:00.000Z')
  assert.is(next('2026-03-29T01:00:00Z'), '2026-03-29T01:30:00.000Z')
  // 2026-10-25: 03:00 becomes 02:00 at 01:00Z. 02:30 comes twice.
  assert.is(next('2026-10-25T00:00:00Z'), '2026-10-25T00:30:00.000Z')
  assert.is(next('2026-10-25T00:30:00Z'), '2026-10-25T01:00:00.000Z')
  assert.is(next('2026-10-25T01:00:00Z'), '2026-10-25T01:30:00.000Z')
})

const anyHours = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 }),
  from: fc.integer({ min: 0, max: 1439 }),
  until: fc.integer({ min: 1, max: 1440 }),
})
const zones = ['Asia/Almaty', 'UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia']

test('nothing changes before hours begin or end, and something does with it', () => {
  // Windows around the changes of the clock, and anywhere.
  const changes = ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2026-03-08T05:30:00Z', '2026-04-04T15:00:00Z'].map(
    at,
  )
  const moment = fc
    .tuple(fc.constantFrom(...changes, at('2026-06-01T00:00:00Z')), fc.integer({ min: -86_400, max: 86_400 }))
    .map(([change, seconds]) => change + seconds * 1000)
  fc.assert(
    fc.property(
      fc.array(anyHours, { minLength: 1, maxLength: 3 }),
      moment,
      fc.constantFrom(...zones),
      (hours, now, zone) => {
        const text = local(zone)
        const open = (ms: number) => openNow(hours, weekTime(text(Math.floor(ms / 1000))))
        const horizon = 8 * 3_600_000
        const next = nextBoundary(hours, now, text, horizon)
        const end = next ?? now + horizon
        for (let ms = now; ms < end; ms += 60_000) if (open(ms) !== open(now)) return false
        return next === undefined || (next > now && open(next) !== open(now) && open(next - 1) === open(now))
      },
    ),
    { numRuns: 300 },
  )
})

test('a range over midnight is its two parts', () => {
  fc.assert(
    fc.property(anyHours, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 1439 }), (hours, day, minutes) => {
      const { days, from, until } = hours
      fc.pre(from >= until)
      const parts = [
        { days, from, until: 1440 },
        { days: days.map((each) => (each + 1) % 7), from: 0, until },
      ]
      return openNow([hours], { day, minutes }) === openNow(parts, { day, minutes })
    }),
  )
})

test.run()
