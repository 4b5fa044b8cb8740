/** The page of all schools: which are silent, whose list is not in force, alarms, gaps, versions, how far journals are proven. */
import type { Language } from '../../../documents/model.ts'
import { formatNumber } from '../../../documents/numbers.ts'
import type { Asked, Drawn, Tools } from '../asked.ts'
import { textOf } from '../asked.ts'
import { barChart } from '../chart.ts'
import { dayBefore, timeText, todayOf } from '../days.ts'
import { type Html, html, link } from '../html.ts'
import { maySee } from '../people.ts'
import { alarmText } from '../said.ts'
import { readFacts, type SchoolState, statesOf } from '../states.ts'
import { type DayCount, visitsByDay } from '../visits.ts'
import { overviewWords, words } from '../words.ts'

const PAGE = 200
const ALARMS = 5

/** All schools that the visitor may see; keys that are nobody's for those who may put that right. */
export async function seenStates({ visitor }: Pick<Asked, 'visitor'>, tools: Tools): Promise<SchoolState[]> {
  const facts = await readFacts(tools.ask, todayOf(tools))
  return statesOf(facts, tools.now() / 1000, tools.silentHours).filter(({ school }) =>
    school === undefined ? maySee(visitor, 'keys') : maySee(visitor, 'overview', school),
  )
}

const isProven = ({ proven }: SchoolState) => proven.state === 'whole' || proven.state === 'unchecked'

const weightOf = (state: SchoolState) =>
  (state.isEnforced ? 0 : 16) +
  (state.proven.state === 'wrong' ? 8 : 0) +
  (state.isSilent ? 4 : 0) +
  (state.alarms.length > 0 ? 2 : 0) +
  (state.gaps > 0 ? 1 : 0)

/** Worst first. */
export const byNeed = (states: readonly SchoolState[]): SchoolState[] =>
  [...states].sort((a, b) => weightOf(b) - weightOf(a) || a.name.localeCompare(b.name))

function figures(states: readonly SchoolState[], language: Language): Html {
  const say = overviewWords[language].figures
  const count = (is: (state: SchoolState) => boolean) => states.filter(is).length
  const all: readonly (readonly [string, number, boolean])[] = [
    [say.schools, count(({ school }) => school !== undefined), false],
    [say.silent, count(({ isSilent }) => isSilent), true],
    [say.notEnforced, count(({ isEnforced }) => !isEnforced), true],
    [say.alarms, count(({ alarms }) => alarms.length > 0), true],
    [say.gaps, count(({ gaps }) => gaps > 0), true],
    [say.wrong, count((state) => !isProven(state)), true],
  ]
  const one = ([name, value, isBad]: (typeof all)[number]) =>
    html`<div><dt>${name}</dt><dd${isBad && value > 0 && html` class="bad"`}>${formatNumber(value)}</dd></div>`
  return html`<dl class="figures">${all.map(one)}</dl>`
}

function alarmCell({ alarms, isEnforced, passing }: SchoolState, language: Language): Html {
  const say = overviewWords[language]
  const lines = alarms
    .slice(0, ALARMS)
    .map(({ details }) => html`<li class="word">${alarmText(details, language)}</li>`)
  const more = alarms.length > ALARMS && html`<li>+ ${alarms.length - ALARMS}</li>`
  return html`${!isEnforced && html`<strong class="bad">${say.notEnforced}</strong>`}
<ul class="plain">${lines}${more}</ul>${passing > 0 && html`<span class="soft">${say.passing}: ${passing}</span>`}`
}

export function proofCell({ proven }: SchoolState, language: Language, zone: string): Html {
  const say = overviewWords[language]
  const mood = proven.state === 'wrong' ? 'bad' : proven.state === 'whole' ? 'good' : 'soft'
  const until = proven.sealedAt > 0 && html` ${say.until} ${timeText(proven.sealedAt, zone)}`
  const wrong = proven.wrong !== '' && html` (${proven.wrong})`
  return html`<span class="${mood}">${say.proof[proven.state]}</span>${wrong}${until}`
}

