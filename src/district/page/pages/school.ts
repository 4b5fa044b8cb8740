/** A school's page: how it stands, and its journal of one day, to be narrowed by site, PC and verdict. */
import { longDate } from '../../../documents/dates.ts'
import type { Language } from '../../../documents/model.ts'
import { formatNumber } from '../../../documents/numbers.ts'
import { verdictWords } from '../../../documents/paper-words.ts'
import { type Asked, type Drawn, dayOf, type Tools, textOf } from '../asked.ts'
import { timeText, todayOf } from '../days.ts'
import { type EventLine, eventsOf, type GapLine, gapsOf, lastDayOf } from '../events.ts'
import { type Html, html, link } from '../html.ts'
import { journalWords } from '../journal-words.ts'
import { alarmText, detailsText } from '../said.ts'
import type { SchoolState } from '../states.ts'
import { filter, number, plain, table } from '../table.ts'
import { readMark, type VisitLine, visitsOf } from '../visits.ts'
import { overviewWords, words } from '../words.ts'
import { proofCell, seenStates } from './overview.ts'

const PAGE = 100

/** `09:12:03` at the school. */
const clock = (seconds: string | number, offset: string | number) =>
  new Date((Number(seconds) + Number(offset) * 60) * 1000).toISOString().slice(11, 19)

function standing(state: SchoolState, language: Language, zone: string): Html {
  const say = overviewWords[language]
  const list = state.listVersion === 0 ? '–' : `№ ${state.listVersion} ${state.listHash.slice(0, 8)}`
  const rows = [
    [say.columns.lastRow, state.lastRow === 0 ? say.never : timeText(state.lastRow, zone)],
    [say.columns.list, list],
    [say.columns.gaps, formatNumber(state.gaps)],
    [say.columns.proof, proofCell(state, language, zone)],
    [journalWords[language].keys, state.journals.join(', ')],
  ] as const
  const alarms = state.alarms.map(
    ({ details, at }) => html`<li>${timeText(at, zone)} ${alarmText(details, language)}</li>`,
  )
  return html`<table><tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td class="word">${value}</td></tr>`)}</tbody></table>
${!state.isEnforced && html`<p class="bad">${say.notEnforced}</p>`}${alarms.length > 0 && html`<h2>${say.columns.alarms}</h2><ul>${alarms}</ul>`}`
}

function visitRows(lines: readonly VisitLine[], language: Language) {
  return lines.map(({ began, ended, offset, room, pc, ip, site, host, judged, why, lesson }) => [
    `${clock(began, offset)}–${clock(ended, offset)}`,
    `${pc} (${ip})`,
    room,
    html`${site}${host !== '' && html`<br><span class="soft">${host}</span>`}`,
    html`<span class="${judged === 'refused' ? 'bad' : 'good'}">${verdictWords[language][judged]}</span>${why !== '' && ` ${why}`}`,
    lesson,
  ])
}

const gapRow = ({ began, ended, offset, why, room, missing }: GapLine) => [
  `${clock(began, offset)}–${clock(ended, offset)}`,
  why,
  room,
  missing === null ? '?' : formatNumber(Number(missing)),
]

const eventRow =
  (language: Language) =>
  ({ moment, offset, event, user, room, said }: EventLine) => [
    clock(moment, offset),
    event,
    [room, user].filter((text) => text !== '').join(', '),
    event.startsWith('alarm') ? alarmText(said, language) : detailsText(said),
  ]

/** The day that was asked for, else the last one that has visits. */
async function chosenDay({ question }: Asked, tools: Tools, journals: readonly string[]): Promise<string> {
  const asked = dayOf(question.get('day'))
  if (asked !== undefined) return asked
  const today = todayOf(tools)
  const [last] = await tools.ask<{ date: string; visits: string }>(lastDayOf(journals, today))
  return Number(last?.visits ?? 0) === 0 ? today : (last?.date ?? today)
}

export async function school(asked: Asked, tools: Tools): Promise<Drawn> {
  const { language, path, question } = asked
  const say = journalWords[language]
  const state = (await seenStates(asked, tools)).find((each) => each.school === path[1])
  if (state === undefined)
    return { title: words[language].missingTitle, body: html`<p>${words[language].missing}</p>`, status: 404 }
  const { journals } = state
  const day = await chosenDay(asked, tools, journals)
  const [site, pc] = [textOf(question.get('site')), textOf(question.get('pc'))]
  const given = question.get('verdict')
  const verdict: 'allowed' | 'refused' | undefined = given === 'allowed' || given === 'refused' ? given : undefined
  const wanted = { journals, day, site, pc, verdict, behind: readMark(question.get('behind')), most: PAGE + 1 }
  const [visits, gaps, events] = await Promise.all([
    tools.ask<VisitLine>(visitsOf(wanted)),
    tools.ask<GapLine>(gapsOf(journals, day)),
    tools.ask<EventLine>(eventsOf(journals, day)),
  ])
  const last = visits.length > PAGE ? visits[PAGE - 1] : undefined
  const next = last && link(path, { day, site, pc, verdict, behind: `${last.journal}-${last.n}` })
  const verdicts = [
    ['', say.all] as const,
    ...(['allowed', 'refused'] as const).map((each) => [each, verdictWords[language][each]] as const),
  ]
  const fields = [
    { name: 'day', label: say.day, value: day, type: 'date' as const },
    { name: 'site', label: say.site, value: site ?? '' },
    { name: 'pc', label: say.pc, value: pc ?? '' },
    { name: 'verdict', label: say.verdict, value: verdict ?? '', choices: verdicts },
  ]
  const heads = [say.time, say.pc, say.room, say.site, say.verdict, say.lesson].map(plain)
  const body = html`${standing(state, language, tools.zone)}<h2>${say.journal}: ${longDate(day, language)}</h2>
${filter(link(path), fields, language)}${table(say.journal, heads, visitRows(visits.slice(0, PAGE), language), language)}
${next !== undefined && html`<p><a href="${next}">${words[language].pages.next}</a></p>`}
<h2>${say.gaps}</h2>${table(say.gaps, [plain(say.time), plain(say.why), plain(say.room), number(say.missing)], gaps.map(gapRow), language)}
<h2>${say.events}</h2>${table(say.events, [say.time, say.event, say.who, say.what].map(plain), events.map(eventRow(language)), language)}`
  return { title: state.name, body }
}
