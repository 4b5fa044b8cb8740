/** The journal of safety briefings. A line is never changed: what is wrong is struck out, and stays to be read. */
import * as v from 'valibot'
import { type Day, isDay, schoolYearOf } from '../machine/day.ts'
import { ArgumentError, message } from '../messages/message.ts'
import { isClassName } from '../timetable/timetable.ts'
import { cleanLine, neededLine } from './register-words.ts'
import { checkTerms, type SchoolYear, schoolYear, type Term } from './school-year.ts'
import { topicOf } from './topics.ts'

const day = v.pipe(v.string(), v.check(isDay))
const line = (limit: number) => v.pipe(v.string(), v.maxLength(limit))
const className = v.pipe(v.string(), v.check(isClassName))
const term = v.object({ number: v.number(), from: day, until: day })

const briefing = v.object({
  id: line(40),
  date: day,
  class: className,
  /** Ids of ready-made topics. */
  topics: v.array(line(40)),
  /** A topic in the teacher's own words; may be empty. */
  own: line(300),
  instructor: line(200),
  present: v.number(),
  /** How many the class has; absent where nobody said. */
  of: v.exactOptional(v.number()),
  user: line(200),
  /** ISO 8601, UTC. */
  at: line(40),
  struck: v.exactOptional(v.object({ user: line(200), at: line(40), why: line(300) })),
})

export const bookSchema = v.object({
  briefings: v.array(briefing),
  /** Classes that have lessons in the rooms, as somebody wrote them down. */
  classes: v.array(className),
  /** Terms that a school has set itself, by the year in which the school year begins. */
  years: v.record(v.string(), v.array(term)),
})

export type Briefing = Readonly<v.InferOutput<typeof briefing>>
/** A value: every change makes another. */
export interface BriefingBook {
  readonly briefings: readonly Briefing[]
  readonly classes: readonly string[]
  readonly years: Readonly<Record<string, readonly Term[]>>
}

export const emptyBook: BriefingBook = { briefings: [], classes: [], years: {} }

export interface BriefingInput {
  readonly date: string
  readonly class: string
  readonly topics: readonly string[]
  readonly own?: string
  readonly instructor: string
  readonly present: number
  readonly of?: number
}

/** Who writes and when. */
export interface Author {
  readonly user: string
  /** ISO 8601, UTC. */
  readonly at: string
  /** Local. */
  readonly today: Day
}

const limits = { briefings: 20_000, classes: 200, present: 200 } as const

/** Throws `ArgumentError`, naming the field. */
export function addBriefing(book: BriefingBook, input: BriefingInput, author: Author, id: string): BriefingBook {
  if (book.briefings.length >= limits.briefings) throw new ArgumentError('date', message('register-full'))
  if (!isDay(input.date)) throw new ArgumentError('date', message('not-a-day'))
  if (input.date > author.today) throw new ArgumentError('date', message('briefing-to-come'))
  const name = cleanLine(input.class, 32)
  if (!isClassName(name)) throw new ArgumentError('class', message('class-shape'))
  const own = cleanLine(input.own ?? '', 300)
  const chosen = [...new Set(input.topics)]
  const unknown = chosen.findIndex((each) => topicOf(each) === undefined)
  if (unknown >= 0) throw new ArgumentError('topics', message('topic-unknown', { number: unknown + 1 }))
  if (chosen.length === 0 && own === '') throw new ArgumentError('topics', message('topic-missing'))
  const count = (field: string, value: number) => {
    if (!Number.isInteger(value) || value < 0 || value > limits.present)
      throw new ArgumentError(field, message('number-outside', { low: 0, high: limits.present }))
    return value
  }
  const present = count('present', input.present)
  const of = input.of === undefined ? {} : { of: count('of', input.of) }
  if (of.of !== undefined && present > of.of) throw new ArgumentError('present', message('more-than-class'))
  const instructor = neededLine('instructor', input.instructor, 200)
  const entry: Briefing = {
    ...{ id, date: input.date, class: name, topics: chosen, own, instructor, present, ...of },
    ...{ user: author.user, at: author.at },
  }
  const briefings = [...book.briefings, entry].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
  return { ...book, briefings }
}

