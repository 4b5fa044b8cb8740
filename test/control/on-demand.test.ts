/** Tests opening on demand: for a lesson, for minutes, until a time; refusals, and rows of the journal. */
import { memfs } from 'memfs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { State } from '../../src/control/controller.ts'
import { OnDemand, type OpenFor } from '../../src/control/on-demand.ts'
import { Openings } from '../../src/control/openings.ts'
import { parse } from '../../src/whitelist/parse.ts'

const test = suite('on demand')
const at = (text: string) => Date.parse(`2026-10-05T${text}+05:00`)
const list = `sites:
  - domain: youtube.com
    open: on-demand
  - domain: olymp.kz
    open: on-demand
    rooms: [media]
  - domain: winter.kz
    open: on-demand
    from: 2026-12-01
  - domain: bilimland.kz
`
const hours = [{ days: [0], from: 9 * 60, until: 9 * 60 + 45, class: '7А' }]

function school(now: number, text = list, zone = 'Asia/Almaty') {
  const clock = { now, uptime: 0 }
  const machine = {
    files: memfs({ '/e/x': '' }).fs as never,
    now: () => clock.now,
    uptime: () => clock.uptime,
    log: () => {},
  }
  const openings = new Openings(machine, '/e/openings.json')
  const events: string[] = []
  const lessons = new Map<string, string>()
  let failures = 0
  let enforced = true
  let rooms = ['lab', 'media']
  let whitelist = parse(text).whitelist
  const stateNow = () =>
    ({
      ...{ version: { whitelist }, today: '2026-10-05', zone, opened: openings.key(), enforced },
      settings: { rooms: rooms.map((id) => ({ id })), timetables: [{ room: 'lab', hours }] },
    }) as unknown as State
  let state = stateNow()
  const controller = {
    openings,
    state: () => state,
    refresh: async () => {
      if (failures-- > 0) throw new Error('ubus is away')
      state = stateNow()
      return { state, cut: 0 }
    },
  }
  const event = (name: string, details: object) => void events.push([name, ...Object.values(details)].join(' '))
  const onDemand = new OnDemand({ machine, controller, event, lessonOf: (room) => lessons.get(room) })
  const open = async (room: string, site: string, wanted: OpenFor) => {
    const result = await onDemand.open({ room, site, for: wanted, user: 'teacher' })
    return 'code' in result ? result.code : new Date(result.until).toISOString().slice(11, 16)
  }
  return {
    ...{ clock, openings, events, lessons, onDemand, open },
    fail: (times: number) => {
      failures = times
    },
    refuse: () => {
      enforced = false
    },
    approve: (other: string) => {
      whitelist = parse(other).whitelist
      state = stateNow()
    },
    keepRooms: (...kept: string[]) => {
      rooms = kept
      state = stateNow()
    },
    pass: (ms: number) => {
      clock.now += ms
      clock.uptime += ms
    },
  }
}

test('until the bell, for minutes, and until a time of today', async () => {
  const { open, events } = school(at('09:10:20'))
  assert.is(await open('lab', 'youtube.com', { kind: 'lesson' }), '04:45')
  assert.is(await open('media', 'olymp.kz', { kind: 'minutes', minutes: 15 }), '04:25')
  assert.is(await open('media', 'youtube.com', { kind: 'until', time: '10:30' }), '05:30')
  assert.equal(events, [
    'opened-on-demand lab youtube.com 2026-10-05T09:45:00+05:00 teacher',
    'opened-on-demand media olymp.kz 2026-10-05T09:25:20+05:00 teacher',
    'opened-on-demand media youtube.com 2026-10-05T10:30:00+05:00 teacher',
  ])
})

test('nothing opens that the director has not approved for this room and day, nor without a time', async () => {
  const { open, openings, events, lessons } = school(at('10:10:00'))
  const minutes = { kind: 'minutes', minutes: 5 } as const
  assert.is(await open('lab', 'vk.com', minutes), 'not-on-demand')
  assert.is(await open('lab', 'bilimland.kz', minutes), 'not-on-demand')
  assert.is(await open('lab', 'olymp.kz', minutes), 'not-on-demand')
  assert.is(await open('lab', 'winter.kz', minutes), 'not-on-demand')
  assert.is(await open('lab', 'youtube.com', { kind: 'lesson' }), 'no-lesson-now')
  assert.is(await open('lab', 'youtube.com', { kind: 'until', time: '10:10' }), 'time-is-over')
  assert.is(await open('lab', 'youtube.com', { kind: 'until', time: 'bell' }), 'no-time-of-day')
  assert.equal([openings.all(), events], [[], []])
  lessons.set('lab', '8Ә')
  assert.is(await open('lab', 'youtube.com', { kind: 'lesson' }), '06:40')
  assert.is(await school(1000).open('lab', 'youtube.com', minutes), 'no-clock-no-demand')
})

