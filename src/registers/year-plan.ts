/** Keeps the plan of the year: who does what by when, and what was done. */

import { type Day, daysBetween, isDay, schoolYearOf } from '../machine/day.ts'
import { ArgumentError, type Message, message } from '../messages/message.ts'
import type { Author } from './briefings.ts'
import type { Suggested } from './plan-days.ts'
import { type PlanKind, planKinds } from './plan-kinds.ts'
import { type Plan, type PlanEntry, typed } from './plan-schema.ts'
import { cleanLine, neededLine } from './register-words.ts'

export type { Plan, PlanEntry } from './plan-schema.ts'

export const emptyPlan: Plan = { calendar: '', entries: [] }

export interface PlanInput {
  readonly kind: PlanKind
  /** Absent where an entry keeps what it has. */
  readonly title?: string
  readonly who?: string
  /** The day on which it may begin; `due` if absent. */
  readonly from?: string
  readonly due: string
}

const limit = 5000
const byDue = (a: PlanEntry, b: PlanEntry) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0)
const withEntries = (plan: Plan, entries: readonly PlanEntry[]): Plan => ({
  ...plan,
  entries: [...entries].sort(byDue),
})

function readInput(input: PlanInput) {
  if (!isDay(input.due)) throw new ArgumentError('due', message('not-a-day'))
  const from = input.from ?? input.due
  if (!isDay(from)) throw new ArgumentError('from', message('not-a-day'))
  if (from > input.due) throw new ArgumentError('from', message('plan-late-begin'))
  if (!planKinds.includes(input.kind)) throw new ArgumentError('kind', message('kind-unknown'))
  return { kind: input.kind, from, due: input.due }
}

const readTitle = ({ title = '' }: PlanInput) => typed(neededLine('title', title, 400))
const readWho = ({ who = '' }: PlanInput) => typed(cleanLine(who, 400))

/** Throws `ArgumentError`, naming the field. */
export function addEntry(plan: Plan, input: PlanInput, author: Author, id: string, origin?: string): Plan {
  if (plan.entries.length >= limit) throw new ArgumentError('title', message('register-full'))
  const words = { title: readTitle(input), who: readWho(input) }
  const from = origin === undefined ? {} : { origin }
  const added: PlanEntry = { id, ...readInput(input), ...words, ...from, at: author.at, changes: 0 }
  return withEntries(plan, [...plan.entries, added])
}

function findEntry(plan: Plan, id: string): PlanEntry {
  const found = plan.entries.find((each) => each.id === id)
  if (found === undefined) throw new ArgumentError('id', message('entry-unknown'))
  return found
}

function replaceEntry(plan: Plan, changed: PlanEntry, author: Author): Plan {
  const next = { ...changed, at: author.at, changes: changed.changes + 1 }
  return withEntries(
    plan,
    plan.entries.map((each) => (each.id === changed.id ? next : each)),
  )
}

/** Words that are not given stay as they were. Throws `ArgumentError`, naming the field. */
export function changeEntry(plan: Plan, id: string, input: PlanInput, author: Author): Plan {
  const found = findEntry(plan, id)
  const words = {
    title: input.title === undefined ? found.title : readTitle(input),
    who: input.who === undefined ? found.who : readWho(input),
  }
  return replaceEntry(plan, { ...found, ...readInput(input), ...words }, author)
}

export function removeEntry(plan: Plan, id: string): Plan {
  findEntry(plan, id)
  return { ...plan, entries: plan.entries.filter((each) => each.id !== id) }
}

export interface DoneInput {
  readonly date: string
  readonly note?: string
  readonly file?: string
}

/** Throws `ArgumentError`, naming the field. */
export function markDone(plan: Plan, id: string, input: DoneInput, author: Author): Plan {
  const found = findEntry(plan, id)
  if (!isDay(input.date)) throw new ArgumentError('date', message('not-a-day'))
  if (input.date > author.today) throw new ArgumentError('date', message('day-to-come'))
  const { user, at } = author
  const done = {
    ...{ date: input.date, note: cleanLine(input.note ?? '', 500), file: cleanLine(input.file ?? '', 200) },
    ...{ user, at },
  }
  return replaceEntry(plan, { ...found, done }, author)
}

export function markUndone(plan: Plan, id: string, author: Author): Plan {
  const { done: _, ...rest } = findEntry(plan, id)
  return replaceEntry(plan, rest, author)
}

/** Adds what the year's plan should have and has not; what somebody removed comes back only by this. */
export function fillPlan(plan: Plan, suggested: readonly Suggested[], author: Author, newId: () => string): Plan {
  const have = new Set(plan.entries.map(({ origin }) => origin))
  const added = suggested
    .filter(({ key }) => !have.has(key))
    .map(({ key, kind, title, who, from, due }): PlanEntry => {
      return { id: newId(), kind, title, who, from, due, origin: key, at: author.at, changes: 0 }
    })
  return withEntries(plan, [...plan.entries, ...added])
}

/** Entries of the school year that begins in September of `year`. */
export function entriesOf(plan: Plan, year: number): PlanEntry[] {
  return plan.entries.filter(({ due }) => schoolYearOf(due) === year)
}

/** Marks what another register has recorded: the psychologist's report of a month, say. */
export function markByOrigin(plan: Plan, origin: string, date: Day, author: Author): Plan {
  const found = plan.entries.find((each) => each.origin === origin)
  return found === undefined || found.done !== undefined ? plan : markDone(plan, found.id, { date }, author)
}

export interface Reminder {
  readonly id: string
  readonly kind: PlanKind
  readonly title: Message
  readonly who: Message
  readonly due: Day
  readonly state: 'overdue' | 'today' | 'soon'
  /** Until it is due; negative where that is past. */
  readonly days: number
}

/** Days ahead of the due day on which a kind is called to mind; people and rooms have to be found for some. */
const ahead: Partial<Record<PlanKind, number>> = { 'parents-meeting': 14, 'safe-internet': 14, 'october-check': 31 }

/** What is due soon or overdue, the most urgent first. Past years are forgotten after the summer. */
export function reminders(plan: Plan, today: Day): Reminder[] {
  return plan.entries
    .filter(({ done, due }) => done === undefined && schoolYearOf(due) >= schoolYearOf(today) - 1)
    .map(({ id, kind, title, who, due }): Reminder => {
      const days = daysBetween(today, due)
      return { id, kind, title, who, due, days, state: days < 0 ? 'overdue' : days === 0 ? 'today' : 'soon' }
    })
    .filter(({ kind, days }) => days <= (ahead[kind] ?? 7) && days > -120)
    .sort((a, b) => a.days - b.days)
}
