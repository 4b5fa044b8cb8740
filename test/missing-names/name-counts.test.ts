/** Counting refused names yields to others, however much one PC has. */
import * as assert from 'uvu/assert'
import { tally } from '../../src/missing-names/name-counts.ts'
import { BOUNDS, NameMemory } from '../../src/missing-names/name-memory.ts'
import { suite } from '../suite.ts'

const test = suite('counts of names')

/** Turns that it takes to count names which are asked for all the time, beside so many visits of one PC. */
function turns(visits: number, names: number): number {
  const memory = new NameMemory(BOUNDS)
  for (let visit = 0; visit < visits; visit++) memory.addSite('pc', visit % 50, visit * 10, visit * 10 + 5)
  for (let name = 0; name < names; name++)
    for (let time = 0; time < 3; time++) memory.addRefused('pc', `${name}.test`, time, visits * 10)
  return [...tally(memory)].length
}

test('a PC whose names cover all of its visits is counted in many turns, one of a usual day in a few', () => {
  assert.ok(turns(4000, 100) >= (4000 * 100 * 3) / 25_000)
  assert.is(turns(100, 10), 3)
})

test.run()
