/** `compare`: whether the head on a school's paper is one that the district has, in a journal that is whole up to there. */
import { decodePublicKey } from '../../logger/signify-keys.ts'
import { Failure, Usage } from '../../machine/command-line.ts'
import type { Origin } from '../proof/history.ts'
import { verifyJournal } from '../proof/verify-journal.ts'
import { sql } from '../sql.ts'
import { listSchools } from '../store/schools.ts'
import type { Command } from './command.ts'

interface Found {
  readonly journal: string
  readonly n: string
  readonly at: string
}

const reasons: Readonly<Record<Origin, (row: number) => string>> = {
  first: (row) => `nothing before row ${row} can be proven`,
  anew: () => 'it is of a journal that began anew, when another one was there',
  fork: (row) => `from row ${row} on it is of another version, which came later`,
  'behind-wrong': (row) => `rows before ${row} are wrong or missing`,
}

export const compare: Command = {
  name: 'compare',
  usage: 'SCHOOL HEAD',
  summary: "looks for the head that stands on a school's act (64 digits), and proves the journal up to it",
  options: {},
  async run({ clickhouse, machine, print }, { words: [name, ...digits] }) {
    // As people read it off paper: in groups, in capitals.
    const head = digits.join('').replace(/\s/g, '').toLowerCase()
    if (name === undefined || !/^[0-9a-f]{64}$/.test(head)) throw new Usage('compare SCHOOL HEAD: a head has 64 digits')
    const keys = (await listSchools(clickhouse)).filter(({ school }) => school === name)
    if (keys.length === 0) throw new Failure(`no school is called ${JSON.stringify(name)}`)
    const [seal] = await clickhouse.rows<Found>(
      sql`SELECT journal, n, toString(at) AS at FROM seals
WHERE journal IN ${keys.map(({ journal }) => journal)} AND kind = 'seal' AND head = ${head}
ORDER BY received, micros LIMIT 1`,
    )
    if (seal === undefined) {
      print(
        `${name}: no row with this head has come. The school's journal is another one, or the act is younger than what was sent.`,
      )
      return 1
    }
    const key = keys.find(({ journal }) => journal === seal.journal)
    const signer = decodePublicKey(key?.publicKey ?? '')
    const { met } = await verifyJournal(clickhouse, seal.journal, { signer, head, now: machine.now() })
    print(`${name}: the head is that of row ${seal.n}, sealed at ${seal.at} UTC.`)
    if (met === undefined || met.begins !== 1 || met.origin !== 'first') {
      const since = met === undefined ? 'it does not fit the rows before it' : reasons[met.origin](met.begins)
      print(`WRONG: the journal up to it is not whole: ${since}. \`aqtizim-district verify ${name}\` names the rows.`)
      return 1
    }
    print('The journal is whole from its first row up to it.')
    return 0
  },
}
