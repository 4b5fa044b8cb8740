/** Keeps minutes of the commission's meetings, and puts their decisions into the plan. */
import * as v from 'valibot'
import { type Day, isDay, schoolYearOf } from '../machine/day.ts'
import { ArgumentError, message } from '../messages/message.ts'
import type { Author } from './briefings.ts'
import { cleanLine, cleanText, neededLine } from './register-words.ts'
import { addEntry, type Plan } from './year-plan.ts'

const line = (limit: number) => v.pipe(v.string(), v.maxLength(limit))
const day = v.pipe(v.string(), v.check(isDay))
const person = v.object({ name: line(200), post: line(200) })
const decision = v.object({ id: line(40), text: line(2000), who: line(300), due: v.exactOptional(day) })
const item = v.object({
  question: line(500),
  speaker: line(300),
  /** What was said, in paragraphs. */
  heard: line(10_000),
  decisions: v.array(decision),
  votes: v.exactOptional(v.object({ for: v.number(), against: v.number(), abstained: v.number() })),
})
const meeting = v.object({
  id: line(40),
  /** As the school counts: `3`, `3/1`. */
  number: line(20),
  date: day,
  place: line(200),
  chair: person,
  secretary: person,
  present: v.array(person),
  absent: v.array(person),
  items: v.array(item),
  /** Signed minutes are changed no more. */
  signed: v.exactOptional(v.object({ user: line(200), at: line(40) })),
  user: line(200),
  at: line(40),
})

export const minutesSchema = v.object({ meetings: v.array(meeting) })

export type Person = Readonly<v.InferOutput<typeof person>>
export type Decision = Readonly<v.InferOutput<typeof decision>>
export type AgendaItem = Readonly<v.InferOutput<typeof item>>
export type Meeting = Readonly<v.InferOutput<typeof meeting>>
/** A value: every change makes another. */
export interface MinutesBook {
  readonly meetings: readonly Meeting[]
}

export const emptyMinutes: MinutesBook = { meetings: [] }

export interface DecisionInput {
  readonly id?: string
  readonly text: string
  readonly who: string
  /** '' where no day was set. */
  readonly due?: string
}

export interface MeetingInput {
  readonly number: string
  readonly date: string
  readonly place?: string
  readonly chair: Person
  readonly secretary: Person
  readonly present: readonly Person[]
  readonly absent?: readonly Person[]
  readonly items: readonly {
    readonly question: string
    readonly speaker?: string
    readonly heard?: string
    readonly decisions: readonly DecisionInput[]
    readonly votes?: { readonly for: number; readonly against: number; readonly abstained: number }
  }[]
}

const limits = { meetings: 500, people: 60, items: 30, decisions: 30 } as const

/** The number after the greatest of the school year. */
export function nextNumber(book: MinutesBook, today: Day): string {
  const year = schoolYearOf(today)
  const used = book.meetings
    .filter(({ date }) => schoolYearOf(date) === year)
    .map(({ number }) => Number.parseInt(number, 10))
  return String(Math.max(0, ...used.filter(Number.isInteger)) + 1)
}

const readPerson = (field: string, { name, post }: Person): Person => ({
  name: neededLine(field, name, 200),
  post: cleanLine(post, 200),
})

function readPeople(field: string, people: readonly Person[]): Person[] {
  if (people.length > limits.people) throw new ArgumentError(field, message('items-too-many', { most: limits.people }))
  return people.map((each, at) => readPerson(`${field} ${at + 1}`, each))
}

function readDecision(field: string, input: DecisionInput, newId: () => string): Decision {
  const due = input.due === undefined || input.due === '' ? undefined : input.due
  if (due !== undefined && !isDay(due)) throw new ArgumentError(field, message('not-a-day'))
  const text = cleanText(input.text, 2000)
  if (text === '') throw new ArgumentError(field, message('decision-empty'))
  const id = input.id === undefined || !/^[\w-]{1,40}$/.test(input.id) ? newId() : input.id
  return { id, text, who: cleanLine(input.who, 300), ...(due === undefined ? {} : { due }) }
}