function row(state: SchoolState, language: Language, { visitor }: Asked, zone: string): Html {
  const say = overviewWords[language]
  const { school, name, journals, lastRow, isSilent } = state
  const title =
    school === undefined
      ? html`<span class="bad">${say.stranger}</span> <code>${journals[0] ?? ''}</code>`
      : maySee(visitor, 'journal', school)
        ? html`<a href="${link(['school', school])}">${name}</a>`
        : html`${name}`
  const last = lastRow === 0 ? say.never : timeText(lastRow, zone)
  const offered = state.districtList > 0 && html`<br><span class="soft">${say.ofDistrict}${state.districtList}</span>`
  const missing =
    state.gapFlows > 0 && html`<br><span class="soft">${say.missing}: ${formatNumber(state.gapFlows)}</span>`
  return html`<tr><th scope="row" class="word">${title}</th>
<td>${last}${isSilent && html` <strong class="bad">${say.silent}</strong>`}</td>
<td>${state.listVersion === 0 ? '–' : html`№ ${state.listVersion} <code>${state.listHash.slice(0, 8)}</code>`}${offered}</td>
<td>${alarmCell(state, language)}</td><td class="number">${state.gaps}${missing}</td>
<td>${proofCell(state, language, zone)}</td></tr>
`
}

/** `at` counts pages from 0. */
export function pager(asked: Asked, at: number, hasMore: boolean): Html {
  const say = words[asked.language].pages
  const to = (page: number, text: string) =>
    html`<a href="${link(asked.path, { ...Object.fromEntries(asked.question), page: String(page) })}">${text}</a> `
  return html`<p>${at > 0 && to(at - 1, say.before)}${hasMore && to(at + 1, say.next)}</p>`
}

export const pageOf = (asked: Asked): number => {
  const text = asked.question.get('page') ?? ''
  return /^\d{1,4}$/.test(text) ? Number(text) : 0
}

export const barsOf = (days: readonly DayCount[]) =>
  days.map(({ date, allowed, refused }) => ({
    label: `${date.slice(8)}.${date.slice(5, 7)}`,
    value: Number(allowed),
    second: Number(refused),
  }))

export async function overview(asked: Asked, tools: Tools): Promise<Drawn> {
  const { language, visitor } = asked
  const say = overviewWords[language]
  const today = todayOf(tools)
  const all = await seenStates(asked, tools)
  const journals = maySee(visitor, 'figures') ? undefined : all.flatMap(({ journals }) => journals)
  const days = await tools.ask<DayCount>(visitsByDay({ from: dayBefore(today, 29), until: today, journals }))
  const wanted = textOf(asked.question.get('name'))
  const found = byNeed(all).filter(
    ({ name, school = '', journals }) =>
      wanted === undefined ||
      [name, school, ...journals].some((text) => text.toLowerCase().includes(wanted.toLowerCase())),
  )
  const at = pageOf(asked)
  const shown = found.slice(at * PAGE, (at + 1) * PAGE)
  const heads = [say.columns.school, say.columns.lastRow, say.columns.list, say.columns.alarms]
  const body = html`${figures(all, language)}${barChart(say.chart, say.chartText, barsOf(days))}
<form class="filter" method="get" action="/"><label>${say.find}<br><input name="name" value="${wanted ?? ''}"></label>
<button>${words[language].show}</button></form>
<div class="wide" tabindex="0" role="region" aria-label="${words[language].menu.overview}"><table><caption>${say.caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}<th scope="col" class="number">${say.columns.gaps}</th>
<th scope="col">${say.columns.proof}</th></tr></thead>
<tbody>${shown.map((state) => row(state, language, asked, tools.zone))}</tbody></table></div>
${pager(asked, at, found.length > (at + 1) * PAGE)}`
  return { title: words[language].menu.overview, body }
}
