/** Tests how the lab judges an attempt at both ends. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Attempt } from './attempt.ts'
import { phases } from './attempts.ts'
import { isInJournal } from './journal-check.ts'
import type { Sighting } from './observations.ts'
import { judge } from './run-attempts.ts'

const test = suite('judgement of attempts')

const seen: Sighting[] = [{ place: 'internet', kind: 'request', at: 1, path: '/x' }]
const opens = { outcome: 'opens', detail: '' } as const
const refused = { outcome: 'refused', detail: '' } as const

function attempt(more: Partial<Attempt>): Attempt {
  return { id: 'x', who: 'pc1', what: 'tries', expected: 'opens', try: () => Promise.resolve(opens), ...more }
}

test('what opens must be seen at both ends', () => {
  assert.equal(judge(attempt({}), opens, seen), [])
  assert.is(judge(attempt({}), opens, []).length, 1)
  assert.is(judge(attempt({}), refused, []).length, 2)
})

test('what is refused must not arrive, whatever the PC saw', () => {
  assert.equal(judge(attempt({ expected: 'refused' }), refused, []), [])
  assert.is(judge(attempt({ expected: 'refused' }), refused, seen).length, 1)
  assert.is(judge(attempt({ expected: 'refused' }), opens, seen).length, 2)
})

test('shut is anything but open', () => {
  assert.equal(judge(attempt({ expected: 'shut' }), refused, []), [])
  assert.equal(judge(attempt({ expected: 'shut' }), { outcome: 'our page', detail: '' }, []), [])
  assert.is(judge(attempt({ expected: 'shut' }), opens, []).length, 1)
})

test('a cut must be seen at the far side too', () => {
  const cut = { outcome: 'cut', detail: '' } as const
  assert.equal(judge(attempt({ expected: 'cut', arrives: true }), cut, seen), [])
  assert.is(judge(attempt({ expected: 'cut', arrives: true }), cut, []).length, 1)
})

test('a row of the journal is that of the PC, the site, the verdict and the reason', () => {
  const row = { pc: 'PC-01', site: 'vk.test', verdict: 'refused', why: 'unlisted' }
  const journal = { site: 'vk.test', verdict: 'refused', why: 'unlisted' } as const
  const result = { attempt: attempt({ journal }), observation: refused, seen: [], faults: [] }
  assert.ok(isInJournal(result, [row]))
  assert.not(isInJournal(result, [{ ...row, pc: 'PC-02' }]))
  assert.not(isInJournal(result, [{ ...row, why: 'port' }]))
  assert.not(isInJournal(result, []))
})

test('ids of attempts are unique, since far servers tell attempts apart by them', () => {
  const ids = phases.flatMap(({ attempts }) => attempts.map(({ id }) => id))
  assert.equal(ids, [...new Set(ids)])
  assert.ok(ids.every((id) => /^[a-z0-9-]+$/.test(id)))
})

test.run()
