/** Tests the back-off. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBackoff } from '../../src/machine/backoff.ts'

const test = suite('back-off')

test('each wait is twice the one before, up to the longest, and begins anew after a success', () => {
  const backoff = createBackoff({ first: 5, longest: 30 })
  assert.equal(
    [1, 2, 3, 4, 5].map(() => backoff.next()),
    [5, 10, 20, 30, 30],
  )
  backoff.reset()
  assert.is(backoff.next(), 5)
})

test.run()
