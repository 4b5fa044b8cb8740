/** Limits alarms: one row for a subject at once, then one an hour with the number of the rest. */

import { type Message, message } from '../messages/message.ts'

export interface Alarm {
  /** `unknown-device`: letters and hyphens. */
  readonly about: string
  /** Who or what it is about, so that it is said once: a MAC, an address, a file. */
  readonly subject: string
  readonly what: Message
  /** More for the row in the journal. */
  readonly details: Readonly<Record<string, string | number>>
  /** How often since the last look; 1 if absent. */
  readonly times?: number
}

/** An alarm to be written down. */
export interface Due {
  readonly alarm: Alarm
  /** How often since the last row. */
  readonly count: number
}

interface Standing {
  alarm: Alarm
  /** Its kind and its room at first, for the bound. */
  readonly group: string
  /** Uptime of the last row and of the last time, ms. */
  written: number
  seen: number
  count: number
}

const hourMs = 3_600_000
/** A pupil who changes the MAC all day must not fill the journal, nor our memory, nor hide another room's alarms, or those of another kind. */
const subjectLimit = 200
const others = 'others'

export function createAlarmLimiter() {
  const standing = new Map<string, Standing>()
  /** How many are of one kind and one room: there are few of both. */
  const counts = new Map<string, number>()
  const groupOf = ({ about, details }: Alarm) => `${about} ${details.room ?? ''}`
  const keyOf = ({ about, subject }: Alarm) => `${about} ${subject}`

  function begin(alarm: Alarm, now: number, count: number): void {
    const group = groupOf(alarm)
    counts.set(group, (counts.get(group) ?? 0) + 1)
    standing.set(keyOf(alarm), { alarm, group, written: Number.NEGATIVE_INFINITY, seen: now, count })
  }

  function end(key: string, { group }: Standing): void {
    const left = (counts.get(group) ?? 0) - 1
    if (left > 0) counts.set(group, left)
    else counts.delete(group)
    standing.delete(key)
  }

  /** Beyond the limit all that is new of a kind shares one row an hour. */
  function bounded(alarm: Alarm): Alarm {
    if (standing.has(keyOf(alarm)) || (counts.get(groupOf(alarm)) ?? 0) < subjectLimit) return alarm
    return {
      about: alarm.about,
      subject: others,
      what: message('more-alarms'),
      details: {},
    }
  }

  return {
    /** Gives what is to be written now. `now` in ms of uptime. */
    note(alarms: readonly Alarm[], now: number): Due[] {
      for (const raised of alarms) {
        const alarm = bounded(raised)
        const known = standing.get(keyOf(alarm))
        const times = raised.times ?? 1
        if (known === undefined) begin(alarm, now, times)
        else Object.assign(known, { alarm, seen: now, count: known.count + times })
      }
      const due: Due[] = []
      for (const [key, entry] of standing) {
        if (now - entry.written < hourMs) continue
        if (entry.count === 0) end(key, entry)
        else {
          due.push({ alarm: entry.alarm, count: entry.count })
          Object.assign(entry, { written: now, count: 0 })
        }
      }
      return due
    },
    /** What was seen in the last hour. */
    current: (now: number): Message[] =>
      [...standing.values()].filter(({ seen }) => now - seen < hourMs).map(({ alarm }) => alarm.what),
  }
}

export type AlarmLimit = ReturnType<typeof createAlarmLimiter>
