/** Tests messages and their framing, also byte by byte. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  createReader,
  decodeMessage,
  EncodeError,
  encodeMessage,
  MAX_BLOB_BYTES,
  MESSAGE,
  type Message,
  messageLength,
  ProtocolError,
  readAttributes,
  writeAttributes,
} from '../../src/ubus-client/index.ts'
import * as fc from '../properties.ts'
import { pieces } from './captures.ts'

const test = suite('messages and framing')

const PING: Message = { version: 0, type: MESSAGE.PING, seq: 7, peer: 0xfedcba98, attributes: [] }
const HEAD_ONLY = '00030007fedcba9800000004'

function withLength(length: number): Buffer {
  const bytes = Buffer.from(HEAD_ONLY, 'hex')
  bytes.writeUInt32BE(length, 8)
  return bytes
}

test('the smallest message', () => {
  assert.is(encodeMessage(PING).toString('hex'), HEAD_ONLY)
  assert.equal(decodeMessage(Buffer.from(HEAD_ONLY, 'hex')), PING)
})

test('every known attribute, by name', () => {
  const attributes = {
    status: 6,
    path: 'rig.echo',
    objectId: 0xdeadbeef,
    method: 'ўқув',
    typeId: 1024,
    signature: Buffer.from('01020304', 'hex'),
    data: Buffer.alloc(0),
    target: 2 ** 32 - 1,
    active: true,
    noReply: false,
    subscribers: [1, 0xfffffffe],
    user: 'root',
    group: '',
  }
  const bytes = encodeMessage({ ...PING, attributes: writeAttributes(attributes) })
  assert.equal(readAttributes(decodeMessage(bytes)), attributes)
  assert.is(bytes.length, messageLength(decodeMessage(bytes)))
})

test('attributes that we do not know survive; wrong ones are as good as absent; the last of a name counts', () => {
  const attributes = [
    { id: 99, payload: Buffer.from('abc') },
    { id: 3, payload: Buffer.from([1, 2, 3]) },
    { id: 2, payload: Buffer.from('no NUL') },
    { id: 11, payload: Buffer.alloc(9) },
    { id: 4, payload: Buffer.from('first\0') },
    { id: 4, payload: Buffer.from('last\0') },
  ]
  const bytes = encodeMessage({ ...PING, attributes })
  assert.equal(decodeMessage(bytes).attributes, attributes)
  assert.equal(readAttributes(decodeMessage(bytes)), { method: 'last' })
})

test('a path with a NUL in it is not cut short behind our back', () => {
  assert.throws(
    () => writeAttributes({ path: 'a\0b' }),
    (error: unknown) => error instanceof EncodeError,
  )
})

test('exactly 1 MiB is sent and read; four bytes more are refused by both', () => {
  const fits = { ...PING, attributes: [{ id: 7, payload: Buffer.alloc(MAX_BLOB_BYTES - 8, 1) }] }
  const bytes = encodeMessage(fits)
  assert.is(bytes.length, MAX_BLOB_BYTES + 8)
  assert.equal(createReader().push(bytes).messages.length, 1)
  const over = { ...PING, attributes: [{ id: 7, payload: Buffer.alloc(MAX_BLOB_BYTES - 7) }] }
  assert.throws(
    () => encodeMessage(over),
    (error: unknown) => error instanceof EncodeError,
  )
  assert.instance(createReader().push(withLength(MAX_BLOB_BYTES + 4)).error, ProtocolError)
})

for (const length of [0, 1, 3, MAX_BLOB_BYTES + 1, 0xffffff, 0xff000003, 0xffffffff]) {
  test(`a message that says it has ${length} bytes ends the stream; what came before it is good`, () => {
    const reader = createReader()
    const reading = reader.push(Buffer.concat([encodeMessage(PING), withLength(length), encodeMessage(PING)]))
    assert.equal(reading.messages, [PING])
    assert.instance(reading.error, ProtocolError)
    assert.equal(reader.push(encodeMessage(PING)).messages, [], 'nothing is read after it')
  })

  test(`the same ${length} byte by byte`, () => {
    const reader = createReader()
    const readings = [...pieces(withLength(length), 1)].map((piece) => reader.push(piece))
    assert.is(
      readings.slice(0, -1).every((reading) => reading.error === undefined),
      true,
    )
    assert.instance(readings.at(-1)?.error, ProtocolError)
  })
}

test('an attribute that does not fit into its message ends the stream', () => {
  const bytes = encodeMessage({ ...PING, attributes: [{ id: 7, payload: Buffer.alloc(4) }] })
  for (const length of [0, 3, 9, 0xffffff]) {
    bytes.writeUInt32BE(0x07000000 + length, 12)
    assert.instance(createReader().push(bytes).error, ProtocolError, `length ${length}`)
  }
})

test('the top 8 bits of the outer length are no part of it', () => {
  assert.equal(createReader().push(withLength(0x7f000004)).messages.length, 1)
})

test('a message that only announces 1 MiB does not take 1 MiB', () => {
  const before = process.memoryUsage().arrayBuffers
  const readers = Array.from({ length: 200 }, () => {
    const reader = createReader()
    reader.push(withLength(MAX_BLOB_BYTES))
    reader.push(Buffer.alloc(10))
    return reader
  })
  const grown = process.memoryUsage().arrayBuffers - before
  assert.ok(grown < 20 * 1024 * 1024, `${readers.length} readers took ${grown} bytes`)
})

const parts = {
  version: fc.nat(255),
  type: fc.nat(255),
  seq: fc.nat(65535),
  peer: fc.nat(0xffffffff),
  attributes: fc.array(
    fc
      .tuple(fc.nat(127), fc.uint8Array({ maxLength: 40 }))
      .map(([id, payload]) => ({ id, payload: Buffer.from(payload) })),
    { maxLength: 8 },
  ),
}
const anyMessage: fc.Arbitrary<Message> = fc.record(parts, { noNullPrototype: true })

test('property: any messages, glued and cut anywhere, come out as they went in', () => {
  fc.assert(
    fc.property(
      fc.array(anyMessage, { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1 }),
      (sent, sizes) => {
        const stream = Buffer.concat(sent.map(encodeMessage))
        const reader = createReader()
        const got: Message[] = []
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          got.push(...reader.push(stream.subarray(at, at + size)).messages)
          at += size
        }
        assert.equal(got, sent)
      },
    ),
  )
})

test('property: random bytes give messages or a ProtocolError, and never anything thrown', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), (chunks) => {
      const reader = createReader()
      for (const chunk of chunks) {
        const { messages, error } = reader.push(Buffer.from(chunk))
        for (const message of messages) readAttributes(message)
        if (error !== undefined) assert.instance(error, ProtocolError)
      }
    }),
    { numRuns: 2000 },
  )
})

test('property: a good message with a few changed bytes as well', () => {
  const change = fc.tuple(fc.nat(), fc.nat(255))
  fc.assert(
    fc.property(anyMessage, fc.array(change, { minLength: 1, maxLength: 4 }), (message, changes) => {
      const bytes = encodeMessage(message)
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte
      const { messages, error } = createReader().push(bytes)
      for (const read of messages) readAttributes(read)
      if (error !== undefined) assert.instance(error, ProtocolError)
    }),
    { numRuns: 2000 },
  )
})

test.run()
