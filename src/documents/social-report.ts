/** Writes the psychologist's monthly report: numbers alone, since none of its input names a pupil. */
import type { SocialNumbers } from '../registers/social.ts'
import { handedBy, type ReportDates, readyBy, reportSpan } from '../registers/social-report.ts'
import { longDate, monthInWords, periodInWords } from './dates.ts'
import { type Block, blank, heading, type Language, type Paper, paragraph, type Row, type Text } from './model.ts'
import { formatNumber } from './numbers.ts'
import { postWords, wordOf } from './paper-words.ts'
import { type SocialWords, socialWords } from './social-report-words.ts'

export interface SocialReportData {
  readonly school: string
  readonly psychologist?: string | undefined
  readonly director?: string | undefined
  readonly numbers: SocialNumbers
  readonly dates: ReportDates
  /** Undefined where no journal of that time is there. */
  readonly attempts: readonly { readonly network: string; readonly visits: number }[] | undefined
}

function* dateBlocks({ dates }: SocialReportData, words: SocialWords, language: Language): Generator<Block> {
  const { from, until } = reportSpan(dates.month)
  const line = (done: string | undefined, due: string, state: keyof SocialWords['states']): Text => {
    const rest = ` (${words.due(longDate(due, language))}${done === undefined ? '' : `; ${words.states[state]}`})`
    return done === undefined ? [blank(20), rest] : `${longDate(done, language)}${rest}`
  }
  yield {
    kind: 'facts',
    rows: [
      [words.period, periodInWords(from, until, language)],
      [words.prepared, line(dates.ready, readyBy(dates.month), dates.readyState)],
      [words.handed, line(dates.handed, handedBy(dates.month), dates.handedState)],
    ],
  }
}

function* consentBlocks({ numbers: { classes } }: SocialReportData, words: SocialWords): Generator<Block> {
  yield heading(words.consents)
  const counts = ['pupils', 'consents', 'refusals', 'accounts'] as const
  const sum = (key: (typeof counts)[number]) => classes.reduce((total, each) => total + each[key], 0)
  const rows: Row[] = classes.map((each) => ({ cells: [each.class, ...counts.map((key) => formatNumber(each[key]))] }))
  const [name, ...others] = words.columns
  yield {
    kind: 'table',
    columns: [{ title: name, width: 20 }, ...others.map((title) => ({ title, width: 20, align: 'right' as const }))],
    rows: [...rows, { cells: [words.total, ...counts.map((key) => formatNumber(sum(key)))], bold: true }],
  }
}

function* resultBlocks({ numbers: { classes, scanned } }: SocialReportData, words: SocialWords): Generator<Block> {
  yield heading(words.results)
  if (!scanned) return yield paragraph(words.noScan)
  const names = [...new Set(classes.flatMap(({ categories }) => Object.keys(categories)))].sort()
  if (names.length === 0) return yield paragraph(words.noResults)
  const rows = names.map((category): Row => {
    const counts = classes.flatMap(({ class: name, categories }) => {
      const count = Object.hasOwn(categories, category) ? (categories[category] ?? 0) : 0
      return count > 0 ? [{ name, count }] : []
    })
    const total = counts.reduce((sum, { count }) => sum + count, 0)
    const list = counts.map(({ name, count }) => `${name} — ${formatNumber(count)}`).join(', ')
    return { cells: [category, formatNumber(total), list] }
  })
  yield {
    kind: 'table',
    columns: [
      { title: words.category, width: 40 },
      { title: words.count, width: 18, align: 'right' },
      { title: words.columns[0], width: 42 },
    ],
    rows,
  }
}

function* workBlocks({ numbers: { work } }: SocialReportData, words: SocialWords): Generator<Block> {
  yield heading(words.work)
  const kinds = Object.entries(work)
  if (kinds.length === 0) return yield paragraph(words.noWork)
  const [kind, times, people] = words.workColumns
  yield {
    kind: 'table',
    columns: [
      { title: kind, width: 60 },
      { title: times, width: 20, align: 'right' },
      { title: people, width: 20, align: 'right' },
    ],
    rows: kinds.map(([what, each]) => ({
      cells: [wordOf(words.workNames, what), formatNumber(each.times), formatNumber(each.people)],
    })),
  }
}

function* attemptBlocks({ attempts }: SocialReportData, words: SocialWords): Generator<Block> {
  yield heading(words.attempts)
  // Without a journal a nought would be invented.
  if (attempts === undefined) {
    yield paragraph(words.noJournal)
    return yield { kind: 'lines', count: 1 }
  }
  if (attempts.length === 0) yield paragraph(words.noAttempts)
  else
    yield {
      kind: 'table',
      columns: [
        { title: words.network, width: 60 },
        { title: words.visits, width: 40, align: 'right' },
      ],
      rows: attempts.map(({ network, visits }) => ({ cells: [network, formatNumber(visits)] })),
    }
  yield paragraph(words.attemptsNote, { small: true })
}

export function socialReport(data: SocialReportData, language: Language): Paper {
  const words = socialWords[language]
  function* body(): Generator<Block> {
    yield* dateBlocks(data, words, language)
    yield* consentBlocks(data, words)
    yield* resultBlocks(data, words)
    yield* workBlocks(data, words)
    yield* attemptBlocks(data, words)
    const { director, psychologist } = postWords[language]
    const signers = [
      { post: psychologist, name: data.psychologist },
      { post: director, name: data.director },
    ]
    // Signatures never stand on a page of their own.
    yield {
      kind: 'together',
      blocks: [
        heading(words.conclusions),
        { kind: 'lines', count: 4 },
        paragraph(words.privacy, { small: true }),
        { kind: 'signatures', lines: signers, dated: true },
      ],
    }
  }
  const subtitle = monthInWords(data.dates.month, language)
  return { language, header: [data.school], title: words.title, subtitle, body: body() }
}
