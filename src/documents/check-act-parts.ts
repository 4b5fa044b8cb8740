/** Writes the sections of the act that have numbers. */
import type { Dark } from '../logger/dark.ts'
import type { CheckData, RoomCounts } from './check-act-data.ts'
import { type ActWords, checkActWords } from './check-act-words.ts'
import { clockTime, inZone, longDate, shortDate, shortTime } from './dates.ts'
import { drillWords } from './drill-words.ts'
import {
  type Block,
  blank,
  type Column,
  heading,
  type Language,
  mono,
  paragraph,
  type Row,
  type Text,
  type Texts,
} from './model.ts'
import { duration, formatNumber } from './numbers.ts'
import { postOf, refusalWords, wordOf } from './paper-words.ts'
import { readableName } from './readable-name.ts'
import { type DrillResult, roomName, type Sources } from './sources.ts'
import type { VisitCounts } from './visit-counts.ts'

const MOST_NAMES = 20
/** Two full rooms. */
const MOST_PCS = 80
const MOST_DARK = 60

/** A day gets its signature when it is closed. */
const unsigned: Texts = {
  kk: 'Кезең күндері әлі жабылмаған, сондықтан қолтаңба қойылмаған.',
  ru: 'Дни периода ещё не закрыты, поэтому подписей пока нет.',
  en: 'No day of the period is closed yet, so there is no signature.',
}

const drillsApart: Texts<(visits: string) => string> = {
  kk: (visits) => `Бақылау сынағы жасаған ${visits} әрекет 2 және 3-бөлімдерге қосылмаған.`,
  ru: (visits) => `Обращения контрольной проверки (${visits}) в разделы 2 и 3 не включены.`,
  en: (visits) => `What the drills themselves did (${visits}) is not in 2 and 3.`,
}

const sizeOf = (tally: VisitCounts, words: ActWords) =>
  formatNumber(tally.size) + (tally.beyond > 0 ? ` ${words.beyond}` : '')

const columnsOf = (titles: readonly string[], widths: readonly number[]): Column[] =>
  titles.map((title, at) => ({ title, width: widths[at] ?? 10, align: at === 0 ? 'left' : 'right' }))

export function* numberBlocks(sources: Sources, { counts }: CheckData, language: Language): Generator<Block> {
  const words = checkActWords[language]
  const row = (name: string, room: RoomCounts, bold = false): Row => ({
    bold,
    cells: [
      name,
      formatNumber(room.visits),
      sizeOf(room.sites, words),
      formatNumber(room.refused),
      sizeOf(room.pcs, words),
      formatNumber(room.background),
    ],
  })
  yield heading(words.numbersHeading)
  // Without a journal a nought would be invented.
  if (counts.rows === 0) {
    yield paragraph(words.notes.noRows)
    yield { kind: 'lines', count: 2 }
    return
  }
  yield {
    kind: 'table',
    small: true,
    columns: columnsOf(words.numberColumns, [24, 15, 12, 15, 18, 16]),
    rows: [
      ...[...counts.rooms].map(([id, room]) => row(roomName(sources, id), room)),
      row(words.total, counts.all, true),
    ],
  }
  if (counts.ofDrills > 0) yield paragraph(drillsApart[language](formatNumber(counts.ofDrills)))
  if (counts.sites.size > 0) yield* countTable(words.topSites, counts.sites, words, readableName)
}

export function* refusedBlocks(sources: Sources, { counts }: CheckData, language: Language): Generator<Block> {
  const words = checkActWords[language]
  yield heading(words.refusedHeading)
  if (counts.all.refused === 0) {
    yield paragraph(counts.rows === 0 ? words.notes.noRows : words.nothingRefused)
    return
  }
  yield* countTable(words.refusedSites, counts.refusedSites, words, readableName)
  const pcName = (key: string) => {
    const [room = '', ...pc] = key.split('/')
    return `${pc.join('/')}, ${roomName(sources, room)}`
  }
  yield* countTable(words.refusedPcs, counts.refusedPcs, words, pcName, MOST_PCS)
  yield* countTable(words.reasons, counts.reasons, words, (key) => wordOf(refusalWords[language], key))
}

function* countTable(
  title: string,
  tally: VisitCounts,
  words: ActWords,
  nameOf: (key: string) => string,
  most = MOST_NAMES,
): Generator<Block> {
  const top = tally.top(most)
  const rest = tally.size - top.length
  const counted = top.reduce((sum, [, count]) => sum + count, 0)
  yield {
    kind: 'table',
    columns: columnsOf([title, words.countColumns[1]], [80, 20]),
    rows: [
      ...top.map(([key, count]) => ({ cells: [nameOf(key) || '—', formatNumber(count)] })),
      ...(rest > 0 ? [{ cells: [words.moreNames(rest), formatNumber(tally.total - counted)] }] : []),
    ],
  }
}

