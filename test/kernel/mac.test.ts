/** MAC addresses as text. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isRandomMac, normaliseMac } from '../../src/kernel/mac.ts'

const test = suite('MAC addresses')

test('one spelling, and nothing that is none', () => {
  assert.is(normaliseMac('00-1B-44-11-3A-B7'), '00:1b:44:11:3a:b7')
  assert.is(normaliseMac('00:1b:44:11:3a'), undefined)
})

test('a MAC that a device made up has the second-least bit of its first octet', () => {
  for (const second of ['2', '6', 'a', 'e']) assert.ok(isRandomMac(`d${second}:1b:44:11:3a:b7`), second)
  for (const second of ['0', '1', '4', '8', 'c']) assert.not.ok(isRandomMac(`0${second}:1b:44:11:3a:b7`), second)
})

test.run()
