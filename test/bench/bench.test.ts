/** How figures and their aims are printed and counted. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { atLeast, atMost, isReached, lineOf, totalOf } from './bench.ts'

const test = suite('figures and aims')

test('an aim is reached at its bound, and not beyond it', () => {
  assert.equal(
    [59.9, 60, 60.1, Number.NaN].map((mb) => isReached(atMost(mb, 60, 'MB'))),
    [true, true, false, false],
  )
  assert.equal(
    [0.94, 0.95, 1.2, Number.NaN].map((ratio) => isReached(atLeast(ratio, 0.95))),
    [false, true, true, false],
  )
})

test('a line has the figure, what stands beside it, and each aim with what became of it', () => {
  const ratio = {
    name: 'our gate: bulk',
    value: '800 MB/s',
    ratio: 0.8,
    beside: 'plain HAProxy',
    aims: [atLeast(0.8, 0.95)],
  }
  assert.match(lineOf(ratio), /^ {2}our gate: bulk +800 MB\/s {2}0\.80 x plain HAProxy +NOT REACHED: at least 0\.95 x$/)
  const both = { name: 'a day', value: '0.2 s, 74 MB', aims: [atMost(0.2, 0.2, 's'), atMost(74, 60, 'MB')] }
  assert.match(lineOf(both), /^ {2}a day +0\.2 s, 74 MB +reached: at most 0\.2 s, NOT REACHED: at most 60 MB$/)
  assert.match(lineOf({ name: 'rows', value: '946000' }), /^ {2}rows +946000$/)
})

test('the last line counts aims, of which a figure may have none or several', () => {
  const aims = [atMost(1, 2), atMost(3, 2)]
  const figures = [
    { name: 'a', value: '1', aims },
    { name: 'b', value: '2' },
    { name: 'c', value: '3', aims: [atLeast(9, 9)] },
  ]
  assert.is(totalOf(figures), 'bench: 2 of 3 aims reached')
  assert.is(totalOf([]), 'bench: 0 of 0 aims reached')
})

test.run()
