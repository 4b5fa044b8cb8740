/** `verify` and `compare` with a real ClickHouse: what a school sent, what it sends again otherwise, what is missing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import type { Piece } from '../../src/district/proof/history.ts'
import { sql } from '../../src/district/sql.ts'
import { lastProof, putProof } from '../../src/district/store/proofs.ts'
import { createSigningKey, encodePublicKey, verifyingKeyOf } from '../../src/logger/signify-keys.ts'
import { suite } from '../suite.ts'
import { District } from './district.ts'
import { sealedDays } from './sealed-days.ts'
import { spoolLine } from './spool-line.ts'

const root = mkdtempSync(join(tmpdir(), 'district-'))
let district: District
let files = 0
const test = suite('verify')

const [whole, rewritten, together, cut, nobody, late] = [
  createSigningKey(),
  createSigningKey(),
  createSigningKey(),
  createSigningKey(),
  createSigningKey(),
  createSigningKey(),
]

/** As if they came over rsyslog. */
function arrive(journal: string, lines: readonly string[]): void {
  const text = lines.map((line) => spoolLine(line, { journal, msgId: /"(seal|day)":/.exec(line)?.[1] ?? 'visit' }))
  writeFileSync(join(district.spool, `2026-10-05T04-00-00-${String(++files).padStart(3, '0')}.rows`), text.join(''))
  const { status, output } = district.run(['load', '--once'])
  assert.is(status, 0, output)
  assert.match(output, `${lines.length} rows loaded`)
}

const headOf = (line: string | undefined) => (JSON.parse(line ?? '{}') as { seal?: { head: string } }).seal?.head ?? ''

test.before(async () => {
  await bundle()
  district = await District.create(root, { plain: true })
  await district.server.start()
  assert.is(district.run(['migrate']).status, 0)
  for (const [name, key] of [
    ['whole', whole],
    ['rewritten', rewritten],
    ['together', together],
    ['cut', cut],
  ] as const)
    assert.is(district.run(['school', 'add', name, `School ${name}`], encodePublicKey(verifyingKeyOf(key))).status, 0)
})

test.after(async () => {
  await district.stop()
  rmSync(root, { recursive: true })
})

test('a school that has sent nothing is named', () => {
  const { status, output } = district.run(['verify', 'whole'])
  assert.is(status, 1)
  assert.match(output, 'WRONG: no row has come')
  const { findings } = JSON.parse(district.run(['verify', 'whole', '--json']).output)
  assert.equal(findings, [{ code: 'no-row', text: 'no row has come' }])
})

test('a whole journal is proven as it comes', () => {
  const lines = sealedDays({ key: whole })
  arrive(whole.id, lines.slice(0, 11))
  assert.match(district.run(['verify', 'whole']).output, 'whole from row 1 to row 8')
  arrive(whole.id, lines.slice(11))
  const { status, output } = district.run(['verify', 'whole'])
  assert.is(status, 0, output)
  assert.match(output, 'whole from row 1 to row 23')
  assert.match(output, 'signed to row 16')
  assert.is(district.run(['verify', 'whole', '--again']).output, output)
  const answer = JSON.parse(district.run(['verify', 'whole', '--json']).output)
  assert.equal([answer.journal, answer.pieces.length, answer.pieces[0].rows], [whole.id, 1, 23])
})

test('the head on an act is found in a journal that is whole, in groups and capitals too', () => {
  const head = headOf(sealedDays({ key: whole })[3])
  const groups = (head.toUpperCase().match(/.{8}/g) ?? []).join(' ')
  const { status, output } = district.run(['compare', 'whole', ...groups.split(' ')])
  assert.is(status, 0, output)
  assert.match(output, 'row 4')
  const strange = district.run(['compare', 'whole', 'a'.repeat(64)])
  assert.is(strange.status, 1)
  assert.match(strange.output, 'no row with this head has come')
  assert.is(district.run(['compare', 'whole', 'abc']).status, 2)
  assert.is(district.run(['compare', 'nowhere', head]).status, 1)
})

test('what a school rewrites later no longer fits what the district has', () => {
  const lines = sealedDays({ key: rewritten })
  arrive(rewritten.id, lines)
  assert.is(district.run(['verify', 'rewritten']).status, 0)
  const other = sealedDays({ key: rewritten, suffix: '!', from: 2 })
  arrive(
    rewritten.id,
    other.filter((line) => !lines.includes(line)),
  )
  const { status, output } = district.run(['verify', 'rewritten'])
  assert.is(status, 1)
  assert.match(output, 'whole from row 1 to row 23')
  assert.match(output, 'there is another version of the journal')
  // The act that was drawn up before is right; one of the rewritten journal is not.
  assert.is(district.run(['compare', 'rewritten', headOf(lines[22])]).status, 0)
  const late = district.run(['compare', 'rewritten', headOf(other[22])])
  assert.is(late.status, 1, late.output)
  assert.match(late.output, 'another version, which came later')
})

