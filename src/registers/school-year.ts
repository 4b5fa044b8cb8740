/** Lists the terms of Kazakhstan's school years, and computes Safer Internet Day. */

import { addDays, type Day, schoolYearOf, weekday } from '../machine/day.ts'
import { ArgumentError, message } from '../messages/message.ts'

/** A quarter: `тоқсан`, `четверть`. */
export interface Term {
  /** 1 to 4 */
  readonly number: number
  readonly from: Day
  /** Its last day. */
  readonly until: Day
}

export interface SchoolYear {
  /** Where the dates are from, for people. */
  readonly source: Trilingual
  /** The order for this year is not known here: the dates are those of the last known year. */
  readonly assumed: boolean
  readonly terms: readonly Term[]
}

/** Words that a paper prints, in the languages of papers. */
export interface Trilingual {
  readonly kk: string
  readonly ru: string
  readonly en: string
}

type Dates = readonly (readonly [from: string, until: string])[]

/**
 * By the year in which the school year begins. The Minister of Education sets each year by an order of its own
 * («Об определении начала, продолжительности и каникулярных периодов учебного года»).
 */
const known: Readonly<Record<number, { readonly source: Trilingual; readonly terms: Dates }>> = {
  2023: {
    source: {
      kk: 'ҚР Оқу-ағарту министрлігі бекіткен 2023–2024 оқу жылының мерзімдері',
      ru: 'сроки 2023–2024 учебного года, утверждённые Министерством просвещения РК',
      en: 'terms of the school year 2023–2024 as approved by the Ministry of Education of Kazakhstan',
    },
    terms: [
      ['2023-09-01', '2023-10-29'],
      ['2023-11-06', '2023-12-28'],
      ['2024-01-08', '2024-03-20'],
      ['2024-04-01', '2024-05-25'],
    ],
  },
  2025: {
    source: {
      kk: 'ҚР Оқу-ағарту министрінің 2025 жылғы 5 тамыздағы бұйрығы (2025–2026 оқу жылы)',
      ru: 'приказ министра просвещения РК от 5 августа 2025 года (2025–2026 учебный год)',
      en: 'order of the Minister of Education of Kazakhstan of 5 August 2025 (school year 2025–2026)',
    },
    terms: [
      ['2025-09-01', '2025-10-26'],
      ['2025-11-03', '2025-12-28'],
      ['2026-01-08', '2026-03-18'],
      ['2026-03-30', '2026-05-25'],
    ],
  },
}

const newestKnown = 2025

const toTerms = (dates: Dates, shift: number): Term[] =>
  dates.map(([from, until], at) => ({
    number: at + 1,
    from: shiftYears(from, shift),
    until: shiftYears(until, shift),
  }))

function shiftYears(day: Day, years: number): Day {
  return `${Number(day.slice(0, 4)) + years}${day.slice(4)}`
}

/** The year that begins in September of `year`. */
export function schoolYear(year: number): SchoolYear {
  const found = known[year]
  if (found !== undefined) return { source: found.source, assumed: false, terms: toTerms(found.terms, 0) }
  const stand = known[newestKnown]
  if (stand === undefined) throw new Error('the newest known school year is missing')
  return { source: stand.source, assumed: true, terms: toTerms(stand.terms, year - newestKnown) }
}

/** The term that a day is in; in the holidays the one before, in summer the last. Nothing before the first. */
export function termAt(terms: readonly Term[], day: Day): Term | undefined {
  return terms.findLast(({ from }) => from <= day)
}

/** First and last day of the school year that a day belongs to. */
export function schoolYearSpan(day: Day): { readonly from: Day; readonly until: Day } {
  const year = schoolYearOf(day)
  return { from: `${year}-07-01`, until: `${year + 1}-06-30` }
}

/**
 * Throws `ArgumentError`, naming the field, where terms are not one after the other.
 * What a school types in for a year whose order it has on the table.
 */
export function checkTerms(terms: readonly Term[]): readonly Term[] {
  if (terms.length < 2 || terms.length > 6) throw new ArgumentError('terms', message('terms-count'))
  terms.forEach(({ from, until }, at) => {
    if (until < from) throw new ArgumentError('terms', message('term-ends-early', { term: at + 1 }))
    const before = terms[at - 1]
    if (before !== undefined && from <= before.until)
      throw new ArgumentError('terms', message('term-overlaps', { term: at + 1, before: at }))
  })
  return terms.map(({ from, until }, at) => ({ number: at + 1, from, until }))
}

/**
 * Safer Internet Day: Tuesday of February's second week, a week being one that has a working day in February. So it lies
 * between the 5th and the 11th (2023: 7, 2024: 6, 2025: 11, 2026: 10, 2027: 9; saferinternetday.org).
 */
export function saferInternetDay(year: number): Day {
  const fifth = `${year}-02-05`
  return addDays(fifth, (1 - weekday(fifth) + 7) % 7)
}
