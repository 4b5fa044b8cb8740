/** Tests the cache of answers. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createCache } from '../../src/logger/cache.ts'

const test = suite('cache')

test('an answer is found once, and anew where it was made from something else', () => {
  const memory = createCache()
  let found = 0
  const find = () => ++found
  const [one, other] = [{}, {}]
  assert.equal([memory(one, 'a', find), memory(one, 'a', find), memory(one, 'b', find)], [1, 1, 2])
  assert.equal([memory(other, 'a', find), memory(other, 'a', find)], [3, 3])
  assert.is(memory(one, 'a', find), 4)
})

test('nothing is an answer too', () => {
  const memory = createCache()
  let found = 0
  const find = () => void found++
  memory(1, 'a', find)
  memory(1, 'a', find)
  assert.is(found, 1)
})

test('it holds no more than it may', () => {
  const memory = createCache(10)
  let found = 0
  for (let round = 0; round < 2; round++) for (let n = 0; n < 11; n++) memory(1, String(n), () => ++found)
  assert.ok(found > 11 && found <= 22)
})

test.run()
