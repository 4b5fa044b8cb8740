/** The plan of the year: who does what by when, and what was done. */
import * as v from 'valibot'
import { ArgumentError, message } from '../messages/message.ts'
import type { Author } from './briefings.ts'
import { type Day, daysBetween, isDay, schoolYearOf } from './day.ts'
import type { Suggested } from './plan-days.ts'
import { type PlanKind, planKinds } from './plan-kinds.ts'
import { cleanLine, neededLine } from './register-words.ts'

const day = v.pipe(v.string(), v.check(isDay))
const line = (limit: number) => v.pipe(v.string(), v.maxLength(limit))
const words = v.object({ kk: line(400), ru: line(400) })

const entry = v.object({
  id: line(40),
  kind: v.picklist(planKinds),
  /** What somebody typed stands in both languages. */
  title: words,
  who: words,
  from: day,
  due: day,
  /** Where it is from: a key of the suggested plan, or a decision of minutes. */
  origin: v.exactOptional(line(120)),
  done: v.exactOptional(
    v.object({
      date: day,
      note: line(500),
      /** Name of a file that the school keeps: a photo, a list of those present. */
      file: line(200),
      user: line(200),
      at: line(40),
    }),
  ),
  /** ISO 8601, UTC: when it was written or last changed; and how often it was changed. */
  at: line(40),
  changes: v.number(),
})

export const planSchema = v.object({
  /** Makes the entries' names in a calendar the school's own. */
  calendar: line(40),
  entries: v.array(entry),
})

export type PlanEntry = Readonly<v.InferOutput<typeof entry>>
/** A value: every change makes another. */
export interface Plan {
  readonly calendar: string
  readonly entries: readonly PlanEntry[]
}

export const emptyPlan: Plan = { calendar: '', entries: [] }

export interface PlanInput {
  readonly kind: PlanKind
  readonly title: string
  readonly who: string
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
const both = (text: string) => ({ kk: text, ru: text })

function readInput(input: PlanInput) {
  if (!isDay(input.due)) throw new ArgumentError('due', message('not-a-day'))
  const from = input.from ?? input.due
  if (!isDay(from)) throw new ArgumentError('from', message('not-a-day'))
  if (from > input.due) throw new ArgumentError('from', message('plan-late-begin'))
  if (!planKinds.includes(input.kind)) throw new ArgumentError('kind', message('kind-unknown'))
  const title = neededLine('title', input.title, 400)
  return { kind: input.kind, title, who: cleanLine(input.who, 400), from, due: input.due }
}

/** Throws `ArgumentError`, naming the field. */
export function addEntry(plan: Plan, input: PlanInput, author: Author, id: string, origin?: string): Plan {
  if (plan.entries.length >= limit) throw new ArgumentError('title', message('register-full'))
  const { title, who, ...rest } = readInput(input)
  const from = origin === undefined ? {} : { origin }
  const added: PlanEntry = { id, ...rest, title: both(title), who: both(who), ...from, at: author.at, changes: 0 }
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

/** Words that stay as they were stay in both languages. Throws `ArgumentError`, naming the field. */
export function changeEntry(plan: Plan, id: string, input: PlanInput, author: Author): Plan {
  const found = findEntry(plan, id)
  const { title, who, ...rest } = readInput(input)
  const keep = (old: PlanEntry['title'], now: string) => (now === old.kk || now === old.ru ? old : both(now))
  return replaceEntry(plan, { ...found, ...rest, title: keep(found.title, title), who: keep(found.who, who) }, author)
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
  readonly title: PlanEntry['title']
  readonly who: PlanEntry['who']
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
