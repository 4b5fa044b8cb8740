/** Compares our password hashes with crypt(3). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crypt, saltFrom } from '../../src/luci-bridge/crypt.ts'
import { crypt as other } from '../pocket-router/crypt.ts'
import fc from '../properties.ts'

const test = suite('hashes for crypt(3)')

test('the vector of the specification that uses the usual rounds', () => {
  // Drepper, "Unix crypt using SHA-256 and SHA-512": the salt is cut to 16 characters.
  assert.is(
    crypt('This is just a test', 'toolongsaltstring', 'sha512'),
    '$6$toolongsaltstrin$lQ8jolhgVRVhY4b5pZKaysCLi0QBxGoNeKQzQ3glMhwllF7oGDZxUhx1yxdYcz/e1JSbq3y6JMxxl8audkUEm0',
  )
})

test('another hand comes to the same, whatever the password and however long', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }).filter((word) => !/[\0\r\n]/.test(word) && word !== ''),
    fc.integer({ min: 1, max: 120 }).map((length) => 'ж'.repeat(length)),
  )
  const salt = fc.uint8Array({ minLength: 16, maxLength: 16 })
  fc.assert(
    fc.property(text, salt, fc.constantFrom('sha512' as const, 'md5' as const), (password, bytes, scheme) => {
      const made = crypt(password, saltFrom(bytes, scheme), scheme)
      assert.is(made, other(password, made))
    }),
    { numRuns: 40 },
  )
})

test('a salt has the letters that crypt takes, as many as it reads', () => {
  const bytes = Uint8Array.from({ length: 16 }, (_, at) => at * 17)
  assert.match(saltFrom(bytes, 'sha512'), /^[./0-9A-Za-z]{16}$/)
  assert.match(saltFrom(bytes, 'md5'), /^[./0-9A-Za-z]{8}$/)
})

test.run()
