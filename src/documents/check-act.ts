/** The act of the check of the access history: in October, or for any period. */

import { addDays } from '../machine/day.ts'
import { type CheckData, gather, type Period } from './check-act-data.ts'
import { demandBlocks } from './check-act-demand.ts'
import { notes } from './check-act-notes.ts'
import { darkBlocks, drillBlocks, integrityBlocks, listBlocks, numberBlocks, refusedBlocks } from './check-act-parts.ts'
import { type ActWords, checkActWords } from './check-act-words.ts'
import { longDate, periodInWords, schoolYear, shortTime } from './dates.ts'
import { gapBlocks } from './gaps.ts'
import {
  type Block,
  blank,
  heading,
  type Language,
  type Paper,
  paragraph,
  type Signature,
  type Together,
} from './model.ts'
import type { PaperKind, Progress, Wrong } from './paper-kind.ts'
import { approvalWords, postOf, postWords } from './paper-words.ts'
import { personOf, type Sources } from './sources.ts'

/** What people put in; what is missing is a line to fill in. */
export interface ActAnswers extends Period {
  readonly number?: string | undefined
  /** `2026-11-02` */
  readonly date?: string | undefined
  readonly place?: string | undefined
  readonly commission: readonly Signature[]
  readonly findings?: string | undefined
  readonly proposals?: string | undefined
}

/** `gathered` is asked once, when somebody begins to read the body. */
export function checkAct(
  sources: Sources,
  act: ActAnswers,
  gathered: () => Promise<CheckData>,
  language: Language,
): Paper {
  const words = checkActWords[language]
  let head = ''
  return {
    language,
    header: [sources.school],
    title: words.title,
    subtitle: periodInWords(act.from, act.until, language),
    footer: () => (head === '' ? '' : `SHA-256 ${head}`),
    body: (async function* () {
      const data = await gathered()
      head = data.verified.head
      yield* blocks(sources, act, data, language)
    })(),
  }
}

function* blocks(sources: Sources, act: ActAnswers, data: CheckData, language: Language): Generator<Block> {
  const words = checkActWords[language]
  yield stamp(sources, language)
  yield { kind: 'facts', rows: facts(sources, act, language) }
  yield paragraph(words.commission)
  yield { kind: 'list', ordered: true, items: act.commission.map(({ post, name }) => [name || blank(28), ', ', post]) }
  yield paragraph(words.intro, { indent: true })
  yield heading(words.notesHeading)
  yield { kind: 'list', items: notes(sources, act, data, language) }
  yield* numberBlocks(sources, data, language)
  yield* refusedBlocks(sources, data, language)
  const { gaps, gapCount, rows } = data.counts
  if (gapCount === 0) yield heading(words.gapsHeading)
  if (rows === 0) yield paragraph(words.notes.noRows)
  else yield* gapBlocks(gaps, gapCount, words.gapsHeading, language)
  yield* darkBlocks(sources, data, language)
  yield* listBlocks(data, language)
  yield* demandBlocks(sources, data.counts.demand, language)
  yield* integrityBlocks(sources, data, language)
  yield* drillBlocks(data, language)
  const [title, ...findings] = byHand(words.findings, act.findings, 6)
  if (title !== undefined) yield { kind: 'together', blocks: [title, ...findings.slice(0, 1)] }
  yield* findings.slice(1)
  const proposals = byHand(words.proposals, act.proposals, 5)
  const last = Math.max(0, proposals.length - 2)
  yield* proposals.slice(0, last)
  // Signatures never stand on a page of their own.
  const signatures: Flow = { kind: 'signatures', lines: act.commission }
  yield { kind: 'together', blocks: [...proposals.slice(last), paragraph(words.signed), signatures] }
}

function stamp(sources: Sources, language: Language): Block {
  const director = personOf(sources, 'director')
  const { approve, dated } = approvalWords[language]
  const post = postOf(director?.post, 'director', language)
  return { kind: 'stamp', lines: [approve, post, [blank(16), ' ', director?.name || blank(16)], dated] }
}

