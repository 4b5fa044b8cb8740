/** Tests journals with changed bytes: rows are read as far as possible, and verify reports them. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Format, formatter } from '../../src/logger/format.ts'
import { type Filter, query } from '../../src/logger/query.ts'
import type { Row } from '../../src/logger/record.ts'
import { decodeRow, encodeRow } from '../../src/logger/row-codec.ts'
import { readSpool } from '../../src/logger/spool.ts'
import { verifyFiles } from '../../src/logger/verify-files.ts'
import { Lab, visit } from '../logger/journal-lab.ts'
import fc from '../properties.ts'
import { holds, isSwift } from './budget.ts'
import { changed, changedBytes, hostileText, nasty } from './mutation.ts'

const test = suite('hostile journals')
const dir = '/flash/journal'

/** A sealed day with rows of all kinds. */
function honest(): { name: string; text: string } {
  const lab = new Lab()
  const journal = lab.open()
  journal.append(visit('bilimland.kz', { host: 'cdn.bilimland.kz', lesson: '7Б' }))
  journal.append(visit('қазақ\ufffd', { verdict: 'refused', why: 'unlisted' }))
  journal.gap({ from: 1_780_000_000, to: 1_780_000_060, why: 'event-loss', flows: 7, room: 'lab', counter: 'gate' })
  journal.event('approved', { version: 7, by: 'А. Директор' })
  journal.seal({ kernel: { lab: { allowed: 1 } }, recorded: { lab: { allowed: 1 } } })
  journal.append(visit('kitap.kz'))
  journal.close()
  const [day] = lab.days()
  return { name: day?.name ?? '', text: day?.lines.map((line) => `${line}\n`).join('') ?? '' }
}

const { name, text } = honest()
const lines = text.split('\n').slice(0, -1)
const formats: readonly Format[] = ['table', 'csv', 'json']

/** Reads with every reader that there is. */
function readAll(lab: Lab, filter: Filter = {}): void {
  for (const format of formats)
    for (const found of query(lab.files, dir, filter)) {
      const printed = formatter(format).row(found)
      assert.ok(printed.endsWith('\n'))
      if (format === 'table') assert.not.match(printed.slice(0, -1), /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
      if (format === 'json') assert.is(printed.indexOf('\n'), printed.length - 1)
    }
}

function labWith(bytes: string | Buffer, more: Record<string, string | Buffer> = {}): Lab {
  const lab = new Lab()
  for (const [path, contents] of Object.entries({ [name]: bytes, ...more })) {
    lab.volume.mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true })
    lab.volume.writeFileSync(path, contents)
  }
  return lab
}

test('a changed file is read, named by verify, and the next daemon goes on behind it', () => {
  const lastSeal = Buffer.byteLength(text.slice(0, text.lastIndexOf('{"n"')))
  const honestBytes = Buffer.from(text)
  const filters = fc.constantFrom<Filter>(
    {},
    { site: 'kz' },
    { since: '2026-10-05' },
    { pc: 'pc-07', verdict: 'refused' },
  )
  holds(
    500,
    fc.oneof(
      changedBytes([honestBytes], 2),
      changed([text], 2).map((t) => Buffer.from(t)),
    ),
    filters,
    (bytes, filter) => {
      const lab = labWith(bytes)
      readAll(lab, filter)
      const { wrong } = verifyFiles(lab.files, dir)
      const isWhole = bytes.subarray(0, lastSeal).equals(honestBytes.subarray(0, lastSeal))
      if (!isWhole && bytes.length >= lastSeal) assert.ok(wrong !== undefined, 'verify found nothing')
      const journal = lab.open()
      journal.append(visit('after.kz'))
      journal.close()
      assert.ok([...query(lab.files, dir, {})].some(({ line }) => line.includes('after.kz')))
    },
  )
})

