/** What the bench of one site makes of its rounds. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { figures } from './site.ts'

const test = suite('figures of one site')

test('each is the median of its rounds, and a ratio is the median of the ratios of each round', () => {
  const reset = { ours: [10, 30, 20], beside: [10, 10, 5] }
  const one = { ours: [1], beside: [2] }
  const [beside, ours, , silent, plain, page] = figures({ reset, silent: one, page: one })
  assert.equal(beside, { name: "a browser's own way: first byte, one of two resets", value: '10.0 ms' })
  assert.equal(ours, {
    name: 'our gate: first byte, one of two resets',
    value: '20.0 ms',
    ratio: 3,
    beside: "a browser's own way",
    aims: [{ measured: 20, is: 'at most', bound: 1500, unit: 'ms' }],
  })
  assert.is(silent?.ratio, 0.5)
  assert.equal([plain?.name, plain?.ratio], ['plain dnsmasq: 180 questions of a page', undefined])
  assert.equal([page?.name, page?.ratio, page?.aims], ['our resolver: 180 questions of a page', 0.5, undefined])
})

test('a round without its other half has no ratio', () => {
  const [, ours] = figures({
    reset: { ours: [1, 2, 3], beside: [] },
    silent: { ours: [], beside: [] },
    page: { ours: [], beside: [] },
  })
  assert.ok(Number.isNaN(ours?.ratio))
})

test.run()
