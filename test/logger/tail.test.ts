/** Tests following a file that grows, is cut, or is replaced. */
import { createFsFromVolume, Volume } from 'memfs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Tail } from '../../src/logger/tail.ts'
import type { Files } from '../../src/machine/machine.ts'
import * as fc from '../properties.ts'

const test = suite('tail')
const PATH = '/log/dns.log'

function lab(options = {}) {
  const volume = Volume.fromJSON({ '/log/other': '' })
  const files = createFsFromVolume(volume) as unknown as Files
  return { volume, tail: new Tail(files, PATH, options), add: (text: string) => volume.appendFileSync(PATH, text) }
}

test('whole lines as they come, in any pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z ]{0,12}$/)), fc.integer({ min: 1, max: 9 }), (lines, size) => {
      const { tail, add } = lab()
      const text = lines.map((line) => `${line}\n`).join('')
      const got: string[] = []
      for (let at = 0; at < text.length; at += size) {
        add(text.slice(at, at + size))
        got.push(...tail.read())
      }
      assert.equal(got, lines)
    }),
    { numRuns: 30 },
  )
})

test('a file that is not there yet has no lines', () => {
  const { tail, add } = lab()
  assert.equal(tail.read(), [])
  add('one\n')
  assert.equal(tail.read(), ['one'])
})

test('a file that is replaced or cut is read on', () => {
  const { volume, tail, add } = lab()
  add('one\n')
  assert.equal(tail.read(), ['one'])
  add('two\n')
  volume.renameSync(PATH, '/log/old')
  add('three\n')
  assert.equal(tail.read(), ['two', 'three'])
  volume.truncateSync(PATH, 0)
  add('4\n')
  assert.equal(tail.read(), ['4'])
})

test('it is cut when it has grown too far and is read to its end', () => {
  const { volume, tail, add } = lab({ cutAt: 100 })
  add(`${'x'.repeat(120)}\nhalf`)
  assert.is(tail.read().length, 1)
  assert.is(volume.statSync(PATH).size, 125)
  add(' a line\n')
  assert.equal(tail.read(), ['half a line'])
  assert.is(volume.statSync(PATH).size, 0)
  add('next\n')
  assert.equal(tail.read(), ['next'])
})

test('of what was there before, the last part, from a whole line on', () => {
  const { tail, add } = lab({ backlog: 10 })
  add('first\nsecond\nthird\n')
  assert.equal(tail.read(), ['third'])
})

test('a line without end does not fill the memory', () => {
  const { tail, add } = lab()
  add('a\n')
  assert.equal(tail.read(), ['a'])
  add('y'.repeat(300_000))
  assert.equal(tail.read(), [])
  add('\nz\n')
  const [long, short] = tail.read()
  assert.ok((long?.length ?? 0) <= 4096)
  assert.is(short, 'z')
})

test('one that is full is cut, half a line and all, and its writer is told', () => {
  let told = 0
  const { volume, tail, add } = lab({ cutAt: 40, fullAt: 100, onFull: () => (told += 1) })
  add(`${'x'.repeat(79)}\n${'half of a line, no more'.slice(0, 20)}`)
  assert.is(tail.read().length, 1)
  assert.equal([volume.statSync(PATH).size, told], [0, 1])
  add('next\n')
  assert.equal(tail.read(), ['next'])
  assert.is(told, 1)
})

test.run()
