/** The sites of the district: most refused and most used, and what schools ask for. */
import { shortDate } from '../../../documents/dates.ts'
import { formatNumber } from '../../../documents/numbers.ts'
import { addDays } from '../../../machine/day.ts'
import { type Asked, type Drawn, dayOf, type Tools, textOf } from '../asked.ts'
import { barChart } from '../chart.ts'
import { todayOf } from '../days.ts'
import { type RequestCount, requestsOf } from '../events.ts'
import { html, link } from '../html.ts'
import { journalWords } from '../journal-words.ts'
import { filter, number, plain, table } from '../table.ts'
import { type DayCount, type SiteCount, sitesOf, visitsByDay } from '../visits.ts'
import { overviewWords, words } from '../words.ts'
import { barsOf } from './overview.ts'

const MOST = 100
const LONGEST = 366

/** The days that were asked for, at most a year; else the last `days` of them. */
export function spanOf({ question }: Asked, tools: Tools, days: number): { from: string; until: string } {
  const until = dayOf(question.get('until')) ?? todayOf(tools)
  const from = dayOf(question.get('from')) ?? addDays(until, 1 - days)
  const earliest = addDays(until, 1 - LONGEST)
  return { from: from > until ? until : from < earliest ? earliest : from, until }
}

const count = (text: string) => formatNumber(Number(text))

const spanFields = ({ from, until }: { from: string; until: string }, { language }: Asked) => [
  { name: 'from', label: journalWords[language].from, value: from, type: 'date' as const },
  { name: 'until', label: journalWords[language].until, value: until, type: 'date' as const },
]

export async function sites(asked: Asked, tools: Tools): Promise<Drawn> {
  const { language, question, path } = asked
  const say = journalWords[language]
  const span = spanOf(asked, tools, 7)
  const site = textOf(question.get('site'))
  const [refused, used, days] = await Promise.all([
    tools.ask<SiteCount>(sitesOf({ ...span, verdict: 'refused', site, most: MOST })),
    tools.ask<SiteCount>(sitesOf({ ...span, verdict: 'allowed', site, most: MOST })),
    tools.ask<DayCount>(visitsByDay(span)),
  ])
  const heads = [plain(say.site), number(say.visits), number(say.schools)]
  const refusedRows = refused.map((row) => [row.site, count(row.visits), count(row.schools)])
  const usedRows = used.map((row) => [
    row.site,
    count(row.visits),
    count(row.schools),
    formatNumber(Number(row.seconds) / 3600),
  ])
  const chartText = `${shortDate(span.from)} – ${shortDate(span.until)}`
  const fields = [...spanFields(span, asked), { name: 'site', label: say.site, value: site ?? '' }]
  const body = html`${filter(link(path), fields, language)}${barChart(overviewWords[language].chart, chartText, barsOf(days))}
<h2>${say.mostRefused}</h2>${table(say.mostRefused, heads, refusedRows, language)}
<h2>${say.mostUsed}</h2>${table(say.mostUsed, [...heads, number(say.hours)], usedRows, language)}`
  return { title: words[language].menu.sites, body }
}

export async function requests(asked: Asked, tools: Tools): Promise<Drawn> {
  const { language, path } = asked
  const say = journalWords[language]
  const span = spanOf(asked, tools, 30)
  const [decided, refused] = await Promise.all([
    tools.ask<RequestCount>(requestsOf(span)),
    tools.ask<SiteCount>(sitesOf({ ...span, verdict: 'refused', bySchools: true, most: MOST })),
  ])
  const askedRows = decided.map((row) => [row.site, count(row.schools), count(row.taken), count(row.refused)])
  const heads = [plain(say.site), number(say.schools), number(say.taken), number(say.refused)]
  const widely = refused.map((row) => [row.site, count(row.schools), count(row.visits)])
  const body = html`${filter(link(path), spanFields(span, asked), language)}
<h2>${say.asked}</h2><p class="soft">${say.askedNote}</p>${table(say.asked, heads, askedRows, language)}
<h2>${say.widely}</h2>${table(say.widely, [plain(say.site), number(say.schools), number(say.visits)], widely, language)}`
  return { title: words[language].menu.requests, body }
}
