/** Tests how alarms are limited: which events count as one, and how many rows they make. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Alarm, createAlarmLimiter } from '../../src/alarms/alarm-limiter.ts'
import { createFlapDetector } from '../../src/alarms/flap-detector.ts'
import { judgeNeighbours, type Known } from '../../src/alarms/neighbours.ts'
import { createSuspects } from '../../src/alarms/suspects.ts'
import { parseArp, parseForwarding, parseSpeaking } from '../../src/kernel/neighbour-table.ts'
import { message } from '../../src/messages/message.ts'
import { texts } from '../messages/texts.ts'
import fc from '../properties.ts'

const test = suite('alarms')
const hour = 3_600_000
const alarm = (subject: string, times?: number): Alarm => ({
  about: 'unknown-device',
  subject,
  what: message('as-said', { output: `${subject} is here.` }),
  details: { mac: subject },
  ...(times === undefined ? {} : { times }),
})

test('one row at once, and one an hour with the number of the rest', () => {
  const limit = createAlarmLimiter()
  const note = (now: number, ...alarms: Alarm[]) =>
    limit.note(alarms, now).map(({ alarm, count }) => [alarm.subject, count])
  assert.equal(note(0, alarm('a')), [['a', 1]])
  assert.equal(note(1000, alarm('a'), alarm('b', 5)), [['b', 5]])
  assert.equal(note(2000, alarm('a', 3)), [])
  assert.equal(note(hour), [['a', 4]])
  assert.equal(note(hour + 1000), [])
  assert.equal(limit.current(hour + 2000), [])
  assert.equal(note(3 * hour, alarm('a')), [['a', 1]])
  assert.equal(texts(limit.current(3 * hour)), ['a is here.'])
})

test('no more rows than subjects, and those are bounded', () => {
  const limit = createAlarmLimiter()
  const many = Array.from({ length: 5000 }, (_, at) => alarm(`m${at}`))
  const rows = limit.note(many, 0)
  assert.is(rows.length, 201)
  assert.is(rows.find(({ alarm }) => alarm.subject === 'others')?.count, 4800)
  assert.equal(limit.note(many, 1), [])
})

test('a room that makes up MACs hides no alarm of another room, nor one of another kind', () => {
  const limit = createAlarmLimiter()
  const of = (room: string, subject: string) => ({ ...alarm(subject), details: { room, mac: subject } })
  limit.note(
    Array.from({ length: 5000 }, (_, at) => of('lab', `m${at}`)),
    0,
  )
  const rows = limit.note([of('other', 'x'), { ...of('lab', 'y'), about: 'rogue-server' }, of('lab', 'z')], 1)
  assert.equal(
    rows.map(({ alarm: { about, subject } }) => `${about} ${subject}`),
    ['unknown-device x', 'rogue-server y'],
  )
  // An hour of quiet, and the room has its places again.
  limit.note([], 2 * hour)
  limit.note([], 3 * hour + 1)
  assert.equal(
    limit.note([of('lab', 'z')], 3 * hour + 2).map((due) => due.alarm.subject),
    ['z'],
  )
})

test('nothing is lost: the counts of all rows are the times of all alarms', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: hour })),
      ),
      (steps) => {
        const limit = createAlarmLimiter()
        let now = 0
        let written = 0
        for (const [subject, times, wait] of steps) {
          now += wait
          for (const { count } of limit.note([alarm(subject, times)], now)) written += count
        }
        for (const { count } of limit.note([], now + hour)) written += count
        return written === steps.reduce((sum, [, times]) => sum + times, 0)
      },
    ),
  )
})

test('two that claim one thing in turn', () => {
  const flips = createFlapDetector()
  assert.is(flips('br-lab', 'ip', 'a', 0), undefined)
  assert.is(flips('br-lab', 'ip', 'a', 1000), undefined)
  // A new lease: it changes once.
  assert.is(flips('br-lab', 'ip', 'b', 2000), undefined)
  assert.is(flips('br-lab', 'ip', 'b', 3000), undefined)
  assert.is(flips('br-lab', 'ip', 'a', 4000), 'b')
  assert.is(flips('br-lab', 'ip', 'b', 5000), 'a')
  assert.is(flips('br-lab', 'other', 'b', 5000), undefined)
  // The next day the first is back.
  assert.is(flips('br-lab', 'ip', 'a', 24 * hour), undefined)
})

test('who claims thousands of things hides nobody who claims one in turn', () => {
  const flips = createFlapDetector()
  const flood = (room: string, thing: (number: number) => string, holder: (number: number) => string) => {
    for (let number = 0; number < 5000; number++) flips(room, thing(number), holder(number), 1000)
  }
  flips('br-lab', 'ip', 'a', 0)
  flips('br-lab', 'ip', 'b', 500)
  // One card with all addresses, then one that makes up cards in another room.
  flood('br-lab', String, () => 'c')
  flood('br-other', String, String)
  assert.is(flips('br-lab', 'ip', 'a', 2000), 'b')
})

const neigh = `192.168.1.101 dev br-lan lladdr 02:00:00:00:00:01 REACHABLE
192.168.1.102 dev br-lan lladdr 02:00:00:00:00:02 STALE
192.168.1.103 dev br-lan FAILED
fe80::2 dev br-lan lladdr 02:00:00:00:00:03 router DELAY
198.18.0.1 dev wan lladdr 02:00:00:00:00:ff REACHABLE
`

test('reads those that speak', () => {
  assert.equal(
    parseSpeaking(neigh).map(({ address, device, mac }) => `${address} ${device} ${mac}`),
    ['192.168.1.101 br-lan 02:00:00:00:00:01', 'fe80::2 br-lan 02:00:00:00:00:03', '198.18.0.1 wan 02:00:00:00:00:ff'],
  )
  const arp = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.101    0x1         0x2         02:00:00:00:00:01     *        br-lan
192.168.1.103    0x1         0x0         00:00:00:00:00:00     *        br-lan
`
  assert.equal(parseArp(arp), [{ address: '192.168.1.101', device: 'br-lan', mac: '02:00:00:00:00:01' }])
})

test('reads behind which port a MAC is', () => {
  const entry = (mac: number[], port: number, local: number, high = 0) => [
    ...mac,
    port,
    local,
    0,
    0,
    0,
    0,
    high,
    0,
    0,
    0,
  ]
  const table = Uint8Array.from([
    ...entry([2, 0, 0, 0, 0, 1], 3, 0),
    ...entry([2, 0, 0, 0, 0, 255], 1, 1),
    ...entry([2, 0, 0, 0, 0, 2], 4, 0, 1),
    9,
    9,
  ])
  assert.equal(parseForwarding(table), [
    { mac: '02:00:00:00:00:01', port: 3 },
    { mac: '02:00:00:00:00:02', port: 260 },
  ])
})

const known: Known = {
  roomOf: (device) => (device === 'br-lan' ? 'informatics' : undefined),
  nameOf: (mac) => ({ '02:00:00:00:00:01': 'PC-01', '02:00:00:00:01:01': 'Teacher' })[mac],
  isInRoom: (address) => address.startsWith('192.168.1.'),
  exemptAddresses: (mac) => (mac === '02:00:00:00:01:01' ? ['192.168.1.10', '2001:2::10'] : undefined),
  hasList: () => true,
}
const judge = (address: string, mac: string, change: Partial<Known> = {}, device = 'br-lan') =>
  judgeNeighbours([{ address, device, mac }], { ...known, ...change }).map(({ about }) => about)

test('says of a device with a made-up MAC that its name would not last', () => {
  const codeOf = (mac: string) =>
    judgeNeighbours([{ address: '192.168.1.101', device: 'br-lan', mac }], known).map(({ what }) => what.code)
  assert.equal(codeOf('02:00:00:00:00:99'), ['unknown-device-random'])
  assert.equal(codeOf('00:1b:44:11:3a:b7'), ['unknown-device'])
})

test('tells who should not be there', () => {
  const [pc, teacher, stranger] = ['02:00:00:00:00:01', '02:00:00:00:01:01', '02:00:00:00:00:99']
  assert.equal(judge('192.168.1.101', pc), [])
  assert.equal(judge('fe80::1', pc), [])
  assert.equal(judge('192.168.1.101', stranger), ['unknown-device'])
  assert.equal(judge('192.168.1.101', stranger, { hasList: () => false }), [])
  assert.equal(judge('192.168.1.101', stranger, {}, 'wan'), [])
  assert.equal(judge('10.0.0.7', pc), ['foreign-address'])
  assert.equal(judge('192.168.1.10', teacher), [])
  assert.equal(judge('192.168.1.55', teacher), ['exempt-copied'])
  assert.equal(judge('2001:2::99', teacher), [])
  assert.equal(judge('192.168.1.55', teacher, { exemptAddresses: () => [] }), [])
})

test('what the kernel counted since the last reading', () => {
  const suspects = createSuspects()
  const read = (packets: number) =>
    suspects([{ kind: 'rogue', mac: '02:00:00:00:00:01', packets }], known.nameOf).map(({ about, what, times }) => [
      about,
      what.text,
      times,
    ])
  const what = 'PC-01 (02:00:00:00:00:01) plays the DHCP server or the router: refused.'
  assert.equal(read(3), [['rogue-server', what, 3]])
  assert.equal(read(3), [])
  assert.equal(read(5), [['rogue-server', what, 2]])
  assert.equal(read(1), [['rogue-server', what, 1]])
})

test('dropped questions are an alarm when they last', () => {
  const suspects = createSuspects()
  const read = (packets: number) =>
    suspects([{ kind: 'questions', mac: '02:00:00:00:00:09', packets }], known.nameOf).map(({ about, times }) => [
      about,
      times,
    ])
  assert.equal([read(300), read(500), read(500)], [[], [], []])
  assert.equal([read(600), read(700)], [[], []])
  assert.equal(read(900), [['questions-dropped', 400]])
  assert.equal(read(950), [['questions-dropped', 50]])
  assert.equal(read(950), [])
  // The element ran out and began anew.
  assert.equal([read(20), read(30), read(45)], [[], [], [['questions-dropped', 45]]])
})

test.run()
