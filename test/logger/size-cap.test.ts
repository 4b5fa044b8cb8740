/** Tests which days go when the journal's folder is full. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { listDays } from '../../src/logger/day-files.ts'
import { keepBelow } from '../../src/logger/size-cap.ts'
import { keepUp } from '../../src/logger/upkeep.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { texts } from '../messages/texts.ts'
import { Lab, verify, visit } from './journal-lab.ts'

const test = suite('size cap')
const DIR = '/flash/journal'
const NOTICE = `${DIR}/nearly-full.json`
const hours = (count: number) => count * 3_600_000

/** Six days, compressed where they may be. */
function sixDays() {
  const lab = new Lab()
  const journal = lab.open()
  for (let day = 0; day < 6; day++) {
    for (let i = 0; i < 30; i++) journal.append(visit(`site-${i}.kz`))
    journal.flush()
    lab.now += hours(24)
  }
  lab.now -= hours(24)
  while (keepUp(lab.files, DIR, journal, { keepDays: 400 }));
  const look = (maxBytes: number) => keepBelow(lab.files, DIR, journal, { maxBytes, now: lab.now / 1000 })
  return { lab, journal, look }
}
const dates = (lab: Lab) => listDays(lab.files, DIR).map(({ date }) => date.slice(8))
const sizes = (lab: Lab) => listDays(lab.files, DIR).map(({ path }) => lab.files.statSync(path).size)
const total = (lab: Lab) => sizes(lab).reduce((sum, size) => sum + size, 0)
const events = (lab: Lab, name: string) => lab.lines().filter((line) => line.includes(`"event":"${name}"`))

test('below nine tenths nothing is said and nothing goes', () => {
  const { lab, look } = sixDays()
  const before = lab.lines()
  assert.is(look(Math.ceil(total(lab) / 0.9) + 1), false)
  assert.equal(lab.lines(), before)
  assert.not(lab.files.existsSync(NOTICE))
})

test('from nine tenths on it is said once, with the day that goes first', () => {
  const { lab, look } = sixDays()
  const size = total(lab)
  const limit = Math.floor(size / 0.9)
  for (let i = 0; i < 5; i++) assert.is(look(limit), true)
  const said = events(lab, 'journal-nearly-full')
  assert.is(said.length, 1)
  assert.ok(said[0]?.includes(`"bytes":${size},"limit":${limit},"oldest":"2026-10-05"`), said[0])
  lab.now += hours(48)
  look(limit + 2000)
  assert.is(dates(lab).length, 6, 'what fits stays, however long ago the alarm was')
})

test('nothing goes within a day of the alarm; then the fewest oldest, with a row before, and the chain holds', () => {
  const { lab, look } = sixDays()
  const limit = total(lab) - 1
  look(limit)
  lab.now += hours(23)
  look(limit)
  assert.equal(dates(lab), ['05', '06', '07', '08', '09', '10'])
  lab.now += hours(1)
  // The alarm's own row has made the folder larger.
  const over = total(lab) - limit
  const [first = 0, second = 0] = sizes(lab)
  const expected = over <= first ? 1 : over <= first + second ? 2 : 3
  look(limit)
  // The row that says so begins the day.
  assert.equal(dates(lab), ['05', '06', '07', '08', '09', '10', '11'].slice(expected))
  assert.match(
    events(lab, 'expired').join(),
    /"from":"2026-10-05","to":"2026-10-0[5-7]","days":[1-3],"last":\d+,"sha256":"[0-9a-f]{64}"/,
  )
  assert.is(verify(lab.days()).wrong, undefined)
})

