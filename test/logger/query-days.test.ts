/** Tests that a query which skips files finds the same rows. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { query } from '../../src/logger/query.ts'
import { decodeRow } from '../../src/logger/row-codec.ts'
import { keepUp } from '../../src/logger/upkeep.ts'
import * as fc from '../properties.ts'
import { Lab, START, visit } from './journal-lab.ts'

const test = suite('days of a query')
const HOUR = 3600

/** Two weeks: weekends without the daemon, visits of up to two days, a clock that goes wrong and is set right. */
function twoWeeks(): Lab {
  const lab = new Lab()
  const journal = lab.open()
  const now = () => lab.now / 1000
  const local = (seconds: number) => journal.time(seconds)
  for (let day = 0; day < 14; day++) {
    if (day % 7 < 5)
      for (let hour = 0; hour < 20; hour++) {
        lab.now = START + (day * 24 + hour) * HOUR * 1000
        const length = hour === 7 ? 40 * HOUR : hour * 60
        journal.append(visit(`site-${day}-${hour}.kz`, { start: local(now() - length), end: local(now() - 125) }))
        if (hour % 6 === 0) journal.seal()
        if (hour === 9) journal.gap({ from: now() - 3 * HOUR, to: now(), why: 'event-loss' })
        journal.flush()
      }
    while (keepUp(lab.files, '/flash/journal', journal, { keepDays: 99 })) {}
  }
  // What was written while the clock stood wrong is in the newest file.
  lab.now = START + 30 * 24 * HOUR * 1000
  journal.event('started')
  lab.now = START + 4 * 24 * HOUR * 1000
  journal.append(visit('late.kz', { start: local(now() - 60), end: local(now()) }))
  journal.flush()
  return lab
}

const lab = twoWeeks()
const rows = lab.lines().flatMap((line) => {
  const row = decodeRow(line)
  if (row === undefined || row.kind === 'unknown') return []
  const [from, to] =
    row.kind === 'visit'
      ? [row.row.start, row.row.end]
      : row.kind === 'gap'
        ? [row.row.gap.from, row.row.gap.to]
        : [row.row.at, row.row.at]
  return [{ n: row.row.n, from: Date.parse(from), to: Date.parse(to) }]
})

/** Minutes since the start, and how the time is written. */
const moment = fc.tuple(fc.integer({ min: -3000, max: 25_000 }), fc.constantFrom('+05:00', '', 'Z', 'date'))

function write([minutes, form]: readonly [number, string], isEnd: boolean): { text: string; time: number } {
  const time = START + minutes * 60_000
  const text = new Date(time + (form === 'Z' ? 0 : 5 * HOUR * 1000)).toISOString().slice(0, 16)
  if (form !== 'date') return { text: `${text}${form === '' ? '' : `:00${form}`}`, time }
  const midnight = Date.parse(`${text.slice(0, 10)}T00:00:00+05:00`)
  return { text: text.slice(0, 10), time: isEnd ? midnight + 24 * HOUR * 1000 : midnight }
}

test('rows are those that all files together have, whatever the time and whichever way round', () => {
  fc.assert(
    fc.property(fc.option(moment), fc.option(moment), fc.boolean(), (first, last, newest) => {
      const since = first === null ? undefined : write(first, false)
      const until = last === null ? undefined : write(last, true)
      const wanted = rows.filter(({ from, to }) => (!since || to >= since.time) && (!until || from < until.time))
      const found = query(lab.files, '/flash/journal', {
        ...(since && { since: since.text }),
        ...(until && { until: until.text }),
        order: newest ? 'newest' : 'oldest',
      })
      const numbers = [...found].map(({ row }) => row.row.n)
      assert.equal(
        newest ? numbers.reverse() : numbers,
        wanted.map(({ n }) => n),
        `${since?.text} to ${until?.text}`,
      )
    }),
    { numRuns: 200 },
  )
})

test.run()
