/** The access journal on paper: a day, a week or a month of a room. */
import type { Found } from '../logger/query.ts'
import type { Gap, VisitRow } from '../logger/record.ts'
import { addDays, weekday } from '../machine/day.ts'
import { accessJournalWords, type JournalWords } from './access-journal-words.ts'
import { clockTime, longDate, periodInWords, shortDate, shortTime, weekdayNames } from './dates.ts'
import { gapBlocks, MOST_GAPS } from './gaps.ts'
import { byStart } from './in-order.ts'
import {
  type Block,
  blank,
  type Column,
  heading,
  type Language,
  mono,
  type Paper,
  paragraph,
  type Row,
  type Text,
} from './model.ts'
import { formatNumber } from './numbers.ts'
import { type Answers, noRoom, type PaperKind, type Progress, type Wrong } from './paper-kind.ts'
import { postOf, refusalWords, verdictWords, wordOf } from './paper-words.ts'
import { readableName } from './readable-name.ts'
import { personOf, roomName, type Sources } from './sources.ts'
import { VisitCounts } from './visit-counts.ts'

export interface JournalScope {
  /** Local days, both included. */
  readonly from: string
  readonly until: string
  /** All rooms when absent. */
  readonly room?: string
  /** Names pupils by their classes' seat plans. */
  readonly pupils: boolean
}

const MOST_DAYS = 31

/** What one pass over the rows finds beside the rows that it prints. */
class Findings {
  readonly pcs = new VisitCounts()
  readonly sites = new VisitCounts()
  readonly gaps: Gap[] = []
  gapCount = 0
  rows = 0
  background = 0
  ofDrills = 0
  allowed = 0
  refused = 0
  head = ''
  readonly withoutPlan = new Set<string>()

  add({ row, kind }: Found['row'], room: string | undefined, isDrill: boolean): void {
    this.rows++
    if (isDrill) this.ofDrills++
    if (kind === 'seal') this.head = row.seal.head
    if (kind === 'gap' && (room === undefined || (row.gap.room ?? room) === room)) {
      this.gapCount++
      if (this.gaps.length < MOST_GAPS) this.gaps.push(row.gap)
    }
    if (kind === 'visit' && !isDrill) this.#visit(row)
  }

  #visit(row: VisitRow): void {
    if (row.background) {
      this.background++
      return
    }
    this.pcs.add(`${row.room}/${row.pc}`)
    if (row.verdict === 'allowed') this.sites.add(row.site)
    this[row.verdict]++
  }
}

export function accessJournal(sources: Sources, scope: JournalScope, language: Language, progress: Progress): Paper {
  const words = accessJournalWords[language]
  const findings = new Findings()
  return {
    language,
    header: [sources.school],
    title: words.title,
    subtitle: `${scopeName(sources, scope, words)}, ${periodInWords(scope.from, scope.until, language)}`,
    footer: () => (findings.head === '' ? '' : `${words.headShort} ${findings.head}`),
    body: blocks(sources, scope, language, findings, progress),
  }
}

const scopeName = (sources: Sources, { room }: JournalScope, words: JournalWords) =>
  room === undefined ? words.allRooms : roomName(sources, room)

