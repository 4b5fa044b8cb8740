/** Tests lessons that are begun and ended by hand and by the timetable. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Sighting } from '../../src/logger/visit.ts'
import { visitRow } from '../../src/logger/visit-row.ts'
import { Visits } from '../../src/logger/visits.ts'
import { readSettings } from '../../src/settings/settings.ts'
import type { Timetable } from '../../src/timetable/hours.ts'
import { Lessons } from '../../src/timetable/lessons.ts'
import { fakeMachine } from '../machine/fake-machine.ts'
import { texts } from '../messages/texts.ts'

const test = suite('lessons')
const path = '/etc/aqtizim/lessons.json'
const rooms = ['lab', 'hall'].map((id) => ({ id, name: id, networks: [] }))

/** The clock begins on Tuesday 2026-09-01 at 05:00 in Almaty. */
function school(timetables: Timetable[] = []) {
  const machine = fakeMachine(undefined, { '/etc/aqtizim/x': '' })
  const told: string[] = []
  const tell = ({ state, room, class: name, user }: Record<string, string>) =>
    void told.push([state, room, name, user].join(' '))
  const state = () => ({ settings: { rooms, timetables }, zone: 'Asia/Almaty' })
  const open = () => new Lessons({ machine, path, tell, state })
  return { machine, told, open, lessons: open() }
}
const minutes = (count: number) => count * 60_000

test('a lesson begins and ends with who did it, and a new one ends the one before', () => {
  const { lessons, told } = school()
  lessons.start('lab', '7 «Ә»', 'teacher')
  assert.is(lessons.of('lab'), '7 «Ә»')
  assert.is(lessons.of('hall'), undefined)
  lessons.start('lab', '8Б', 'root')
  assert.is(lessons.of('lab'), '8Б')
  assert.is(lessons.end('lab', 'teacher'), true)
  assert.is(lessons.end('lab', 'teacher'), false)
  assert.is(lessons.of('lab'), undefined)
  assert.equal(told, ['start lab 7 «Ә» teacher', 'end lab 7 «Ә» root', 'start lab 8Б root', 'end lab 8Б teacher'])
})

test('wrong rooms and classes are refused by name and leave nothing', () => {
  const { lessons, told, machine } = school()
  assert.throws(() => lessons.start('cellar', '7А', 'x'), /^room: /)
  for (const name of ['', ' 7А', '=1+1', '-7', '7\n', '7\u009b', '7\u202eА', '7<b>', '7,8', 'a'.repeat(33)])
    assert.throws(() => lessons.start('lab', name, 'x'), /^class: /, name)
  assert.equal(told, [])
  assert.not(machine.files.existsSync(path))
})

test('open lessons survive a restart; a file that is none of ours is said, and no lesson is open', () => {
  const { lessons, open, machine } = school()
  lessons.start('lab', '7А', 'teacher')
  assert.is(open().of('lab'), '7А')
  for (const text of [
    '{',
    '[]',
    '{"lessons":7}',
    '{"lessons":[["lab",{"class":"=x","since":1,"user":"x"}]]}',
    'null',
  ]) {
    machine.files.writeFileSync(path, text)
    assert.is(open().of('lab'), undefined, text)
  }
  assert.is(machine.said.filter(({ level }) => level === 'error').length, 4)
})

test('with a full disk a lesson holds all the same', () => {
  const { machine } = school()
  const openSync = (() => {
    throw new Error('ENOSPC')
  }) as typeof machine.files.openSync
  const full = { ...machine, files: { ...machine.files, existsSync: () => false, openSync } }
  const lessons = new Lessons({
    machine: full,
    path,
    tell: () => {},
    state: () => ({ settings: { rooms, timetables: [] }, zone: 'UTC' }),
  })
  lessons.start('lab', '7А', 'teacher')
  assert.is(lessons.of('lab'), '7А')
  assert.match(machine.said.map(({ message }) => message).join(), /ENOSPC/)
})

test('a forgotten lesson ends after four hours', () => {
  const { lessons, told, machine } = school()
  lessons.start('lab', '7А', 'teacher')
  machine.pass(minutes(239))
  lessons.look()
  assert.is(lessons.of('lab'), '7А')
  machine.pass(minutes(1))
  lessons.look()
  assert.is(lessons.of('lab'), undefined)
  assert.is(told.at(-1), 'end lab 7А clock')
})

const days = [0, 1, 2, 3, 4, 5, 6]
const timetables: Timetable[] = [
  {
    room: 'lab',
    hours: [
      { days, from: 310, until: 320, class: '7А' },
      { days, from: 320, until: 330, class: '8Б' },
      { days, from: 330, until: 340 },
    ],
  },
]

test('the timetable starts and ends lessons', () => {
  const { lessons, told, machine } = school(timetables)
  for (let minute = 0; minute < 60; minute++) {
    lessons.look()
    machine.pass(minutes(1))
  }
  assert.equal(told, [
    'start lab 7А timetable',
    'end lab 7А timetable',
    'start lab 8Б timetable',
    'end lab 8Б timetable',
  ])
})

test('what a person ends or starts within the hours stays so, also over a restart', () => {
  const { lessons, told, machine, open } = school(timetables)
  machine.pass(minutes(10))
  lessons.look()
  lessons.end('lab', 'teacher')
  const again = open()
  again.look()
  assert.is(again.of('lab'), undefined)
  again.start('lab', '9В', 'teacher')
  machine.pass(minutes(10))
  again.look()
  assert.is(again.of('lab'), '8Б', 'the next lesson of the timetable ends it')
  again.start('lab', '9В', 'teacher')
  machine.pass(minutes(10))
  again.look()
  assert.is(again.of('lab'), '9В', 'the end of the timetable does not')
  assert.is(told.at(-1), 'start lab 9В teacher')
})

test('settings read the class of hours; a wrong one is a fault, and the hours hold', () => {
  const read = (name: string) =>
    readSettings({
      main: { '.type': 'aqtizim' },
      lab: { '.type': 'room', network: ['lan'] },
      cfg: { '.type': 'hours', room: 'lab', day: ['mon'], from: '08:00', until: '08:45', class: name },
    })
  const hours = { days: [0], from: 480, until: 525 }
  assert.equal(read('7А').settings.timetables, [{ room: 'lab', hours: [{ ...hours, class: '7А' }] }])
  assert.equal(read('7А').faults, [])
  assert.equal(read('7\n').settings.timetables, [{ room: 'lab', hours: [hours] }])
  assert.match(texts(read('7\n').faults).join(), /^cfg\.class: /)
})

const seen: Sighting = {
  who: { room: 'lab', pc: 'PC-01', mac: '02:00:00:00:00:01', exempt: false },
  ip: '192.168.1.101',
  site: 'site.kz',
  verdict: 'allowed',
  start: 1000,
  end: 1000,
  flows: 1,
}

test('rows bear the lesson in which they began, and a new lesson is a new row', () => {
  let name: string | undefined
  const visits = new Visits({ lessonOf: (room) => (room === 'lab' ? name : undefined) })
  const clock = { wall: 1000, up: 1000 }
  for (name of [undefined, '7А', '7А', '8Б', undefined]) visits.add(seen, clock)
  visits.add({ ...seen, who: { ...seen.who, room: 'hall' } }, clock)
  assert.equal(
    visits.open().map((visit) => [visit.who.room, visitRow(visit, String).lesson, visit.flows]),
    [
      ['lab', undefined, 2],
      ['lab', '7А', 2],
      ['lab', '8Б', 1],
      ['hall', undefined, 1],
    ],
  )
})

test.run()
