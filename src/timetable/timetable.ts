/** Computes what the timetable says at a moment, in the router's time zone. */
import { isClockSet } from '../machine/clock.ts'
import { type Hours, openNow, type Timetable, type WeekTime } from './hours.ts'

/** Gives the local time as `2026-10-05T09:12:03+05:00` for seconds since the epoch. */
export type LocalText = (seconds: number) => string

/** All zones change their offset on a quarter of an hour of the world's time. */
const slotMs = 15 * 60_000
const dayMs = 24 * 3_600_000

export function weekTime(text: string): WeekTime {
  const [year = 1970, month = 1, date = 1, hour = 0, minute = 0] = text.split(/[^0-9]/, 5).map(Number)
  return { day: (new Date(Date.UTC(year, month - 1, date)).getUTCDay() + 6) % 7, minutes: hour * 60 + minute }
}

const isOpenAt = (hours: readonly Hours[], now: number, local: LocalText) =>
  isClockSet(now) && openNow(hours, weekTime(local(Math.floor(now / 1000))))

/** Rooms that their timetable shuts now. `now` in ms since the epoch; while no clock is set, all that have one. */
export function shutRooms(timetables: readonly Timetable[], now: number, local: LocalText): Set<string> {
  return new Set(timetables.filter(({ hours }) => !isOpenAt(hours, now, local)).map(({ room }) => room))
}

/**
 * The first moment after `now` at which the hours open or shut, at most `horizonMs` away. Hours of the clock on the wall
 * that a change of offset leaves out or repeats are taken as the wall shows them. Milliseconds since the epoch.
 */
export function nextBoundary(
  hours: readonly Hours[],
  now: number,
  local: LocalText,
  horizonMs: number,
): number | undefined {
  const isOpen = isOpenAt(hours, now, local)
  const marks = hours.flatMap(({ from, until }) => [from, until])
  for (let slot = Math.floor(now / slotMs) * slotMs; slot <= now + horizonMs; slot += slotMs) {
    // The offset holds through the slot, so that a mark of the wall's clock is a fixed distance away.
    const { minutes } = weekTime(local(slot / 1000))
    const inside = marks.map((mark) => slot + ((mark - minutes + 1440) % 1440) * 60_000)
    const moments = [slot, ...inside.filter((moment) => moment < slot + slotMs)].sort((a, b) => a - b)
    const found = moments.find((moment) => moment > now && isOpenAt(hours, moment, local) !== isOpen)
    if (found !== undefined) return found <= now + horizonMs ? found : undefined
  }
  return undefined
}

/** The class whose lesson it is now; of several, the one that stands first. `now` in ms since the epoch. */
export function classIn(hours: readonly Hours[], now: number, local: LocalText): string | undefined {
  return hours.find((each) => each.class !== undefined && isOpenAt([each], now, local))?.class
}

/** When the lesson that is now by the timetable ends, ms since the epoch; undefined where none is. */
export function lessonEnd(hours: readonly Hours[], now: number, local: LocalText): number | undefined {
  const lesson = hours.find((each) => each.class !== undefined && isOpenAt([each], now, local))
  return lesson && nextBoundary([lesson], now, local, dayMs)
}

/** `7 «Ә»`: begins with a letter or digit, so that no spreadsheet takes it for a formula. */
export const isClassName = (text: string) => /^[\p{L}\p{N}][\p{L}\p{N} ./()«»"'-]{0,31}$/u.test(text)