export function* darkBlocks(sources: Sources, { dark }: CheckData, language: Language): Generator<Block> {
  const words = checkActWords[language]
  yield heading(words.darkHeading)
  if (dark === undefined) yield paragraph(words.darkUnknown)
  else if (dark.lessons === 0) yield paragraph(words.noLessons)
  else if (dark.found.length === 0) yield paragraph(words.noDark)
  else {
    const [date, lesson, pc, time, length] = words.darkColumns
    yield {
      kind: 'table',
      small: true,
      columns: [
        { title: date, width: 16, align: 'center' },
        { title: lesson, width: 14, align: 'center' },
        { title: pc, width: 34 },
        { title: time, width: 18, align: 'center' },
        { title: length, width: 18, align: 'right' },
      ],
      rows: dark.found.slice(0, MOST_DARK).map((each) => ({ cells: darkCells(sources, each, words, language) })),
    }
    if (dark.found.length > MOST_DARK) yield paragraph(words.darkMore(dark.found.length - MOST_DARK))
    yield paragraph(words.darkNote)
  }
}

function darkCells(sources: Sources, dark: Dark, words: ActWords, language: Language): Text[] {
  const local = (seconds: number) => inZone(new Date(seconds * 1000).toISOString(), sources.zone)
  const from = local(dark.from)
  return [
    shortDate(from),
    dark.class,
    `${dark.pc}, ${roomName(sources, dark.room)}${dark.seen ? '' : ` (${words.unseen})`}`,
    `${clockTime(from)}–${clockTime(local(dark.to))}`,
    duration(dark.to - dark.from, language),
  ]
}

export function* listBlocks({ versions }: CheckData, language: Language): Generator<Block> {
  const words = checkActWords[language]
  yield heading(words.listsHeading)
  if (versions.length === 0) {
    yield paragraph(words.notes.noList)
    return
  }
  const [version, from, order, by, hash] = words.listColumns
  yield {
    kind: 'table',
    small: true,
    columns: [
      { title: version, width: 10, align: 'center' },
      { title: from, width: 19, align: 'center' },
      { title: order, width: 20 },
      { title: by, width: 25 },
      { title: hash, width: 26, mono: true },
    ],
    rows: versions.map(({ version: number, meta, at, fault }) => {
      const dated = meta?.date ? longDate(meta.date, language) : ''
      const ordered = [meta?.order ? `№ ${meta.order}` : '', dated].filter(Boolean).join(', ')
      const author = [meta?.by, meta?.post && postOf(meta.post, 'director', language)].filter(Boolean).join(', ')
      return {
        cells: [
          `№ ${number}`,
          at === undefined ? [blank(8)] : shortTime(at),
          ordered || [blank(12)],
          fault === undefined ? author : words.notes.faultyList(number),
          meta?.sha256 ?? '',
        ],
      }
    }),
  }
}

export function* integrityBlocks(sources: Sources, { verified }: CheckData, language: Language): Generator<Block> {
  const words = checkActWords[language]
  const { rows, seals, signatures, unsealed, head, wrong } = verified
  yield heading(words.integrityHeading)
  if (wrong === undefined) {
    const good = signatures === 0 ? unsigned[language] : words.signatures(signatures)
    const signed = sources.key === undefined ? words.noKey : good
    // The last seal's own row is always there, and says nothing more.
    const after = unsealed > 1 ? ` ${words.unsealed(unsealed - 1)}` : ''
    if (rows === 0) yield paragraph(words.notes.noRows)
    else yield paragraph(`${words.whole(rows, seals)} ${signed}${after}`)
  } else {
    // The folder's path is nobody's business; the file is named by its day.
    const file = /(\d{4}-\d\d-\d\d)\.jsonl/.exec(wrong.file)?.[1]
    const place = words.wrong(file === undefined ? '—' : shortDate(file), wrong.line, wrong.from, wrong.to)
    yield paragraph([{ text: `${place} ${words.codes[wrong.code]}.`, bold: true }, ` ${words.afterWrong}`])
  }
  yield head === '' ? paragraph(words.noHead) : paragraph([`${words.head}: `, mono(head)])
  if (sources.key !== undefined) yield paragraph([`${words.fingerprint}: `, mono(sources.key.fingerprint)])
  if (head !== '') yield paragraph(words.headNote)
}

/** `vk.com, ok.ru: opened past the router`: what came instead tells our list from the provider. */
function failedNames({ failed }: DrillResult, language: Language): string {
  const { verdicts } = drillWords[language]
  const kinds = [...new Set(failed.map(({ verdict }) => verdict))]
  const namesOf = (kind: string) =>
    failed.filter(({ verdict }) => verdict === kind).map(({ name }) => readableName(name))
  return kinds.map((kind) => `${namesOf(kind).join(', ')}: ${verdicts[kind]}`).join('; ')
}

export function* drillBlocks({ drills }: CheckData, language: Language): Generator<Block> {
  const words = checkActWords[language]
  yield heading(words.drillHeading)
  if (drills.length === 0) {
    yield paragraph(words.noDrill)
    yield { kind: 'lines', count: 3 }
    return
  }
  const [at, pc, shut, open, failed] = words.drillColumns
  yield {
    kind: 'table',
    small: true,
    columns: [
      { title: at, width: 18, align: 'center' },
      { title: pc, width: 16 },
      { title: shut, width: 16, align: 'center' },
      { title: open, width: 18, align: 'center' },
      { title: failed, width: 32 },
    ],
    rows: drills.map((drill) => ({
      cells: [
        shortTime(drill.at),
        drill.pc,
        `${drill.shut.held} / ${drill.shut.of}`,
        `${drill.open.held} / ${drill.open.of}`,
        failedNames(drill, language) || '—',
      ],
    })),
  }
}
