/** Tests how the journal lab compares rows with the kernel's counters. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { balance, sum } from './tally.ts'

const test = suite('tally')
const kernel = { lan: { allowed: 10, gate: 4, refused: 3 } }
const visits = [
  { room: 'lan', verdict: 'allowed', port: 'udp/5060', flows: 6 },
  { room: 'lan', verdict: 'allowed', flows: 4 },
  { room: 'lan', verdict: 'refused', port: 'udp/9999', flows: 3 },
  { room: 'unknown', verdict: 'refused', flows: 5 },
]
const gap = (flows: number) => ({
  gap: { from: '', to: '', why: 'counter-difference', room: 'lan', counter: 'allowed', flows },
})
const sums = (...rows: object[]) => {
  const { recorded, gaps, unaccounted, late, surplus } = balance(kernel, [...visits, ...rows], {})
  return [recorded, gaps, unaccounted, late, surplus].map(sum)
}

test('what neither a row nor a gap row tells of is unaccounted', () => {
  assert.equal(sums(), [13, 0, 4, 0, 0])
  assert.equal(sums(gap(1)), [13, 1, 3, 0, 0])
  assert.equal(sums(gap(4)), [13, 4, 0, 0, 0])
})

test('what was recorded after its gap row is late; what the kernel never counted shows', () => {
  assert.equal(sums(gap(6)), [13, 4, 0, 2, 0])
  assert.equal(sums({ room: 'lan', verdict: 'refused', port: 'tcp/22', flows: 2 }), [15, 0, 4, 0, 2])
})

test('a refusal that came between the readings is no surplus', () => {
  const rows = [...visits, { room: 'lan', verdict: 'refused', port: 'tcp/22', flows: 2 }]
  const later = { lan: { ...kernel.lan, refused: 4 } }
  assert.is(sum(balance(kernel, rows, {}, later).surplus), 1)
})

test("a power cut's gap row answers for no more than the kernel counted in its time", () => {
  const { gaps, unaccounted } = balance(kernel, visits, { lan: { allowed: 3, gate: 9, refused: 9 } })
  assert.equal([sum(gaps), sum(unaccounted)], [3, 1])
})

test.run()
