/**
 * What the psychologist types about pupils is found nowhere but in answers to her own session: marked values are planted
 * in every field, and then everything that the system has written or says to others is searched.
 */
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'ubus-client'
import * as assert from 'uvu/assert'
import type { MethodName } from '../../src/luci-bridge/contract.ts'
import { suite } from '../suite.ts'
import { approveFirst, openSchool, type Person, type School, visit } from './school.ts'

const test = suite('the psychologist’s room')
const mark = 'zq7marker'
const cyrillic = 'ЪМАРКЕРЪ'
const passphrase = `${mark} ${cyrillic} passphrase 1`
let school: School
let psychologist: Person
let today = ''
let month = ''
/** What the bus told a listener, and what others were answered. */
const heard: string[] = []
let stopListening: () => Promise<void> = async () => {}

test.before(async () => {
  school = await openSchool(['admin', 'teacher', 'director', 'psychologist'])
  await approveFirst(school)
  psychologist = await school.enter('psychologist')
  today = (await psychologist.call('status', {})).clock.now.slice(0, 10)
  const day = Number(today.slice(8))
  const [year = 0, number = 0] = today.split('-').map(Number)
  month = new Date(Date.UTC(year, number - 1 + (day > 25 ? 1 : 0), 1)).toISOString().slice(0, 7)
  const ubus = connect({ path: school.aqtizim.socket })
  await ubus.ready()
  await ubus.subscribe('aqtizim', (type, data) => void heard.push(JSON.stringify([type, data])))
  stopListening = () => ubus.close()
})
test.after(async () => {
  await stopListening()
  await school?.stop()
})

/** The same bytes as text, as UTF-16, and as base64 at each of its three offsets. */
function traces(text: string): Buffer[] {
  const shifted = [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString('base64')
    return Buffer.from(whole.slice(offset === 0 ? 0 : 4, -4))
  })
  return [Buffer.from(text), Buffer.from(text, 'utf16le'), ...shifted]
}
const wanted = [mark, mark.toUpperCase(), cyrillic, encodeURIComponent(cyrillic), JSON.stringify(cyrillic)].flatMap(
  traces,
)
const findsMark = (bytes: Buffer) => wanted.some((trace) => bytes.includes(trace))

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    const stat = lstatSync(path)
    return stat.isDirectory() ? filesBelow(path) : stat.isFile() ? [path] : []
  })
}

/** Wherever the mark is found, by name. */
function findings(): string[] {
  const files = [school.aqtizim.root, join(school.lab.folder)].flatMap(filesBelow)
  const found = files.filter((path) => findsMark(readFileSync(path)))
  const log = findsMark(Buffer.from(school.aqtizim.log.join('\n'))) ? ['the log'] : []
  const bus = findsMark(Buffer.from(heard.join('\n'))) ? ['the bus'] : []
  return [...found, ...log, ...bus]
}

test('the search finds what there is to find', async () => {
  assert.ok(traces(mark).every((trace) => findsMark(Buffer.concat([Buffer.from('xx'), trace]))))
  assert.ok(findsMark(Buffer.from(Buffer.from(`a${mark}b`).toString('base64'))))
  assert.equal(findings(), [])
})

async function plant(): Promise<string[]> {
  await psychologist.call('social_create', { passphrase })
  const labels = [`${mark} one`, `${cyrillic} two`]
  await psychologist.call('social_pupils_add', { class: '7 «А»', labels })
  const { pupils } = await psychologist.call('social_get', { class: '7 «А»' })
  const ids = pupils.map(({ id }) => id)
  for (const [at, id] of ids.entries()) {
    await psychologist.call('social_consent', { id, date: today })
    await psychologist.call('social_account', { id, account: `vk.com/${mark}${at}` })
  }
  const csv = `Аккаунт;Категория;Примечание\nvk.com/${mark}0;агрессия;${cyrillic} note\n${mark}1;тревога;${mark}\n`
  const data = Buffer.from(csv).toString('base64')
  const taken = await psychologist.call('social_scan', { month, part: 0, parts: 1, data })
  assert.equal([taken.taken, taken.problems], [true, []])
  const work = { date: today, what: 'talk', count: 1, note: `${mark} ${cyrillic}`, pupil: ids[0] ?? '' } as const
  await psychologist.call('social_work_add', work)
  return ids
}

