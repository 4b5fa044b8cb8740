/** Describes gaps of the journal for papers. */
import type { Gap } from '../logger/record.ts'
import { shortTime } from './dates.ts'
import { type Block, heading, type Language, paragraph, type Texts } from './model.ts'
import { formatNumber, russian } from './numbers.ts'
import { gapWords, wordOf } from './paper-words.ts'

/** More than these are counted only. */
export const MOST_GAPS = 200

interface GapTexts {
  readonly columns: readonly [from: string, to: string, why: string, missing: string]
  readonly unknown: string
  readonly none: string
  readonly more: (count: number) => string
}

const texts: Texts<GapTexts> = {
  kk: {
    columns: ['Басталуы', 'Аяқталуы', 'Себебі', 'Жазылмаған қосылулар'],
    unknown: 'белгісіз',
    none: 'Бұл кезеңде журналда үзіліс жоқ.',
    more: (count) => `Тағы ${formatNumber(count)} үзіліс бар.`,
  },
  ru: {
    columns: ['Начало', 'Конец', 'Причина', 'Не записано соединений'],
    unknown: 'неизвестно',
    none: 'Пробелов в журнале за этот период нет.',
    more: (count) => `И ещё ${formatNumber(count)} ${russian(count, ['пробел', 'пробела', 'пробелов'])}.`,
  },
  en: {
    columns: ['From', 'To', 'Reason', 'Connections missing'],
    unknown: 'not known',
    none: 'There is no gap in the journal in this period.',
    more: (count) => `And ${formatNumber(count)} more.`,
  },
}

/** The first gaps, and how many there are in all. */
export function* gapBlocks(gaps: readonly Gap[], count: number, title: string, language: Language): Generator<Block> {
  if (count === 0) {
    yield paragraph(texts[language].none)
    return
  }
  yield heading(title)
  yield gapTable(gaps, language)
  if (count > gaps.length) yield paragraph(texts[language].more(count - gaps.length))
}

function gapTable(gaps: readonly Gap[], language: Language): Block {
  const { columns, unknown } = texts[language]
  const [from, to, why, missing] = columns
  return {
    kind: 'table',
    small: true,
    columns: [
      { title: from, width: 20, align: 'center' },
      { title: to, width: 20, align: 'center' },
      { title: why, width: 38 },
      { title: missing, width: 22, align: 'right' },
    ],
    rows: gaps.map((gap) => ({
      cells: [
        shortTime(gap.from),
        shortTime(gap.to),
        wordOf(gapWords[language], gap.why),
        gap.flows === undefined ? unknown : formatNumber(gap.flows),
      ],
    })),
  }
}
