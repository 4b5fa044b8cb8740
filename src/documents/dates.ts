/** Writes dates in words, with tables of our own: a router's Node knows only English months. */
import { localTime } from '../machine/local-time.ts'
import type { Language, Texts } from './model.ts'

const kk = ['қаңтар', 'ақпан', 'наурыз', 'сәуір', 'мамыр', 'маусым', 'шілде', 'тамыз', 'қыркүйек', 'қазан', 'қараша']
const ru = ['январь', 'февраль', 'март', 'апрель', 'май', 'июнь', 'июль', 'август', 'сентябрь', 'октябрь', 'ноябрь']
const en = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
]

/** Names of months as they stand alone. */
export const monthNames: Texts<readonly string[]> = {
  kk: [...kk, 'желтоқсан'],
  ru: [...ru, 'декабрь'],
  en: [...en, 'December'],
}

/** As they stand behind a day: only Russian bends them. */
const monthsOfDate: Texts<readonly string[]> = {
  ...monthNames,
  ru: monthNames.ru.map((name) => (/[ьй]$/.test(name) ? `${name.slice(0, -1)}я` : `${name}а`)),
}

export const weekdayNames: Texts<readonly string[]> = {
  kk: ['дүйсенбі', 'сейсенбі', 'сәрсенбі', 'бейсенбі', 'жұма', 'сенбі', 'жексенбі'],
  ru: ['понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота', 'воскресенье'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
}

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** `2026-10-05`, alone or with a time behind it, if that day is in the calendar. */
export function readDay(text: string): Day | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)(?![\d])/.exec(text)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined) return undefined
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year, month, day } : undefined
}

/** `2026 жылғы 5 қазан`, `5 октября 2026 г.`, `5 October 2026`; what is no date is given back as it is. */
export function longDate(text: string, language: Language): string {
  const date = readDay(text)
  if (date === undefined) return text
  const day = `${date.day} ${monthsOfDate[language][date.month - 1]}`
  // Kazakh office writing puts the year first.
  return { kk: `${date.year} жылғы ${day}`, ru: `${day} ${date.year} г.`, en: `${day} ${date.year}` }[language]
}

/** `05.10.2026` */
export function shortDate(text: string): string {
  const date = readDay(text)
  return date === undefined ? text : `${two(date.day)}.${two(date.month)}.${date.year}`
}

/** `09:12` of a local time; with seconds where asked. */
export function clockTime(text: string, seconds = false): string {
  return /^[^T ]*[T ](\d\d:\d\d(?::\d\d)?)/.exec(text)?.[1]?.slice(0, seconds ? 8 : 5) ?? ''
}

/** `05.10.2026 09:12` */
export function shortTime(text: string): string {
  return `${shortDate(text)} ${clockTime(text)}`.trim()
}

/** A moment, ISO 8601, as a local time with its offset; what is no moment is given back as it is. */
export function inZone(text: string, zone: string): string {
  const at = Date.parse(text)
  return Number.isNaN(at) ? text : localTime(zone).format(at / 1000)
}

/** `2026-10` or a day of it: `2026 жылғы қазан`, `октябрь 2026 г.`, `October 2026`. */
export function monthInWords(text: string, language: Language): string {
  const date = readDay(`${text.slice(0, 7)}-01`)
  if (date === undefined) return text
  const name = monthNames[language][date.month - 1]
  return { kk: `${date.year} жылғы ${name}`, ru: `${name} ${date.year} г.`, en: `${name} ${date.year}` }[language]
}

/** Both days included. In Kazakh it stands before `аралығында`, so no month needs an ending. */
export function periodInWords(from: string, to: string, language: Language): string {
  if (from === to) return longDate(from, language)
  const [first, last] = [longDate(from, language), longDate(to, language)]
  const kk = from.slice(0, 4) === to.slice(0, 4) ? last.replace(/^\d+ жылғы /, '') : last
  return { kk: `${first} – ${kk} аралығы`, ru: `с ${first} по ${last}`, en: `${first} to ${last}` }[language]
}

/** The last day of `2026-10`. */
export function lastOfMonth(month: string): string {
  const date = readDay(`${month.slice(0, 7)}-01`) ?? { year: 1970, month: 1 }
  return new Date(Date.UTC(date.year, date.month, 0)).toISOString().slice(0, 10)
}

/** The Kazakh school year that a day is in: it begins on 1 September. `2026` for 2026/2027. */
export function schoolYear(text: string): number {
  const date = readDay(text) ?? { year: 1970, month: 1 }
  return date.month >= 9 ? date.year : date.year - 1
}

const two = (value: number) => String(value).padStart(2, '0')
