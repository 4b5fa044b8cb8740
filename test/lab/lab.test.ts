/** Tests the product end to end: the bundle on the lab's router, every attempt, and its journal. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { installAqtizim } from './aqtizim.ts'
import { phases } from './attempts.ts'
import { awaitJournal } from './journal-check.ts'
import { startLab } from './lab.ts'
import { runPhases } from './run-attempts.ts'

const test = suite('lab')

test('every attempt ends as expected at the PC, at the far server and in the journal', async () => {
  await bundle()
  const lab = await startLab()
  try {
    const aqtizim = await installAqtizim(lab)
    const all = await runPhases(lab, phases, { aqtizim: aqtizim.command })
    const results = (await awaitJournal(all, aqtizim.journal)).flatMap((phase) => phase.results)
    const failed = results.filter(({ faults }) => faults.length > 0)
    assert.equal(
      failed.map(({ attempt, faults }) => [attempt.id, faults]),
      [],
    )
  } finally {
    await lab.stop()
  }
})

test.run()
