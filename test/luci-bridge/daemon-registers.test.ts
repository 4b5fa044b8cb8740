/** Briefings, plan, minutes and their papers: the real daemon, over HTTP, with real logins, and over a restart. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { addDays } from '../../src/machine/day.ts'
import { hangMs, pause } from '../patience.ts'
import { suite } from '../suite.ts'
import { openSchool, type Person, type School } from './school.ts'

const test = suite('registers over HTTP')
let school: School
let teacher: Person
let director: Person
let psychologist: Person
let today = ''
test.before(async () => {
  school = await openSchool(['teacher', 'director', 'psychologist'])
  teacher = await school.enter('teacher')
  director = await school.enter('director')
  psychologist = await school.enter('psychologist')
  today = (await teacher.call('status', {})).clock.now.slice(0, 10)
})
test.after(() => school?.stop())

const html = '<img src=x onerror=alert(1)>'

test('a briefing is entered, seen by the director, struck out, and refused in words where it is wrong', async () => {
  await teacher.call('briefing_settings', { classes: ['7 «А»', '10 Б'] })
  const input = {
    date: today,
    class: '7 «А»',
    topics: ['harmful-content'],
    instructor: `Серікова ${html}`,
    present: 20,
  }
  const { id } = await teacher.call('briefing_add', input)
  const { lines, overview, topics, terms } = await director.call('briefing_list', {})
  assert.equal([lines.length, lines[0]?.instructor], [1, `Серікова ${html}`])
  assert.equal([topics.length > 5, terms.terms.length], [true, 4])
  assert.equal(
    overview.map((row) => [row.class, row.days.length]),
    [
      ['7 «А»', 1],
      ['10 Б', 0],
    ],
  )
  const wrong = await teacher.fail('briefing_add', { ...input, class: '=1+1' })
  assert.equal([wrong.code, wrong.error.startsWith('class: ')], ['argument', true])
  await teacher.call('briefing_strike', { id, why: 'қате' })
  assert.is((await director.call('briefing_list', {})).lines[0]?.struck?.why, 'қате')
  assert.is(await director.page.call('aqtizim', 'briefing_add', input), 'denied')
  assert.is(await psychologist.page.call('aqtizim', 'briefing_list', {}), 'denied')
})

test('the plan of the year is filled once, is done by whoever did it, and reminds on the overview', async () => {
  const { added } = await teacher.call('plan_fill', {})
  assert.is(added, 31)
  assert.is((await teacher.call('plan_fill', {})).added, 0)
  const { id } = await teacher.call('plan_save', { kind: 'other', title: html, who: 'Ким', due: today })
  const reminded = async () => (await director.call('status', {})).reminders.find((each) => each.id === id)
  const reminder = await reminded()
  assert.equal([reminder?.due, reminder?.what.code, reminder?.what.text], [today, 'plan-entry-who', `${html} (Ким)`])
  assert.is(reminder?.overdue, false)
  const yesterday = addDays(today, -1)
  const late = await teacher.call('plan_save', { kind: 'other', title: 'Late', who: '', due: yesterday })
  const { reminders } = await director.call('status', {})
  assert.is(reminders.find((each) => each.id === late.id)?.overdue, true)
  await teacher.call('plan_remove', { id: late.id })
  await psychologist.call('plan_done', { id, date: today, note: 'дайын' })
  assert.is(await reminded(), undefined)
  const entry = (await teacher.call('plan_get', {})).entries.find((each) => each.id === id)
  assert.equal([entry?.done?.note, entry?.done?.user], ['дайын', 'psychologist'])
  const { text, name, type } = await psychologist.call('plan_calendar', { language: 'ru' })
  assert.match(text, /^BEGIN:VCALENDAR\r\n[\s\S]*\r\nEND:VCALENDAR\r\n$/)
  assert.is(text.match(/BEGIN:VEVENT/g)?.length, 32)
  assert.equal([/^plan-\d{4}\.ics$/.test(name), type], [true, 'text/calendar;charset=utf-8'])
})

test('minutes are written, planned once, signed, and stay', async () => {
  const person = { name: 'Ахметова Г. С.', post: 'директор' }
  const meeting = {
    ...{ number: '1', date: today, chair: person, secretary: person, present: [person] },
    items: [{ question: 'Ақ тізім', decisions: [{ text: 'Бекітілсін', who: 'директор', due: today }] }],
  }
  const { id } = await teacher.call('minutes_save', meeting)
  assert.equal(
    [(await teacher.call('minutes_plan', { id })).added, (await teacher.call('minutes_plan', { id })).added],
    [1, 0],
  )
  await director.call('minutes_sign', { id })
  assert.match((await teacher.fail('minutes_save', { ...meeting, id })).error, /signed/)
  const { minutes, next } = await director.call('minutes_list', {})
  assert.equal([minutes[0]?.questions, minutes[0]?.signed, next], [['Ақ тізім'], true, '2'])
})

async function paperOf(
  person: Person,
  name: string,
  answers: Record<string, string>,
  format: 'html' | 'docx' = 'html',
) {
  const { job } = await person.call('document', { name, answers, format, language: 'ru' })
  let text = ''
  for (const end = performance.now() + hangMs; performance.now() < end; await pause(10)) {
    const state = await person.call('job', { id: job, offset: text.length })
    assert.is.not(state.state, 'failed', JSON.stringify(state))
    text += state.text ?? ''
    if (state.state === 'done' && (state.text ?? '') === '') return text
  }
  throw new Error(`no end of ${name}`)
}

test('each register has its paper, as HTML in which nothing of theirs is HTML, and for Word', async () => {
  const names = (await teacher.call('documents', {})).papers.map(({ name }) => name)
  for (const name of ['briefings', 'plan', 'plan-report', 'minutes', 'drill']) assert.ok(names.includes(name), name)
  for (const [name, words] of [
    ['briefings', /Журнал регистрации инструктажа[\s\S]*Вычеркнуто: қате/],
    ['plan', /План на год[\s\S]*Родительские собрания/],
    ['plan-report', /Отчёт о выполнении[\s\S]*дайын/],
    ['minutes', /ПРОТОКОЛ № 1[\s\S]*ПОВЕСТКА ДНЯ[\s\S]*РЕШИЛИ/],
  ] as const) {
    const text = await paperOf(teacher, name, {})
    assert.match(text, words)
    assert.not.match(text, /<img/)
  }
  assert.match(Buffer.from(await paperOf(teacher, 'minutes', {}, 'docx'), 'base64').toString('latin1'), /^PK/)
})

test('the command line prints the same, with the daemon dead; and a restart forgets nothing', async () => {
  process.kill(school.aqtizim.daemon.pid, 'SIGKILL')
  await school.aqtizim.daemon.ended
  const print = (...words: string[]) => school.aqtizim.command('paper', ...words)
  assert.match((await print('minutes', '--language', 'kk')).stdout, /№ 1 ХАТТАМА/)
  const calendar = await print('plan', '--format', 'ics', '--language', 'kk')
  assert.is(calendar.stdout.match(/BEGIN:VEVENT/g)?.length, 33, calendar.stderr)
  assert.is((await print('minutes', '--format', 'ics')).status, 2)
  const plan = JSON.parse(readFileSync(join(school.aqtizim.root, 'etc/aqtizim/plan.json'), 'utf8'))
  assert.equal([plan.format, plan.entries.length], [1, 33])
})

test.run()
