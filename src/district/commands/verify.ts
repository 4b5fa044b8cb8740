/** `verify`: proves the schools' journals from the octets that the district has, and says from where one is not whole. */
import { decodePublicKey } from '../../logger/signify-keys.ts'
import { Failure, Usage } from '../../machine/command-line.ts'
import type { Piece, WrongCode } from '../proof/history.ts'
import { historiesLimit, type Proof, piecesLimit } from '../proof/prove.ts'
import { listJournals } from '../proof/read-journal.ts'
import { verifyJournal } from '../proof/verify-journal.ts'
import { listSchools, type School } from '../store/schools.ts'
import type { Command } from './command.ts'

const moment = (seconds: number) => (seconds === 0 ? 'no time' : new Date(seconds * 1000).toISOString().slice(0, 19))

const wrongWords: Readonly<Record<WrongCode, string>> = {
  missing: 'are missing',
  seal: 'do not fit the seal behind them',
  'seal-count': 'is a seal that counts other rows',
  signature: 'is a seal with a wrong signature',
  unsigned: 'closes a day without a signature',
  signer: 'is a seal that another key signed',
  day: 'do not go on where the day before ended',
  'not-closed': 'is the last of its day, and no seal',
}

const span = (from: number, to: number) => (from === to ? `row ${from}` : `rows ${from} to ${to}`)

/** What is wrong with a journal: a code, its values, and the line for people. */
export interface Finding {
  readonly code:
    | WrongCode
    | 'no-row'
    | 'no-beginning'
    | 'anew'
    | 'fork'
    | 'more-pieces'
    | 'doubled'
    | 'crowded'
    | 'loose'
    | 'nothing-proven'
  /** First and last number of the rows that it is about. */
  readonly from?: number
  readonly to?: number
  /** Of numbers, rows or pieces. */
  readonly count?: number
  readonly text: string
}

export function findingsOf(proof: Proof, journal: string): Finding[] {
  const found = [...beginningOf(proof), ...proof.pieces.flatMap(ofPiece)]
  const { doubled, loose, crowded, morePieces } = proof
  if (morePieces > 0)
    found.push({ code: 'more-pieces', count: morePieces, text: `more pieces than ${piecesLimit}: ${morePieces} more` })
  if (doubled !== undefined) {
    const { numbers: count, first: from, last: to } = doubled
    const text = `${count} numbers from ${from} to ${to} are there with more than one content`
    found.push({ code: 'doubled', count, from, to, text })
  }
  if (crowded > 0) {
    const text = `${crowded} rows were not looked at: there are more than ${historiesLimit} of one number`
    found.push({ code: 'crowded', count: crowded, text })
  }
  if (loose > 0) {
    const text = `${loose} rows have no seal or first row of a day in front of them: nothing proves them`
    found.push({ code: 'loose', count: loose, text })
  }
  if (proof.pieces.length === 0) found.push({ code: 'nothing-proven', text: `nothing of ${journal} can be proven yet` })
  return found
}

function beginningOf({ before }: Proof): Finding[] {
  if (before === undefined || before.came >= before.numbers) return []
  const { numbers: to, came } = before
  const text = came === 0 ? `${span(1, to)} never came` : `of ${span(1, to)} only ${came} came`
  return [{ code: 'no-beginning', from: 1, to, count: to - came, text }]
}

function ofPiece({ origin, begins, wrong }: Piece): Finding[] {
  const found: Finding[] = []
  if (origin === 'anew') found.push({ code: 'anew', text: 'the journal began anew: there is another row 1' })
  if (origin === 'fork')
    found.push({ code: 'fork', from: begins, text: `from row ${begins} on there is another version of the journal` })
  if (wrong !== undefined) found.push({ ...wrong, text: `${span(wrong.from, wrong.to)} ${wrongWords[wrong.code]}` })
  return found
}

const noRow: Finding = { code: 'no-row', text: 'no row has come' }

export function wholeLine({ begins, sealed, signed, unsealed, wrong }: Piece): string {
  if (sealed === undefined)
    return wrong === undefined
      ? `from row ${begins}: no seal behind it yet, ${unsealed} rows wait for one`
      : `from row ${begins}: no seal behind it that fits, nothing proves ${unsealed} rows`
  const signature = signed === undefined ? 'no signature checked' : `signed to row ${signed.n}`
  return `whole from row ${begins} to row ${sealed.n} (${moment(sealed.at)} UTC), ${signature}, ${unsealed} rows wait for a seal`
}

const nameOf = (school: School | undefined, journal: string) =>
  school === undefined ? `key ${journal} (of no school)` : `${school.school} (${school.name}), key ${journal}`

/** All that are known and all that have sent; a school that has sent nothing is among them. */
function chosen(schools: readonly School[], sent: readonly string[], wanted: string | undefined) {
  const known = schools.map((school) => ({ school, journal: school.journal }))
  const strange = sent.filter((journal) => !schools.some((school) => school.journal === journal))
  const all = [...known, ...strange.map((journal) => ({ school: undefined, journal }))]
  if (wanted === undefined) return all
  const some = all.filter(({ school, journal }) => school?.school === wanted || journal === wanted)
  if (some.length === 0) throw new Failure(`no school and no key is called ${JSON.stringify(wanted)}`)
  return some
}

export const verify: Command = {
  name: 'verify',
  usage: '[SCHOOL | KEY-ID] [--again] [--json]',
  summary: "proves the schools' journals; --again: from the first row, not from where the last run ended",
  options: { again: { type: 'boolean' }, json: { type: 'boolean' } },
  async run({ clickhouse, machine, print }, { words: [wanted, ...more], values }) {
    if (more.length > 0) throw new Usage('verify: one school')
    const [schools, sent] = [await listSchools(clickhouse), await listJournals(clickhouse)]
    let isWhole = true
    for (const { school, journal } of chosen(schools, sent, wanted)) {
      const signer = school === undefined ? undefined : decodePublicKey(school.publicKey)
      const options = { signer, again: values.again === true, now: machine.now() }
      const proof = await verifyJournal(clickhouse, journal, options)
      const hasSent = sent.includes(journal)
      const findings = hasSent ? findingsOf(proof, journal) : [noRow]
      isWhole &&= findings.length === 0
      if (values.json === true) {
        print(JSON.stringify({ school: school?.school, journal, ...proof, findings }))
        continue
      }
      print(nameOf(school, journal))
      for (const piece of proof.pieces) print(`  ${wholeLine(piece)}`)
      for (const { text } of findings) print(`  WRONG: ${text}`)
      if (school === undefined)
        print('  its signatures are not checked: `aqtizim-district school add` says whose key it is')
    }
    return isWhole ? 0 : 1
  },
}
