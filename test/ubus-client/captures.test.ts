/** Reads the recorded conversations of a real ubusd. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ATTRIBUTES,
  createReader,
  decodeFields,
  decodeMessage,
  decodeTable,
  encodeFields,
  encodeMessage,
  MESSAGE,
  type Message,
  readAttributes,
  writeAttributes,
} from '../../src/ubus-client/index.ts'
import { pieces, readCaptures } from './captures.ts'

const test = suite('captures of a real ubusd')
const captures = readCaptures()
const CHUNKS = [1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 16, 31, 64, 1000, 4096, 65536, 1 << 22]

test('there are captures', () => {
  assert.is(captures.length, 34)
  assert.ok(captures.every((capture) => capture.messages.length > 0))
})

for (const { name, messages } of captures) {
  test(`${name}: every message encodes to the bytes that it was decoded from`, () => {
    for (const { bytes, note } of messages) assert.is(encodeMessage(decodeMessage(bytes)).equals(bytes), true, note)
  })

  test(`${name}: known attributes and their data encode to the same bytes`, () => {
    for (const { bytes, note } of messages) {
      const message = decodeMessage(bytes)
      if (message.type === MESSAGE.MONITOR) continue
      const attributes = readAttributes(message)
      const again = { ...attributes }
      for (const key of ['data', 'signature'] as const) {
        const nested = attributes[key]
        if (nested !== undefined) again[key] = encodeFields(decodeFields(nested))
      }
      const order = message.attributes.map((attribute) => attribute.id)
      const written = writeAttributes(again).sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
      assert.is(encodeMessage({ ...message, attributes: written }).equals(bytes), true, note)
    }
  })

  test(`${name}: seq, peer, status, object and method are those that the recorder read`, () => {
    for (const { bytes, note } of messages) assert.is(describe(decodeMessage(bytes), bytes.length), shorten(note), note)
  })

  test(`${name}: the same messages in pieces of any size`, () => {
    const stream = Buffer.concat(messages.map((message) => message.bytes))
    for (const size of CHUNKS) {
      const reader = createReader()
      let at = 0
      for (const piece of pieces(stream, size)) {
        const reading = reader.push(piece)
        assert.is(reading.error, undefined)
        for (const message of reading.messages) {
          const expected = messages[at++]?.bytes ?? Buffer.alloc(0)
          assert.is(encodeMessage(message).equals(expected), true)
        }
      }
      assert.is(at, messages.length, `pieces of ${size}`)
    }
  })
}

/** The recorder's note, without what is inside of DATA, SIGNATURE and SUBSCRIBERS. */
function describe(message: Message, length: number): string {
  const type = Object.entries(MESSAGE).find(([, number]) => number === message.type)?.[0] ?? message.type
  const { objectId, method, status } = message.type === MESSAGE.MONITOR ? {} : readAttributes(message)
  const found = [
    `${type} seq=${message.seq} peer=${hex(message.peer)} len=${length}`,
    objectId === undefined ? '' : `OBJID=${hex(objectId)}`,
    method === undefined ? '' : `METHOD='${method}'`,
    status === undefined ? '' : `STATUS=${status}`,
  ]
  return found.filter((part) => part !== '').join(' ')
}

function shorten(note: string): string {
  const head = /^.* len=\d+/.exec(note)?.[0] ?? note
  const outside = note.slice(head.length).replace(/ (DATA|SIGNATURE)=\{.*\}/, '')
  const parts = [/OBJID=[0-9a-f]+/, /METHOD='[^']*'/, /\bSTATUS=\d+/].map((part) => part.exec(outside)?.[0])
  return [head, ...parts.filter((part) => part !== undefined)].join(' ')
}

function hex(id: number): string {
  return id.toString(16).padStart(8, '0')
}

test('the values of the capture with every type', () => {
  const invoke = captures
    .find((capture) => capture.name === 'c-invoke-types')
    ?.messages.map((message) => decodeMessage(message.bytes))
    .find((message) => message.type === MESSAGE.INVOKE)
  const data = invoke?.attributes.find((attribute) => attribute.id === ATTRIBUTES.data.id)?.payload
  assert.equal(decodeTable(data ?? Buffer.alloc(0)), {
    b: true,
    f: false,
    i: 5,
    neg: -7,
    i32max: 2147483647,
    i32min: -2147483648,
    big: 9007199254740993n,
    negbig: -5000000000,
    d: 1.5,
    d2: -0.1,
    s: 'salom ўқувчи',
    empty: '',
    t: { x: { y: [1, 'a', false, null, { z: [] }] } },
    a: [{ k: 1 }, [], [1, 2, 3]],
    et: {},
    ea: [],
  })
})

test.run()
