/** The district's days and times. */
import { shortTime } from '../../documents/dates.ts'
import { addDays } from '../../machine/day.ts'
import { localTime } from '../../machine/local-time.ts'
import type { Tools } from './asked.ts'

export const todayOf = ({ now, zone }: Pick<Tools, 'now' | 'zone'>): string =>
  localTime(zone)
    .format(now() / 1000)
    .slice(0, 10)

export const dayBefore = (today: string, days: number): string => addDays(today, -days)

export const timeText = (seconds: number, zone: string): string => shortTime(localTime(zone).format(seconds))
