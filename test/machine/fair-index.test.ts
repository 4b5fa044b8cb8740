/** Values that are found by key and bounded by their owners and rooms. */
import * as assert from 'uvu/assert'
import { FairIndex } from '../../src/machine/fair-index.ts'
import { suite } from '../suite.ts'

const test = suite('values by key, with owners')

test('an owner beyond his part loses his own oldest', () => {
  const index = new FairIndex<number>(100, 2)
  index.set('lab', 'other', 'kept', 0)
  for (const number of [1, 2, 3]) index.set('lab', 'a', `a${number}`, number)
  assert.equal(
    ['kept', 'a1', 'a2', 'a3'].map((key) => index.get(key)),
    [0, undefined, 2, 3],
  )
  assert.is(index.size, 3)
})

test('where all is full the room with most loses', () => {
  const index = new FairIndex<number>(10, 100)
  index.set('office', 'b', 'b', 1)
  for (let number = 0; number < 50; number++) index.set('lab', `a${number}`, `a${number}`, number)
  assert.is(index.get('b'), 1)
  assert.equal([index.get('a0'), index.get('a49'), index.size], [undefined, 49, 10])
})

test('a key that another takes is the other one’s alone', () => {
  const index = new FairIndex<string>(100, 1)
  index.set('lab', 'a', 'address', 'of a')
  index.set('lab', 'b', 'address', 'of b')
  assert.equal([index.get('address'), index.size], ['of b', 1])
  index.set('lab', 'a', 'more', 'of a')
  assert.equal([index.get('address'), index.get('more')], ['of b', 'of a'])
})

test.run()
