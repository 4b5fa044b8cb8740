/** Tests reading and writing rows. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Row } from '../../src/logger/record.ts'
import { decodeRow, encodeRow } from '../../src/logger/row-codec.ts'
import { localTime } from '../../src/machine/local-time.ts'
import * as fc from '../properties.ts'

const test = suite('record')

/** One row of each kind, as it must stand in the file for ever. */
const rows: readonly (readonly [kind: string, row: Row, line: string])[] = [
  [
    'visit',
    {
      n: 812,
      start: '2026-10-05T09:12:03+05:00',
      end: '2026-10-05T09:31:44+05:00',
      room: 'informatics',
      pc: 'PC-07',
      mac: '02:00:00:00:00:07',
      ip: '192.168.1.107',
      flows: 12,
      up: 18230,
      down: 5678900,
      verdict: 'allowed',
      site: 'bilimland.kz',
      host: 'cdn.bilimland.net',
    },
    '{"n":812,"start":"2026-10-05T09:12:03+05:00","end":"2026-10-05T09:31:44+05:00","room":"informatics","pc":"PC-07",' +
      '"mac":"02:00:00:00:00:07","ip":"192.168.1.107","site":"bilimland.kz","host":"cdn.bilimland.net","verdict":"allowed",' +
      '"flows":12,"up":18230,"down":5678900}\n',
  ],
  [
    'gap',
    { n: 814, gap: { from: 'a', to: 'b', flows: 17, why: 'event-loss' } },
    '{"n":814,"gap":{"from":"a","to":"b","flows":17,"why":"event-loss"}}\n',
  ],
  ['event', { n: 815, version: 7, at: 'a', event: 'approved' }, '{"n":815,"at":"a","event":"approved","version":7}\n'],
  [
    'seal',
    { n: 816, at: 'a', seal: { rows: 816, head: 'ff', kernel: { lab: { allowed: 5, refused: 7 } }, recorded: {} } },
    '{"n":816,"at":"a","seal":{"rows":816,"head":"ff","kernel":{"lab":{"allowed":5,"refused":7}},"recorded":{}}}\n',
  ],
  [
    'day',
    { n: 1, at: 'a', day: { date: '2026-10-05', format: 1, zone: 'Asia/Almaty', previous: '00' } },
    '{"n":1,"at":"a","day":{"date":"2026-10-05","format":1,"zone":"Asia/Almaty","previous":"00"}}\n',
  ],
]

for (const [kind, row, line] of rows) {
  test(`a ${kind} row is written and read`, () => {
    assert.is(encodeRow(row), line)
    const decoded = decodeRow(line)
    assert.is(decoded?.kind, kind)
    if (decoded !== undefined && decoded.kind !== 'unknown') assert.equal(decoded.row, row)
  })
}

test('a row of a newer version is kept as it is', () => {
  for (const line of ['{"n":5,"lesson":{"class":"7A"}}', '{"n":6,"site":7,"verdict":"allowed"}']) {
    const decoded = decodeRow(line)
    assert.is(decoded?.kind, 'unknown')
    if (decoded?.kind === 'unknown') assert.is(decoded.text, line)
  }
})

test('what is no row gives nothing', () => {
  for (const line of ['', '{', '[]', 'null', '7', '{}', '{"n":-1}', '{"n":1.5}', '{"n":"1"}', '{"n":1e300}']) {
    assert.is(decodeRow(line), undefined, line)
  }
})

test('any text makes one line, bounded, without what a terminal or an editor heeds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (pc) => {
      const row = { ...(rows[0]?.[1] as Row), pc } as Row
      const line = encodeRow(row)
      assert.is(line.indexOf('\n'), line.length - 1)
      assert.not.match(line.slice(0, -1), /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]/)
      const back = decodeRow(line)
      assert.ok(back?.kind === 'visit' && back.row.pc.length <= 512)
      assert.ok(Buffer.from(line, 'utf8').toString('utf8') === line)
    }),
  )
})

test('times bear the offset of the named zone, whatever TZ says', () => {
  const at = Date.parse('2026-10-05T04:12:03.900Z') / 1000
  assert.is(localTime('Asia/Almaty').format(at), '2026-10-05T09:12:03+05:00')
  assert.is(localTime('America/New York').format(at), '2026-10-05T00:12:03-04:00')
  assert.is(localTime('Asia/Kathmandu').format(at), '2026-10-05T09:57:03+05:45')
  assert.is(localTime('UTC').format(at), '2026-10-05T04:12:03+00:00')
  assert.is(localTime('Nowhere/At all').zone, 'UTC')
  assert.is(localTime('Asia/Almaty').date(Date.parse('2026-10-05T19:00:00Z') / 1000), '2026-10-06')
})

test('a zone that changed its offset: Almaty before and after 2024-03-01', () => {
  const zone = localTime('Asia/Almaty')
  const midnight = Date.parse('2024-02-29T18:00:00Z') / 1000
  assert.is(zone.format(midnight - 1), '2024-02-29T23:59:59+06:00')
  assert.is(zone.format(midnight), '2024-02-29T23:00:00+05:00')
})

test('times are what Date reads back, from 1970 to 9999', () => {
  const zone = localTime('Europe/London')
  fc.assert(
    fc.property(fc.integer({ min: 86_400, max: 253_402_200_000 }), (at) => {
      assert.is(Date.parse(zone.format(at)), at * 1000)
    }),
    { numRuns: 300 },
  )
  assert.is(localTime('Asia/Almaty').format(Number.NaN).length, 25)
})

test.run()
