/** Tests the verification of honest and forged journals. */
import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { GENESIS } from '../../src/logger/chain.ts'
import {
  createSigningKey,
  decodePublicKey,
  decodePublicKeys,
  decodeSigningKey,
  encodePublicKey,
  encodeSigningKey,
  verifyingKeyOf,
} from '../../src/logger/signify-keys.ts'
import { keepUp } from '../../src/logger/upkeep.ts'
import * as fc from '../properties.ts'
import { Lab, verify, visit } from './journal-lab.ts'

const test = suite('verify')
const key = createSigningKey()
const keys = [verifyingKeyOf(key)]

/** Three days with four visits and two seals each, the last day still open. */
function threeDays(signer = key, suffix = '') {
  const lab = new Lab()
  const journal = lab.open({ key: signer })
  for (let day = 0; day < 3; day++) {
    for (let i = 0; i < 4; i++) {
      journal.append(visit(`day-${day}-${i}${suffix}`))
      if (i % 2 === 1) journal.seal()
    }
    journal.flush()
    lab.now += 86_400_000
  }
  return lab.days()
}

type Days = ReturnType<typeof threeDays>
const heads = (days: Days) => days.flatMap(({ lines }) => lines.flatMap((line) => JSON.parse(line).seal?.head ?? []))

test('an honest journal passes, with its heads and signatures', () => {
  const days = threeDays()
  const result = verify(days, { keys })
  assert.is(result.wrong, undefined)
  assert.equal([result.rows, result.seals, result.signatures, result.unsealed], [23, 8, 2, 1])
  for (const head of heads(days)) assert.is(verify(days, { head }).wrong, undefined)
})

test('the formula by hand: SHA-256 of the head before and the bytes since', () => {
  const { lines } = threeDays()[0] ?? { lines: [] }
  const text = lines.map((line) => `${line}\n`)
  const hash = (...parts: string[]) => createHash('sha256').update(parts.join('')).digest('hex')
  const first = hash(GENESIS, ...text.slice(0, 3))
  assert.is(JSON.parse(lines[3] ?? '').seal.head, first)
  assert.is(JSON.parse(lines[6] ?? '').seal.head, hash(first, ...text.slice(3, 6)))
})

const edit = (days: Days, day: number, change: (lines: string[]) => string[]) =>
  days.map((file, index) => (index === day ? { ...file, lines: change([...file.lines]) } : file))
const forged = (line: string | undefined) => (line ?? '').replace('"flows":1', '"flows":2')
const swap = (lines: string[], a: number, b: number) =>
  lines.map((line, index) => (index === a ? (lines[b] ?? '') : index === b ? (lines[a] ?? '') : line))
