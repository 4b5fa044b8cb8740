/** The district's monthly report as a paper: what stands in it, and what never does. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { reportKind } from '../../src/district/page/report.ts'
import { statesOf } from '../../src/district/page/states.ts'
import type { Sql } from '../../src/district/sql.ts'
import { isWrong } from '../../src/documents/paper-kind.ts'
import { docxOf, htmlOf } from '../documents/golden.ts'

const test = suite("the district's report")
const hostile = `<img src=x onerror="window.__xss='set'">`
const journal = '5f0c2d9a71b34e68'
const other = '00000000000000aa'

const none = { last: [], alarms: [], passing: [], started: [], lists: [], gaps: [], proofs: [] }
const schools = [
  { journal, school: 'one', name: `School ${hostile}` },
  { journal: other, school: 'two', name: 'School No. 2' },
]
const states = statesOf({ ...none, schools }, 1_790_000_000, 24)

/** Rows by what a question begins with. */
function kindWith(questions: string[] = []) {
  const rows = (text: string): unknown[] => {
    if (text.includes('FROM gaps')) return [{ journal, gaps: '2', missing: '17' }]
    if (text.includes('request-decided')) return [{ site: 'kitap.kz', schools: '1', taken: '1', refused: '0' }]
    if (text.includes("'drill'"))
      return [{ journal, drills: '1', pcs: '2', held: '23', tried: '24', last: '2026-10-05' }]
    if (text.includes('paper-written')) return [{ journal, acts: '1', last: '2026-10-30' }]
    if (text.includes('GROUP BY site'))
      return [{ site: hostile, visits: '1234', schools: '1', seconds: '0', octets: '0' }]
    return [{ journal, allowed: '5000', refused: '1234' }]
  }
  const ask = async <Row>({ text }: Sql) => {
    questions.push(text)
    return rows(text) as Row[]
  }
  const tools = { ask, now: () => 1_790_000_000_000, district: 'Balqash', zone: 'UTC', silentHours: 24 }
  return reportKind(tools, async () => states)
}

async function paperOf(month: string, language: 'kk' | 'ru', questions: string[] = []) {
  const paper = await kindWith(questions).write({ month }, language, () => {})
  if (isWrong(paper)) throw new Error(paper.message)
  return paper
}

test('has the figures of all schools, in Kazakh and Russian, for print and for Word', async () => {
  for (const [language, head] of [
    ['kk', 'Білім бөлімінің басшысы'],
    ['ru', 'Руководитель отдела образования'],
  ] as const) {
    const page = await htmlOf(await paperOf('2026-11', language))
    for (const text of ['Balqash', head, 'School No. 2', '5\u00a0000', '1\u00a0234', 'kitap.kz', '&lt;img src=x'])
      assert.ok(page.includes(text), text)
    assert.not.ok(page.includes('<img'))
    assert.ok((await docxOf(await paperOf('2026-11', language))).length > 1000)
  }
})

test("October's has drills and acts, other months have none", async () => {
  const october = await htmlOf(await paperOf('2026-10', 'ru'))
  for (const text of ['23 / 24', '30.10.2026', 'не составлен']) assert.ok(october.includes(text), text)
  assert.not.ok((await htmlOf(await paperOf('2026-11', 'ru'))).includes('23 / 24'))
})

test('asks for the days of its month alone, and for the schools of the district', async () => {
  const questions: string[] = []
  await paperOf('2026-02', 'ru', questions)
  assert.ok(questions.length >= 5)
  for (const text of questions) {
    assert.ok(text.includes("toDate('2026-02-01')") && text.includes("toDate('2026-02-28')"), text)
    assert.ok(text.includes(`journal IN ('${journal}', '${other}')`), text)
  }
})

test.run()
