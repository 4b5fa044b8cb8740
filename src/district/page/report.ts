/** Writes the district's monthly report, for print and Word: figures of schools, with no PC and no person in it. */

import { lastOfMonth, monthInWords, shortDate } from '../../documents/dates.ts'
import {
  type Block,
  type Column,
  heading,
  type Language,
  type Paper,
  paragraph,
  type Row,
} from '../../documents/model.ts'
import { formatNumber } from '../../documents/numbers.ts'
import type { PaperKind } from '../../documents/paper-kind.ts'
import { sql } from '../sql.ts'
import type { Tools } from './asked.ts'
import { type RequestCount, requestsOf } from './events.ts'
import { journalWords } from './journal-words.ts'
import { type October, readOctober } from './pages/drills.ts'
import { type ReportWords, reportWords } from './report-words.ts'
import type { SchoolState } from './states.ts'
import { type SiteCount, type Span, sitesOf, within } from './visits.ts'
import { overviewWords } from './words.ts'

interface SchoolVisits {
  readonly journal: string
  readonly allowed: string
  readonly refused: string
}

interface SchoolGaps {
  readonly journal: string
  readonly gaps: string
  readonly missing: string
}

export interface ReportData {
  readonly district: string
  readonly month: string
  readonly states: readonly SchoolState[]
  readonly visits: readonly SchoolVisits[]
  readonly gaps: readonly SchoolGaps[]
  readonly refused: readonly SiteCount[]
  readonly used: readonly SiteCount[]
  readonly asked: readonly RequestCount[]
  /** None: the month is another. */
  readonly october: readonly October[] | undefined
}

const MOST = 20

const visitsBySchool = (span: Span) => sql`
SELECT journal, countIf(verdict = 'allowed') AS allowed, countIf(verdict = 'refused') AS refused FROM visits
WHERE ${within(span)} AND background = 0 GROUP BY journal LIMIT 20000`
const gapsBySchool = (span: Span) => sql`
SELECT journal, count() AS gaps, sum(ifNull(flows, 0)) AS missing FROM gaps WHERE ${within(span)} GROUP BY journal LIMIT 20000`

async function gather(tools: Tools, states: readonly SchoolState[], month: string): Promise<ReportData> {
  const schools = states.filter(({ school }) => school !== undefined)
  const span = { from: `${month}-01`, until: lastOfMonth(month), journals: schools.flatMap(({ journals }) => journals) }
  const [visits, gaps, refused, used, asked, october] = await Promise.all([
    tools.ask<SchoolVisits>(visitsBySchool(span)),
    tools.ask<SchoolGaps>(gapsBySchool(span)),
    tools.ask<SiteCount>(sitesOf({ ...span, verdict: 'refused', most: MOST })),
    tools.ask<SiteCount>(sitesOf({ ...span, verdict: 'allowed', most: MOST })),
    tools.ask<RequestCount>(requestsOf(span)),
    month.endsWith('-10') ? readOctober(Number(month.slice(0, 4)), schools, tools) : undefined,
  ])
  return {
    district: tools.district,
    month,
    states: schools,
    visits,
    gaps,
    refused,
    used,
    asked: asked.slice(0, MOST),
    october,
  }
}

const left = (title: string, width: number): Column => ({ title, width })
const right = (title: string, width: number): Column => ({ title, width, align: 'right' })
const count = (text: string | number) => formatNumber(Number(text))

/** Over all routers of a school, or of all schools. */
function sumOf<Name extends string>(
  rows: readonly ({ readonly journal: string } & Readonly<Record<Name, string>>)[],
  name: Name,
  journals?: readonly string[],
) {
  const own = journals === undefined ? rows : rows.filter(({ journal }) => journals.includes(journal))
  return own.reduce((sum, row) => sum + Number(row[name]), 0)
}

function* grid(title: string, columns: readonly Column[], rows: readonly Row[], words: ReportWords): Generator<Block> {
  yield heading(title)
  if (rows.length === 0) yield paragraph(words.nothing)
  else yield { kind: 'table', columns, rows, small: columns.length > 4 }
}

