/**
 * Converts times to the local time of a named zone. The zone's *name* counts, never the TZ string: Node takes OpenWrt's
 * `<+05>-5` for UTC. Works with small-icu, which has all zones.
 */

export interface LocalTime {
  /** `2026-10-05T09:12:03+05:00`; seconds since the epoch in, whole seconds out. */
  format(seconds: number): string
  /** The local day, `2026-10-05`. */
  date(seconds: number): string
  readonly zone: string
}

/** Offsets of all zones change on a quarter of an hour. */
const OFFSET_HOLDS = 900

/** An unknown zone is UTC: `zone` of the result says what is in force. */
export function localTime(zoneName: string): LocalTime {
  const { formatter, zone } = formatterOf(zoneName)
  let from = Number.NaN
  let offset = 0
  const offsetAt = (seconds: number): number => {
    const slot = Math.floor(seconds / OFFSET_HOLDS)
    if (slot !== from) {
      offset = offsetOf(formatter, slot * OFFSET_HOLDS)
      from = slot
    }
    return offset
  }
  let lastSecond = Number.NaN
  let lastText = ''
  const format = (seconds: number): string => {
    const whole = inRange(seconds)
    // Rows come many to a second.
    if (whole !== lastSecond) {
      const minutes = offsetAt(whole)
      lastText = `${isoUtc(whole + minutes * 60)}${offsetText(minutes)}`
      lastSecond = whole
    }
    return lastText
  }
  return { format, date: (seconds) => format(seconds).slice(0, 10), zone }
}

function formatterOf(zone: string): { formatter: Intl.DateTimeFormat; zone: string } {
  const make = (timeZone: string) =>
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
  // `system.zonename` has blanks where IANA has underscores.
  const name = zone.replaceAll(' ', '_')
  try {
    return { formatter: make(name), zone: name }
  } catch {
    return { formatter: make('UTC'), zone: 'UTC' }
  }
}

/** Minutes east of Greenwich. */
function offsetOf(formatter: Intl.DateTimeFormat, seconds: number): number {
  const part: Record<string, number> = {}
  for (const { type, value } of formatter.formatToParts(seconds * 1000)) part[type] = Number(value)
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  const local = Date.UTC(year, month - 1, day, hour, minute, second) / 1000
  return Math.round((local - seconds) / 60)
}

function isoUtc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19)
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** Years 1970 to 9999: what four digits can write. */
function inRange(seconds: number): number {
  if (!Number.isFinite(seconds)) return 0
  return Math.min(Math.max(Math.floor(seconds), 86_400), 253_402_200_000)
}
