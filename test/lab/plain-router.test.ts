/** Tests that all attempts get through a router without aqtizim. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Attempt } from './attempt.ts'
import { phases } from './attempts.ts'
import { startLab } from './lab.ts'
import { runPhases } from './run-attempts.ts'

const test = suite('lab without aqtizim')

/** What goes on in a school with and without aqtizim. */
function isUnchanged({ expected, arrives, everywhere }: Attempt): boolean {
  return everywhere === true || expected === 'stays' || (expected === 'opens' && arrives !== false)
}

test('what may open opens, and every attempt that must not get through is told to have got through', async () => {
  const lab = await startLab()
  try {
    const results = (await runPhases(lab, phases)).flatMap((phase) => phase.results)
    const wrong = results.filter(({ attempt, faults }) => (faults.length === 0) !== isUnchanged(attempt))
    assert.equal(
      wrong.map(({ attempt, observation, faults }) => [attempt.id, observation, faults]),
      [],
    )
  } finally {
    await lab.stop()
  }
})

test.run()
