/** Sessions of the district's page and attempts to log in: their bounds, with a clock that the test moves. */
import { randomBytes } from 'node:crypto'
import * as assert from 'uvu/assert'
import { attemptMs, openAttempt, sealAttempt } from '../../src/district/page/attempt.ts'
import { pathTo } from '../../src/district/page/login.ts'
import { longest, most, Sessions } from '../../src/district/page/sessions.ts'
import { suite } from '../suite.ts'

const test = suite('sessions')

function make() {
  const clock = { now: 0 }
  let words = 0
  const sessions = new Sessions({ now: () => clock.now, word: () => `word-${++words}` })
  return { clock, sessions }
}

test('a session lasts as long as it is used, and no longer than a day of work', () => {
  const { clock, sessions } = make()
  const word = sessions.begin('a@edu.kz')
  for (; clock.now < longest.age; clock.now += longest.rest - 1) assert.is(sessions.nameOf(word), 'a@edu.kz')
  assert.is(sessions.nameOf(word), undefined)
  assert.is(sessions.size, 0)
  const other = sessions.begin('a@edu.kz')
  clock.now += longest.rest
  assert.is(sessions.nameOf(other), undefined)
})

test('of one login the oldest ends, and nobody else’s', () => {
  const { sessions } = make()
  const first = sessions.begin('a@edu.kz')
  const others = sessions.begin('b@edu.kz')
  const rest = Array.from({ length: most.ofOne }, () => sessions.begin('a@edu.kz'))
  assert.is(sessions.nameOf(first), undefined)
  assert.is(sessions.nameOf(others), 'b@edu.kz')
  for (const word of rest) assert.is(sessions.nameOf(word), 'a@edu.kz')
  assert.is(sessions.size, most.ofOne + 1)
})

test('of all the oldest ends', () => {
  const { sessions } = make()
  const words = Array.from({ length: most.all + 5 }, (_, at) => sessions.begin(`${at}@edu.kz`))
  assert.is(sessions.size, most.all)
  assert.is(sessions.nameOf(words[4]), undefined)
  assert.is(sessions.nameOf(words[5]), '5@edu.kz')
})

test('an end is one', () => {
  const { sessions } = make()
  const word = sessions.begin('a@edu.kz')
  sessions.end(undefined)
  sessions.end('another')
  assert.is(sessions.nameOf(word), 'a@edu.kz')
  sessions.end(word)
  assert.is(sessions.nameOf(word), undefined)
})

test('an attempt opens with its own key, unchanged, and not for ever', () => {
  const clock = { now: 5 }
  const seal = { key: randomBytes(32), random: randomBytes, now: () => clock.now }
  const attempt = { state: 's', nonce: 'n', verifier: 'v', to: '/сайт' }
  const cookie = sealAttempt(attempt, seal)
  assert.equal(openAttempt(cookie, seal), attempt)
  assert.is(openAttempt(cookie, { ...seal, key: randomBytes(32) }), undefined)
  for (let at = 0; at < cookie.length; at += 7) {
    const changed = `${cookie.slice(0, at)}${cookie[at] === 'A' ? 'B' : 'A'}${cookie.slice(at + 1)}`
    assert.is(openAttempt(changed, seal), undefined, `${at}`)
  }
  clock.now += attemptMs
  assert.is(openAttempt(cookie, seal), undefined)
})

test('where a login leads to is a path of this page', () => {
  assert.is(pathTo('/school/a?day=2026-10-05'), '/school/a?day=2026-10-05')
  for (const text of [null, '', 'x', '//x', '/\\x', '/a b', '/a\n', '/login', '/logout', `/${'a'.repeat(3000)}`])
    assert.is(pathTo(text), '/', String(text))
})

test.run()
