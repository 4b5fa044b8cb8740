/** Tests the blobmsg codec. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  decodeFields,
  decodeTable,
  double,
  EncodeError,
  encodeFields,
  encodeTable,
  type Field,
  fieldsLength,
  type InputTable,
  MAX_DEPTH,
  ProtocolError,
  toFields,
} from '../../src/ubus-client/index.ts'
import * as fc from '../properties.ts'

const test = suite('blobmsg')

/** Bytes -> fields -> the same bytes, of the length that was foretold. */
function testEncoder(name: string, hex: string, fields: readonly Field[]): void {
  test(`${name}: encode, decode, length`, () => {
    const bytes = encodeFields(fields)
    assert.is(bytes.toString('hex'), hex.replaceAll(' ', ''))
    assert.is(fieldsLength(fields), bytes.length)
    assert.equal(decodeFields(bytes), fields)
    assert.is(encodeFields(decodeFields(bytes)).equals(bytes), true)
    // Inside of a bigger one, so that no place is taken as the start of the message.
    const inside: Field[] = [
      { name: 'before', type: 'int32', value: 1 },
      { name: 'in', type: 'table', value: fields },
    ]
    assert.equal(decodeFields(encodeFields(inside)), inside)
  })
}

//                       head     namelen name
testEncoder('null', '80000008 0001 6e00', [{ name: 'n', type: 'null', value: null }])
testEncoder('boolean', '87000009 0001 6200 01000000', [{ name: 'b', type: 'int8', value: 1 }])
testEncoder('int16', '8600000a 0001 6900 fffe0000', [{ name: 'i', type: 'int16', value: -2 }])
testEncoder('int32', '8500000c 0001 6900 80000000', [{ name: 'i', type: 'int32', value: -(2 ** 31) }])
testEncoder('int64', '84000010 0001 6900 0020000000000001', [{ name: 'i', type: 'int64', value: 2n ** 53n + 1n }])
testEncoder('double', '88000010 0001 6400 bfb999999999999a', [{ name: 'd', type: 'double', value: -0.1 }])
testEncoder('string', '8300000c 0001 7300 61d29b00', [{ name: 's', type: 'string', value: 'aқ' }])
testEncoder('string that is not UTF-8', '8300000b 0001 7300 61ff0000', [
  { name: 's', type: 'string', value: Buffer.from([0x61, 0xff]) },
])
testEncoder('string with U+FFFD in it', '8300000c 0001 7300 efbfbd00', [{ name: 's', type: 'string', value: '\ufffd' }])
testEncoder('empty string, longer name', '8300000d 0005 656d70747900 00000000', [
  { name: 'empty', type: 'string', value: '' },
])
testEncoder('table', '82000014 0001 7400 8500000c 0001 7800 00000007', [
  { name: 't', type: 'table', value: [{ name: 'x', type: 'int32', value: 7 }] },
])
testEncoder('array', '81000014 0001 6100 8500000c 00000000 00000007', [
  { name: 'a', type: 'array', value: [{ name: '', type: 'int32', value: 7 }] },
])
testEncoder('empty table and array', '82000008 0001 7400 81000008 0001 6100', [
  { name: 't', type: 'table', value: [] },
  { name: 'a', type: 'array', value: [] },
])
testEncoder('a type that we do not know', 'c200000b 0001 7500 01020300', [
  { name: 'u', type: 'other', id: 0x42, value: Buffer.from([1, 2, 3]) },
])
testEncoder('repeated names', '8500000c 0001 6900 00000001 8500000c 0001 6900 00000002', [
  { name: 'i', type: 'int32', value: 1 },
  { name: 'i', type: 'int32', value: 2 },
])
testEncoder('a name of 70 bytes of UTF-8', `87000051 0046 ${'d29b'.repeat(35)} ${'00'.repeat(4)} 01000000`, [
  { name: 'қ'.repeat(35), type: 'int8', value: 1 },
])

