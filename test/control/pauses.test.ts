/** Tests the file of paused rooms: restarts, power cuts, damaged files. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createPauses } from '../../src/control/pauses.ts'
import { fakeMachine } from '../machine/fake-machine.ts'

const test = suite('paused rooms')
const path = '/etc/aqtizim/state.json'
const rooms = ['informatics', 'multimedia']
const machineWith = (text?: string) => fakeMachine(undefined, text === undefined ? {} : { [path]: text })

test('a pause outlives a restart, and so does its end', () => {
  const machine = machineWith('{"format":1,"paused":[]}\n')
  createPauses(machine, path).set('informatics', true, rooms)
  assert.equal(createPauses(machine, path).of(rooms), ['informatics'])
  createPauses(machine, path).set('informatics', false, rooms)
  assert.equal(createPauses(machine, path).of(rooms), [])
})

test('without a file no room is paused', () => {
  assert.equal(createPauses(machineWith(), path).of(rooms), [])
})

for (const text of ['', '{"format":1,"paus', '{"format":1}', 'null', '\0\0\0\0'])
  test(`a file that came back as ${JSON.stringify(text)} pauses every room until it is resumed`, () => {
    const machine = machineWith(text)
    const pauses = createPauses(machine, path)
    assert.equal(pauses.of(rooms), rooms)
    assert.match(machine.said.map(({ message }) => message).join(), /every room is paused/)
    pauses.set('informatics', false, rooms)
    assert.equal(pauses.of(rooms), ['multimedia'])
    assert.equal(createPauses(machine, path).of(rooms), ['multimedia'])
  })

test.run()
