/** Tests the reader of HAProxy's records, with lines of real ones. */
import { readFileSync, writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseGateRecord } from '../../src/logger/gate-log.ts'
import { RingLines } from '../../src/logger/haproxy-log-reader.ts'
import * as fc from '../properties.ts'

const test = suite('gate log')
const golden = (name: string) => new URL(`../golden/logger/gate-log/${name}`, import.meta.url)
const stream = readFileSync(golden('ring.txt'), 'utf8')
const header = '<134>1 2026-11-23T10:43:17.146087+05:00 - haproxy 1 - - '
const parse = (text: string) => parseGateRecord(`${header}${text}`, 0)

test("HAProxy's own answer, at every chunk size", () => {
  const expected = new RingLines().push(stream)
  const got = expected.map((message) => `${JSON.stringify(parseGateRecord(message, 0) ?? 'garbage')}\n`).join('')
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden('records.jsonl'), got)
  assert.is(got, readFileSync(golden('records.jsonl'), 'utf8'))
  for (let size = 1; size <= stream.length; size++) {
    const lines = new RingLines()
    const messages: string[] = []
    for (let at = 0; at < stream.length; at += size) messages.push(...lines.push(stream.slice(at, at + size)))
    assert.equal(messages, expected)
  }
})

test('a record', () => {
  assert.equal(parse('aq1 t ::FFFF:10.0.0.2 50123 VK.com. 198.18.0.2 refused:unlisted 517 0 12 PR'), {
    kind: 'tls',
    at: Date.parse('2026-11-23T05:43:17.146Z') / 1000,
    client: '10.0.0.2',
    port: 50123,
    name: 'vk.com',
    destination: '198.18.0.2',
    verdict: 'refused',
    why: 'unlisted',
    up: 517,
    down: 0,
    milliseconds: 12,
    state: 'PR',
  })
  assert.is(parse('aq1 h fd00::2 1 - - refused:no-name 0 0 -1 --')?.name, undefined)
  assert.is(parse('aq1 h fd00::2 1 - - refused:no-name 0 0 -1 --')?.milliseconds, 0)
})

test("a pupil's name cannot push its verdict aside", () => {
  const record = parse('aq1 h 10.0.0.2 1 a.kz 198.18.0.2 allowed 9 9 9 -- x - refused:unlisted 73 192 0 PR')
  assert.is(record?.verdict, 'refused')
  assert.is(record?.name, undefined)
  assert.is(record?.up, 73)
  assert.is(parse(`aq1 h 10.0.0.2 1 ${'a'.repeat(254)} - allowed 1 1 1 --`)?.name, undefined)
})

test('structured data is skipped, quotes in it included', () => {
  const text = 'aq1 h 10.0.0.2 1 a.kz - allowed 1 1 1 --'
  const odd = `<134>1 - - haproxy - - [a@1 b="]\\" "][c@2] ${text}`
  assert.is(parseGateRecord(odd, 77)?.name, 'a.kz')
  assert.is(parseGateRecord(odd, 77)?.at, 77)
})

test('what is no record gives nothing', () => {
  const bad = [
    '',
    'aq1',
    'aq2 h 10.0.0.2 1 a.kz - allowed 1 1 1 --',
    'aq1 x 10.0.0.2 1 a.kz - allowed 1 1 1 --',
    'aq1 h pupil 1 a.kz - allowed 1 1 1 --',
    'aq1 h 10.0.0.2 70000 a.kz - allowed 1 1 1 --',
    'aq1 h 10.0.0.2 1 a.kz - maybe 1 1 1 --',
    'aq1 h 10.0.0.2 1 a.kz - refused: 1 1 1 --',
    'aq1 h 10.0.0.2 1 a.kz - refused:<b> 1 1 1 --',
    'aq1 h 10.0.0.2 1 a.kz - allowed 1 -5 1 --',
    'aq1 h 10.0.0.2 1 a.kz - allowed 1 1 --',
  ]
  for (const text of bad) assert.is(parse(text), undefined, text)
  assert.is(parseGateRecord('aq1 h 10.0.0.2 1 a.kz - allowed 1 1 1 --', 0), undefined)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseGateRecord(text, 0)
      parse(text)
    }),
  )
})

test('what is no record is left out, and so is a line that is too long', () => {
  const lines = new RingLines()
  assert.equal(lines.push('\n> \n> <1>1 a\n\nUnknown command: show\n> <1>1 b\n<1>1 c'), ['<1>1 a', '<1>1 b'])
  assert.equal(lines.push(`${'x'.repeat(9000)}\n<1>1 d\n`), ['<1>1 d'])
  assert.equal(lines.push('<'.repeat(9000)), [])
  assert.equal(lines.push('<1>1 its end\n<1>1 e\n'), ['<1>1 e'])
})

test.run()