const TYPES: [unknown, Field['type']][] = [
  [0, 'int32'],
  [2 ** 31 - 1, 'int32'],
  [-(2 ** 31), 'int32'],
  [2 ** 31, 'int64'],
  [-(2 ** 31) - 1, 'int64'],
  [Number.MAX_SAFE_INTEGER, 'int64'],
  [2 ** 62, 'int64'],
  [-(2 ** 63), 'int64'],
  [2 ** 63, 'double'],
  [1e300, 'double'],
  [0.5, 'double'],
  [Number.NaN, 'double'],
  [Number.NEGATIVE_INFINITY, 'double'],
  [double(3), 'double'],
  [3n, 'int64'],
  [-(2n ** 63n), 'int64'],
  [true, 'int8'],
  [null, 'null'],
  ['', 'string'],
  [[], 'array'],
  [{}, 'table'],
]
for (const [value, type] of TYPES) {
  test(`a ${typeof value} ${String(value)} goes out as ${type}`, () => {
    assert.is(toFields({ v: value as never })[0]?.type, type)
  })
}

test('int64 comes back as a number as long as that is exact', () => {
  const table = decodeTable(encodeTable({ a: 5n, b: 2n ** 53n - 1n, c: 2n ** 53n, d: -(2n ** 53n), e: -(2n ** 63n) }))
  assert.equal(table, { a: 5, b: 2 ** 53 - 1, c: 2n ** 53n, d: -(2n ** 53n), e: -(2n ** 63n) })
})

test('of a repeated name the first counts, and what is unknown is left out', () => {
  const fields: Field[] = [
    { name: 'a', type: 'int32', value: 1 },
    { name: 'u', type: 'other', id: 77, value: Buffer.alloc(2) },
    { name: 'a', type: 'string', value: 'later' },
  ]
  assert.equal(decodeTable(encodeFields(fields)), { a: 1 })
})

test('a field called __proto__ is a field like any other', () => {
  const input: InputTable = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}')
  const table = decodeTable(encodeTable(input))
  assert.is(JSON.stringify(table), '{"__proto__":{"polluted":1},"constructor":2}')
  assert.is(Object.getPrototypeOf(table), Object.prototype)
  assert.is('polluted' in {}, false)
})

const REFUSED: [string, unknown, RegExp][] = [
  ['2^63', 2n ** 63n, /^a\.v: 9223372036854775808 does not fit into 64 bits$/],
  ['undefined', undefined, /^a\.v: undefined cannot be sent$/],
  ['a function', () => {}, /^a\.v: function cannot be sent$/],
  ['an element', [1, Symbol('s')], /^a\.v\[1\]: symbol cannot be sent$/],
  ['a name with NUL', { 'x\0y': 1 }, /has a NUL/],
  ['a name of 64 KiB', { ['x'.repeat(65536)]: 1 }, /name of 65536 bytes is too long/],
  ['1 MiB and a bit', 'x'.repeat(1_048_577), /more than a message can hold/],
]
for (const [name, value, message] of REFUSED) {
  test(`${name} is refused by name`, () => {
    assert.throws(
      () => encodeTable({ a: { v: value as never } }),
      (error: unknown) => error instanceof EncodeError && message.test(error.message),
    )
  })
}

function nested(depth: number): InputTable {
  let table: InputTable = {}
  for (let at = 1; at < depth; at++) table = at % 2 === 0 ? { t: table } : { t: [table] }
  return table
}

function nestedBytes(depth: number): Buffer {
  let bytes = Buffer.alloc(0)
  for (let at = 1; at < depth; at++) {
    const head = Buffer.from([0x82, 0, 0, 0, 0, 0, 0, 0])
    head.writeUIntBE(bytes.length + 8, 1, 3)
    bytes = Buffer.concat([head, bytes])
  }
  return bytes
}