/** Throws `ArgumentError` where there is no such line, or it is struck out already. */
export function strikeBriefing(book: BriefingBook, id: string, why: string, author: Author): BriefingBook {
  const found = book.briefings.find((each) => each.id === id)
  if (found === undefined) throw new ArgumentError('id', message('line-unknown'))
  if (found.struck !== undefined) throw new ArgumentError('id', message('line-struck'))
  const struck = { user: author.user, at: author.at, why: neededLine('why', why, 300) }
  return { ...book, briefings: book.briefings.map((each) => (each.id === id ? { ...each, struck } : each)) }
}

/** Throws `ArgumentError`, naming the field. */
export function setClasses(book: BriefingBook, names: readonly string[]): BriefingBook {
  const classes = [...new Set(names.map((name) => cleanLine(name, 32)).filter((name) => name !== ''))]
  const wrong = classes.findIndex((name) => !isClassName(name))
  if (wrong >= 0) throw new ArgumentError('classes', message('class-number-shape', { number: wrong + 1 }))
  if (classes.length > limits.classes)
    throw new ArgumentError('classes', message('classes-too-many', { most: limits.classes }))
  return { ...book, classes: sortClasses(classes) }
}

/** Sets the terms of a school year; none goes back to the dates of the ministry. Throws `ArgumentError`. */
export function setTerms(book: BriefingBook, year: number, terms: readonly Term[]): BriefingBook {
  const { [String(year)]: _, ...others } = book.years
  if (terms.length === 0) return { ...book, years: others }
  if (terms.some(({ from, until }) => !isDay(from) || !isDay(until)))
    throw new ArgumentError('terms', message('not-a-day'))
  if (terms.some(({ from }) => schoolYearOf(from) !== year))
    throw new ArgumentError('terms', message('terms-other-year', { from: year, until: year + 1 }))
  return { ...book, years: { ...others, [String(year)]: [...checkTerms(terms)] } }
}

export function yearOf(book: BriefingBook, year: number): SchoolYear {
  const own = book.years[String(year)]
  if (own === undefined) return schoolYear(year)
  return {
    source: { kk: 'мектеп белгілеген мерзімдер', ru: 'сроки, указанные школой', en: 'terms that the school has set' },
    assumed: false,
    terms: own,
  }
}

/** 2 before 10, and А before Ә. */
export function sortClasses(names: Iterable<string>): string[] {
  return [...names].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : a > b ? 1 : 0))
}

export interface TermRow {
  readonly class: string
  /** Days of its briefings in the term. */
  readonly days: readonly Day[]
  /** Whether one of them named harmful content. */
  readonly harmful: boolean
}

/** What each class was told in a term; classes that were told nothing stand there with no day. */
export function overview(book: BriefingBook, classes: readonly string[], { from, until }: Term): TermRow[] {
  const held = book.briefings.filter((each) => each.struck === undefined && each.date >= from && each.date <= until)
  const names = sortClasses(new Set([...classes, ...book.classes, ...held.map((each) => each.class)]))
  return names.map((name) => {
    const own = held.filter((each) => each.class === name)
    const harmful = own.some((each) => each.topics.some((id) => topicOf(id)?.harmful === true))
    return { class: name, days: own.map(({ date }) => date), harmful }
  })
}

export interface BriefingFilter {
  readonly since?: Day
  readonly until?: Day
  readonly class?: string
}

/** In the order of their days, struck ones as well. */
export function selectBriefings(book: BriefingBook, { since, until, class: name }: BriefingFilter): Briefing[] {
  return book.briefings.filter(
    (each) =>
      (since === undefined || each.date >= since) &&
      (until === undefined || each.date <= until) &&
      (name === undefined || each.class === name),
  )
}
