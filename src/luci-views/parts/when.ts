/** Times as the router wrote them, never in the time zone of the PC that shows them. */

/** `2026-10-05T09:12:03+05:00` becomes `05.10.2026 09:12`. What is no time stays as it is. */
export function dateTime(iso: string): string {
  const [, year, month, day, time] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(iso) ?? []
  return year === undefined ? iso : `${day}.${month}.${year} ${time}`
}

/** `09:12:03` */
export const clock = (iso: string): string => /T(\d\d:\d\d:\d\d)/.exec(iso)?.[1] ?? iso

/** `05.10.2026`, of a date or a time. */
export function date(iso: string): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso) ?? []
  return year === undefined ? iso : `${day}.${month}.${year}`
}

/** Minutes since midnight of the router's day, for a field of type time and for hours. */
export const hourOf = (iso: string): number => Number(/T(\d\d):/.exec(iso)?.[1] ?? 0)

/** Octets in words. */
export function size(octets: number): string {
  if (octets < 1000) return _('%d B').format(octets)
  if (octets < 1_000_000) return _('%s KB').format((octets / 1000).toFixed(0))
  return _('%s MB').format((octets / 1_000_000).toFixed(1))
}
