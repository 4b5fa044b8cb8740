/** Tests how far a target has the journal, over kills and power cuts. */
import { memfs } from 'memfs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Cursor } from '../../src/forward/cursor.ts'
import { BEGINNING } from '../../src/forward/journal-reader.ts'
import type { Files } from '../../src/machine/machine.ts'
import { makeFaulty } from '../whitelist/faulty-files.ts'

const test = suite('cursor')
const place = (n: number) => ({ n, row: String(n).padStart(16, '0') })

function disk() {
  const files = memfs({ '/ram': null, '/etc/forward': null }).fs as unknown as Files
  const said: string[] = []
  let clock = 0
  const open = (use: Files = files) =>
    new Cursor({
      machine: { files: use, uptime: () => clock, log: (_level, message) => void said.push(message) },
      ram: '/ram/forward-x.json',
      disk: '/etc/forward/forward-x.json',
    })
  const pass = (ms: number) => {
    clock += ms
  }
  return { files, said, open, pass }
}

test('after a kill the newest place counts, after a power cut one that is ten minutes old at most', () => {
  const { files, open, pass } = disk()
  assert.equal(open().place, BEGINNING)
  const cursor = open()
  cursor.settle(place(5))
  pass(599_999)
  cursor.settle(place(10))
  assert.equal(open().place, place(10))
  files.unlinkSync('/ram/forward-x.json')
  assert.equal(open().place, place(5))
  pass(1)
  cursor.settle(place(12))
  files.unlinkSync('/ram/forward-x.json')
  assert.equal(open().place, place(12))
})

test('an end in good order brings it to flash, and a new journal begins everywhere anew', () => {
  const { files, open } = disk()
  const cursor = open()
  cursor.settle(place(5))
  cursor.settle(place(6))
  cursor.close()
  files.unlinkSync('/ram/forward-x.json')
  assert.equal(open().place, place(6))
  open().restart()
  assert.equal(open().place, BEGINNING)
  files.unlinkSync('/ram/forward-x.json')
  assert.equal(open().place, BEGINNING)
})

test('a disk that fails at any call leaves the old place or the new one', () => {
  for (const mode of ['once', 'for good'] as const)
    for (let at = 1; ; at++) {
      const { files, open } = disk()
      open().settle(place(1))
      const faulty = makeFaulty(files as never, at, mode)
      const cursor = open(faulty.files as unknown as Files)
      cursor.settle(place(2))
      cursor.restart()
      cursor.settle(place(3))
      cursor.close()
      const found = open()
      assert.ok([0, 1, 2, 3].includes(found.place.n))
      assert.ok(found.place.n === 0 || found.place.row === place(found.place.n).row)
      if (faulty.calls() < at) {
        assert.is(cursor.trouble, undefined)
        break
      }
    }
})

test('a file that makes no sense is kept aside, and all is sent again', () => {
  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '{"format":2,"n":1,"row":""}',
    '{"format":1,"n":-1,"row":""}',
    '{"format":1,"n":1,"row":["0123456789abcdef"]}',
  ]) {
    const { files, said, open } = disk()
    files.writeFileSync('/ram/forward-x.json', text)
    files.writeFileSync('/etc/forward/forward-x.json', text)
    assert.equal(open().place, BEGINNING, text)
    assert.is(files.readFileSync('/etc/forward/forward-x.json.damaged', 'utf8'), text)
    assert.is(said.length, 2)
  }
})

test('its files are for root alone', () => {
  const { files, open } = disk()
  open().settle(place(1))
  for (const path of ['/ram/forward-x.json', '/etc/forward/forward-x.json'])
    assert.is(files.statSync(path).mode & 0o777, 0o600)
})

test.run()