function readItem(at: number, input: MeetingInput['items'][number], newId: () => string): AgendaItem {
  const field = `items ${at + 1}`
  if (input.decisions.length > limits.decisions)
    throw new ArgumentError(field, message('items-too-many', { most: limits.decisions }))
  const counts = input.votes === undefined ? [] : Object.values(input.votes)
  if (counts.some((count) => !Number.isInteger(count) || count < 0 || count > 1000))
    throw new ArgumentError(field, message('votes-wrong'))
  return {
    question: neededLine(field, input.question, 500),
    speaker: cleanLine(input.speaker ?? '', 300),
    heard: cleanText(input.heard ?? '', 10_000),
    decisions: input.decisions.map((each, place) => readDecision(`${field} decision ${place + 1}`, each, newId)),
    ...(input.votes === undefined ? {} : { votes: input.votes }),
  }
}

/** Throws `ArgumentError`, naming the field. */
export function readMeeting(input: MeetingInput, author: Author, id: string, newId: () => string): Meeting {
  if (!isDay(input.date)) throw new ArgumentError('date', message('not-a-day'))
  if (input.items.length === 0) throw new ArgumentError('items', message('agenda-empty'))
  if (input.items.length > limits.items)
    throw new ArgumentError('items', message('items-too-many', { most: limits.items }))
  const items = input.items.map((each, at) => readItem(at, each, newId))
  const ids = items.flatMap(({ decisions }) => decisions.map((each) => each.id))
  if (new Set(ids).size < ids.length) throw new ArgumentError('items', message('decision-twice'))
  return {
    id,
    number: neededLine('number', input.number, 20),
    date: input.date,
    place: cleanLine(input.place ?? '', 200),
    chair: readPerson('chair', input.chair),
    secretary: readPerson('secretary', input.secretary),
    present: readPeople('present', input.present),
    absent: readPeople('absent', input.absent ?? []),
    items,
    user: author.user,
    at: author.at,
  }
}

export function findMeeting(book: MinutesBook, id: string): Meeting {
  const found = book.meetings.find((each) => each.id === id)
  if (found === undefined) throw new ArgumentError('id', message('minutes-unknown'))
  return found
}

/** New minutes, or other words for those that are not signed yet. Throws `ArgumentError`. */
export function saveMeeting(book: MinutesBook, meeting: Meeting): MinutesBook {
  const before = book.meetings.find(({ id }) => id === meeting.id)
  if (before?.signed !== undefined) throw new ArgumentError('id', message('minutes-signed-fixed'))
  if (before === undefined && book.meetings.length >= limits.meetings)
    throw new ArgumentError('id', message('register-full'))
  const others = book.meetings.filter(({ id }) => id !== meeting.id)
  const year = schoolYearOf(meeting.date)
  if (others.some(({ number, date }) => number === meeting.number && schoolYearOf(date) === year))
    throw new ArgumentError('number', message('minutes-number-taken'))
  return { meetings: [...others, meeting].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)) }
}

export function removeMeeting(book: MinutesBook, id: string): MinutesBook {
  if (findMeeting(book, id).signed !== undefined) throw new ArgumentError('id', message('minutes-signed-stay'))
  return { meetings: book.meetings.filter((each) => each.id !== id) }
}

export function signMeeting(book: MinutesBook, id: string, { user, at }: Author): MinutesBook {
  const found = findMeeting(book, id)
  if (found.signed !== undefined) throw new ArgumentError('id', message('minutes-signed-already'))
  const signed: Meeting = { ...found, signed: { user, at } }
  return { meetings: book.meetings.map((each) => (each.id === id ? signed : each)) }
}

const originOf = (meeting: Meeting, { id }: Decision) => `minutes/${meeting.id}/${id}`

/** Decisions with a day become entries of the plan; those that are there already stay as they are. */
export function planDecisions(
  plan: Plan,
  meeting: Meeting,
  author: Author,
  newId: () => string,
): { readonly plan: Plan; readonly added: number } {
  const have = new Set(plan.entries.map(({ origin }) => origin))
  const dated = meeting.items
    .flatMap(({ decisions }) => decisions)
    .flatMap((each) => (each.due === undefined ? [] : [{ ...each, due: each.due }]))
    .filter((each) => !have.has(originOf(meeting, each)))
  const next = dated.reduce((before, each) => {
    const { text, who, due } = each
    const input = { kind: 'decision', title: cleanLine(text, 400), who, due } as const
    return addEntry(before, input, author, newId(), originOf(meeting, each))
  }, plan)
  return { plan: next, added: dated.length }
}
