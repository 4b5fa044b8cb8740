/** Registers on the disk: over a restart, a damaged file, and a disk that is full. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bookSchema, emptyBook, setClasses } from '../../src/registers/briefings.ts'
import { JsonStore } from '../../src/registers/json-store.ts'
import { fakeMachine } from '../machine/fake-machine.ts'

const test = suite('registers on the disk')
const path = '/etc/aqtizim/briefings.json'
const start = (text?: string) => {
  const machine = fakeMachine(() => undefined, text === undefined ? {} : { [path]: text })
  machine.files.mkdirSync('/etc/aqtizim', { recursive: true })
  const open = () => new JsonStore({ machine, path, schema: bookSchema, empty: emptyBook })
  return { machine, open, kept: open() }
}

test('what was written is there again', () => {
  const { machine, open, kept } = start()
  assert.equal(kept.value, emptyBook)
  kept.set(setClasses(kept.value, ['7 «А»']))
  assert.equal(open().value.classes, ['7 «А»'])
  assert.is(machine.files.statSync(path).mode & 0o777, 0o600)
  assert.match(String(machine.files.readFileSync(path, 'utf8')), /^\{"format":1,/)
})

for (const [what, text] of [
  ['half a file', '{"format":1,"briefings":[{"id"'],
  ['a newer format', '{"format":2,"briefings":[],"classes":[],"years":{}}'],
  ['another shape', '{"format":1,"briefings":{},"classes":[],"years":{}}'],
  ['a class that would be a formula', '{"format":1,"briefings":[],"classes":["=1"],"years":{}}'],
  ['nothing', ''],
] as const) {
  test(`${what} is kept aside and said`, () => {
    const { machine, kept } = start(text)
    assert.equal(kept.value, emptyBook)
    assert.match(kept.fault?.text ?? '', /cannot be read; it is kept as/)
    const [aside] = machine.files.readdirSync('/etc/aqtizim').map(String)
    assert.is(machine.files.readFileSync(`/etc/aqtizim/${aside}`, 'utf8'), text)
    kept.set(emptyBook)
    assert.is(machine.files.readdirSync('/etc/aqtizim').length, 2)
  })
}

test('a writing that fails changes nothing', () => {
  const { machine, kept } = start()
  Object.assign(machine.files, {
    renameSync: () => {
      throw new Error('ENOSPC')
    },
  })
  assert.throws(() => kept.set(setClasses(kept.value, ['7 «А»'])), /ENOSPC/)
  assert.equal(kept.value, emptyBook)
})

test('what could not be read again is not written', () => {
  const { machine, kept } = start()
  const classes = ['=1']
  assert.throws(() => kept.set({ ...emptyBook, classes }), /shape/)
  assert.equal(kept.value, emptyBook)
  assert.not.ok(machine.files.existsSync(path))
})

test.run()
