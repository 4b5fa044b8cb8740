import { readFileSync, writeFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OctetFrames, parseGateRecord } from '../../src/logger/gate-log.ts'

const test = suite('gate log')
const golden = (name: string) => new URL(`../golden/logger/gate-log/${name}`, import.meta.url)
const stream = readFileSync(golden('haproxy.bin'))
const header = '<134>1 2026-11-23T10:43:17.146087+05:00 - haproxy 1 - - '
const parse = (text: string) => parseGateRecord(`${header}${text}`, 0)

test("HAProxy's own octets, at every chunk size", () => {
  const expected = new OctetFrames().push(stream)
  const got = expected.map((message) => `${JSON.stringify(parseGateRecord(message, 0) ?? 'garbage')}\n`).join('')
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden('records.jsonl'), got)
  assert.is(got, readFileSync(golden('records.jsonl'), 'utf8'))
  for (let size = 1; size <= stream.length; size++) {
    const frames = new OctetFrames()
    const messages: string[] = []
    for (let at = 0; at < stream.length; at += size) messages.push(...frames.push(stream.subarray(at, at + size)))
    assert.equal(messages, expected)
    assert.not.ok(frames.broken)
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

test('lost framing ends it: nothing after the damage is read', () => {
  for (const bad of ['x', '0 ', ' 3 abc', '9999 ', '1234567 ', '-1 a', '3x abc']) {
    const frames = new OctetFrames()
    assert.equal(frames.push(Buffer.from(`3 abc${bad}`)), ['abc'])
    assert.ok(frames.broken, bad)
    assert.equal(frames.push(Buffer.from('3 abc')), [])
  }
})

test('any messages come back from any chunks', () => {
  const messages = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), { maxLength: 8 })
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (texts, sizes) => {
      const bodies = texts.map((text) => Buffer.from(text))
      const whole = Buffer.concat(bodies.flatMap((body) => [Buffer.from(`${body.length} `), body]))
      const frames = new OctetFrames()
      const got: string[] = []
      for (let at = 0, i = 0; at < whole.length; i++) {
        const size = sizes[i % sizes.length] ?? 1
        got.push(...frames.push(whole.subarray(at, at + size)))
        at += size
      }
      assert.equal(
        got,
        bodies.map((body) => body.toString('utf8')),
      )
    }),
  )
})

test.run()