async function* blocks(
  sources: Sources,
  scope: JournalScope,
  language: Language,
  findings: Findings,
  progress: Progress,
): AsyncGenerator<Block> {
  const words = accessJournalWords[language]
  const printer = new RowPrinter(sources, scope, language, findings)
  yield heading(words.allowedHeading)
  // The first pass takes what stands beside visits as well.
  const half: Progress = (done, of) => progress(done, of * 2)
  yield printer.table(visitsOf(sources, scope, 'allowed', half, findings), false)
  if (findings.rows === 0) yield paragraph([{ text: words.nothingAtAll, bold: true }])
  else if (findings.allowed === 0) yield paragraph(words.nothingAllowed)
  yield heading(words.refusedHeading)
  if (findings.refused === 0) yield paragraph(findings.rows === 0 ? words.nothingAtAll : words.nothingRefused)
  else {
    const rest: Progress = (done, of) => progress(of + done, of * 2)
    yield printer.table(visitsOf(sources, scope, 'refused', rest), true)
  }
  yield heading(words.totalsHeading)
  yield { kind: 'facts', rows: totals(sources, scope, language, findings) }
  if (scope.until >= sources.now.slice(0, 10)) yield paragraph(words.goesOn)
  if (findings.rows > 0) yield* gapBlocks(findings.gaps, findings.gapCount, words.gapsHeading, language)
  yield findings.head === ''
    ? paragraph(words.noHead)
    : paragraph([`${words.head}: `, mono(findings.head), `. ${words.headNote}`])
  const teacher = personOf(sources, 'teacher')
  yield {
    kind: 'together',
    blocks: [
      paragraph(words.checked),
      {
        kind: 'signatures',
        dated: true,
        lines: [{ post: postOf(teacher?.post, 'teacher', language), name: teacher?.name }],
      },
    ],
  }
}

/** Visits that began in the stretch, in the file's order. `findings` sees every row. */
async function* visitsOf(
  sources: Sources,
  { from, until, room }: JournalScope,
  verdict: VisitRow['verdict'],
  onProgress: Progress,
  findings?: Findings,
): AsyncGenerator<VisitRow> {
  // A visit that began before midnight is written the day after, and belongs to the day before.
  for (const found of sources.rows({ since: from, until: addDays(until, 1), onProgress })) {
    if (found === undefined) {
      await sources.pause()
      continue
    }
    const { row } = found
    const day = dayOf(row)
    if (day < from || day > until) continue
    if (row.kind === 'visit' && room !== undefined && row.row.room !== room) continue
    const isDrill = row.kind === 'visit' && sources.isDrill?.(row.row) === true
    findings?.add(row, room, isDrill)
    if (isDrill) continue
    if (row.kind === 'visit' && row.row.verdict === verdict && row.row.background !== true) yield row.row
  }
}

function dayOf({ kind, row }: Found['row']): string {
  return (kind === 'visit' ? row.start : kind === 'gap' ? row.gap.from : row.at).slice(0, 10)
}

class RowPrinter {
  readonly #sources: Sources
  readonly #scope: JournalScope
  readonly #language: Language
  readonly #findings: Findings
  readonly #plans = new Map<string, ReadonlyMap<string, string> | undefined>()

  constructor(sources: Sources, scope: JournalScope, language: Language, findings: Findings) {
    this.#sources = sources
    this.#scope = scope
    this.#language = language
    this.#findings = findings
  }

