/** The journal of safety briefings on paper: its lines with room for signatures, and which classes are missing. */

import { schoolYearOf } from '../machine/day.ts'
import { type Briefing, overview, selectBriefings, yearOf } from '../registers/briefings.ts'
import { termAt } from '../registers/school-year.ts'
import { topicOf } from '../registers/topics.ts'
import { type BriefingWords, briefingWords } from './briefings-words.ts'
import { periodInWords, shortDate } from './dates.ts'
import { type Block, heading, type Language, type Paper, paragraph, type Row } from './model.ts'
import type { Answers, PaperKind, Wrong } from './paper-kind.ts'
import { postOf } from './paper-words.ts'
import type { RegisterSources } from './register-sources.ts'
import { personOf } from './sources.ts'

const topicsOf = ({ topics, own }: Briefing, language: Language): string =>
  [...topics.map((id) => topicOf(id)?.[language] ?? id), own].filter((text) => text !== '').join('; ')

function* rows(lines: readonly Briefing[], words: BriefingWords, language: Language): Generator<Row> {
  for (const [at, line] of lines.entries()) {
    const { date, class: name, present, of, instructor, struck } = line
    const about = topicsOf(line, language)
    const topic = struck === undefined ? about : [about, '. ', { text: words.struck(struck.why), bold: true }]
    yield { cells: [String(at + 1), shortDate(date), name, topic, words.of(present, of), instructor, ''] }
  }
}

/** Gives the sentence that it comes to. */
function* overviewBlocks(
  sources: RegisterSources,
  term: number,
  day: string,
  language: Language,
): Generator<Block, string | undefined> {
  const words = briefingWords[language]
  const { terms, source, assumed } = yearOf(sources.briefings, schoolYearOf(day))
  const chosen = terms.find(({ number }) => number === term)
  if (chosen === undefined) return undefined
  const found = overview(sources.briefings, sources.classes, chosen)
  yield heading(words.overview(term))
  const origin = assumed ? words.assumed : source[language]
  const period = periodInWords(chosen.from, chosen.until, language).replace(/\.$/, '')
  yield paragraph(`${period}. ${words.source}: ${origin}.`, { small: true })
  // Where the school has not named its classes, no nought is invented.
  const known = sources.classes.length + sources.briefings.classes.length > 0
  if (found.length === 0) return words.noClasses
  const [name, days, harmful] = words.overviewColumns
  yield {
    kind: 'table',
    columns: [
      { title: name, width: 15 },
      { title: days, width: 55 },
      { title: harmful, width: 30 },
    ],
    rows: found.map((row) => ({
      cells: [
        row.class,
        row.days.length === 0 ? [{ text: words.notTold, bold: true }] : row.days.map(shortDate).join(', '),
        row.days.length === 0 ? '' : row.harmful ? words.yes : words.no,
      ],
    })),
  }
  return known ? words.missing(found.filter((row) => row.days.length === 0).length) : words.noClasses
}

export interface BriefingScope {
  readonly from: string
  readonly until: string
  readonly class?: string
  readonly term: number
}

export function briefingPaper(sources: RegisterSources, scope: BriefingScope, language: Language): Paper {
  const words = briefingWords[language]
  function* body(): Generator<Block> {
    const { from, until, class: name } = scope
    const filter = { since: from, until, ...(name === undefined ? {} : { class: name }) }
    const lines = selectBriefings(sources.briefings, filter)
    if (lines.length === 0) yield paragraph(words.none)
    else {
      const widths = [5, 10, 8, 36, 13, 16, 12]
      const columns = words.columns.map((title, at) => ({ title, width: widths[at] ?? 10 }))
      yield { kind: 'table', small: true, columns, rows: rows(lines, words, language) }
    }
    const concluded = name === undefined ? yield* overviewBlocks(sources, scope.term, until, language) : undefined
    const teacher = personOf(sources, 'teacher')
    const post = postOf(teacher?.post, 'teacher', language)
    const signature = { kind: 'signatures', lines: [{ post, name: teacher?.name }], dated: true } as const
    yield { kind: 'together', blocks: [paragraph(concluded ?? words.count(lines.length)), signature] }
  }
  const period = periodInWords(scope.from, scope.until, language)
  const subtitle = scope.class === undefined ? period : `${scope.class}, ${period}`
  return { language, header: [sources.school], title: words.title, subtitle, landscape: true, body: body() }
}

/** Without days: the term that goes on. */
function scopeOf(sources: RegisterSources, answers: Answers, language: Language): BriefingScope | Wrong {
  const day = answers.until ?? answers.from ?? sources.today
  const { terms } = yearOf(sources.briefings, schoolYearOf(day))
  const now =
    answers.term === undefined ? termAt(terms, day) : terms.find(({ number }) => String(number) === answers.term)
  const from = answers.from ?? now?.from ?? sources.today
  const until = answers.until ?? now?.until ?? sources.today
  if (until < from) return { field: 'until', message: briefingWords[language].wrong }
  const name = answers.class === undefined ? {} : { class: answers.class }
  return { from, until, ...name, term: now?.number ?? 0 }
}

export function briefingKind(sources: RegisterSources): PaperKind {
  const label = (name: keyof BriefingWords['fields']) => ({
    kk: briefingWords.kk.fields[name],
    ru: briefingWords.ru.fields[name],
    en: briefingWords.en.fields[name],
  })
  return {
    name: 'briefings',
    title: { kk: briefingWords.kk.title, ru: briefingWords.ru.title, en: briefingWords.en.title },
    fields: [
      { name: 'from', type: 'date', label: label('from') },
      { name: 'until', type: 'date', label: label('until') },
      { name: 'term', type: 'number', label: label('term') },
      { name: 'class', type: 'class', label: label('class') },
    ],
    write(answers, language) {
      const scope = scopeOf(sources, answers, language)
      return 'field' in scope ? scope : briefingPaper(sources, scope, language)
    },
  }
}
