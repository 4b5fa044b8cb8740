/** The plan of the year: what it begins with, what is due, what was done. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { message } from '../../src/messages/message.ts'
import { wordsOf } from '../../src/messages/words.ts'
import { suggestPlan } from '../../src/registers/plan-days.ts'
import { planSchema, typed } from '../../src/registers/plan-schema.ts'
import { schoolYear } from '../../src/registers/school-year.ts'
import {
  addEntry,
  changeEntry,
  emptyPlan,
  entriesOf,
  fillPlan,
  markByOrigin,
  markDone,
  markUndone,
  type Plan,
  reminders,
  removeEntry,
} from '../../src/registers/year-plan.ts'

const test = suite('the plan of the year')
const author = { user: 'deputy', at: '2026-09-10T05:00:00.000Z', today: '2026-09-10' }
let next = 0
const id = () => `p${next++}`
const { terms } = schoolYear(2026)
const filled = (): Plan => fillPlan({ ...emptyPlan, calendar: 'abc' }, suggestPlan(2026, terms), author, id)
const input = { kind: 'other', title: 'Сынып сағаты', who: 'Ахметов', due: '2026-10-01' } as const

test('a year has its meetings, its events, the October check and nine reports with two dates each', () => {
  const plan = filled()
  const count = (kind: string) => plan.entries.filter((each) => each.kind === kind).length
  assert.equal(
    ['parents-meeting', 'safe-internet', 'october-check', 'report-ready', 'report-handed', 'briefing'].map(count),
    [4, 4, 1, 9, 9, 4],
  )
  const find = (origin: string) => plan.entries.find((each) => each.origin === origin)
  assert.is(find('2026-safe-3')?.due, '2027-02-09')
  assert.is(find('2026-october-check')?.due, '2026-10-31')
  assert.equal([find('2027-02-report-ready')?.due, find('2027-02-report-handed')?.due], ['2027-02-25', '2027-02-26'])
  assert.is(entriesOf(plan, 2026).length, plan.entries.length)
})

test('filling twice adds nothing, and brings back what was removed', () => {
  const plan = filled()
  const again = fillPlan(plan, suggestPlan(2026, terms), author, id)
  assert.is(again.entries.length, plan.entries.length)
  const one = plan.entries[3]?.id ?? ''
  assert.is(fillPlan(removeEntry(plan, one), suggestPlan(2026, terms), author, id).entries.length, plan.entries.length)
})

test('what is done is kept with a note and a file, and can be taken back', () => {
  const plan = addEntry(emptyPlan, input, author, 'x')
  const done = markDone(plan, 'x', { date: '2026-09-09', note: 'өтті', file: 'foto <1>.jpg' }, author)
  assert.is(done.entries[0]?.done?.file, 'foto <1>.jpg')
  assert.is(done.entries[0]?.changes, 1)
  assert.is(markUndone(done, 'x', author).entries[0]?.done, undefined)
  assert.throws(() => markDone(plan, 'x', { date: '2026-09-11' }, author), /yet to come/)
  assert.throws(() => markDone(plan, 'y', { date: '2026-09-09' }, author), /no such entry/)
})

test('another register marks its entry, once', () => {
  const plan = markByOrigin(filled(), '2026-09-report-ready', '2026-09-09', author)
  assert.is(plan.entries.find((each) => each.origin === '2026-09-report-ready')?.done?.date, '2026-09-09')
  assert.is(markByOrigin(plan, '2026-09-report-ready', '2026-09-10', author), plan)
  assert.is(markByOrigin(plan, 'nothing', '2026-09-10', author), plan)
})

test('a suggested entry is read in each language; words that somebody changed stay as typed', () => {
  const plan = filled()
  const first = plan.entries[0]
  assert.ok(first)
  assert.equal(
    (['kk', 'ru', 'en'] as const).map((language) => wordsOf(first.who, language)),
    ['информатика мұғалімі', 'учитель информатики', 'informatics teacher'],
  )
  const change = { kind: first.kind, due: first.due, from: first.from }
  const changed = changeEntry(plan, first.id, { ...change, title: 'Жаңа {words}' }, author)
  const after = changed.entries.find((each) => each.id === first.id)
  assert.ok(after)
  assert.equal(
    (['kk', 'ru', 'en'] as const).map((language) => wordsOf(after.title, language)),
    ['Жаңа {words}', 'Жаңа {words}', 'Жаңа {words}'],
  )
  assert.equal(after.who, first.who)
})

test('entries of before 0.2.0 are read: suggested words as their codes, typed ones as they were', () => {
  const rest = { id: 'p1', kind: 'other', from: '2026-09-01', due: '2026-09-14', at: author.at, changes: 0 }
  const read = (entry: object) => {
    const old = { calendar: 'c', entries: [{ ...rest, ...entry }] }
    const [found] = v.parse(planSchema, JSON.parse(JSON.stringify(old))).entries
    assert.ok(found)
    return found
  }
  const suggested = read({
    title: { kk: '1-тоқсан', ru: 'Инструктаж прежней версии' },
    who: { kk: 'информатика мұғалімі', ru: 'учитель информатики' },
    origin: '2026-briefing-1',
  })
  assert.equal(suggested.title, message('plan-briefing', { term: 1 }))
  assert.equal(suggested.who, message('plan-informatics-teacher'))
  const same = { kk: 'комиссия', ru: 'комиссия' }
  assert.is(read({ title: same, who: same, origin: '2026-october-check' }).who.code, 'plan-commission')
  const spring = { title: { kk: 'a', ru: 'b' }, who: same, origin: '2027-05-report-handed', due: '2028-01-01' }
  assert.is(read(spring).title.code, 'plan-report-handed')
  const changed = read({ title: { kk: 'Ашық сабақ', ru: 'Ашық сабақ' }, who: same, origin: '2026-briefing-1' })
  assert.equal([changed.title, changed.who], [typed('Ашық сабақ'), typed('комиссия')])
  const decision = read({ title: { kk: 'Бекіту', ru: 'Бекіту' }, who: same, origin: 'minutes/m1/d1' })
  assert.equal([decision.title.text, decision.who.text, decision.origin], ['Бекіту', 'комиссия', 'minutes/m1/d1'])
})

test('a plan is written and read again as it was, and a code of a later version stays', () => {
  const plan = addEntry(filled(), input, author, 'x')
  assert.equal(v.parse(planSchema, JSON.parse(JSON.stringify(plan))), plan)
  const [first] = plan.entries
  const later = { code: 'plan-of-a-later-version', values: { term: 1 }, text: 'Later.' }
  const { entries } = v.parse(planSchema, { ...plan, entries: [{ ...first, title: later }] })
  assert.equal(entries[0]?.title, later)
  assert.not.ok(v.is(planSchema, { ...plan, entries: [{ ...first, title: 'a text' }] }))
})

test('hostile words and wrong days are refused by name', () => {
  assert.throws(() => addEntry(emptyPlan, { ...input, due: '2026-02-30' }, author, 'x'), /due/)
  assert.throws(() => addEntry(emptyPlan, { ...input, from: '2026-11-01' }, author, 'x'), /from/)
  assert.throws(() => addEntry(emptyPlan, { ...input, title: '\u202e\u0000' }, author, 'x'), /title/)
})

test('reminders come in time, the most urgent first, and go when it is done', () => {
  const soon = (today: string, plan = filled()) =>
    reminders(plan, today).map(({ kind, days, state }) => ({ kind, days, state }))
  const october = soon('2026-10-24').filter(({ kind }) => kind !== 'briefing')
  assert.equal(
    october
      .filter(({ kind }) => kind === 'report-ready' || kind === 'report-handed' || kind === 'october-check')
      .slice(-3),
    [
      { kind: 'report-ready', days: 1, state: 'soon' },
      { kind: 'report-handed', days: 2, state: 'soon' },
      { kind: 'october-check', days: 7, state: 'soon' },
    ],
  )
  assert.ok(october.some(({ kind, state }) => kind === 'report-ready' && state === 'overdue'))
  assert.ok(soon('2026-10-25').some(({ kind, state }) => kind === 'report-ready' && state === 'today'))
  const days = soon('2026-10-24').map((each) => each.days)
  assert.equal(
    days,
    [...days].sort((a, b) => a - b),
  )
  assert.equal(reminders(emptyPlan, '2026-10-24'), [])
  const plan = markByOrigin(filled(), '2026-10-report-ready', '2026-10-20', { ...author, today: '2026-10-20' })
  assert.not.ok(reminders(plan, '2026-10-24').some(({ due }) => due === '2026-10-25'))
})

test.run()