  table(rows: AsyncIterable<VisitRow>, refused: boolean): Block {
    const { columns: names } = accessJournalWords[this.#language]
    const { room, pupils } = this.#scope
    const columns: Column[] = [
      { title: '№', width: 7, align: 'right' },
      { title: names.time, width: 18, align: 'center' },
      ...(room === undefined ? [{ title: names.room, width: 22 }] : []),
      { title: names.class, width: 12, align: 'center' },
      { title: names.pc, width: 19 },
      ...(pupils ? [{ title: names.pupil, width: 20 }] : []),
      { title: names.site, width: refused ? 26 : 29 },
      { title: names.verdict, width: refused ? 20 : 17 },
    ]
    return { kind: 'table', small: true, columns, rows: this.#rows(rows) }
  }

  async *#rows(rows: AsyncIterable<VisitRow>): AsyncGenerator<Row> {
    let day = ''
    let number = 0
    for await (const row of byStart(rows)) {
      const date = row.start.slice(0, 10)
      if (date !== day) {
        day = date
        yield { span: true, cells: [this.#dayName(date)] }
      }
      yield { cells: this.#cells(row, ++number) }
    }
  }

  #dayName(date: string): string {
    return `${longDate(date, this.#language)}, ${weekdayNames[this.#language][weekday(date)]}`
  }

  #cells(row: VisitRow, number: number): Text[] {
    const { room, pupils } = this.#scope
    // Each row says its day: a page may begin far below the day's own line.
    const time = `${shortDate(row.start)} ${clockTime(row.start)}–${clockTime(row.end)}`
    const unset = row.clock === 'unset' ? ` (${accessJournalWords[this.#language].unset})` : ''
    const verdict = verdictWords[this.#language][row.verdict]
    const why = row.verdict === 'refused' && row.why ? `: ${wordOf(refusalWords[this.#language], row.why)}` : ''
    return [
      formatNumber(number),
      time + unset,
      ...(room === undefined ? [roomName(this.#sources, row.room)] : []),
      row.lesson ?? '—',
      row.pc,
      ...(pupils ? [this.#pupil(row)] : []),
      readableName(row.site),
      verdict + why,
    ]
  }

  /** Nothing invented: without a lesson or a plan nobody is named. */
  #pupil({ lesson, pc }: VisitRow): string {
    if (lesson === undefined) return '—'
    if (!this.#plans.has(lesson)) this.#plans.set(lesson, this.#sources.seats(lesson))
    const plan = this.#plans.get(lesson)
    if (plan === undefined) this.#findings.withoutPlan.add(lesson)
    return plan?.get(pc) ?? '—'
  }
}

function totals(sources: Sources, scope: JournalScope, language: Language, findings: Findings) {
  const words = accessJournalWords[language]
  const counted = (tally: VisitCounts) =>
    formatNumber(tally.size) + (tally.beyond > 0 ? ` (${words.totals.beyond})` : '')
  // Without a journal a nought would be invented.
  const known = (text: string): Text => (findings.rows === 0 ? [blank(12)] : text)
  const { ofDrills } = findings
  const drills: [string, Text][] = ofDrills === 0 ? [] : [[words.totals.drills, formatNumber(ofDrills)]]
  const rows: [string, Text][] = [
    [words.rooms, scopeName(sources, scope, words)],
    [words.period, periodInWords(scope.from, scope.until, language)],
    [words.totals.allowed, known(formatNumber(findings.allowed))],
    [words.totals.sites, known(counted(findings.sites))],
    [words.totals.refused, known(formatNumber(findings.refused))],
    [words.totals.pcs, known(counted(findings.pcs))],
    [words.totals.background, known(formatNumber(findings.background))],
    ...drills,
    [words.totals.gaps, known(formatNumber(findings.gapCount))],
    [words.printed, shortTime(sources.now)],
  ]
  if (findings.withoutPlan.size > 0) rows.push([words.totals.noPlan, [...findings.withoutPlan].slice(0, 50).join(', ')])
  return rows
}

function scopeOf(answers: Answers, { rooms }: Sources, language: Language): JournalScope | Wrong {
  const words = accessJournalWords[language]
  const { from = '', until = from, room, pupils } = answers
  if (room !== undefined && !rooms.some(({ id }) => id === room)) return { field: 'room', message: noRoom[language] }
  if (until < from) return { field: 'until', message: words.order }
  if (until > addDays(from, MOST_DAYS - 1)) return { field: 'until', message: words.tooLong }
  return { from, until, ...(room !== undefined && { room }), pupils: pupils === '1' }
}

export function accessJournalKind(sources: Sources): PaperKind {
  const texts = accessJournalWords
  const ask = (key: keyof JournalWords['ask']) => ({
    kk: texts.kk.ask[key],
    ru: texts.ru.ask[key],
    en: texts.en.ask[key],
  })
  return {
    name: 'access-journal',
    title: { kk: texts.kk.name, ru: texts.ru.name, en: texts.en.name },
    fields: [
      { name: 'from', type: 'date', label: ask('from'), required: true, initial: sources.now.slice(0, 10) },
      { name: 'until', type: 'date', label: ask('until') },
      { name: 'room', type: 'room', label: ask('room') },
      { name: 'pupils', type: 'flag', label: ask('pupils') },
    ],
    write: (answers, language, progress) => {
      const scope = scopeOf(answers, sources, language)
      return 'field' in scope ? scope : accessJournal(sources, scope, language, progress)
    },
  }
}
