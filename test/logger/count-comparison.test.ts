/** Tests the comparison of the kernel's counters with what was recorded. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CountComparison } from '../../src/logger/count-comparison.ts'
import * as fc from '../properties.ts'

const test = suite('counts')
const lab = (allowed: number) => ({ lab: { allowed } })

test('what is missing once may be on its way; twice, it is missing', () => {
  const comparison = new CountComparison()
  assert.equal(comparison.read(lab(10), lab(8)), [])
  assert.equal(comparison.read(lab(12), lab(12)), [])
  assert.equal(comparison.read(lab(20), lab(15)), [])
  assert.equal(comparison.read(lab(30), lab(28)), [{ room: 'lab', counter: 'allowed', flows: 2 }])
  assert.equal(comparison.read(lab(30), lab(28)), [])
})

test('counters that began anew, and a recorder that did', () => {
  const first = new CountComparison()
  first.read(lab(100), lab(100))
  assert.equal(first.read(lab(5), lab(105)), [])
  const second = new CountComparison()
  second.restore(JSON.parse(JSON.stringify(first.save())), false)
  assert.equal(second.read(lab(9), lab(1)), [])
  assert.equal(second.read(lab(9), lab(1)), [{ room: 'lab', counter: 'allowed', flows: 3 }])
})

test('seals take what was counted since the last one, over a restart', () => {
  const first = new CountComparison()
  first.read(lab(3), lab(3))
  first.read(lab(5), lab(4))
  const second = new CountComparison()
  second.restore(first.save(), true)
  second.read(lab(6), lab(6))
  assert.equal(second.take(), { kernel: lab(6), recorded: lab(6) })
  assert.equal(second.take(), { kernel: {}, recorded: {} })
})

test('recorded and missing together are what the kernel counted', () => {
  const step = fc.record({ kernel: fc.nat(9), lost: fc.nat(3) })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const comparison = new CountComparison()
      let kernel = 0
      let recorded = 0
      let missing = 0
      for (const { kernel: more, lost } of [...steps, { kernel: 0, lost: 0 }, { kernel: 0, lost: 0 }]) {
        kernel += more
        recorded += Math.max(0, more - lost)
        for (const { flows } of comparison.read(lab(kernel), lab(recorded))) missing += flows
      }
      assert.is(recorded + missing, kernel)
    }),
  )
})

test.run()
