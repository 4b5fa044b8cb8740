/** Prints the plan as a calendar file (RFC 5545). */

import { addDays } from '../machine/day.ts'
import { wordsOf } from '../messages/words.ts'
import type { PlanKind } from './plan-kinds.ts'
import type { Plan, PlanEntry } from './year-plan.ts'

export interface CalendarOptions {
  readonly language: 'kk' | 'ru'
  readonly school: string
}

/** RFC 5545, 3.3.11: no control characters; backslash, semicolon, comma and line ends are written with a backslash. */
export function escapeText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]/g, ' ')
    .replace(/[\ud800-\udfff]/gu, ' ')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n')
}

const octets = (text: string) => Buffer.byteLength(text)

/** RFC 5545, 3.1: lines of at most 75 octets, the next ones begin with a blank. No character is cut in two. */
export function foldLine(line: string): string {
  const lines: string[] = []
  let current = ''
  let size = 0
  for (const character of line) {
    const width = octets(character)
    if (size + width > 75) {
      lines.push(current)
      current = ' '
      size = 1
    }
    current += character
    size += width
  }
  return [...lines, current].join('\r\n')
}

const plainDay = (day: string) => day.replaceAll('-', '')
/** `2026-09-01T08:00:00.000Z` -> `20260901T080000Z` */
const stamp = (iso: string) => `${iso.slice(0, 19).replace(/[-:]/g, '')}Z`

/** Days before the due day on which a calendar reminds at nine in the morning. */
const alarmDays: Partial<Record<PlanKind, number>> = { 'parents-meeting': 7, 'safe-internet': 7, 'october-check': 7 }

/** An all-day event begins at midnight: nine o'clock two days before is 39 hours earlier. */
const trigger = (days: number) => `-PT${days * 24 - 9}H`

const doneWords = { kk: 'Орындалды', ru: 'Выполнено' } as const

function event(entry: PlanEntry, calendar: string, { language }: CalendarOptions): string[] {
  const title = wordsOf(entry.title, language)
  const done = entry.done === undefined ? [] : [`${doneWords[language]}: ${entry.done.date}`, entry.done.note]
  const description = [wordsOf(entry.who, language), ...done].filter((part) => part !== '').join('\n')
  const alarm =
    entry.done !== undefined
      ? []
      : [
          'BEGIN:VALARM',
          'ACTION:DISPLAY',
          `DESCRIPTION:${escapeText(title)}`,
          `TRIGGER:${trigger(alarmDays[entry.kind] ?? 2)}`,
          'END:VALARM',
        ]
  return [
    'BEGIN:VEVENT',
    `UID:${entry.id}@${calendar}.aqtizim`,
    `DTSTAMP:${stamp(entry.at)}`,
    `SEQUENCE:${entry.changes}`,
    `DTSTART;VALUE=DATE:${plainDay(entry.due)}`,
    `DTEND;VALUE=DATE:${plainDay(addDays(entry.due, 1))}`,
    `SUMMARY:${escapeText(entry.done === undefined ? title : `✓ ${title}`)}`,
    ...(description === '' ? [] : [`DESCRIPTION:${escapeText(description)}`]),
    'TRANSP:TRANSPARENT',
    ...alarm,
    'END:VEVENT',
  ]
}

/** The text of an `.ics` file. The same entry has the same UID in every one of them. */
export function printCalendar(plan: Plan, entries: readonly PlanEntry[], options: CalendarOptions): string {
  const name = options.language === 'kk' ? 'Ақ тізім: жылдық жоспар' : 'Ақ тізім: план года'
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//aqtizim//plan of the year//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapeText(options.school === '' ? name : `${name}, ${options.school}`)}`,
    ...entries.flatMap((entry) => event(entry, plan.calendar, options)),
    'END:VCALENDAR',
  ]
  return `${lines.map(foldLine).join('\r\n')}\r\n`
}
