/** The plan of the year on paper, and the report of what was done. */

import { schoolYearOf } from '../machine/day.ts'
import { wordsOf } from '../messages/words.ts'
import { planKinds } from '../registers/plan-kinds.ts'
import { entriesOf, type PlanEntry } from '../registers/year-plan.ts'
import { longDate, shortDate } from './dates.ts'
import { type Block, blank, bold, type Language, type Paper, paragraph, type Row, type Text } from './model.ts'
import type { PaperKind } from './paper-kind.ts'
import { approvalWords, postOf } from './paper-words.ts'
import { type PlanWords, planWords } from './plan-words.ts'
import type { RegisterSources } from './register-sources.ts'
import { personOf } from './sources.ts'

type Kind = 'plan' | 'report'

const when = ({ from, due }: PlanEntry) => (from === due ? shortDate(due) : `${shortDate(from)} – ${shortDate(due)}`)

function doneText({ done, due }: PlanEntry, today: string, words: PlanWords): Text {
  if (done === undefined) return due < today ? [bold(words.overdue)] : words.notDue
  const late = done.date > due ? ` (${words.late})` : ''
  return [`${shortDate(done.date)}${late}`, done.note, done.file].filter((part) => part !== '').join('; ')
}

function* rows(entries: readonly PlanEntry[], kind: Kind, today: string, language: Language): Generator<Row> {
  const words = planWords[language]
  let number = 0
  for (const group of planKinds) {
    const own = entries.filter((each) => each.kind === group)
    if (own.length > 0) yield { cells: [words.kinds[group]], span: true, bold: true }
    for (const entry of own) {
      const done = kind === 'plan' && entry.done === undefined ? '' : doneText(entry, today, words)
      const [title, who] = [wordsOf(entry.title, language), wordsOf(entry.who, language)]
      yield { cells: [String(++number), title, when(entry), who, done] }
    }
  }
}

export function planPaper(sources: RegisterSources, year: number, kind: Kind, language: Language): Paper {
  const words = planWords[language]
  const entries = entriesOf(sources.plan, year)
  const director = personOf(sources, 'director')
  const post = postOf(director?.post, 'director', language)
  function* body(): Generator<Block> {
    const { approve, dated } = approvalWords[language]
    if (kind === 'plan')
      yield { kind: 'stamp', lines: [approve, post, [blank(16), ' ', director?.name || blank(16)], dated] }
    if (entries.length === 0) return yield paragraph(words.none)
    const widths = [5, 43, 17, 17, 18]
    const titles = kind === 'plan' ? words.planColumns : words.reportColumns
    yield {
      kind: 'table',
      small: true,
      columns: titles.map((title, at) => ({ title, width: widths[at] ?? 10 })),
      rows: rows(entries, kind, sources.today, language),
    }
    if (kind === 'plan') return
    const done = entries.filter((each) => each.done !== undefined).length
    const overdue = entries.filter((each) => each.done === undefined && each.due < sources.today).length
    const totals = paragraph(words.totals(done, entries.length, overdue))
    const signature = { kind: 'signatures', lines: [{ post, name: director?.name }], dated: true } as const
    yield { kind: 'together', blocks: [totals, signature] }
  }
  const subtitle = kind === 'plan' ? words.year(year) : `${words.year(year)}, ${longDate(sources.today, language)}`
  return { language, header: [sources.school], title: words[kind], subtitle, landscape: true, body: body() }
}

export function planKindsOfPaper(sources: RegisterSources): PaperKind[] {
  const texts = (pick: (words: PlanWords) => string) => ({
    kk: pick(planWords.kk),
    ru: pick(planWords.ru),
    en: pick(planWords.en),
  })
  return (['plan', 'report'] as const).map((kind) => ({
    name: kind === 'plan' ? 'plan' : 'plan-report',
    title: texts((words) => words[kind]),
    roles: ['admin', 'teacher', 'director', 'psychologist'] as const,
    fields: [{ name: 'year', type: 'number', label: texts((words) => words.yearField) }],
    write: (answers, language) =>
      planPaper(sources, Number(answers.year ?? schoolYearOf(sources.today)), kind, language),
  }))
}
