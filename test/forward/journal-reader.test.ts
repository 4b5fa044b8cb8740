/** Tests reading rows from any place on, over all days and as the journal grows. */
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Extent, JournalReader, placeAt } from '../../src/forward/journal-reader.ts'
import { hashOf } from '../../src/forward/syslog-message.ts'
import { keepUp } from '../../src/logger/upkeep.ts'
import { Lab, visit } from '../logger/journal-lab.ts'
import * as fc from '../properties.ts'

const test = suite('journal reader')
const DIR = '/flash/journal'

/** Days with so many visits each; all but the two newest are compressed. */
function days(counts: readonly number[]) {
  const lab = new Lab()
  const journal = lab.open()
  counts.forEach((count, day) => {
    if (day > 0) lab.now += 86_400_000
    for (let n = 0; n < count; n++) journal.append(visit(`сайт-${day}-${n}.kz`))
    journal.flush()
  })
  while (keepUp(lab.files, DIR, journal, { keepDays: 400 }));
  const extent = (): Extent => ({ flushed: journal.last - journal.waiting.length, last: journal.last })
  return { lab, journal, extent }
}

function readAll(reader: JournalReader, extent: Extent, most = 1000): string[] {
  const texts: string[] = []
  for (let lines = reader.read(extent, most); lines.length > 0; lines = reader.read(extent, most))
    texts.push(...lines.map(({ bytes }) => bytes.toString()))
  return texts
}

test('from any place on, in pieces of any size, over compressed days and plain ones', () => {
  const { lab, extent } = days([120, 1, 300, 40, 5, 700, 60])
  const lines = lab.lines()
  fc.assert(
    fc.property(fc.nat(lines.length), fc.integer({ min: 1, max: 100_000 }), (n, most) => {
      const reader = new JournalReader(lab.files, DIR)
      reader.seek({ n, row: n === 0 ? '' : hashOf(Buffer.from(lines[n - 1] ?? '')) })
      assert.is(readAll(reader, extent(), most).join('\n'), lines.slice(n).join('\n'))
    }),
    { numRuns: 60 },
  )
})

test('goes on as the journal grows, over midnight and over compressing', () => {
  const { lab, journal, extent } = days([10, 10, 10])
  const reader = new JournalReader(lab.files, DIR)
  reader.seek(placeAt(0))
  const read: string[] = []
  for (let day = 0; day < 6; day++) {
    // In the middle of a day that is then compressed, and of one that goes.
    read.push(...reader.read(extent(), 1500).map(({ bytes }) => bytes.toString()))
    lab.now += 86_400_000
    for (let n = 0; n < 20; n++) journal.append(visit(`later-${day}-${n}.kz`))
    journal.flush()
    while (keepUp(lab.files, DIR, journal, { keepDays: 400 }));
  }
  read.push(...readAll(reader, extent()))
  assert.is(read.join('\n'), lab.lines().join('\n'))
})

test('days that expire while they are read leave a gap in the numbers, and nothing else', () => {
  const { lab, journal, extent } = days([50, 50, 50, 50, 50, 50])
  const reader = new JournalReader(lab.files, DIR)
  reader.seek(placeAt(0))
  const first = reader.read(extent(), 2000).map(({ n }) => n)
  while (keepUp(lab.files, DIR, journal, { keepDays: 2 }));
  const rest: number[] = []
  for (let lines = reader.read(extent(), 5000); lines.length > 0; lines = reader.read(extent(), 5000))
    rest.push(...lines.map(({ n }) => n))
  const kept = lab.lines().map((line) => JSON.parse(line).n as number)
  const all = [...first, ...rest]
  assert.equal(
    all,
    [...new Set(all)].sort((a, b) => a - b),
  )
  assert.equal(rest.slice(-kept.length), kept)
})

test('rows that wait for the disk, and half a row, are not there yet', () => {
  const { lab, journal, extent } = days([5])
  journal.append(visit('waiting.kz'))
  const reader = new JournalReader(lab.files, DIR)
  reader.seek(placeAt(0))
  lab.volume.appendFileSync(`${DIR}/2026-10-05.jsonl`, '{"n":7,"at":"x","eve')
  assert.is(readAll(reader, extent()).length, 6)
  // As after a flush whose fsync failed: the line stands there, and does not count yet.
  lab.volume.appendFileSync(`${DIR}/2026-10-05.jsonl`, 'nt":"y"}\n')
  assert.equal(readAll(reader, extent()), [])
  assert.is(readAll(reader, { flushed: 7, last: 7 }).length, 1)
})

test('another journal is known by its row', () => {
  const { lab, extent } = days([20])
  const reader = new JournalReader(lab.files, DIR)
  reader.seek({ n: 10, row: 'f'.repeat(16) })
  assert.equal(reader.read(extent(), 100), [])
  assert.ok(reader.isOther)
})

test('garbage, forged numbers and octets that are no text stop nothing', () => {
  const { lab, extent } = days([3, 3])
  const first = `${DIR}/2026-10-05.jsonl`
  const garbage = Buffer.from([...Buffer.from('garbage\n\n{"n":99999999,"at":"x","event":"forged"}\n'), 0xff, 0xfe, 10])
  lab.volume.writeFileSync(first, Buffer.concat([lab.volume.readFileSync(first) as Buffer, garbage]))
  const reader = new JournalReader(lab.files, DIR)
  reader.seek(placeAt(0))
  const lines = reader.read(extent(), 1e6)
  assert.equal(
    lines.map(({ n, row }) => (row === undefined ? -n : n)),
    [1, 2, 3, 4, 5, -5, -5, -5, -5, 6, 7, 8, 9],
  )
})

test('a damaged compressed day does not hold up the days after it', () => {
  const { lab, extent } = days([200, 5, 5])
  const path = `${DIR}/2026-10-05.jsonl.gz`
  const packed = lab.volume.readFileSync(path) as Buffer
  const spoilt = [
    Buffer.concat([packed.subarray(0, 20), Buffer.alloc(60, 0xff)]),
    packed.subarray(0, packed.length >> 1),
    Buffer.from('no gzip at all'),
  ]
  for (const bytes of spoilt) {
    lab.volume.writeFileSync(path, bytes)
    const reader = new JournalReader(lab.files, DIR)
    reader.seek(placeAt(0))
    const lines = reader.read(extent(), 1e6)
    assert.ok(lines.some(({ row, bytes: line }) => row === undefined && String(line) === `${path} is damaged`))
    assert.equal(
      lines.slice(-13).map(({ n }) => n),
      [203, 204, 205, 206, 207, 208, 209, 210, 211, 212, 213, 214, 215].filter((n) => n <= extent().last),
    )
  }
})

test('what unpacks to a thousand times its size is read in pieces', () => {
  const { lab, extent } = days([5, 5, 5])
  lab.volume.writeFileSync(`${DIR}/2026-10-05.jsonl.gz`, gzipSync(Buffer.alloc(30_000_000, 'x')))
  const bomb = new JournalReader(lab.files, DIR)
  bomb.seek(placeAt(0))
  let longest = 0
  for (let lines = bomb.read(extent(), 1000); lines.length > 0; lines = bomb.read(extent(), 1000))
    longest = Math.max(longest, ...lines.map(({ bytes }) => bytes.length))
  assert.ok(longest > 0 && longest < 8_000_000)
})

test.run()
