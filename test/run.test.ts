/** Tests that the runner passes and fails the right files. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { judge } from './run.ts'

const test = suite('the runner')
const summary = (total: number, passed: number, skipped = 0) =>
  `\n  Total:     ${total}\n  Passed:    ${passed}\n  Skipped:   ${skipped}\n  Duration:  1.00ms\n`

test('passes a file that passed all its tests', () => {
  assert.equal(judge(0, summary(3, 3)), { passed: 3, failed: 0, skipped: 0 })
})

test('fails a file whose before hook threw, although uvu exits 0', () => {
  assert.equal(judge(0, summary(1, 0)), { passed: 0, failed: 1, skipped: 0 })
})

test('fails a file that never called run', () => {
  assert.equal(judge(0, summary(0, 0)).failed, 1)
  assert.equal(judge(0, '').failed, 1)
})

test('fails a file that passed its tests and exited badly', () => {
  assert.equal(judge(1, summary(3, 3)).failed, 1)
})

test('counts what was skipped', () => {
  assert.equal(judge(0, summary(3, 3, 2)), { passed: 3, failed: 0, skipped: 2 })
})

test.run()
