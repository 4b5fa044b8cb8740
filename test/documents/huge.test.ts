/** Tests that papers of a long journal need bounded memory. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { accessJournal } from '../../src/documents/access-journal.ts'
import { checkAct } from '../../src/documents/check-act.ts'
import { gather } from '../../src/documents/check-act-data.ts'
import { writeDocx } from '../../src/documents/docx.ts'
import { writeHtml } from '../../src/documents/html.ts'
import { byStart } from '../../src/documents/in-order.ts'
import type { Sources } from '../../src/documents/sources.ts'
import type { Found } from '../../src/logger/query.ts'
import type { VisitRow } from '../../src/logger/record.ts'

const test = suite('huge journals')

const count = 60_000

function visit(n: number): VisitRow {
  const time = new Date(Date.UTC(2026, 9, 5, 9) + n * 100).toISOString().slice(0, 19)
  return {
    ...{ n, start: `${time}+05:00`, end: `${time}+05:00`, room: 'informatics', pc: `PC-${n % 70_000}`, mac: '' },
    ...{
      ip: '192.168.1.1',
      site: `site-${n}.kz`,
      verdict: n % 3 === 0 ? 'refused' : 'allowed',
      why: 'unlisted',
      flows: 1,
    },
  }
}

/** Says how many rows were taken, and how often somebody waited. */
function makeSources() {
  const seen = { taken: 0, pauses: 0 }
  const sources: Sources = {
    ...{ school: 'Мектеп', zone: 'UTC', rooms: [], people: [], now: '2026-10-06T10:00:00+05:00', key: undefined },
    *rows() {
      for (let n = 1; n <= count; n++) {
        seen.taken++
        if (n % 1000 === 0) yield undefined
        yield { line: '', date: '', row: { kind: 'visit', row: visit(n) } } as unknown as Found
      }
    },
    pause: async () => {
      seen.pauses++
    },
    verify: async () => ({ rows: 0, seals: 0, signatures: 0, head: '', unsealed: 0, wrong: undefined }),
    versions: () => [],
    list: () => undefined,
    seats: () => undefined,
  }
  return { sources, seen }
}

const scope = { from: '2026-10-05', until: '2026-10-05', pupils: false }

test('the printed journal takes rows as it prints them', async () => {
  for (const write of [writeHtml, writeDocx]) {
    const { sources, seen } = makeSources()
    let pieces = 0
    let ahead = 0
    let before = 0
    for await (const piece of write(accessJournal(sources, scope, 'kk', () => {}))) {
      pieces++
      assert.ok(piece.length < 512 * 1024)
      ahead = Math.max(ahead, seen.taken - before)
      before = seen.taken
    }
    assert.is(seen.taken, 2 * count)
    assert.ok(pieces > 50, String(pieces))
    // Two windows that are put in order, and what one piece holds; a third of the rows is left out each time.
    assert.ok(ahead < 30_000, String(ahead))
    assert.is(seen.pauses, 2 * (count / 1000))
  }
})

test('the act of a hundred thousand sites is a few pages long, and counts them all', async () => {
  const { sources } = makeSources()
  const act = { from: '2026-10-05', until: '2026-10-05', commission: [] }
  let html = ''
  for await (const piece of writeHtml(checkAct(sources, act, () => gather(sources, act, () => {}), 'ru'))) html += piece
  assert.ok(html.length < 60_000, String(html.length))
  assert.match(html, '40\u00a0000')
  assert.match(html, '5\u00a0000 и более')
})

test('rows are put in order within a window, none is lost, and order is kept where it is', async () => {
  const rows = Array.from({ length: 1000 }, (_, at) => visit(at + 1))
  const shuffled = rows.map((_, at) => rows[Math.floor(at / 10) * 10 + ((at * 7) % 10)] ?? visit(0))
  const source = async function* () {
    yield* shuffled
  }
  const found: number[] = []
  for await (const { n } of byStart(source(), 20)) found.push(n)
  assert.equal(
    found,
    rows.map(({ n }) => n),
  )
})

test.run()
