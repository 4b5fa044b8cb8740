/** Computes when a room is open by its weekly hours, in local time. */

/** A moment of the week by the clock on the wall. */
export interface WeekTime {
  /** 0 is Monday. */
  readonly day: number
  /** Minutes since midnight. */
  readonly minutes: number
}

/** One line of a timetable, for each of its days. */
export interface Hours {
  /** Days on which it begins; 0 is Monday. */
  readonly days: readonly number[]
  /** Minutes since midnight, 0 to 1439. */
  readonly from: number
  /** Minutes since midnight, 1 to 1440; not later than `from`: on the next day. */
  readonly until: number
  /** The class that has its lesson then. */
  readonly class?: string
}

/** A room that has a timetable. With no hours it is always shut. */
export interface Timetable {
  readonly room: string
  readonly hours: readonly Hours[]
}

export const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export const minutesOfDay = 24 * 60

/** `08:00` -> 480; `24:00` is the end of a day. */
export function readClock(text: string): number | undefined {
  const [, hour, minute] = /^([0-9]{1,2}):([0-9]{2})$/.exec(text) ?? []
  const value = Number(hour) * 60 + Number(minute)
  return hour !== undefined && Number(minute) < 60 && value <= minutesOfDay ? value : undefined
}

/** The minute of `from` is open, that of `until` is shut. */
export function openNow(hours: readonly Hours[], { day, minutes }: WeekTime): boolean {
  const yesterday = (day + 6) % 7
  return hours.some(({ days, from, until }) => {
    if (from < until) return days.includes(day) && minutes >= from && minutes < until
    return (days.includes(day) && minutes >= from) || (days.includes(yesterday) && minutes < until)
  })
}