test('what was rewritten before the district had anything is told from what was first by the order in which it came', () => {
  const lines = sealedDays({ key: together })
  const other = sealedDays({ key: together, suffix: '!', from: 2 })
  arrive(together.id, [...lines, ...other.filter((line) => !lines.includes(line))])
  const { status, output } = district.run(['verify', 'together'])
  assert.is(status, 1)
  assert.match(output, 'whole from row 1 to row 23')
  assert.is(district.run(['compare', 'together', headOf(lines[22])]).status, 0)
  assert.is(district.run(['compare', 'together', headOf(other[22])]).status, 1)
})

test('missing rows are named until they come', () => {
  const lines = sealedDays({ key: cut })
  arrive(cut.id, [...lines.slice(0, 9), ...lines.slice(11)])
  const { status, output } = district.run(['verify', 'cut'])
  assert.is(status, 1)
  assert.match(output, 'WRONG: rows 10 to 11 are missing')
  const [finding] = JSON.parse(district.run(['verify', 'cut', '--json']).output).findings
  assert.equal([finding.code, finding.from, finding.to], ['missing', 10, 11])
  arrive(cut.id, lines.slice(9, 11))
  const mended = district.run(['verify', 'cut'])
  assert.is(mended.status, 0, mended.output)
})

test('rows of a key that is nobody’s are proven without their signatures', () => {
  arrive(nobody.id, sealedDays({ key: nobody }))
  const { output } = district.run(['verify'])
  assert.match(output, `key ${nobody.id} (of no school)`)
  assert.match(output, 'no signature checked')
  assert.is(district.run(['verify', 'no-such-school']).status, 1)
  // Once its key is known, all signatures are checked, also those in front of the last seal.
  const added = district.run(['school', 'add', 'somebody', 'School'], encodePublicKey(verifyingKeyOf(nobody)))
  assert.is(added.status, 0, added.output)
  const known = district.run(['verify', 'somebody'])
  assert.is(known.status, 0, known.output)
  assert.match(known.output, 'signed to row 16')
})

test('rows that never came before the first one are named, and loose ones that come there later', () => {
  const lines = sealedDays({ key: late })
  arrive(late.id, lines.slice(3))
  for (let run = 0; run < 2; run += 1) {
    const { status, output } = district.run(['verify', late.id])
    assert.is(status, 1, output)
    assert.match(output, 'WRONG: rows 1 to 3 never came')
  }
  arrive(late.id, lines.slice(1, 3))
  for (let run = 0; run < 2; run += 1) {
    const { output } = district.run(['verify', late.id])
    assert.match(output, 'WRONG: of rows 1 to 3 only 2 came')
    assert.match(output, 'WRONG: 2 rows have no seal or first row of a day in front of them')
  }
  arrive(late.id, lines.slice(0, 1))
  assert.is(district.run(['verify', late.id]).status, 0)
})

test('the last run counts, also when the clock was set back or it found nothing', async () => {
  const journal = '00000000000000aa'
  const piece: Piece = {
    ...{ origin: 'first', begins: 1, root: '5', rows: 4, unsealed: 0, signed: undefined, wrong: undefined },
    sealed: { n: 4, head: 'a'.repeat(64), at: 1000 },
  }
  const other: Piece = { ...piece, root: '6', wrong: { code: 'seal', from: 4, to: 8 } }
  await putProof(district.clickhouse, journal, [piece], 2_000_000)
  await putProof(district.clickhouse, journal, [other], 1_000_000)
  assert.equal(await lastProof(district.clickhouse, journal), [other])
  await putProof(district.clickhouse, journal, [], 1_000_000)
  assert.equal(await lastProof(district.clickhouse, journal), [])
  const rows = await district.clickhouse.rows<{ begins: string; wrong: string }>(
    sql`SELECT begins, wrong FROM proofs WHERE journal = ${journal} ORDER BY changed DESC LIMIT 1`,
  )
  assert.equal(rows, [{ begins: '0', wrong: 'nothing-proven' }])
  await putProof(district.clickhouse, journal, [piece], 1_000_000)
  assert.equal(await lastProof(district.clickhouse, journal), [piece])
})

test.run()
