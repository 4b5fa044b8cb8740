/** A journal as the district has it: whole, cut, rewritten, begun anew. */
import * as assert from 'uvu/assert'
import { findingsOf, wholeLine } from '../../src/district/commands/verify.ts'
import type { Piece, StoredRow } from '../../src/district/proof/history.ts'
import { historiesLimit, type Proof, Prover, piecesLimit } from '../../src/district/proof/prove.ts'
import { groupLimit, groupRows } from '../../src/district/proof/read-journal.ts'
import { createSigningKey, verifyingKeyOf } from '../../src/logger/signify-keys.ts'
import { Lab, visit } from '../logger/journal-lab.ts'
import { suite } from '../suite.ts'
import { type Days, sealedDays } from './sealed-days.ts'
import { digest } from './spool-line.ts'

const test = suite('proof of a journal')
const key = createSigningKey()
const signer = verifyingKeyOf(key)

const threeDays = (changes: Partial<Days> = {}) => sealedDays({ key, ...changes })

function stored(text: string, received: number): StoredRow {
  const { n, seal, day } = JSON.parse(text) as { n: number; seal?: object; day?: object }
  const kind = seal !== undefined ? 'seal' : day !== undefined ? 'day' : ''
  return { n, hash: BigInt(`0x${digest(text)}`).toString(), received, kind, at: kind === '' ? 0 : received, text }
}

/** Each text and when it came; those of one number together, each once. */
function prove(sent: readonly StoredRow[], known?: Piece, head?: string) {
  const prover = new Prover({ signer, known, head })
  const numbers = [...new Set(sent.map(({ n }) => n))].sort((a, b) => a - b)
  for (const n of numbers) {
    const rows = sent.filter((row) => row.n === n)
    prover.number(rows.filter((row, at) => rows.findIndex(({ hash }) => hash === row.hash) === at))
  }
  return prover.end()
}

const arrive = (lines: readonly string[], at = 1000) => lines.map((line, index) => stored(line, at + index))
const codes = (proof: Proof) => findingsOf(proof, 'x').map(({ code }) => code)
const brief = (pieces: readonly Piece[]) =>
  pieces.map(({ origin, begins, sealed, wrong }) => ({ origin, begins, sealed: sealed?.n, wrong }))

test('an honest journal is one piece, sealed and signed', () => {
  const { pieces, doubled, loose } = prove(arrive(threeDays()))
  assert.equal(brief(pieces), [{ origin: 'first', begins: 1, sealed: 23, wrong: undefined }])
  assert.equal([pieces[0]?.rows, pieces[0]?.unsealed, pieces[0]?.signed?.signer], [23, 0, key.id])
  assert.equal([doubled, loose], [undefined, 0])
})

test('it goes on from what was proven', () => {
  const rows = arrive(threeDays())
  for (let cut = 4; cut < rows.length; cut += 1) {
    const [known] = prove(rows.slice(0, cut)).pieces
    const from = known?.sealed?.n
    assert.ok(known !== undefined && from !== undefined)
    const later = prove(
      rows.filter(({ n }) => n >= from),
      known,
    )
    assert.equal(later, prove(rows), `from row ${from}`)
  }
})

