/** Tests what the lab prints of its attempts. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Attempt } from './attempt.ts'
import { splitWords } from './command-prompt.ts'
import { phaseText, summaryText } from './report.ts'
import type { PhaseResults } from './run-attempts.ts'

const test = suite('report')

const attempt: Attempt = {
  id: 'unlisted-https',
  who: 'pc1',
  what: 'opens an unlisted site over HTTPS',
  expected: 'refused',
  try: () => Promise.reject(new Error('not made here')),
}

function results(faults: readonly string[]): PhaseResults[] {
  const observation = { outcome: 'refused', detail: 'connection reset' } as const
  return [{ phase: { title: 'A phase', attempts: [attempt] }, results: [{ attempt, observation, seen: [], faults }] }]
}

test('ends with the line that says how many attempts ended as expected', () => {
  assert.is(summaryText(results([])), 'lab: 1 of 1 attempts ended as expected')
})

test('names an attempt that failed, and why', () => {
  const lines = summaryText(results(['it arrived at the far side'])).split('\n')
  assert.is(lines[0], 'FAILED unlisted-https: PC-01 opens an unlisted site over HTTPS: it arrived at the far side')
  assert.is(lines[1], 'lab: 0 of 1 attempts ended as expected')
})

test('marks it in the table too', () => {
  const row = (faults: readonly string[]) => results(faults).map(phaseText).join('').split('\n').pop() ?? ''
  assert.match(row([]), /^ok {4}PC-01 .* refused {3}refused: connection reset .* nothing arrived$/)
  assert.match(row(['x']), /^FAIL {2}PC-01 /)
})

test('splits a line into words and keeps quoted ones together', () => {
  assert.equal(splitWords(`pc1  sh -c 'echo "a"  b' "c d"`), ['pc1', 'sh', '-c', 'echo "a"  b', 'c d'])
  assert.equal(splitWords('  '), [])
})

test.run()