const renumber = (lines: string[], first: number) =>
  lines.map((line, index) => line.replace(/^\{"n":\d+/, `{"n":${first + index}`))

const forgeries: readonly (readonly [name: string, (days: Days) => Days, code: string, from: number])[] = [
  ['a row is changed', (d) => edit(d, 1, (l) => l.with(2, forged(l[2]))), 'seal', 9],
  ['a row is dropped', (d) => edit(d, 1, (l) => l.toSpliced(2, 1)), 'number', 11],
  ['a row is dropped and all renumbered', (d) => edit(d, 0, (l) => renumber(l.toSpliced(1, 1), 1)), 'seal', 1],
  ['a row is inserted', (d) => edit(d, 0, (l) => l.toSpliced(2, 0, l[2] ?? '')), 'number', 4],
  ['two rows are swapped', (d) => edit(d, 0, (l) => swap(l, 1, 2)), 'number', 2],
  ['rows are swapped with their numbers', (d) => edit(d, 0, (l) => renumber(swap(l, 1, 2), 1)), 'seal', 1],
  ['a line is no row', (d) => edit(d, 2, (l) => l.with(1, '{"n":')), 'no-row', 18],
  ['a day is cut at its end', (d) => edit(d, 1, (l) => l.slice(0, -1)), 'number', 16],
  ['the seal of a day is cut with its number', (d) => edit(d, 0, (l) => l.with(-1, '{"n":8}')), 'not-closed', 8],
  ['a day is missing', (d) => d.toSpliced(1, 1), 'number', 9],
  ['two files are swapped', (d) => [d[0], d[2], d[1]].filter((f) => f !== undefined), 'number', 9],
  [
    'a file of another day is put in place',
    (d) => d.map((f, i) => (i === 2 ? { ...f, name: d[1]?.name ?? '' } : f)),
    'day',
    17,
  ],
  [
    "another journal's day is put in place",
    (d) => d.with(1, threeDays(key, '!')[1] ?? { name: '', lines: [] }),
    'missing-day',
    8,
  ],
  [
    'a seal is changed with its rows',
    (d) => edit(d, 0, (l) => l.with(1, forged(l[1])).with(3, l[6] ?? '')),
    'number',
    4,
  ],
  [
    "the kernel's counts in a seal are changed",
    (d) => edit(d, 0, (l) => l.with(3, (l[3] ?? '').replace('"rows":4', '"rows":5'))),
    'seal-count',
    4,
  ],
  [
    'a signature is taken out',
    (d) => edit(d, 0, (l) => l.with(-1, (l.at(-1) ?? '').replace(/,"sig":"[^"]*"/, ''))),
    'signature',
    8,
  ],
  ['another key signed', () => threeDays(createSigningKey()), 'signature', 8],
]

for (const [name, forge, code, from] of forgeries) {
  test(`${name}: found, and the first row named`, () => {
    const { wrong } = verify(forge(threeDays()), { keys })
    assert.equal([wrong?.code, wrong?.from], [code, from], JSON.stringify(wrong))
  })
}

test('cutting the tail shows by a head on paper', () => {
  const days = threeDays()
  const printed = heads(days).at(-1)
  const cut = edit(days, 2, (lines) => lines.slice(0, -1))
  assert.is(verify(cut, { keys }).wrong, undefined)
  assert.is(verify(cut, { keys, head: printed }).wrong?.code, 'head-not-found')
})

test('a journal written again from the start shows by a head on paper', () => {
  const printed = heads(threeDays()).at(3)
  assert.is(verify(threeDays(key, '!'), { keys, head: printed }).wrong?.code, 'head-not-found')
})

/** Five days, of which the oldest go as `keep_days` says, and then perhaps more without a word. */
function expiredDays(keepDays: number, more: number, wordOf: (line: string) => string = (line) => line) {
  const lab = new Lab()
  const journal = lab.open()
  for (let day = 0; day < 5; day++) {
    for (let i = 0; i < 4; i++) journal.append(visit(`day-${day}-${i}`))
    journal.flush()
    if (day < 4) lab.now += 86_400_000
  }
  keepUp(lab.files, '/flash/journal', journal, { keepDays })
  journal.flush()
  return lab
    .days()
    .slice(more)
    .map(({ name, lines }) => ({ name, lines: lines.map(wordOf) }))
}

test('later days verify alone, when a part is asked for or earlier ones have expired', () => {
  assert.is(verify(threeDays().slice(1), { keys }).wrong, undefined)
  for (const keepDays of [4, 3, 2]) assert.is(verify(expiredDays(keepDays, 0), { whole: true }).wrong, undefined)
})

test('the oldest days that are gone without a word, or more of them than was said, are named', () => {
  const { wrong } = verify(threeDays().slice(1), { keys, whole: true })
  assert.equal([wrong?.code, wrong?.file, wrong?.line, wrong?.from, wrong?.to], ['beginning', wrong?.file, 1, 1, 8])
  assert.match(wrong?.file ?? '', /2026-10-06/)
  const more = verify(expiredDays(4, 1), { whole: true }).wrong
  assert.equal([more?.code, more?.from, more?.to], ['beginning', 7, 12])
})

test('a journal that two routers wrote passes with both keys, and names the one that is not known', () => {
  const older = createSigningKey()
  const lab = new Lab()
  for (const signer of [older, key]) {
    const journal = lab.open({ key: signer })
    journal.append(visit('a.kz'))
    journal.flush()
    lab.now += 86_400_000
    journal.append(visit('b.kz'))
    journal.close()
  }
  const days = lab.days()
  const both = decodePublicKeys(`${encodePublicKey(verifyingKeyOf(older))}${encodePublicKey(verifyingKeyOf(key))}`)
  assert.is(verify(days, { keys: both ?? [] }).signatures, 2)
  const { wrong } = verify(days, { keys })
  assert.is(wrong?.code, 'signature')
  assert.is(wrong?.message.code, 'verify-unknown-key')
  assert.is(wrong?.message.values.key, older.id)
  for (const text of ['', 'x\ny\n', `${encodePublicKey(verifyingKeyOf(key))}untrusted comment: half\n`])
    assert.is(decodePublicKeys(text), undefined)
})

test('the last seal that the router remembers has to be met', () => {
  const days = threeDays()
  const seals = days.flatMap(({ lines }) =>
    lines.map((line) => JSON.parse(line)).filter(({ seal }) => seal !== undefined),
  )
  const { n, seal } = seals.at(-1)
  const sealed = { n, head: seal.head }
  assert.is(verify(days, { keys, sealed }).wrong, undefined)
  const cut = edit(days, 2, (lines) => lines.slice(0, -3))
  assert.is(verify(cut, { keys }).wrong, undefined)
  const { wrong } = verify(cut, { keys, sealed })
  assert.equal([wrong?.code, wrong?.to], ['end', n])
  assert.ok((wrong?.from ?? n) < n)
  assert.is(verify(threeDays(key, '!'), { keys, sealed }).wrong?.code, 'end')
})

test('a row that names no last row, as older versions wrote it, counts by its day', () => {
  const old = (line: string) => line.replace(/,"last":\d+/, '')
  const unsealed = (keepDays: number, more: number) => verify(expiredDays(keepDays, more, old), { whole: true }).wrong
  assert.is(unsealed(4, 0), undefined)
  assert.is(unsealed(2, 0), undefined)
})

test('any one changed byte of a sealed row is found', () => {
  const days = threeDays()
  fc.assert(
    fc.property(fc.nat(1), fc.nat(), fc.nat(), fc.integer({ min: 32, max: 126 }), (day, row, place, code) => {
      const { lines } = days[day] ?? { lines: [] }
      const index = row % lines.length
      const line = lines[index] ?? ''
      const at = place % line.length
      const changed = line.slice(0, at) + String.fromCharCode(code) + line.slice(at + 1)
      if (changed === line) return
      const { wrong } = verify(
        edit(days, day, (all) => all.with(index, changed)),
        { keys },
      )
      assert.ok(wrong !== undefined, changed)
      const n = (day === 0 ? 1 : 9) + index
      assert.ok(wrong.from <= n, `${n} ${JSON.stringify(wrong)}`)
    }),
    { numRuns: 300 },
  )
})

test('keys survive their files; what is no key is none', () => {
  const again = decodeSigningKey(encodeSigningKey(key))
  assert.is(again?.id, key.id)
  const open = decodePublicKey(encodePublicKey(verifyingKeyOf(key)))
  assert.is(open?.id, key.id)
  assert.is(verify(threeDays(again ?? key), { keys: open === undefined ? [] : [open] }).signatures, 2)
  for (const bad of ['', 'id 00\n', 'id 0011223344556677\n-----BEGIN PRIVATE KEY-----\nAAAA\n']) {
    assert.is(decodeSigningKey(bad), undefined)
    assert.is(decodePublicKey(bad), undefined)
  }
})

test.run()