function schoolRows({ states, visits, gaps }: ReportData): Row[] {
  const named = [...states].sort((a, b) => a.name.localeCompare(b.name))
  return named.map(({ name, journals }) => ({
    cells: [
      name,
      count(sumOf(visits, 'allowed', journals)),
      count(sumOf(visits, 'refused', journals)),
      count(sumOf(gaps, 'gaps', journals)),
      count(sumOf(gaps, 'missing', journals)),
    ],
  }))
}

function standingRows({ states }: ReportData, words: ReportWords, language: Language): Row[] {
  const named = [...states].sort((a, b) => a.name.localeCompare(b.name))
  return named.map(({ name, isEnforced, isSilent, listVersion, proven }) => ({
    cells: [
      name,
      listVersion === 0 ? '–' : `№ ${listVersion}`,
      `${isEnforced ? words.yes : words.no}${isSilent ? `, ${words.silent}` : ''}`,
      overviewWords[language].proof[proven.state],
    ],
  }))
}

function octoberRows(october: readonly October[], words: ReportWords): Row[] {
  return october.map(({ name, drills, held, tried, act }) => ({
    cells: [name, count(drills), `${count(held)} / ${count(tried)}`, act === undefined ? words.noAct : shortDate(act)],
  }))
}

export function districtReport(data: ReportData, language: Language): Paper {
  const words = reportWords[language]
  function* body(): Generator<Block> {
    const { visits, gaps, states, refused, used, asked, october } = data
    const sending = states.filter(
      ({ journals }) => sumOf(visits, 'allowed', journals) + sumOf(visits, 'refused', journals) > 0,
    )
    const facts: readonly (readonly [string, number])[] = [
      [words.schools, states.length],
      [words.sending, sending.length],
      [words.allowed, sumOf(visits, 'allowed')],
      [words.refused, sumOf(visits, 'refused')],
      [words.gaps, sumOf(gaps, 'gaps')],
      [words.missing, sumOf(gaps, 'missing')],
    ]
    yield { kind: 'facts', rows: facts.map(([name, value]) => [name, count(value)]) }
    const sites = [left(words.site, 56), right(words.visits, 22), right(words.schools, 22)]
    const siteRows = (rows: readonly SiteCount[]) =>
      rows.map((row): Row => ({ cells: [row.site, count(row.visits), count(row.schools)] }))
    yield* grid(words.mostRefused, sites, siteRows(refused), words)
    yield* grid(words.mostUsed, sites, siteRows(used), words)
    const askedHeads = [
      left(words.site, 46),
      right(words.schools, 18),
      right(words.taken, 18),
      right(words.declined, 18),
    ]
    const askedRows = asked.map(
      (row): Row => ({ cells: [row.site, count(row.schools), count(row.taken), count(row.refused)] }),
    )
    yield* grid(words.asked, askedHeads, askedRows, words)
    const figures = [
      right(words.allowed, 16),
      right(words.refused, 16),
      right(words.gaps, 16),
      right(words.missing, 16),
    ]
    yield* grid(words.bySchool, [left(words.school, 36), ...figures], schoolRows(data), words)
    const heads = [left(words.school, 40), left(words.list, 12), left(words.force, 20), left(words.proof, 28)]
    yield* grid(words.standing, heads, standingRows(data, words, language), words)
    const acts = [
      left(words.school, 40),
      right(words.drills, 16),
      right(journalWords[language].held, 22),
      left(words.act, 22),
    ]
    if (october !== undefined) yield* grid(words.october, acts, octoberRows(october, words), words)
    const signers = [{ post: words.head }, { post: words.author }]
    yield {
      kind: 'together',
      blocks: [paragraph(words.background, { small: true }), { kind: 'signatures', lines: signers, dated: true }],
    }
  }
  return {
    language,
    header: [data.district],
    title: words.title,
    subtitle: monthInWords(data.month, language),
    body: body(),
  }
}

/** As the writers of papers take it. `states`: of all schools. */
export const reportKind = (tools: Tools, states: () => Promise<readonly SchoolState[]>): PaperKind => ({
  name: 'district-report',
  title: { kk: reportWords.kk.name, ru: reportWords.ru.name, en: reportWords.en.name },
  fields: [
    {
      name: 'month',
      type: 'month',
      required: true,
      label: { kk: reportWords.kk.month, ru: reportWords.ru.month, en: reportWords.en.month },
    },
  ],
  write: async ({ month = '' }, language) => districtReport(await gather(tools, await states(), month), language),
})
