/** Tests reading a day's file in pieces, from either end. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { memfs } from 'memfs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gzipMember, memberSize } from '../../src/logger/day-gzip.ts'
import { type DayReader, type Order, PIECE, piecesOf } from '../../src/logger/day-pieces.ts'
import * as fc from '../properties.ts'

const test = suite('day pieces')
const { fs, vol } = memfs()
const files = fs as unknown as DayReader
const plain = { date: '2026-10-05', path: '/2026-10-05.jsonl', packed: false }
const packed = { ...plain, path: '/2026-10-05.jsonl.gz', packed: true }
const orders: readonly Order[] = ['oldest', 'newest']

function read(day: typeof plain, order: Order): Buffer {
  const pieces = [...piecesOf(files, day, order)].map((piece) => Buffer.from(piece))
  for (const piece of pieces.slice(order === 'oldest' ? 0 : 1, order === 'oldest' ? -1 : undefined))
    assert.is(piece.at(-1), 0x0a)
  return Buffer.concat(order === 'oldest' ? pieces : pieces.reverse())
}

/** Lines that add up to some pieces, some of them longer than one, with or without a torn end. */
const days = fc.array(fc.oneof(fc.nat({ max: 300 }), fc.constantFrom(PIECE - 1, PIECE, PIECE + 1, 100_000)), {
  maxLength: 12,
})

test('whatever the lines are, the pieces of either order join to the file, and each is whole', () => {
  fc.assert(
    fc.property(days, fc.boolean(), (lengths, torn) => {
      const text = lengths.map((length, at) => String.fromCharCode(97 + at).repeat(length)).join('\n')
      const bytes = Buffer.from(torn || text === '' ? text : `${text}\n`)
      vol.writeFileSync(plain.path, bytes)
      vol.writeFileSync(packed.path, Buffer.concat([...piecesOf(files, plain)].map(gzipMember)))
      for (const order of orders)
        for (const day of [plain, packed]) {
          assert.ok(read(day, order).equals(bytes), `${order} ${day.path}`)
        }
    }),
    { numRuns: 60 },
  )
})

test('a member that says gigabytes is refused before they are there', () => {
  vol.writeFileSync(packed.path, gzipMember(Buffer.alloc(65 * 1024 * 1024)))
  for (const order of orders) assert.throws(() => read(packed, order), /larger than 67108864/)
})

test('any gunzip reads the members as one file, and a file of another program is read as well', () => {
  const members = [gzipMember(Buffer.from('a\nb\n')), gzipMember(Buffer.from('c\n'))]
  assert.equal(
    members.map((member) => memberSize(member)),
    members.map(({ length }) => length),
  )
  assert.is(gunzipSync(Buffer.concat(members)).toString(), 'a\nb\nc\n')
  const foreign = gzipSync('d\ne\n')
  assert.is(memberSize(foreign), undefined)
  for (const bytes of [foreign, Buffer.concat([...members, foreign]), Buffer.concat([foreign, ...members])]) {
    vol.writeFileSync(packed.path, bytes)
    for (const order of orders) assert.is(read(packed, order).toString(), gunzipSync(bytes).toString())
  }
})

test('a size that lies, and a file that is cut, are errors and not an endless loop', () => {
  const member = gzipMember(Buffer.from('a\n'))
  for (const size of [0, 1, 20, 21, member.length - 1, member.length + 1, 0xffffffff]) {
    const lie = Buffer.from(member)
    lie.writeUInt32LE(size, 16)
    vol.writeFileSync(packed.path, Buffer.concat([lie, member]))
    try {
      // A size beyond the file's end is no size.
      assert.is(read(packed, 'oldest').toString(), 'a\na\n')
    } catch (error) {
      assert.match(String(error), /incorrect|invalid|unexpected/)
    }
  }
  vol.writeFileSync(packed.path, member.subarray(0, member.length - 9))
  assert.throws(() => read(packed, 'oldest'), /unexpected end/)
})

test('a day that was compressed since the folder was listed is found; one that is gone is an error', () => {
  vol.unlinkSync(plain.path)
  vol.writeFileSync(packed.path, gzipMember(Buffer.from('a\n')))
  assert.is(read(plain, 'newest').toString(), 'a\n')
  vol.unlinkSync(packed.path)
  assert.throws(() => read(plain, 'oldest'), /ENOENT/)
})

test.run()
