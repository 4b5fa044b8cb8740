/** Tests the schedule of refreshes, also when the clock jumps. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { State } from '../../src/control/controller.ts'
import { startSchedule } from '../../src/control/schedule.ts'
import { localTime } from '../../src/machine/local-time.ts'
import type { Timetable } from '../../src/timetable/hours.ts'
import { shutRooms } from '../../src/timetable/timetable.ts'
import { breathe, MovedClock } from '../machine/moved-clock.ts'

const test = suite('schedule')
const timetables: Timetable[] = [{ room: 'lab', hours: [{ days: [0, 1, 2, 3, 4, 5, 6], from: 480, until: 930 }] }]
const at = (text: string) => Date.parse(`2026-10-05T${text}+05:00`)

/** A schedule over a controller that does what the real one does with the time. The wall's clock can jump. */
async function scheduleFrom(start: number, failures = 0) {
  const clock = new MovedClock()
  let offset = start
  let refreshed = 0
  const now = () => clock.now + offset
  const stateNow = () =>
    ({
      settings: { timetables },
      zone: 'Asia/Almaty',
      shut: shutRooms(timetables, now(), localTime('Asia/Almaty').format),
    }) as unknown as State
  let state = stateNow()
  const events: string[] = []
  const schedule = startSchedule({
    machine: { now, log: () => {}, timers: clock },
    controller: {
      openings: { nextEnd: () => undefined } as never,
      state: () => state,
      refresh: async () => {
        refreshed += 1
        if (refreshed <= failures) throw new Error('ubus is away')
        state = stateNow()
        return { state, cut: 0 }
      },
    },
    onDemand: { look: async () => {} },
    event: (name, { room, state: word }) => void events.push(`${name} ${room} ${word}`),
  })
  await breathe()
  return {
    clock,
    events,
    refreshed: () => refreshed,
    jump: (to: number) => {
      offset = to - clock.now
    },
    stop: () => schedule.stop(),
  }
}

test('refreshes in the moment in which the hours begin, and in which they end', async () => {
  for (const [start, event] of [
    ['07:59:57.500', 'hours lab open'],
    ['15:29:57.500', 'hours lab shut'],
  ] as const) {
    const schedule = await scheduleFrom(at(start))
    await schedule.clock.elapse(2499)
    assert.equal([schedule.events, schedule.refreshed()], [[], 0])
    await schedule.clock.elapse(1)
    assert.equal([schedule.events, schedule.refreshed()], [[event], 1])
    schedule.stop()
    assert.equal(schedule.clock.standing(), [])
  }
})

test('notices a clock that jumps within ten seconds, forward and back, though no boundary was near', async () => {
  const schedule = await scheduleFrom(at('12:00:00'))
  schedule.jump(at('20:00:00'))
  await schedule.clock.elapse(10_000)
  assert.equal(schedule.events, ['hours lab shut'])
  schedule.jump(at('10:00:00'))
  await schedule.clock.elapse(10_000)
  assert.equal(schedule.events, ['hours lab shut', 'hours lab open'])
  schedule.stop()
})

test('shuts when the clock is lost, and tries again after a second what failed', async () => {
  const schedule = await scheduleFrom(at('07:59:59.900'), 1)
  await schedule.clock.elapse(100)
  assert.equal([schedule.events, schedule.refreshed()], [[], 1])
  await schedule.clock.elapse(1000)
  assert.equal([schedule.events, schedule.refreshed()], [['hours lab open'], 2])
  schedule.jump(3_600_000 * 5)
  await schedule.clock.elapse(10_000)
  assert.is(schedule.events[1], 'hours lab shut')
  schedule.stop()
})

test.run()