/** Everything that can be called by the others, with nothing or little in it. */
const calls: readonly (readonly [MethodName, object])[] = [
  ...(['status', 'health', 'list_get', 'list_versions', 'journal', 'requests', 'needs', 'pcs', 'rooms'] as const).map(
    (name) => [name, {}] as const,
  ),
  ...(['timetable', 'documents', 'users', 'briefing_list', 'plan_get', 'minutes_list', 'drill_list'] as const).map(
    (name) => [name, {}] as const,
  ),
  ['summary', { by: 'site' }],
  ['social_state', {}],
  ['social_get', { class: '7 «А»' }],
  ['social_month', { month: '2026-09' }],
  ['social_paper', { month: '2026-09', language: 'kk', format: 'html' }],
]

test('nobody else is answered, whatever the role; the router’s root finds it locked', async () => {
  const ids = await plant()
  for (const role of ['admin', 'teacher', 'director'] as const) {
    const person = await school.enter(role)
    for (const [name, args] of calls) {
      const answer = await person.page.call('aqtizim', name, args)
      heard.push(JSON.stringify(answer))
      if (name.startsWith('social_')) assert.is(answer, 'denied', `${role} ${name}`)
    }
  }
  const second = await school.enter('psychologist')
  assert.is((await second.call('social_state', {})).state, 'locked')
  assert.is((await second.fail('social_get', { class: '7 «А»' })).code, 'refused')
  const ubus = connect({ path: school.aqtizim.socket })
  await ubus.ready()
  for (const [name, args] of calls) heard.push(JSON.stringify(await ubus.call('aqtizim', name, { ...args })))
  await ubus.close()
  assert.is(ids.length, 2)
  assert.equal(findings(), [])
})

test('errors quote nothing: wrong passphrases, wrong cells, wrong arguments', async () => {
  const second = await school.enter('psychologist')
  const answers = [
    await second.fail('social_unlock', { passphrase: `${mark} wrong one` }),
    await psychologist.fail('social_pupil_save', { id: 'x', class: '7', label: mark }),
    await psychologist.fail('social_pupils_add', { class: `=${cyrillic}`, labels: [mark] }),
    await psychologist.fail('social_account', { id: mark, account: mark }),
    await psychologist.fail('social_work_add', { date: mark, what: mark, count: 1 }),
    await psychologist.fail('social_consent', { id: 'x', date: mark }),
  ]
  assert.match(answers[0]?.error ?? '', /wrong passphrase/)
  const data = Buffer.from(`Аккаунт;Категория\n${cyrillic} ${mark};x\n${mark}7;\n`).toString('base64')
  answers.push((await psychologist.call('social_scan', { month, part: 0, parts: 1, data })) as never)
  for (const answer of answers) heard.push(JSON.stringify(answer))
  assert.equal(findings(), [])
})

test('report, paper, journal, exports and the command line hold numbers alone', async () => {
  await visit(school, 'pc1', 'http://vk.com/')
  await psychologist.call('social_ready', { month, date: today })
  await psychologist.call('social_handed', { month, date: today, to: 'қалалық білім бөлімі' })
  for (const language of ['kk', 'ru'] as const) {
    const { text } = await psychologist.call('social_paper', { month, language, format: 'html' })
    assert.match(text, /агрессия/)
    heard.push(text)
  }
  heard.push((await psychologist.call('social_paper', { month, language: 'ru', format: 'docx' })).text)
  heard.push(JSON.stringify((await psychologist.call('social_month', { month })).classes))
  for (const words of [
    ['journal', '--format', 'json'],
    ['journal', '--format', 'csv'],
    ['status'],
    ['health'],
    ['paper'],
  ])
    heard.push((await school.aqtizim.command(...words)).stdout)
  assert.equal(findings(), [])
})

test('a withdrawn consent and a lock leave nothing behind, nor does a killed daemon', async () => {
  const { pupils } = await psychologist.call('social_get', { class: '7 «А»' })
  const [first] = pupils
  await psychologist.call('social_withdraw', { id: first?.id ?? '', date: today })
  const after = await psychologist.call('social_get', { class: '7 «А»', month })
  assert.equal(after.pupils[0], { id: first?.id, class: '7 «А»', label: first?.label, withdrawn: today })
  assert.is(after.results.length, 1)
  await psychologist.call('social_lock', {})
  assert.is((await psychologist.fail('social_get', { class: '7 «А»' })).code, 'refused')
  await psychologist.call('social_unlock', { passphrase })
  assert.is((await psychologist.call('social_get', { class: '7 «А»' })).pupils.length, 2)
  process.kill(school.aqtizim.daemon.pid, 'SIGKILL')
  await school.aqtizim.daemon.ended
  assert.equal(findings(), [])
})

test.run()
