/** Compares syslog messages with RFC 5424, octet for octet. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  encodeLine,
  encodeMissing,
  encodeResume,
  headerField,
  readLine,
  type Sender,
} from '../../src/forward/syslog-message.ts'
import type { Row } from '../../src/logger/record.ts'
import { encodeRow } from '../../src/logger/row-codec.ts'
import { visit } from '../logger/journal-lab.ts'
import * as fc from '../properties.ts'
import { unframe } from './receiver.ts'

const test = suite('syslog messages')
const golden = new URL('../golden/forward/messages/', import.meta.url)
const sender: Sender = {
  facility: 16,
  hostname: 'school-2',
  appName: 'aqtizim',
  journal: '5f0c2d9a71b34e68',
  bom: true,
}
const at = '2026-10-05T09:31:44+05:00'

const rows: Row[] = [
  { n: 1, at, day: { date: '2026-10-05', format: 1, zone: 'Asia/Almaty', previous: '0'.repeat(64) } },
  { n: 2, ...visit('bilimland.kz') } as Row,
  { n: 3, ...visit('вконтакте.рф', { verdict: 'refused', why: 'unlisted' }) } as Row,
  { n: 4, ...visit('x.kz', { verdict: 'refused', background: true }) } as Row,
  { n: 5, gap: { from: at, to: at, flows: 17, why: 'event-loss' } },
  { n: 6, at, event: 'approved', version: 7, by: 'Ә. "Директор" \\ ]' },
  { n: 7, at, event: 'alarm', about: 'table' },
  { n: 8, at: '1970-01-02T05:00:00+05:00', event: 'started', clock: 'unset' },
  { n: 9, at, seal: { rows: 9, head: 'a'.repeat(64) } },
]
const strange = ['{"n":10,"later":"kind"}', '{"n":11,"at":"yesterday","event":"x"}', 'no row at all', '{"n":12,"si']

function messages(): string {
  const lines = [...rows.map((row) => encodeRow(row).trimEnd()), ...strange]
  const frames = lines.map((line) => encodeLine(sender, readLine(Buffer.from(line), 11)))
  const plain = encodeLine({ ...sender, bom: false, facility: 23 }, readLine(Buffer.from(lines[1] ?? ''), 0))
  return [...frames, plain, encodeMissing(sender, 13, 20), encodeResume(sender, 20)]
    .map((frame) => `${frame}\n`)
    .join('')
}

test('each kind of row, octet for octet', () => {
  const path = new URL('messages.txt', golden)
  const made = messages()
  if (process.env.UPDATE_GOLDEN === '1' || !existsSync(path)) {
    assert.is(process.env.UPDATE_GOLDEN, '1', 'no golden')
    writeFileSync(path, made)
  }
  assert.is(made, readFileSync(path, 'utf8'))
})

/** RFC 5424, 6, as a pattern: what a strict receiver takes. */
const strict =
  /^<(\d{1,3})>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)) ([\x21-\x7e]{1,255}) ([\x21-\x7e]{1,48}) - ([\x21-\x7e]{1,32}) ((?:\[[\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}(?: [\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}="(?:[^"\\\]]|\\["\\\]])*")+\])+) \ufeff(.*)$/su

test('any line of any file is one strict message, and a row comes back as it stood', () => {
  const line = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(`{"n":7,"at":"${at}","event":${text}}`)),
    fc.string({ unit: 'grapheme' }).map((site) => Buffer.from(encodeRow({ n: 7, ...visit(site) } as Row).trimEnd())),
    fc.constantFrom(...rows.map((row) => Buffer.from(encodeRow(row).trimEnd()))),
  )
  fc.assert(
    fc.property(line, fc.nat(), (bytes, before) => {
      const read = readLine(bytes, before)
      const [message = '', ...more] = unframe(encodeLine(sender, read))
      assert.is(more.length, 0)
      const text = strict.exec(message)?.[7]
      assert.type(text, 'string', message)
      if (read.row !== undefined) assert.is(text, bytes.toString('utf8'))
      else assert.match(text ?? '', /^\{"damaged":\{"after":\d+,"bytes":\d+,"sha256":"[0-9a-f]{64}"\}\}$/)
    }),
    { numRuns: 300 },
  )
})

test('the id binds number, journal and content, and nothing else', () => {
  const id = (line: string, changes: Partial<Sender> = {}) =>
    / id="([^"]+)"/.exec(String(encodeLine({ ...sender, ...changes }, readLine(Buffer.from(line), 0))))?.[1]
  const row = '{"n":5,"at":"x","event":"a"}'
  assert.is(id(row), id(row, { hostname: 'renamed', facility: 17, bom: false }))
  assert.is.not(id(row), id(row.replace('"a"', '"b"')))
  assert.is.not(id(row), id(row, { journal: 'f'.repeat(16) }))
})

test('header fields are printable ASCII, and never empty', () => {
  assert.is(headerField('Мектеп school 2\n', 255), 'school2')
  assert.is(headerField('Мектеп', 255), '-')
  assert.is(headerField('x'.repeat(300), 255).length, 255)
})

test.run()
