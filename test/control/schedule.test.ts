/** The bell: rings with the wall's clock, also when that jumps. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { State } from '../../src/control/controller.ts'
import { startSchedule } from '../../src/control/schedule.ts'
import { localTime } from '../../src/machine/local-time.ts'
import type { Timetable } from '../../src/timetable/hours.ts'
import { shutRooms } from '../../src/timetable/timetable.ts'
import { until } from '../patience.ts'

const test = suite('bell')
const timetables: Timetable[] = [{ room: 'lab', hours: [{ days: [0, 1, 2, 3, 4, 5, 6], from: 480, until: 930 }] }]
const at = (text: string) => Date.parse(`2026-10-05T${text}+05:00`)

/** A schedule over a controller that does what the real one does with the time; the clock runs from `start`. */
function ringing(start: number, failures = 0) {
  let offset = start - performance.now()
  let refreshed = 0
  const now = () => performance.now() + offset
  const stateNow = () =>
    ({
      settings: { timetables },
      zone: 'Asia/Almaty',
      shut: shutRooms(timetables, now(), localTime('Asia/Almaty').format),
    }) as unknown as State
  let state = stateNow()
  const events: string[] = []
  const bell = startSchedule({
    machine: { now, log: () => {} },
    controller: {
      state: () => state,
      refresh: async () => {
        refreshed += 1
        if (refreshed <= failures) throw new Error('ubus is away')
        state = stateNow()
        return { state, cut: 0 }
      },
    },
    longestMs: 300,
    event: (name, { room, state: word }) => void events.push(`${name} ${room} ${word}`),
  })
  return {
    events,
    refreshed: () => refreshed,
    jump: (to: number) => {
      offset = to - performance.now()
    },
    stop: () => bell.stop(),
  }
}

test('rings when the hours begin, and when they end', async () => {
  for (const [start, event] of [
    ['07:59:59.700', 'hours lab open'],
    ['15:29:59.700', 'hours lab shut'],
  ] as const) {
    const bell = ringing(at(start))
    await until('an event', () => bell.events.length > 0)
    assert.equal([bell.events, bell.refreshed()], [[event], 1])
    bell.stop()
  }
})

test('notices a clock that jumps, forward and back, though no bell was near', async () => {
  const bell = ringing(at('12:00:00'))
  bell.jump(at('20:00:00'))
  await until('an event', () => bell.events.length === 1)
  bell.jump(at('10:00:00'))
  await until('two events', () => bell.events.length === 2)
  assert.equal(bell.events, ['hours lab shut', 'hours lab open'])
  bell.stop()
})

test('shuts when the clock is lost, and tries again what failed', async () => {
  const bell = ringing(at('07:59:59.900'), 1)
  await until('an event', () => bell.events.length === 1)
  assert.equal([bell.events, bell.refreshed()], [['hours lab open'], 2])
  bell.jump(3_600_000 * 5)
  await until('two events', () => bell.events.length === 2)
  assert.is(bell.events[1], 'hours lab shut')
  bell.stop()
})

test.run()
