/** Tests the table of names that no person types. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { backgroundNames } from '../../src/logger/background.ts'
import { followBackground, isBelow, readBackground } from '../../src/logger/background-list.ts'
import type { Sighting } from '../../src/logger/visit.ts'
import { visitRow } from '../../src/logger/visit-row.ts'
import { Visits } from '../../src/logger/visits.ts'
import { fakeMachine } from '../machine/fake-machine.ts'
import { texts } from '../messages/texts.ts'
import * as fc from '../properties.ts'

const test = suite('background names')

test('our table is well formed: plain names, each once and not below another, each with its source', () => {
  const names = new Set<string>()
  for (const { name, source } of backgroundNames) {
    assert.match(name, /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]+$/)
    assert.ok(source.length > 3, name)
    assert.not(names.has(name), name)
    names.add(name)
  }
  for (const name of names) assert.not(isBelow(names, name.slice(name.indexOf('.') + 1)), name)
  assert.equal(readBackground([...names].join('\n'), []).faults, [])
})

test('a name holds with all below it, by whole labels', () => {
  const names = new Set(['pool.ntp.org'])
  for (const name of ['pool.ntp.org', '0.kz.pool.ntp.org', 'POOL.NTP.ORG.', 'a.pool.NTP.org'])
    assert.ok(isBelow(names, name), name)
  for (const name of [
    '',
    '.',
    'org',
    'ntp.org',
    'notpool.ntp.org',
    'pool.ntp.org.evil.kz',
    '198.18.0.1',
    '2001:db8::1',
  ])
    assert.not(isBelow(names, name), name)
})

test('what people go to is not background', () => {
  const { names } = readBackground('')
  const typed = [
    'google.com',
    'www.google.com',
    'mozilla.org',
    'www.microsoft.com',
    'apple.com',
    'ubuntu.com',
    'vk.com',
  ]
  for (const name of typed) assert.not(isBelow(names, name), name)
})

test('the administrator adds names and takes ours off', () => {
  const { names, faults } = readBackground('\ufeff# ours\r\n Telemetry.Maker.KZ. # printers\r\n\r\n! pool.ntp.org\r\n')
  assert.equal(faults, [])
  assert.ok(isBelow(names, 'eu.telemetry.maker.kz'))
  assert.not(isBelow(names, '0.pool.ntp.org'))
  assert.ok(isBelow(names, 'captive.apple.com'))
})

test('a wrong line is a fault with its number, and the others hold', () => {
  const wrong = [
    'kz',
    '198.18.0.1',
    'two names.kz',
    '*.maker.kz',
    'https://maker.kz/',
    `${'a'.repeat(64)}.kz`,
    '!',
    '!vk.com',
  ]
  const { names, faults } = readBackground([...wrong, '\u0007\u009b\u202e.kz', 'right.kz'].join('\n'))
  assert.equal(
    texts(faults).map((fault) => fault.split(':')[1]),
    [...wrong, ''].map((_, at) => ` line ${at + 1}`),
  )
  assert.ok(names.has('right.kz'))
  assert.not.match(texts(faults).join(), /[\p{Cc}\p{Cf}]/u)
})

test('any text is read without a throw, in few sentences, and gives only whole names', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const { names, faults } = readBackground(text, [])
      assert.ok(faults.length <= 21)
      for (const name of names) assert.match(name, /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/)
    }),
  )
  assert.is(readBackground('x\n'.repeat(5000)).faults.at(-1)?.text, 'background.txt: 4980 more lines are wrong')
})

test('a changed file holds a little later, a missing one is no fault, an unreadable one leaves our table', () => {
  const path = '/etc/aqtizim/background.txt'
  const machine = fakeMachine(undefined, { '/etc/aqtizim/x': '' })
  const { isBackground, faults } = followBackground({ files: machine.files, uptime: machine.uptime, path })
  assert.not(isBackground('a.maker.kz'))
  assert.equal(faults(), [])
  machine.files.writeFileSync(path, 'maker.kz\nkz\n')
  assert.not(isBackground('a.maker.kz'), 'not looked at with every flow')
  machine.pass(5000)
  assert.ok(isBackground('a.maker.kz'))
  assert.equal(texts(faults()), ['background.txt: line 2: "kz" is no name of at least two labels'])
  machine.files.unlinkSync(path)
  machine.files.mkdirSync(path)
  machine.pass(5000)
  assert.not(isBackground('a.maker.kz'))
  assert.ok(isBackground('pool.ntp.org'))
  assert.is(faults().length, 1)
})

const clock = { wall: 1000, up: 1000 }
const seen = (host: string, changes: Partial<Sighting> = {}): Sighting => ({
  who: { room: 'lab', pc: 'PC-01', mac: '02:00:00:00:00:01', exempt: false },
  ip: '192.168.1.101',
  site: 'site.kz',
  host,
  verdict: 'refused',
  why: 'unlisted',
  start: 1000,
  end: 1000,
  flows: 1,
  ...changes,
})
const rowsOf = (visits: Visits) => visits.open().map((visit) => visitRow(visit, String))

test('a visit is background as long as all in it is: one name that somebody typed takes the mark away for good', () => {
  const visits = new Visits({ isBackground: (name) => name === 'check.site.kz' })
  visits.add(seen('check.site.kz'), clock)
  assert.is(rowsOf(visits)[0]?.background, true)
  visits.add(seen('games.site.kz'), clock)
  visits.add(seen('check.site.kz'), clock)
  assert.equal([visits.open().length, rowsOf(visits)[0]?.background], [1, undefined])
})

test('what is too much to tell apart is never background', () => {
  const visits = new Visits({ isBackground: () => true, maxRefused: 1 })
  for (const site of ['a.kz', 'b.kz', 'c.kz']) visits.add(seen(site, { site }), clock)
  assert.equal(
    rowsOf(visits).map(({ site, background }) => [site, background]),
    [
      ['a.kz', true],
      ['*', undefined],
    ],
  )
})

test.run()