test('a damaged row is no row of its kind, and stops nobody', () => {
  const inside = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant({ toString: 1 }), fc.constant({}))
  const row = fc.record(
    { n: fc.nat(9), at: inside, gap: inside, seal: inside, day: inside, event: inside, x: inside },
    { requiredKeys: ['n'] },
  )
  holds(800, row, (damaged) => {
    const lab = labWith(`${lines[0]}\n${JSON.stringify(damaged)}\n`)
    readAll(lab)
    verifyFiles(lab.files, dir)
    lab.open().close()
  })
  for (const line of [
    '{"n":1,"at":"x","day":{}}',
    '{"n":1,"at":"x","seal":{"rows":1}}',
    '{"n":1,"gap":{}}',
    '{"n":1,"at":"x","event":"e","a":{"toString":1}}',
  ]) {
    const lab = labWith(`${line}\n`)
    readAll(lab)
    assert.ok(verifyFiles(lab.files, dir).wrong)
    lab.open().close()
  }
})

test('a byte behind which a replacement character was hidden is found', () => {
  const bytes = Buffer.from(text)
  const at = bytes.indexOf(Buffer.from('\ufffd'))
  assert.ok(at > 0)
  const hidden = Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at + 3)])
  assert.is(verifyFiles(labWith(bytes).files, dir).wrong, undefined)
  assert.is(verifyFiles(labWith(hidden).files, dir).wrong?.code, 'unreadable')
})

test('what a killed daemon left in RAM and what a power cut left on disk may be anything', () => {
  const spool = lines.map((line) => `R ${line}\n`).join('')
  const open = JSON.stringify({ n: 3, at: 1_780_000_000, rows: [visit('open.kz')] })
  holds(300, changed([spool]), changed([open]), (left, saved) => {
    const lab = labWith(text, { '/ram/journal.spool': left, [`${dir}/open.json`]: saved })
    readSpool(lab.files, '/ram/journal.spool')
    const journal = lab.open()
    for (const row of journal.left.rows) journal.append(row)
    journal.close()
  })
})

/** Reads CSV with `;` as RFC 4180 has it. */
function readCsv(line: string): string[] {
  const cells: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^;"\r\n]*))(;|\r\n)/y
  while (cell.lastIndex < line.length) {
    const [, quoted, plain = '', end] = cell.exec(line) ?? assert.unreachable(`no CSV: ${JSON.stringify(line)}`) ?? []
    cells.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end === '\r\n') assert.is(cell.lastIndex, line.length)
  }
  return cells
}

test('hostile words in a row: one line of JSON, no formula, and the same words after a reader of CSV', () => {
  const head = formatter('csv').head.replace('\ufeff', '').trimEnd().split(';')
  const word = fc.oneof(
    hostileText,
    fc.constantFrom(...nasty).map((text) => `${text}=cmd|'/c calc'!A0`),
  )
  holds(1500, fc.constantFrom('site', 'host', 'pc', 'why', 'lesson', 'room'), word, (key, text) => {
    const row = { n: 1, ...visit('a.kz', { [key]: text }) } as Row
    const line = encodeRow(row)
    assert.is(line.indexOf('\n'), line.length - 1)
    const decoded = decodeRow(line)
    assert.ok(decoded !== undefined && decoded.kind === 'visit')
    const kept = String(JSON.parse(line)[key])
    const cells = readCsv(formatter('csv').row({ line: line.trimEnd(), row: decoded, date: '' }))
    assert.is(cells.length, head.length)
    const cell = cells[head.indexOf(key)] ?? ''
    assert.is(cell.replace(/^'/, ''), kept.replace(/^'/, ''))
    for (const each of cells) assert.not.match(each.replace(/^[\s\p{C}]+/u, ''), /^[=+\-@\uff1d\uff0b\uff0d\uff20]/)
  })
  isSwift('a long word', () => encodeRow({ n: 1, ...visit('\u202e'.repeat(256 * 1024)) } as Row))
})

test.run()
