/** When rows came: in order within a second, within a batch and over a clock that is set back. */
import * as assert from 'uvu/assert'
import { Arrivals } from '../../src/district/load/arrivals.ts'
import { suite } from '../suite.ts'

const test = suite('arrivals')
const times = (arrivals: Arrivals, now: number, rows: readonly (readonly [journal: string, n: number])[]) => {
  const batch = arrivals.next(now)
  return rows.map(([journal, n]) => batch.of({ journal, n }))
}

test('rows of a batch share a time until the numbers of their journal go back', () => {
  const found = times(new Arrivals(), 5, [
    ['a', 1],
    ['b', 7],
    ['a', 2],
    ['a', 2],
    ['b', 8],
    ['a', 3],
    ['a', 1],
  ])
  assert.equal(found, [5000, 5000, 5000, 5001, 5000, 5001, 5002])
})

test('a later batch is later, also within a millisecond and behind a clock that was set back', () => {
  const arrivals = new Arrivals()
  const again = [
    ['a', 2],
    ['a', 1],
  ] as const
  assert.equal(times(arrivals, 5, again), [5000, 5001])
  assert.equal(times(arrivals, 5, again), [5002, 5003])
  assert.equal(times(arrivals, 1, []), [])
  assert.equal(times(arrivals, 1, again), [5005, 5006])
  assert.equal(times(arrivals, 6, again), [6000, 6001])
})

test.run()