test('each row that is changed is found, with the stretch that its seal fixes', () => {
  const lines = threeDays()
  for (let at = 0; at < 22; at += 1) {
    const changed = lines.map((line, index) => (index === at ? line.replace(/"(pc|at)":"/, '"$1":"x') : line))
    const [piece] = prove(arrive(changed)).pieces
    assert.ok(piece?.wrong !== undefined, `row ${at + 1}`)
    assert.ok(piece.wrong.from <= at + 2 && piece.wrong.to >= at + 1, `row ${at + 1}: ${JSON.stringify(piece.wrong)}`)
  }
})

test('a row that is missing is named, and what is behind the next seal is proven', () => {
  const lines = threeDays()
  const { pieces } = prove(arrive(lines.filter((_line, at) => at !== 9 && at !== 10)))
  assert.equal(brief(pieces), [
    { origin: 'first', begins: 1, sealed: 8, wrong: { code: 'missing', from: 10, to: 11 } },
    { origin: 'behind-wrong', begins: 12, sealed: 23, wrong: undefined },
  ])
})

test('rows in front of the first seal prove nothing', () => {
  const proof = prove(arrive(threeDays().slice(1)))
  assert.equal([brief(proof.pieces)[0]?.begins, proof.loose], [4, 2])
  assert.equal(codes(proof), ['no-beginning', 'loose'])
  assert.is(findingsOf(proof, 'x')[0]?.text, 'of rows 1 to 3 only 2 came')
})

test('a day that was signed by another key, or by none, is named', () => {
  const [other] = prove(arrive(threeDays({ key: createSigningKey() }))).pieces
  assert.is(other?.wrong?.code, 'signer')
  const lines = threeDays().map((line) => line.replace(/,"key":.*$/, '}}'))
  assert.is(prove(arrive(lines)).pieces[0]?.wrong?.code, 'unsigned')
})

test('what is rewritten later is another version, and the first one stays proven', () => {
  const first = threeDays()
  for (const from of [0, 3, 6]) {
    const rewritten = threeDays({ suffix: '!', from })
    const { pieces, doubled } = prove([...arrive(first), ...arrive(rewritten, 9000)])
    assert.equal(brief(pieces).slice(0, 1), [{ origin: 'first', begins: 1, sealed: 23, wrong: undefined }], `${from}`)
    const fork = pieces.find(({ origin }) => origin !== 'first')
    assert.equal([fork?.begins, fork?.sealed?.n], [doubled?.first, 23], `${from}: ${JSON.stringify(brief(pieces))}`)
    assert.is(doubled?.last, 23)
  }
})

test('a head that lies before a fork is found in the version that came first', () => {
  const first = threeDays()
  const head = (JSON.parse(first[3] ?? '{}') as { seal: { head: string } }).seal.head
  // The fork has a seal of its own, and ends long before the first version does.
  const rewritten = threeDays({ suffix: '!', from: 2 }).slice(0, 12)
  const broken = (rewritten[9] ?? '').replace('!', '?')
  const sent = [...arrive(first), ...arrive(rewritten.with(9, broken), 9000)]
  const { pieces, met } = prove(sent, undefined, head)
  assert.ok(
    pieces.some(({ origin, sealed, wrong }) => origin === 'fork' && sealed !== undefined && wrong !== undefined),
  )
  assert.equal([met?.origin, met?.begins], ['first', 1])
})

test('a fork has the seals and the rows behind its own beginning alone', () => {
  const first = threeDays()
  const rewritten = threeDays({ suffix: '!', from: 2 })
  // Not yet to the fork's first seal, and past it.
  for (const [length, sealed, signed, rows, unsealed] of [
    [6, undefined, undefined, 2, 2],
    [7, 7, undefined, 3, 0],
    [9, 8, 8, 5, 1],
  ] as const) {
    const { pieces } = prove([...arrive(first.slice(0, length)), ...arrive(rewritten.slice(0, length), 9000)])
    const fork = pieces.find(({ origin }) => origin === 'fork')
    assert.equal([fork?.begins, fork?.sealed?.n, fork?.rows, fork?.unsealed], [5, sealed, rows, unsealed])
    assert.is(fork?.signed?.n, signed)
    if (fork !== undefined && sealed === undefined)
      assert.is(wholeLine(fork), 'from row 5: no seal behind it yet, 2 rows wait for one')
  }
})

test('what was proven stays when the rows behind it do not fit', () => {
  const first = threeDays()
  const [known] = prove(arrive(first.slice(0, 9))).pieces
  const forged = stored((first[9] ?? '').replace('day-', 'way-'), 1008)
  const rows = [forged, ...arrive(first)]
  const later = prove(
    rows.filter(({ n }) => n >= 8),
    known,
  )
  assert.equal(later, prove(rows))
  assert.equal(brief(later.pieces)[0]?.sealed, 8)
})

test('a single row that somebody changed later hurts nothing that is proven', () => {
  const first = threeDays()
  const forged = (first[1] ?? '').replace('day-0-0', 'day-0-9')
  const { pieces, doubled } = prove([...arrive(first), stored(forged, 9000)])
  assert.equal(brief(pieces), [{ origin: 'first', begins: 1, sealed: 23, wrong: undefined }])
  assert.equal(doubled, { numbers: 1, first: 2, last: 2 })
})

test('a row that somebody made up in advance does not make the true one wrong', () => {
  const first = threeDays()
  const forged = (first[1] ?? '').replace('day-0-0', 'day-0-9')
  const { pieces } = prove([stored(forged, 10), ...arrive(first)])
  assert.equal(
    brief(pieces)
      .filter(({ wrong }) => wrong === undefined)
      .map(({ sealed }) => sealed),
    [23],
  )
})

test('a journal that began anew is told apart from the one before', () => {
  const before = threeDays()
  const lab = new Lab()
  lab.now += 3_600_000
  const journal = lab.open({ key })
  for (let i = 0; i < 40; i += 1) journal.append(visit(`later-${i}`))
  journal.seal()
  journal.flush()
  const second = lab.days().flatMap(({ lines }) => lines)
  const { pieces } = prove([...arrive(before), ...arrive(second, 9000)])
  assert.equal(
    brief(pieces).map(({ origin, begins, sealed }) => [origin, begins, sealed]),
    [
      ['first', 1, 23],
      ['anew', 1, 42],
    ],
  )
})

test('rows that never came before the first one are named, in a later run too', () => {
  const rows = arrive(threeDays().slice(3))
  const proof = prove(rows)
  const [finding, ...others] = findingsOf(proof, 'x')
  assert.equal(finding, { code: 'no-beginning', from: 1, to: 3, count: 3, text: 'rows 1 to 3 never came' })
  assert.equal(others, [])
  const [known] = prove(rows.slice(0, 8)).pieces
  assert.equal(
    prove(
      rows.filter(({ n }) => n >= 8),
      known,
    ),
    proof,
  )
})

test('a known piece whose last seal is another row now is not gone on from', () => {
  const rows = arrive(threeDays())
  const [known] = prove(rows.slice(0, 8)).pieces
  const resume = (row: StoredRow | undefined) => {
    const prover = new Prover({ signer, known })
    prover.number(row === undefined ? [] : [row])
    return prover.hasResumed
  }
  assert.equal([resume(rows[7]), resume(arrive(threeDays({ suffix: '!' }))[7])], [true, false])
})

test('a row 1 that is wrong in itself is no loose row', () => {
  const first = (threeDays()[0] ?? '').replace(/"previous":"0/, '"previous":"1')
  const proof = prove(arrive([first]))
  assert.equal([proof.loose, codes(proof)], [0, ['day']])
})

test('pieces beyond those that are kept are counted', () => {
  const prover = new Prover({ signer })
  const [seal = ''] = threeDays().slice(3)
  for (let i = 1; i <= piecesLimit + 5; i += 1) prover.number([stored(seal.replace(/"n":\d+/, `"n":${i * 2}`), i)])
  const proof = prover.end()
  assert.equal([proof.pieces.length, proof.morePieces], [piecesLimit, 5])
  assert.is(findingsOf(proof, 'x').at(-1)?.text, `more pieces than ${piecesLimit}: 5 more`)
})

test('of very many rows with one number those that came first are kept, and the others counted', async () => {
  const [first = '', second = ''] = threeDays()
  const rival = { ...stored(second, 0), kind: '' } as const
  const many = 1000
  async function* rows() {
    yield stored(first, 1000)
    // By their hashes; the true row, which came first, in the middle; each twice.
    for (let i = 0; i < many; i += 1)
      for (const received of [i === 500 ? 1001 : 5000 - i, 9000]) yield { ...rival, hash: String(1e6 + i), received }
  }
  const numbers = []
  for await (const number of groupRows(rows())) numbers.push(number)
  assert.equal(
    numbers.map((number) => [number.rows.length, number.more]),
    [
      [1, 0],
      [groupLimit, many - groupLimit],
    ],
  )
  assert.equal(
    numbers[1]?.rows.slice(0, 3).map(({ received }) => received),
    [1001, 4001, 4002],
  )
  const prover = new Prover({ signer })
  for (const number of numbers) prover.number(number.rows, number.more)
  const proof = prover.end()
  assert.is(proof.crowded, many - historiesLimit)
  assert.ok(codes(proof).includes('crowded'))
})

test.run()
