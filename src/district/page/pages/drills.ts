/** Drills and acts of October: which schools have drawn them up, and which have not. */
import { shortDate } from '../../../documents/dates.ts'
import { formatNumber } from '../../../documents/numbers.ts'
import type { Asked, Drawn, Tools } from '../asked.ts'
import { todayOf } from '../days.ts'
import { type ActCount, actsOf, type DrillCount, drillsOf } from '../events.ts'
import { html, link } from '../html.ts'
import { journalWords } from '../journal-words.ts'
import type { SchoolState } from '../states.ts'
import { filter, number, plain, table } from '../table.ts'
import { seenStates } from './overview.ts'

/** Of a school, over all of its routers. */
export interface October {
  readonly name: string
  readonly drills: number
  readonly pcs: number
  readonly held: number
  readonly tried: number
  /** Day of the last act; none: it has drawn up none. */
  readonly act: string | undefined
}

/** The last October that has begun. */
export const octoberOf = (today: string): number => Number(today.slice(0, 4)) - (today.slice(5) < '10-01' ? 1 : 0)

/** Who has drawn up nothing stands first. `states`: the schools; keys that are nobody's are left out. */
export async function readOctober(year: number, states: readonly SchoolState[], { ask }: Tools): Promise<October[]> {
  const month = `${year}-10`
  const [drills, acts] = await Promise.all([
    ask<DrillCount>(drillsOf({ from: `${month}-01`, until: `${month}-31` })),
    ask<ActCount>(actsOf({ from: `${month}-01`, until: `${year + 1}-08-31` }, month)),
  ])
  const all = states
    .filter(({ school }) => school !== undefined)
    .map(({ name, journals }): October => {
      const own = drills.filter(({ journal }) => journals.includes(journal))
      const sum = (key: 'drills' | 'pcs' | 'held' | 'tried') => own.reduce((total, row) => total + Number(row[key]), 0)
      const written = acts.filter(({ journal }) => journals.includes(journal)).map(({ last }) => last)
      const [drillCount, pcs, held, tried] = [sum('drills'), sum('pcs'), sum('held'), sum('tried')]
      return { name, drills: drillCount, pcs, held, tried, act: written.sort().at(-1) }
    })
  const done = ({ act, drills: count }: October) => (act === undefined ? 0 : 2) + (count > 0 ? 1 : 0)
  return all.sort((a, b) => done(a) - done(b) || a.name.localeCompare(b.name))
}

export async function drills(asked: Asked, tools: Tools): Promise<Drawn> {
  const { language, question, path } = asked
  const say = journalWords[language]
  const newest = octoberOf(todayOf(tools))
  const years = Array.from({ length: 5 }, (_, at) => newest - at)
  const year = years.find((each) => String(each) === question.get('year')) ?? newest
  const all = await readOctober(year, await seenStates(asked, tools), tools)
  const rows = all.map(({ name, drills: count, pcs, held, tried, act }) => [
    name,
    count === 0 ? html`<span class="bad">${say.noDrill}</span>` : formatNumber(count),
    formatNumber(pcs),
    tried === 0 ? '–' : `${formatNumber(held)} / ${formatNumber(tried)}`,
    act === undefined ? html`<span class="bad">${say.noAct}</span>` : shortDate(act),
  ])
  const heads = [plain(say.schools), number(say.drills), number(say.pcs), number(say.held), plain(say.act)]
  const drawn = all.filter(({ act }) => act !== undefined).length
  const choices = years.map((each) => [String(each), String(each)] as const)
  const body = html`${filter(link(path), [{ name: 'year', label: say.year, value: String(year), choices }], language)}
<dl class="figures"><div><dt>${say.drawnUp}</dt><dd>${drawn}</dd></div><div><dt>${say.notDrawnUp}</dt><dd${all.length > drawn && html` class="bad"`}>${all.length - drawn}</dd></div></dl>
${table(say.drillsTitle, heads, rows, language)}<p class="soft">${say.actNote}</p>`
  return { title: `${say.drillsTitle} ${year}`, body }
}
