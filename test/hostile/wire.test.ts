/** Tests changed bytes on the ubus socket. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ProtocolError } from '../../src/ubus-client/errors.ts'
import {
  createReader,
  decodeFields,
  decodeMessage,
  decodeTable,
  encodeFields,
  encodeMessage,
  type Message,
  readAttributes,
} from '../../src/ubus-client/index.ts'
import fc from '../properties.ts'
import { readCaptures } from '../ubus-client/captures.ts'
import { holds, isSwift } from './budget.ts'
import { changedBytes } from './mutation.ts'

const test = suite('hostile bytes of ubus')
const frames = readCaptures().flatMap(({ messages }) => messages.map(({ bytes }) => bytes))
const samples = frames.filter((bytes) => bytes.length < 4000)
const payloads = samples.flatMap((bytes) => readAttributes(decodeMessage(bytes)).data ?? [])

/** What a reader makes of a stream in pieces of these sizes. */
function readAll(stream: Buffer, sizes: readonly number[]): { messages: Message[]; broken: boolean } {
  const reader = createReader()
  const messages: Message[] = []
  let broken = false
  for (let at = 0, turn = 0; at < stream.length && !broken; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    const reading = reader.push(Buffer.from(stream.subarray(at, at + size)))
    messages.push(...reading.messages)
    broken = reading.error !== undefined
    at += size
  }
  return { messages, broken }
}

test('a stream is the same messages however it is cut, up to where it cannot be followed', () => {
  const stream = fc.array(changedBytes(samples, 2), { minLength: 1, maxLength: 4 }).map((all) => Buffer.concat(all))
  holds(700, stream, fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }), (bytes, sizes) => {
    const whole = readAll(bytes, [bytes.length + 1])
    const cut = readAll(bytes, sizes)
    assert.is(cut.broken, whole.broken)
    assert.equal(cut.messages, whole.messages)
    for (const message of whole.messages) {
      readAttributes(message)
      assert.equal(decodeMessage(encodeMessage(message)), message)
    }
  })
})

test('data is refused as a whole, or encodes to what it was decoded from', () => {
  holds(2500, changedBytes(payloads), (bytes) => {
    let fields: ReturnType<typeof decodeFields>
    try {
      fields = decodeFields(bytes)
    } catch (error) {
      assert.instance(error, ProtocolError)
      return
    }
    assert.equal(decodeFields(encodeFields(fields)), fields)
    assert.is(Object.getPrototypeOf(decodeTable(bytes)), Object.prototype)
  })
})

test('a message as long as can be, of the smallest attributes, takes no time', () => {
  const head = Buffer.from('0000000000000000' + '00100000', 'hex')
  const stream = Buffer.concat([head, Buffer.from('07000004'.repeat((0x100000 - 4) / 4), 'hex')])
  isSwift('small attributes', () => assert.is(readAll(stream, [1000]).messages.length, 1))
  isSwift('single bytes', () => readAll(stream, [1]))
  const deep = Buffer.from('82000008'.repeat(3) + '00000000'.repeat(3), 'hex')
  isSwift('tables in tables', () => {
    try {
      decodeTable(Buffer.concat(Array.from({ length: 20_000 }, () => deep)))
    } catch (error) {
      assert.instance(error, ProtocolError)
    }
  })
})

test.run()
