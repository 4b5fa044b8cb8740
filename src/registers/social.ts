/**
 * The register of «social networks analysis»: whose parents agreed, and only then an account. The scan is another
 * system's; the router looks at nobody. Everything in here is about children: it leaves this file as numbers alone.
 */
import * as v from 'valibot'
import { isDay, isMonth } from '../machine/day.ts'
import { ArgumentError, message } from '../messages/message.ts'
import { isClassName } from '../timetable/timetable.ts'
import type { Author } from './briefings.ts'
import { cleanLine, neededLine } from './register-words.ts'

const line = (limit: number) => v.pipe(v.string(), v.maxLength(limit))
const day = v.pipe(v.string(), v.check(isDay))
const month = v.pipe(v.string(), v.check(isMonth))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const pupil = v.object({
  id: line(40),
  class: line(32),
  /** Initials, a number, a name: what the school has agreed on. */
  label: line(100),
  /** The day of the signed form. */
  consent: v.exactOptional(day),
  /** The day on which the consent was taken back. */
  withdrawn: v.exactOptional(day),
  /** Only ever there with a consent that stands. */
  account: v.exactOptional(line(100)),
})

const result = v.object({ pupil: line(40), category: line(100), count, note: line(300) })
const scan = v.object({ month, at: line(40), user: line(200), results: v.array(result) })
const work = v.object({
  id: line(40),
  month,
  date: day,
  /** `talk`, `parents`, `group`, `referral`, `other` */
  what: line(40),
  /** How many people. */
  count,
  note: line(500),
  /** With whom, where it was one pupil. */
  pupil: v.exactOptional(line(40)),
})
const numbers = v.object({
  classes: v.array(
    v.object({
      class: line(32),
      pupils: count,
      consents: count,
      refusals: count,
      accounts: count,
      categories: v.record(line(100), count),
    }),
  ),
  work: v.record(line(40), v.object({ times: count, people: count })),
  scanned: v.boolean(),
})
const report = v.object({
  month,
  /** The numbers as they were when the report was made. */
  numbers,
  ready: v.object({ date: day, user: line(200) }),
  handed: v.exactOptional(v.object({ date: day, user: line(200), to: line(200) })),
})

export const socialSchema = v.object({
  pupils: v.array(pupil),
  scans: v.array(scan),
  work: v.array(work),
  reports: v.array(report),
})

export type Pupil = Readonly<v.InferOutput<typeof pupil>>
export type Scan = Readonly<v.InferOutput<typeof scan>>
export type ScanResult = Readonly<v.InferOutput<typeof result>>
export type Work = Readonly<v.InferOutput<typeof work>>
export type SocialNumbers = Readonly<v.InferOutput<typeof numbers>>
export type SocialReport = Readonly<v.InferOutput<typeof report>>

/** A value: every change makes another. */
export interface Social {
  readonly pupils: readonly Pupil[]
  readonly scans: readonly Scan[]
  readonly work: readonly Work[]
  readonly reports: readonly SocialReport[]
}

export const emptySocial: Social = { pupils: [], scans: [], work: [], reports: [] }

export const workKinds = ['talk', 'parents', 'group', 'referral', 'other'] as const
export type WorkKind = (typeof workKinds)[number]

const limits = { pupils: 3000, work: 20_000 } as const

/**
 * `https://vk.com/ID123?x` -> `id123`. Nothing where it can be no account. VK's rules for short names, and room for those
 * of other networks.
 */
