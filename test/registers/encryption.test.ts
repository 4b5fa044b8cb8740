/** What is sealed opens with its passphrase alone, and no bit of the file can be turned. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { keyFor, newKey, open, seal } from '../../src/registers/encryption.ts'
import * as fc from '../properties.ts'

const test = suite('encryption of a register')
const cost = { N: 1024, r: 8, p: 1 }
const key = await newKey('дұрыс құпиясөз 1', cost)

test('any text comes back, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 10_000 }), (text) => {
      assert.equal(open(seal(text, key), key), { text })
    }),
  )
})

test('two files of one text have nothing in common, and no plain word in them', () => {
  const [one, other] = [seal('маркер-marker', key), seal('маркер-marker', key)].map((each) => JSON.parse(each))
  assert.is.not(one.header.nonce, other.header.nonce)
  assert.is.not(one.data, other.data)
  assert.not.ok(Buffer.from(one.data, 'base64').includes('marker'))
  // Its size shows in steps of 4 KiB only.
  assert.is(Buffer.from(one.data, 'base64').length, 4096)
  assert.is(Buffer.from(JSON.parse(seal('x'.repeat(4000), key)).data, 'base64').length, 4096)
})

test('the passphrase makes the same key again, however its letters are composed', async () => {
  const file = seal('text', await newKey('Қолтаңба\u0419 12345', cost))
  const same = await keyFor(file, 'Қолтаңба\u0418\u0306 12345')
  assert.ok(typeof same === 'object')
  assert.equal(open(file, same), { text: 'text' })
  const wrong = await keyFor(file, 'Қолтаңба 123456')
  assert.ok(typeof wrong === 'object')
  assert.is(open(file, wrong), 'wrong')
})

test('a bit that is turned anywhere, or a header of another file, does not open', () => {
  const file = seal('text of a register', key)
  const parsed = JSON.parse(file)
  const turn = (text: string, at: number) => {
    const bytes = Buffer.from(text, 'base64')
    const place = at % (bytes.length * 8)
    bytes[place >> 3] = (bytes[place >> 3] ?? 0) ^ (1 << (place & 7))
    return bytes.toString('base64')
  }
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom('data', 'tag', 'nonce', 'salt'), (at, where) => {
      const { header, data, tag } = structuredClone(parsed)
      const changed = {
        header: {
          ...header,
          nonce: where === 'nonce' ? turn(header.nonce, at) : header.nonce,
          kdf: { ...header.kdf, salt: where === 'salt' ? turn(header.kdf.salt, at) : header.kdf.salt },
        },
        data: where === 'data' ? turn(data, at) : data,
        tag: where === 'tag' ? turn(tag, at) : tag,
      }
      assert.is(open(JSON.stringify(changed), key), 'wrong')
    }),
  )
  const weaker = structuredClone(parsed)
  weaker.header.kdf.p = 2
  assert.is(open(JSON.stringify(weaker), key), 'wrong')
})

for (const [what, change] of [
  ['another format', { format: 2 }],
  ['a cost that no router has the memory for', { kdf: { name: 'scrypt', N: 1 << 20, r: 8, p: 1 } }],
  ['a cost that is no power of two', { kdf: { name: 'scrypt', N: 5000, r: 8, p: 1 } }],
  ['another cipher', { cipher: 'aes-128-gcm' }],
  ['a nonce of four octets', { nonce: 'AAAAAA==' }],
] as const) {
  test(`${what} is no file of ours`, async () => {
    const parsed = JSON.parse(seal('x', key))
    const kdf = { ...parsed.header.kdf, ...('kdf' in change ? change.kdf : {}) }
    const text = JSON.stringify({ ...parsed, header: { ...parsed.header, ...change, kdf } })
    assert.is(open(text, key), 'damaged')
    assert.is(await keyFor(text, 'x'), 'damaged')
  })
}

test('no bytes at all make it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      assert.is(open(text, key), 'damaged')
    }),
  )
})

test('a short tag is refused', () => {
  const parsed = JSON.parse(seal('x', key))
  const tag = Buffer.from(parsed.tag, 'base64').subarray(0, 4).toString('base64')
  assert.is(open(JSON.stringify({ ...parsed, tag }), key), 'damaged')
})

test.run()
