/** Tests that rows of refused attempts are bounded, whatever a PC tries. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Clock, Identity, Sighting } from '../../src/logger/visit.ts'
import { visitRow } from '../../src/logger/visit-row.ts'
import { MANY, Visits } from '../../src/logger/visits.ts'

const test = suite('refused rows')
const budgets = {
  pc: { most: 30, refill: 10 },
  room: { most: 100, refill: 10 },
  router: { most: 150, refill: 5 },
}
const clock = (up: number): Clock => ({ wall: 1_000_000 + up, up })
const mac = (number: number) =>
  `02:00:00:00:${String(Math.floor(number / 100) % 100).padStart(2, '0')}:${String(number % 100).padStart(2, '0')}`
const named = (pc: string, number: number, room = 'lab'): Identity => ({ room, pc, mac: mac(number), exempt: false })
const unnamed = (number: number, room = 'lab'): Identity => ({ room, pc: mac(number), mac: mac(number), exempt: false })
const stranger = (ip: string, room = 'lab'): Identity => ({ room, pc: ip, mac: '', exempt: false })

function school() {
  const visits = new Visits({ budgets, allowedBudgets: budgets })
  const rows = () => visits.open().map((visit) => visitRow(visit, String))
  return {
    visits,
    rows,
    refuse(who: Identity, ip: string, site: string, up = 0, more: Partial<Sighting> = {}) {
      const at = clock(up)
      const seen = {
        who,
        ip,
        site,
        verdict: 'refused',
        why: 'unlisted',
        start: at.wall,
        end: at.wall,
        flows: 1,
      } as const
      return visits.add({ ...seen, ...more }, at)
    },
    /** Flows of all rows: whatever is joined, nothing is lost. */
    flows: () => rows().reduce((sum, { flows }) => sum + flows, 0),
    joined: () => rows().filter((row) => row.joined !== undefined),
  }
}

test('unknown senders are told apart as far as eight, and joined from there on', () => {
  const { refuse, rows, joined, flows } = school()
  for (let sender = 0; sender < 250; sender++)
    for (let time = 0; time < 16; time++) refuse(stranger(`10.0.0.${sender}`), `10.0.0.${sender}`, `198.18.0.${time}`)
  assert.is(rows().length, 9)
  assert.is(flows(), 4000)
  const [row] = joined()
  assert.equal([row?.pc, row?.mac, row?.site, row?.room], [MANY, '', MANY, 'lab'])
  assert.is(row?.joined, 4000 - 8)
})

test('a known PC beside them keeps its rows, and so does the other room', () => {
  const { refuse, rows } = school()
  for (let sender = 0; sender < 3000; sender++)
    refuse(unnamed(sender), `10.0.${Math.floor(sender / 250)}.${sender % 250}`, `site${sender}.test`)
  const many = rows().length
  refuse(named('PC-07', 9999), '192.168.1.7', 'vk.test')
  refuse(unnamed(1, 'other'), '192.168.2.7', 'vk.test')
  assert.equal(
    rows()
      .slice(many)
      .map(({ room, pc, site }) => [room, pc, site]),
    [
      ['lab', 'PC-07', 'vk.test'],
      ['other', mac(1), 'vk.test'],
    ],
  )
})

test('a room’s rows are bounded whatever the hardware addresses, and all rooms together by the router’s', () => {
  const { refuse, rows, joined, flows } = school()
  for (let sender = 0; sender < 1000; sender++) refuse(unnamed(sender), '10.0.0.1', 'a.test')
  assert.is(rows().length, 100 + 1)
  for (let sender = 0; sender < 1000; sender++) refuse(unnamed(sender, 'other'), '10.1.0.1', 'a.test')
  assert.is(rows().length, 150 + 2)
  assert.equal(
    joined().map(({ room, joined: count }) => [room, count]),
    [
      ['lab', 900],
      ['other', 950],
    ],
  )
  assert.is(flows(), 2000)
})

test('a PC that has a name is bounded by itself, and its row stays its own', () => {
  const { refuse, rows, joined } = school()
  for (let site = 0; site < 500; site++) refuse(named('PC-07', 7), '192.168.1.7', `site${site}.test`)
  assert.is(rows().length, 30 + 1)
  assert.equal(
    joined().map(({ pc, site, joined: count }) => [pc, site, count]),
    [['PC-07', MANY, 470]],
  )
})

test('what is left grows again with time, and never above its bound', () => {
  const { refuse, rows, visits } = school()
  const flood = (up: number) => {
    for (let site = 0; site < 200; site++) refuse(named('PC-07', 7), '192.168.1.7', `site${site}.${up}.test`, up)
    const found = rows().length
    visits.takeAll()
    return found
  }
  assert.equal([flood(0), flood(100), flood(1_000_000)], [31, 11, 31])
})

test('the same again is no new row, and counts once among what is joined', () => {
  const { refuse, joined, rows } = school()
  for (let time = 0; time < 3; time++)
    for (let sender = 0; sender < 10; sender++) refuse(stranger(`10.0.0.${sender}`), `10.0.0.${sender}`, 'a.test')
  assert.equal([rows().length, joined()[0]?.joined, joined()[0]?.flows], [9, 2, 6])
})

test('a visit that is over makes room for another', () => {
  const { refuse, visits, rows } = school()
  for (let sender = 0; sender < 20; sender++) refuse(stranger(`10.0.0.${sender}`), `10.0.0.${sender}`, 'a.test')
  assert.is(visits.takeQuiet(clock(500)).length, 9)
  for (let sender = 0; sender < 20; sender++) refuse(stranger(`10.0.0.${sender}`), `10.0.0.${sender}`, 'a.test', 500)
  assert.is(rows().length, 9)
})

test('what is allowed of senders without a name is joined by room and site where there are too many', () => {
  const { refuse, rows, joined, flows } = school()
  const allow = (who: Identity, site: string) => refuse(who, who.pc, site, 0, { verdict: 'allowed' })
  // Attempts take nothing from it.
  for (let sender = 0; sender < 500; sender++) refuse(unnamed(sender), '10.0.0.1', 'a.test')
  const before = rows().length
  for (let sender = 0; sender < 1000; sender++) allow(stranger(`2001:db8::${sender}`), `s${sender % 2}.test`)
  for (let sender = 0; sender < 1000; sender++) allow(stranger(`2001:db8:1::${sender}`, 'other'), 's0.test')
  assert.is(rows().length - before, 150 + 3)
  assert.equal(
    joined()
      .slice(1)
      .map(({ room, pc, mac: card, site, verdict, joined: count }) => [room, pc, card, site, verdict, count]),
    [
      ['lab', MANY, '', 's0.test', 'allowed', 450],
      ['lab', MANY, '', 's1.test', 'allowed', 450],
      ['other', MANY, '', 's0.test', 'allowed', 950],
    ],
  )
  assert.is(flows(), 2500)
})

test('what is allowed of a PC that has a name is never joined', () => {
  const { refuse, rows, joined } = school()
  for (let sender = 0; sender < 500; sender++)
    refuse(named('PC-07', 7), '192.168.1.7', `s${sender}.test`, 0, { verdict: 'allowed' })
  assert.equal([rows().length, joined().length], [500, 0])
})

test.run()