test('what the engines refuse is not left open, and what was open stays so for its time', async () => {
  const { open, openings, refuse, events } = school(at('09:10:00'))
  refuse()
  assert.is(await open('lab', 'youtube.com', { kind: 'lesson' }), 'open-not-in-force')
  assert.equal([openings.all(), events], [[], []])
  const second = school(at('09:10:00'))
  await second.open('lab', 'youtube.com', { kind: 'minutes', minutes: 5 })
  second.pass(60_000)
  second.refuse()
  assert.is(await second.open('lab', 'youtube.com', { kind: 'minutes', minutes: 60 }), 'open-not-in-force')
  assert.equal([second.openings.nextEnd(), second.events.length], [4 * 60_000, 1])
})

test('it ends by its time, by hand, with the lesson, and with the list, and the journal hears why', async () => {
  const { open, onDemand, pass, events, approve, openings } = school(at('09:10:00'))
  await open('lab', 'youtube.com', { kind: 'minutes', minutes: 5 })
  pass(5 * 60_000)
  await onDemand.look()
  await open('lab', 'youtube.com', { kind: 'lesson' })
  assert.ok(await onDemand.shut('lab', 'youtube.com', 'aigul'))
  assert.not.ok(await onDemand.shut('lab', 'youtube.com', 'aigul'))
  await open('lab', 'youtube.com', { kind: 'lesson' })
  await open('media', 'youtube.com', { kind: 'minutes', minutes: 60 })
  await onDemand.lessonEnded('lab')
  await onDemand.lessonEnded('media')
  approve('sites:\n  - domain: bilimland.kz\n')
  await onDemand.look()
  assert.equal(openings.all(), [])
  assert.equal(
    events.filter((text) => text.startsWith('shut')),
    [
      'shut-on-demand lab youtube.com time',
      'shut-on-demand lab youtube.com hand aigul',
      'shut-on-demand lab youtube.com lesson',
      'shut-on-demand media youtube.com list',
    ],
  )
})

test('it ends with its room, and does not come back with a new room of that name', async () => {
  const { open, onDemand, events, keepRooms, openings } = school(at('09:10:00'))
  await open('lab', 'youtube.com', { kind: 'minutes', minutes: 60 })
  await open('media', 'youtube.com', { kind: 'minutes', minutes: 60 })
  keepRooms('media')
  await onDemand.look()
  assert.equal(
    openings.all().map(({ room }) => room),
    ['media'],
  )
  assert.is(events.at(-1), 'shut-on-demand lab youtube.com list')
})

test('a time of today is the time of the wall, also on the day when clocks are put forward or back', async () => {
  const until = (time: string) => ({ kind: 'until', time }) as const
  const spring = school(Date.parse('2027-03-28T01:30:00+01:00'), list, 'Europe/Berlin')
  assert.is(await spring.open('lab', 'youtube.com', until('10:00')), '08:00')
  const autumn = school(Date.parse('2026-10-25T01:30:00+02:00'), list, 'Europe/Berlin')
  assert.is(await autumn.open('lab', 'youtube.com', until('10:00')), '09:00')
  assert.is(await autumn.open('lab', 'youtube.com', until('24:00')), '23:00')
  assert.is(await school(at('10:10:20')).open('lab', 'youtube.com', until('24:00')), '19:00')
})

test('an end that could not take force is tried again, and told once', async () => {
  const { open, onDemand, pass, events, fail } = school(at('09:10:00'))
  await open('lab', 'youtube.com', { kind: 'minutes', minutes: 5 })
  pass(5 * 60_000)
  fail(1)
  let failed = ''
  await onDemand.look().catch((error: Error) => {
    failed = error.message
  })
  assert.equal([failed, events.length], ['ubus is away', 1])
  await onDemand.look()
  await onDemand.look()
  assert.equal(events.slice(1), ['shut-on-demand lab youtube.com time'])
})

test.run()
