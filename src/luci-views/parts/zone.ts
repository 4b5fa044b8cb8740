/** Moments that come in universal time, shown by the router's clock. */
import { dateTime } from './when.ts'

/** `2026-10-05T04:12:03Z` with a clock at `+05:00` becomes `05.10.2026 09:12`. */
export function inZone(iso: string, now: string): string {
  const time = Date.parse(iso)
  if (Number.isNaN(time)) return iso
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(now) ?? []
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  return dateTime(new Date(time + offset * 60_000).toISOString())
}