test('each time that days go there was an alarm a day before', () => {
  const { lab, journal, look } = sixDays()
  const limit = total(lab)
  const story: string[] = []
  for (let hour = 0; hour < 24 * 8; hour += 6) {
    for (let i = 0; i < 10; i++) journal.append(visit(`more-${hour}-${i}.kz`))
    journal.flush()
    while (keepUp(lab.files, DIR, journal, { keepDays: 400 }));
    const before = dates(lab).length
    const alarms = events(lab, 'journal-nearly-full').length
    const known = lab.files.existsSync(NOTICE)
    look(limit)
    if (dates(lab).length < before) story.push(`${hour} gone`)
    else if (events(lab, 'journal-nearly-full').length > alarms) story.push(`${hour} alarm`)
    else assert.ok(known)
    lab.now += hours(6)
  }
  assert.ok(story.filter((each) => each.endsWith('gone')).length >= 3, story.join())
  story.forEach((each, at) => {
    if (!each.endsWith('gone')) return
    const before = story[at - 1] ?? ''
    assert.ok(before.endsWith('alarm') && Number.parseInt(each, 10) - Number.parseInt(before, 10) >= 24, story.join())
  })
  assert.is(verify(lab.days()).wrong, undefined)
})

test('the two newest days never go', () => {
  const { lab, look } = sixDays()
  look(1)
  lab.now += hours(24)
  for (let i = 0; i < 3; i++) look(1)
  assert.equal(dates(lab), ['09', '10', '11'], 'the row that says so began a day')
  lab.now += hours(24)
  for (let i = 0; i < 3; i++) look(1)
  assert.equal(dates(lab), ['10', '11', '12'])
  assert.is(verify(lab.days()).wrong, undefined)
})

test('the alarm outlives a restart, and is said anew where its note makes no sense or lies ahead', () => {
  for (const [note, alarms] of [
    [undefined, 1],
    ['{', 2],
    ['{"at":"x"}', 2],
    ['{"at":99999999999}', 2],
  ] as const) {
    const { lab, journal, look } = sixDays()
    look(1)
    journal.close()
    if (note !== undefined) lab.files.writeFileSync(NOTICE, note)
    const again = lab.open()
    lab.now += hours(24)
    keepBelow(lab.files, DIR, again, { maxBytes: 1, now: lab.now / 1000 })
    assert.is(dates(lab).length < 6, note === undefined)
    if (note !== undefined) assert.is(events(lab, 'journal-nearly-full').length, alarms)
  }
})

test('by a clock that is not set nothing is said and nothing goes', () => {
  const { lab, journal } = sixDays()
  assert.is(keepBelow(lab.files, DIR, journal, { maxBytes: 1, now: 100 }), true)
  assert.not(lab.files.existsSync(NOTICE))
  assert.is(dates(lab).length, 6)
})

test('with a full disk no day goes before its row is written', () => {
  const { lab, look } = sixDays()
  look(1)
  lab.now += hours(24)
  lab.before = (call, path) => {
    if (call === 'write' && path.startsWith('/flash')) throw new Error('ENOSPC')
  }
  look(1)
  assert.is(dates(lab).length, 6)
  lab.before = () => {}
  look(1)
  assert.ok(dates(lab).length < 6)
  assert.is(verify(lab.days()).wrong, undefined)
})

test('a size that is no longer near makes the alarm void', () => {
  const { lab, look } = sixDays()
  look(1)
  assert.ok(lab.files.existsSync(NOTICE))
  assert.is(look(1_000_000), false)
  assert.not(lab.files.existsSync(NOTICE))
})

test('settings: 200 MB where nothing else is said', () => {
  const read = (main: Record<string, string>) => readSettings({ main: { '.type': 'aqtizim', ...main } })
  assert.is(read({}).settings.journalMaxMb, 200)
  assert.is(read({ journal_max_mb: '50' }).settings.journalMaxMb, 50)
  for (const wrong of ['0', '-1', 'x', '1000001']) {
    const { settings, faults } = read({ journal_max_mb: wrong })
    assert.is(settings.journalMaxMb, 200)
    assert.match(texts(faults).join(), /^main\.journal_max_mb: /)
  }
})

test.run()
