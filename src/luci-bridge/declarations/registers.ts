/** Declares the methods of the registers. What a register itself knows better (a day, a class) it says itself. */
import * as v from 'valibot'
import type { Nothing } from '../contract/answer.ts'
import type { Briefings, DrillPcRun, DrillSummary, MeetingMinutes, YearPlan } from '../contract/registers.ts'
import { everybody, gives, method, teachers, viewers } from './method.ts'
import { whole as between, day, line, text } from './parts.ts'
import { className, id, language, list, opt, whole } from './register-parts.ts'

const year = between(2000, 2190)

const kind = v.picklist([
  ...(['parents-meeting', 'safe-internet', 'october-check', 'report-ready', 'report-handed'] as const),
  ...(['briefing', 'decision', 'other'] as const),
])
const person = v.object({ name: line(400), post: line(400) })
const decision = v.object({ id: opt(id), text: text(8000), who: line(600), due: opt(line(10)) })
const votes = v.object({ for: whole(1000), against: whole(1000), abstained: whole(1000) })
const item = v.object({
  question: line(1000),
  speaker: opt(line(600)),
  heard: opt(text(20_000)),
  decisions: list(decision, 30),
  votes: opt(votes),
})

export const registerMethods = {
  /** `year`, `term`: of the overview; today's if absent. */
  briefing_list: method({
    does: 'the briefing journal, topics, terms, and which classes are missing',
    roles: viewers,
    access: 'read',
    takes: {
      since: opt(day),
      until: opt(day),
      class: opt(className),
      year: opt(year),
      term: opt(whole(6)),
    },
    gives: gives<Briefings>(),
  }),
  briefing_add: method({
    does: 'enters a briefing that was held',
    roles: teachers,
    access: 'write',
    takes: {
      date: day,
      class: className,
      topics: list(line(40), 20),
      own: opt(line(600)),
      instructor: line(400),
      present: whole(1000),
      of: opt(whole(1000)),
    },
    gives: gives<{ readonly id: string }>(),
  }),
  /** A wrong line is struck out, and stays. */
  briefing_strike: method({
    does: 'strikes a wrong line out',
    roles: teachers,
    access: 'write',
    takes: { id, why: line(600) },
    gives: gives<Nothing>(),
  }),
  /** Classes, or the terms of a year; no terms: back to the ministry's. */
  briefing_settings: method({
    does: 'sets the classes, and the terms of a year',
    roles: teachers,
    access: 'write',
    takes: {
      classes: opt(list(className, 400)),
      year: opt(year),
      terms: opt(list(v.object({ from: day, until: day }), 6)),
    },
    gives: gives<Nothing>(),
  }),
  plan_get: method({
    does: 'the plan of a school year',
    roles: everybody,
    access: 'read',
    takes: { year: opt(year) },
    gives: gives<YearPlan>(),
  }),
  /** Without `id`: a new entry. Without `title` or `who`: what the entry has. */
  plan_save: method({
    does: 'writes an entry of the plan',
    roles: teachers,
    access: 'write',
    takes: { id: opt(id), kind, title: opt(line(800)), who: opt(line(800)), from: opt(day), due: day },
    gives: gives<{ readonly id: string }>(),
  }),
  plan_remove: method({
    does: 'removes an entry',
    roles: teachers,
    access: 'write',
    takes: { id },
    gives: gives<Nothing>(),
  }),
  /** Without `date`: not done after all. */
  plan_done: method({
    does: "marks an entry as done, with a note and a file's name; or as not done",
    roles: everybody,
    access: 'write',
    takes: { id, date: opt(day), note: opt(line(1000)), file: opt(line(400)) },
    gives: gives<Nothing>(),
  }),
  /** Adds what the plan of a year should have and has not. */
  plan_fill: method({
    does: 'adds what every year has',
    roles: teachers,
    access: 'write',
    takes: { year: opt(year) },
    gives: gives<{ readonly added: number }>(),
  }),
  /** An iCalendar file (RFC 5545). */
  plan_calendar: method({
    does: 'the plan as iCalendar',
    roles: everybody,
    access: 'read',
    takes: { year: opt(year), language: opt(language) },
    gives: gives<{ readonly name: string; readonly type: string; readonly text: string }>(),
  }),
  minutes_list: method({
    does: "the commission's minutes",
    roles: viewers,
    access: 'read',
    takes: {},
    gives: gives<{
      /** The newest first. */
      readonly minutes: readonly {
        readonly id: string
        readonly number: string
        readonly date: string
        readonly questions: readonly string[]
        readonly signed: boolean
      }[]
      readonly next: string
      readonly today: string
    }>(),
  }),
  minutes_get: method({
    does: 'one of the minutes',
    roles: viewers,
    access: 'read',
    takes: { id },
    gives: gives<MeetingMinutes>(),
  }),
  /** Without `id`: new ones. A decision keeps its `id`, so that it enters the plan once. */
  minutes_save: method({
    does: 'writes minutes until they are signed',
    roles: teachers,
    access: 'write',
    takes: {
      id: opt(id),
      number: line(40),
      date: day,
      place: opt(line(400)),
      chair: person,
      secretary: person,
      present: list(person, 60),
      absent: opt(list(person, 60)),
      items: list(item, 30),
    },
    gives: gives<{ readonly id: string }>(),
  }),
  minutes_remove: method({
    does: 'removes a draft of minutes',
    roles: teachers,
    access: 'write',
    takes: { id },
    gives: gives<Nothing>(),
  }),
  /** They are changed no more. */
  minutes_sign: method({
    does: 'signs minutes: they are changed no more',
    roles: viewers,
    access: 'write',
    takes: { id },
    gives: gives<Nothing>(),
  }),
  /** Decisions with a day become entries of the plan, once. */
  minutes_plan: method({
    does: 'makes entries of the plan of the decisions',
    roles: teachers,
    access: 'write',
    takes: { id },
    gives: gives<{ readonly added: number }>(),
  }),
  /** Opens the drill's page to the PCs of a room: `http://ROUTER/.aqtizim/drill`. */
  drill_start: method({
    does: "opens the drill's page to a room",
    roles: teachers,
    access: 'write',
    takes: { room: line(32), minutes: opt(whole(180)) },
    gives: gives<{ readonly id: string; readonly until: string; readonly addresses: readonly string[] }>(),
  }),
  drill_stop: method({
    does: "shuts the drill's page",
    roles: teachers,
    access: 'write',
    takes: { room: line(32) },
    gives: gives<{ readonly stopped: boolean }>(),
  }),
  /** The newest first. */
  drill_list: method({
    does: 'drills, and what went wrong',
    roles: viewers,
    access: 'read',
    takes: {},
    gives: gives<{ readonly drills: readonly DrillSummary[] }>(),
  }),
  drill_get: method({
    does: 'a drill, name by name',
    roles: viewers,
    access: 'read',
    takes: { id },
    gives: gives<DrillSummary & { readonly runs: readonly DrillPcRun[] }>(),
  }),
}
