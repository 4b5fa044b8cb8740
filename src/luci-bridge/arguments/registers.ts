/** Arguments of the registers' methods. What a register itself knows better (a day, a class) it says itself. */
import * as v from 'valibot'
import { asIssue } from '../../messages/issue.ts'
import { whole as between, day, line, text } from './parts.ts'

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/, asIssue('name-wrong')))
const month = v.pipe(v.string(), v.regex(/^2[01]\d\d-(0[1-9]|1[0-2])$/, asIssue('month-wrong')))
const year = between(2000, 2190)
const whole = (most: number) => between(0, most)
const className = line(64)
const list = <Schema extends v.GenericSchema>(schema: Schema, most: number) =>
  v.pipe(v.array(schema), v.maxLength(most))
const opt = v.exactOptional
const language = v.picklist(['kk', 'ru'])
/** Longer than any that a person types, and short enough to be hashed. */
const passphrase = text(1000)

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

export const registerSchemas = {
  briefing_list: v.object({
    since: opt(day),
    until: opt(day),
    class: opt(className),
    year: opt(year),
    term: opt(whole(6)),
  }),
  briefing_add: v.object({
    date: day,
    class: className,
    topics: list(line(40), 20),
    own: opt(line(600)),
    instructor: line(400),
    present: whole(1000),
    of: opt(whole(1000)),
  }),
  briefing_strike: v.object({ id, why: line(600) }),
  briefing_settings: v.object({
    classes: opt(list(className, 400)),
    year: opt(year),
    terms: opt(list(v.object({ from: day, until: day }), 6)),
  }),
  plan_get: v.object({ year: opt(year) }),
  plan_save: v.object({ id: opt(id), kind, title: opt(line(800)), who: opt(line(800)), from: opt(day), due: day }),
  plan_remove: v.object({ id }),
  plan_done: v.object({ id, date: opt(day), note: opt(line(1000)), file: opt(line(400)) }),
  plan_fill: v.object({ year: opt(year) }),
  plan_calendar: v.object({ year: opt(year), language: opt(language) }),
  minutes_list: v.object({}),
  minutes_get: v.object({ id }),
  minutes_save: v.object({
    id: opt(id),
    number: line(40),
    date: day,
    place: opt(line(400)),
    chair: person,
    secretary: person,
    present: list(person, 60),
    absent: opt(list(person, 60)),
    items: list(item, 30),
  }),
  minutes_remove: v.object({ id }),
  minutes_sign: v.object({ id }),
  minutes_plan: v.object({ id }),
  drill_start: v.object({ room: line(32), minutes: opt(whole(180)) }),
  drill_stop: v.object({ room: line(32) }),
  drill_list: v.object({}),
  drill_get: v.object({ id }),
}

/** No message about these ever quotes what was sent. */
export const socialSchemas = {
  social_state: v.object({}),
  social_create: v.object({ passphrase }),
  social_unlock: v.object({ passphrase }),
  social_lock: v.object({}),
  social_passphrase: v.object({ passphrase, fresh: passphrase }),
  social_get: v.object({ class: opt(className), month: opt(month) }),
  social_pupils_add: v.object({ class: className, labels: list(line(200), 200) }),
  social_pupil_save: v.object({ id, class: className, label: line(200) }),
  social_pupil_remove: v.object({ id }),
  social_consent: v.object({ id, date: day }),
  social_withdraw: v.object({ id, date: day }),
  social_account: v.object({ id, account: line(300) }),
  social_scan: v.object({
    month,
    part: whole(31),
    parts: v.pipe(whole(32), v.minValue(1)),
    data: v.pipe(v.string(), v.maxLength(48 * 1024), v.base64(asIssue('base64-wrong'))),
    upload: opt(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, asIssue('name-wrong')))),
    encoding: opt(v.picklist(['windows-1251', 'kz-1048'])),
  }),
  social_work_add: v.object({
    date: day,
    what: v.picklist(['talk', 'parents', 'group', 'referral', 'other']),
    count: whole(5000),
    note: opt(line(1000)),
    pupil: opt(id),
  }),
  social_work_remove: v.object({ id }),
  social_month: v.object({ month }),
  social_ready: v.object({ month, date: day }),
  social_handed: v.object({ month, date: day, to: opt(line(400)) }),
  social_paper: v.object({ month, language, format: v.picklist(['html', 'docx']) }),
}