export function normaliseAccount(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/^(www\.|m\.)?(vk\.(com|ru)|vkontakte\.ru)\//i, '')
    .replace(/[?#].*$/, '')
    .replace(/\/$/, '')
    .replace(/^@/, '')
    .toLowerCase()
  return /^[a-z0-9_.]{2,64}$/.test(plain) ? plain : undefined
}

/** Names of fields alone: what stands in them must reach no message. */
function checkPupil(social: Social, name: string, label: string, ownId?: string): { class: string; label: string } {
  const found = cleanLine(name, 32)
  if (!isClassName(found)) throw new ArgumentError('class', message('class-shape'))
  const clean = neededLine('label', label, 100)
  if (social.pupils.some((each) => each.id !== ownId && each.class === found && each.label === clean))
    throw new ArgumentError('label', message('label-taken'))
  return { class: found, label: clean }
}

/** Throws `ArgumentError`, naming the field. */
export function addPupil(social: Social, input: { class: string; label: string }, id: string): Social {
  if (social.pupils.length >= limits.pupils) throw new ArgumentError('label', message('register-full'))
  const added: Pupil = { id, ...checkPupil(social, input.class, input.label) }
  return { ...social, pupils: [...social.pupils, added] }
}

export function findPupil(social: Social, id: string): Pupil {
  const found = social.pupils.find((each) => each.id === id)
  if (found === undefined) throw new ArgumentError('id', message('pupil-unknown'))
  return found
}

const replacePupil = (social: Social, changed: Pupil): Social => ({
  ...social,
  pupils: social.pupils.map((each) => (each.id === changed.id ? changed : each)),
})

export function renamePupil(social: Social, id: string, input: { class: string; label: string }): Social {
  const found = findPupil(social, id)
  return replacePupil(social, { ...found, ...checkPupil(social, input.class, input.label, id) })
}

/** Everything about the pupil goes, results and accounts as well; the numbers of made reports stay. */
export function removePupil(social: Social, id: string): Social {
  findPupil(social, id)
  return { ...withoutTraces(social, id), pupils: social.pupils.filter((each) => each.id !== id) }
}

/** What was found out under a consent does not outlive it. */
function withoutTraces(social: Social, id: string): Social {
  return {
    ...social,
    scans: social.scans.map((each) => ({ ...each, results: each.results.filter(({ pupil: of }) => of !== id) })),
    work: social.work.map((each) => {
      if (each.pupil !== id) return each
      const { pupil: _, ...rest } = each
      return { ...rest, note: '' }
    }),
  }
}

/** Throws `ArgumentError`, naming the field. */
export function giveConsent(social: Social, id: string, date: string, { today }: Author): Social {
  const { withdrawn: _, ...found } = findPupil(social, id)
  if (!isDay(date)) throw new ArgumentError('date', message('not-a-day'))
  if (date > today) throw new ArgumentError('date', message('day-to-come'))
  return replacePupil(social, { ...found, consent: date })
}

/** Erases the account and what was found under it. */
export function withdrawConsent(social: Social, id: string, date: string): Social {
  const found = findPupil(social, id)
  if (!isDay(date)) throw new ArgumentError('date', message('not-a-day'))
  const { class: name, label } = found
  return replacePupil(withoutTraces(social, id), { id, class: name, label, withdrawn: date })
}

/** '' takes the account away. Throws `ArgumentError` where no consent stands. */
export function setAccount(social: Social, id: string, text: string): Social {
  const { account: _, ...found } = findPupil(social, id)
  if (text.trim() === '') return replacePupil(social, found)
  if (found.consent === undefined) throw new ArgumentError('account', message('consent-missing'))
  const account = normaliseAccount(text)
  if (account === undefined) throw new ArgumentError('account', message('account-shape'))
  if (social.pupils.some((each) => each.id !== id && each.account === account))
    throw new ArgumentError('account', message('account-taken'))
  return replacePupil(social, { ...found, account })
}

export interface WorkInput {
  readonly date: string
  readonly what: WorkKind
  readonly count: number
  readonly note?: string
  readonly pupil?: string
}

/** What the psychologist did. Throws `ArgumentError`, naming the field. */
export function addWork(social: Social, input: WorkInput, { today }: Author, id: string): Social {
  if (social.work.length >= limits.work) throw new ArgumentError('note', message('register-full'))
  if (!isDay(input.date) || input.date > today) throw new ArgumentError('date', message('day-to-come'))
  if (!Number.isInteger(input.count) || input.count < 0 || input.count > 5000)
    throw new ArgumentError('count', message('number-outside', { low: 0, high: 5000 }))
  if (!workKinds.includes(input.what)) throw new ArgumentError('what', message('kind-unknown'))
  const whom = input.pupil === undefined ? {} : { pupil: findPupil(social, input.pupil).id }
  const { date, what, count: people } = input
  const note = cleanLine(input.note ?? '', 500)
  const added: Work = { id, month: reportMonth(date), date, what, count: people, note, ...whom }
  return { ...social, work: [...social.work, added] }
}

export function removeWork(social: Social, id: string): Social {
  if (!social.work.some((each) => each.id === id)) throw new ArgumentError('id', message('entry-unknown'))
  return { ...social, work: social.work.filter((each) => each.id !== id) }
}

/** The month's results in place of those that were there; the numbers are the scan's of that month alone. */
export function takeScan(social: Social, taken: Scan): Social {
  const others = social.scans.filter((each) => each.month !== taken.month)
  return { ...social, scans: [...others, taken].sort((a, b) => (a.month < b.month ? -1 : 1)) }
}

/** The report that a day belongs to: made by the 25th, so that the 26th is the next one's. */
export function reportMonth(date: string): string {
  const [year = 2000, number = 1, dayOfMonth = 1] = date.split('-').map(Number)
  const first = new Date(Date.UTC(year, number - 1 + (dayOfMonth > 25 ? 1 : 0), 1))
  return first.toISOString().slice(0, 7)
}
