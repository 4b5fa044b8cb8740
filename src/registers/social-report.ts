/** Computes the monthly report: the register as numbers, its two dates, and the attempts in the journal as totals. */

import { addDays, type Day, isDay, type Month, previousMonth } from '../machine/day.ts'
import { ArgumentError, message } from '../messages/message.ts'
import type { Author } from './briefings.ts'
import { sortClasses } from './briefings.ts'
import { cleanLine } from './register-words.ts'
import type { Social, SocialNumbers, SocialReport } from './social.ts'

/** The days that a month's report covers: from the 26th of the month before to the 25th. */
export function reportSpan(month: Month): { readonly from: Day; readonly until: Day } {
  return { from: `${previousMonth(month)}-26`, until: `${month}-25` }
}

export const readyBy = (month: Month): Day => `${month}-25`
export const handedBy = (month: Month): Day => `${month}-26`

/** Numbers alone, by class: the report names no pupil. */
export function countMonth(social: Social, month: Month): SocialNumbers {
  const scan = social.scans.find((each) => each.month === month)
  const classes = sortClasses(new Set(social.pupils.map((each) => each.class))).map((name) => {
    const pupils = social.pupils.filter((each) => each.class === name)
    const ids = new Set(pupils.map(({ id }) => id))
    // A table may call a category `constructor`.
    const found = new Map<string, number>()
    for (const { pupil, category, count } of scan?.results ?? [])
      if (ids.has(pupil)) found.set(category, (found.get(category) ?? 0) + count)
    const categories = Object.fromEntries(found)
    const consents = pupils.filter(({ consent }) => consent !== undefined).length
    const accounts = pupils.filter(({ account }) => account !== undefined).length
    const refusals = pupils.filter(({ withdrawn }) => withdrawn !== undefined).length
    return { class: name, pupils: pupils.length, consents, refusals, accounts, categories }
  })
  const work = new Map<string, { times: number; people: number }>()
  for (const { what, count } of social.work.filter((each) => each.month === month)) {
    const { times, people } = work.get(what) ?? { times: 0, people: 0 }
    work.set(what, { times: times + 1, people: people + count })
  }
  return { classes, work: Object.fromEntries(work), scanned: scan !== undefined }
}

const withReport = (social: Social, made: SocialReport): Social => {
  const others = social.reports.filter(({ month }) => month !== made.month)
  return { ...social, reports: [...others, made].sort((a, b) => (a.month < b.month ? -1 : 1)) }
}

function checkDate(date: string, { today }: Author): void {
  if (!isDay(date)) throw new ArgumentError('date', message('not-a-day'))
  if (date > today) throw new ArgumentError('date', message('day-to-come'))
}

/** Keeps the numbers as they are now. Throws `ArgumentError` for a wrong day, or where the report has been handed in. */
export function markReady(social: Social, month: Month, date: string, author: Author): Social {
  checkDate(date, author)
  if (social.reports.some((each) => each.month === month && each.handed !== undefined))
    throw new ArgumentError('month', message('report-handed-in'))
  const numbers = countMonth(social, month)
  return withReport(social, { month, numbers, ready: { date, user: author.user } })
}

/** Throws `ArgumentError` where the report is not made yet, or the day is before that. */
export function markHanded(social: Social, month: Month, date: string, to: string, author: Author): Social {
  checkDate(date, author)
  const made = social.reports.find((each) => each.month === month)
  if (made === undefined) throw new ArgumentError('month', message('report-not-made'))
  if (date < made.ready.date) throw new ArgumentError('date', message('report-date-early'))
  return withReport(social, { ...made, handed: { date, user: author.user, to: cleanLine(to, 200) } })
}

/** Whether a date was kept; `days` late, or not yet due where nothing has happened. */
export type Promptness = 'in-time' | 'late' | 'missing' | 'not-due'

export function promptness(due: Day, done: Day | undefined, today: Day): Promptness {
  if (done !== undefined) return done <= due ? 'in-time' : 'late'
  return today <= due ? 'not-due' : 'missing'
}

export interface ReportDates {
  readonly month: Month
  readonly ready?: Day
  readonly handed?: Day
  readonly readyState: Promptness
  readonly handedState: Promptness
}

export function reportDates(social: Social, month: Month, today: Day): ReportDates {
  const made = social.reports.find((each) => each.month === month)
  const ready = made?.ready.date
  const handed = made?.handed?.date
  return {
    month,
    ...(ready === undefined ? {} : { ready }),
    ...(handed === undefined ? {} : { handed }),
    readyState: promptness(readyBy(month), ready, today),
    handedState: promptness(handedBy(month), handed, today),
  }
}

/** Social networks by their names, for counting what the journal refused. */
export const networks: readonly { readonly name: string; readonly domains: readonly string[] }[] = [
  { name: 'VK', domains: ['vk.com', 'vk.ru', 'vkontakte.ru', 'userapi.com', 'vk.me'] },
  { name: 'Instagram', domains: ['instagram.com', 'cdninstagram.com'] },
  { name: 'TikTok', domains: ['tiktok.com', 'tiktokcdn.com', 'tiktokv.com'] },
  { name: 'Facebook', domains: ['facebook.com', 'fbcdn.net', 'fb.com'] },
  { name: 'Telegram', domains: ['telegram.org', 't.me', 'telegram.me'] },
  { name: 'WhatsApp', domains: ['whatsapp.com', 'whatsapp.net'] },
  { name: 'Odnoklassniki', domains: ['ok.ru', 'odnoklassniki.ru'] },
  { name: 'Snapchat', domains: ['snapchat.com', 'sc-cdn.net'] },
  { name: 'X (Twitter)', domains: ['twitter.com', 'x.com', 'twimg.com'] },
  { name: 'Discord', domains: ['discord.com', 'discord.gg', 'discordapp.com'] },
  { name: 'Threads', domains: ['threads.net', 'threads.com'] },
  { name: 'Likee', domains: ['likee.video', 'like.video'] },
]

const isBelow = (name: string, domain: string) => name === domain || name.endsWith(`.${domain}`)

/** The network that a name belongs to, by whole labels. */
export function networkOf(name: string): string | undefined {
  return networks.find(({ domains }) => domains.some((domain) => isBelow(name, domain)))?.name
}

export interface SeenVisit {
  readonly site: string
  readonly host?: string
  readonly verdict: string
  readonly background?: boolean
}

/** Refused visits by network; neither PC, class nor hour. What programs do by themselves is left out. */
export function countAttempts(visits: Iterable<SeenVisit>): { readonly network: string; readonly visits: number }[] {
  const found = new Map<string, number>()
  for (const { site, host, verdict, background } of visits) {
    if (verdict !== 'refused' || background === true) continue
    const network = networkOf(host ?? site) ?? networkOf(site)
    if (network !== undefined) found.set(network, (found.get(network) ?? 0) + 1)
  }
  return [...found].map(([network, visits]) => ({ network, visits })).sort((a, b) => b.visits - a.visits)
}

/** The day after the last of a span, for those who ask the journal. */
export const dayAfter = (day: Day): Day => addDays(day, 1)
