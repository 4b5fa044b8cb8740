/** Tests pages of rows while the journal grows. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { journalPage, type PageOptions } from '../../src/logger/live-rows.ts'
import { pathsBelow } from '../../src/machine/paths.ts'
import { Lab, visit } from './journal-lab.ts'

const test = suite('journal rows')

/** Two days with rows on the disk, and some that wait in the spool. */
function journal() {
  const lab = new Lab()
  const paths = pathsBelow('')
  const writer = lab.open({ spoolDir: `${paths.runDir}/spool` })
  for (let n = 0; n < 300; n++) {
    if (n === 150) lab.now += 86_400_000
    writer.append(visit(n % 50 === 0 ? 'rare.kz' : 'often.kz', { up: n }))
    if (n === 280) writer.flush()
  }
  const page = (options: PageOptions) => journalPage(lab.files, paths, '/flash/journal', options)
  return { lab, writer, page }
}

function all(page: (options: PageOptions) => ReturnType<typeof journalPage>, options: PageOptions, between = () => {}) {
  const numbers: number[] = []
  let pages = 0
  for (let cursor: string | undefined = ''; cursor !== undefined; pages++) {
    const { rows, next } = page({ ...options, cursor })
    numbers.push(...rows.map(({ row }) => row.row.n))
    cursor = next
    between()
  }
  return { numbers, pages }
}

const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, at) => from - at)

test('pages join to the whole, the newest first, while rows come and go to the disk', () => {
  const { writer, page } = journal()
  const got = all(page, { limit: 7 }, () => {
    writer.append(visit('new.kz'))
    writer.flush()
  })
  // 300 visits, two rows that begin days, one seal between them.
  assert.equal(got.numbers, down(303, 1))
})

test('a page is bounded in octets, and one row is given in any case', () => {
  const { page } = journal()
  const { rows, next } = page({ maxBytes: 2000 })
  assert.ok(rows.length > 3 && rows.map(({ line }) => line).join('').length <= 2000)
  assert.ok(next !== undefined)
  assert.is(page({ maxBytes: 1 }).rows.length, 1)
  assert.equal(all(page, { maxBytes: 2000 }).numbers, down(303, 1))
})

test('a page is bounded in work: it may be empty and have a next one', () => {
  const { page } = journal()
  const whole = all(page, { site: 'rare.kz' })
  assert.is(whole.numbers.length, 6)
  assert.is(whole.pages, 1)
  const parts = all(page, { site: 'rare.kz', maxPieces: 1 })
  assert.equal(parts.numbers, whole.numbers)
  assert.ok(parts.pages > 2)
  assert.equal(all(page, { site: 'none.kz', maxPieces: 1 }).numbers, [])
})

test.run()
