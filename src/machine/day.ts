/** Computes with days of the calendar, written `2026-10-05`: such texts sort by themselves and have no time zone. */

export type Day = string

/** A day that the Gregorian calendar has, from 2000 to 2199. */
export function isDay(text: string): boolean {
  if (!/^2[01]\d\d-\d\d-\d\d$/.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text)
}

const dayMs = 86_400_000
const utc = (day: Day) => Date.parse(`${day.slice(0, 10)}T00:00:00Z`)

/** The day so many days later, or earlier. A time that stands behind the day is left out. */
export function addDays(day: Day, count: number): Day {
  return new Date(utc(day) + count * dayMs).toISOString().slice(0, 10)
}

/** Whole days from one to the other; negative where the other is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((utc(to) - utc(from)) / dayMs)
}

/** 0 is Monday. */
export function weekday(day: Day): number {
  return (new Date(utc(day)).getUTCDay() + 6) % 7
}

/** `2026-10` */
export type Month = string

export const isMonth = (text: string): boolean => /^2[01]\d\d-(0[1-9]|1[0-2])$/.test(text)
export const monthOf = (day: Day): Month => day.slice(0, 7)

export function lastDayOf(month: Month): Day {
  const [year = 2000, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}

export function previousMonth(month: Month): Month {
  return monthOf(addDays(`${month}-01`, -1))
}

/** The year in which a school year begins: in June the one that is ending, in July the one that is coming. */
export function schoolYearOf(day: Day): number {
  const year = Number(day.slice(0, 4))
  return Number(day.slice(5, 7)) >= 7 ? year : year - 1
}