test('depth is bounded in both directions', () => {
  assert.ok(decodeFields(nestedBytes(MAX_DEPTH)))
  assert.throws(() => decodeFields(nestedBytes(MAX_DEPTH + 1)), isProtocolError)
  assert.throws(() => decodeFields(nestedBytes(20_000)), isProtocolError)
  assert.ok(encodeTable(nested(40)))
  assert.throws(
    () => encodeTable(nested(60)),
    (error: unknown) => error instanceof EncodeError,
  )
  const circle: { [name: string]: InputTable } = {}
  circle.again = circle
  assert.throws(
    () => encodeTable(circle),
    (error: unknown) => error instanceof EncodeError,
  )
})

const BROKEN: [string, string][] = [
  ['cut off in the head', '8500'],
  ['length 0', '85000000 0000 0000'],
  ['length 3', '85000003 0000 0000'],
  ['longer than what is there', '8500000c 0001 6900'],
  ['longest length', '85ffffff 0001 6900 00000001'],
  ['padding is missing', '87000009 0001 6200 01'],
  ['no place for a name', '0500000c 0001 6900 00000001'],
  ['no name at all', '80000004'],
  ['cut off in the name', '80000006 0000 0000'],
  ['name longer than the field', '8500000c ffff 6900 00000001'],
  ['name without its NUL', '8500000c 0001 6969 00000001'],
  ['name with a NUL inside', '8500000c 0003 6900 61000000'],
  ['int32 of 8 bytes', '85000010 0001 6900 0000000000000001'],
  ['int8 of 0 bytes', '87000008 0001 6900'],
  ['string of 0 bytes', '83000008 0001 7300'],
  ['string without its NUL', '8300000a 0001 7300 61620000'],
  ['table with a broken field', '8200000c 0001 7400 85000000'],
]
for (const [name, hex] of BROKEN) {
  test(`broken: ${name}`, () => {
    assert.throws(() => decodeFields(Buffer.from(hex.replaceAll(' ', ''), 'hex')), isProtocolError)
  })
}

function isProtocolError(error: unknown): boolean {
  return error instanceof ProtocolError
}

const name = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0'))
const { value: anyTable } = fc.letrec<{ value: InputTable; item: unknown }>((tie) => ({
  value: fc.dictionary(name, tie('item') as fc.Arbitrary<never>, { maxKeys: 6 }),
  item: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((number) => number + 0),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).filter((big) => !Number.isSafeInteger(Number(big))),
    fc.double({ noInteger: true }),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('item'), { maxLength: 5 }),
    tie('value'),
  ),
}))

test('property: a table comes back as it was sent', () => {
  fc.assert(
    fc.property(anyTable, (table) => {
      const bytes = encodeTable(table)
      assert.equal(decodeTable(bytes), plain(table))
      assert.is(encodeFields(decodeFields(bytes)).equals(bytes), true)
      assert.is(bytes.length, fieldsLength(toFields(table)))
    }),
    { numRuns: 500 },
  )
})

/** fast-check makes some of its tables without a prototype. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? 0 : value
  const table = {}
  for (const [key, item] of Object.entries(value)) {
    Object.defineProperty(table, key, { value: plain(item), enumerable: true, configurable: true, writable: true })
  }
  return table
}

test('property: random bytes are fields or a ProtocolError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      try {
        decodeFields(Buffer.from(bytes))
      } catch (error) {
        assert.instance(error, ProtocolError)
      }
    }),
    { numRuns: 3000 },
  )
})

test('property: good fields with a few changed bytes are fields or a ProtocolError', () => {
  const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }))
  fc.assert(
    fc.property(anyTable, fc.array(change, { minLength: 1, maxLength: 4 }), (table, changes) => {
      const bytes = encodeTable(table)
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte
      try {
        const fields = decodeFields(bytes)
        decodeTable(bytes)
        assert.ok(fieldsLength(fields) >= 0)
      } catch (error) {
        assert.instance(error, ProtocolError)
      }
    }),
    { numRuns: 1500 },
  )
})

test.run()
