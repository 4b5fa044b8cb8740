/** Bounds follow how busy the machine is. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { slowness } from '../../src/machine/load.ts'
import { fakeMachine } from './fake-machine.ts'

const test = suite('how slow the machine is')
const of = (loadavg: string, processors: number) => {
  const lines = Array.from({ length: processors }, (_, at) => `cpu${at} 1 2 3\n`).join('')
  return slowness(
    fakeMachine(undefined, { '/proc/loadavg': loadavg, '/proc/stat': `cpu  9 9 9\n${lines}intr 5\n` }).files,
  )
}

test('it is the tasks for each processor, within bounds', () => {
  assert.is(of('0.10 0.20 0.30 1/90 1234\n', 2), 1)
  assert.is(of('6.00 1.00 1.00 3/90 1234\n', 2), 3)
  assert.is(of('3.50 1.00 1.00 3/90 1234\n', 1), 3.5)
  assert.is(of('32.79 19.73 15.18 3/90 1234\n', 2), 6)
})

test('a kernel that does not tell is taken for idle', () => {
  assert.is(slowness(fakeMachine(undefined, {}).files), 1)
  assert.is(of('nonsense\n', 2), 1)
  assert.is(of('2.00 1 1 1/1 1\n', 0), 2)
})

test('this computer is somewhere between', () => {
  const value = slowness({ readFileSync })
  assert.ok(value >= 1 && value <= 6, String(value))
})

test.run()