function facts(sources: Sources, act: ActAnswers, language: Language) {
  const { facts: names, allRooms } = checkActWords[language]
  const rooms = sources.rooms.map(({ name }) => name).join(', ')
  return [
    [names.number, ['№ ', act.number ?? blank(8)]],
    [names.date, [act.date === undefined ? blank(24) : longDate(act.date, language)]],
    [names.place, [act.place ?? blank(30)]],
    [names.period, periodInWords(act.from, act.until, language)],
    [names.rooms, rooms || allRooms],
    [names.made, shortTime(sources.now)],
  ] as const
}

type Flow = Together['blocks'][number]

/** What was written on the form, or lines to write on. */
function byHand(title: string, text: string | undefined, lines: number): Flow[] {
  const written = (text ?? '').split('\n').filter((line) => line.trim() !== '')
  const below: Flow[] =
    written.length === 0 ? [{ kind: 'lines', count: lines }] : written.map((line) => paragraph(line, { indent: true }))
  return [heading(title), ...below]
}

/** `Name; post` on each line. Without anybody: three members to fill in. */
function readCommission(text: string | undefined, language: Language): Signature[] {
  const posts = postWords[language]
  const lines = (text ?? '').split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) return [{ post: posts.chair }, { post: posts.member }, { post: posts.member }]
  return lines.slice(0, 30).map((line) => {
    const [name = '', ...post] = line.split(';')
    return { name: name.trim(), post: postOf(post.join(';'), 'member', language) }
  })
}

function writeCommission({ people }: Sources): string {
  const members = people.filter(({ commission }) => commission !== undefined)
  members.sort((a, b) => Number(b.commission === 'chair') - Number(a.commission === 'chair'))
  return members.map(({ name, post }) => `${name}; ${post}`).join('\n')
}

/** The October that the commission checks: this school year's, as far as it has come. */
function october(now: string): Period {
  const year = schoolYear(now)
  const from = `${now.slice(5, 7) === '09' ? year - 1 : year}-10-01`
  const until = `${from.slice(0, 7)}-31`
  const today = now.slice(0, 10)
  return { from, until: today < until ? today : until }
}

function scopeWrong({ from, until }: Period, words: ActWords): Wrong | undefined {
  if (until < from) return { field: 'until', message: words.order }
  return until > addDays(from, 365) ? { field: 'until', message: words.tooLong } : undefined
}

export function checkActKind(sources: Sources): PaperKind {
  const texts = checkActWords
  const ask = (key: keyof ActWords['ask']) => ({ kk: texts.kk.ask[key], ru: texts.ru.ask[key], en: texts.en.ask[key] })
  const { from, until } = october(sources.now)
  return {
    name: 'check-act',
    title: { kk: texts.kk.name, ru: texts.ru.name, en: texts.en.name },
    fields: [
      { name: 'from', type: 'date', label: ask('from'), required: true, initial: from },
      { name: 'until', type: 'date', label: ask('until'), required: true, initial: until },
      { name: 'number', type: 'text', label: ask('number') },
      { name: 'date', type: 'date', label: ask('date'), initial: sources.now.slice(0, 10) },
      { name: 'place', type: 'text', label: ask('place') },
      { name: 'commission', type: 'lines', label: ask('commission'), initial: writeCommission(sources) },
      { name: 'findings', type: 'lines', label: ask('findings') },
      { name: 'proposals', type: 'lines', label: ask('proposals') },
    ],
    write: (answers, language, progress: Progress) => {
      const { from = '', until = '', commission, ...rest } = answers
      const wrong = scopeWrong({ from, until }, checkActWords[language])
      if (wrong !== undefined) return wrong
      const act = { ...rest, from, until, commission: readCommission(commission, language) }
      return checkAct(sources, act, () => gather(sources, act, progress), language)
    },
  }
}
