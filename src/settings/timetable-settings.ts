/** Reads the sections `hours`: when the rooms are open, and for which class. */
import { type Message, message } from '../messages/message.ts'
import { dayNames, type Hours, minutesOfDay, readClock, type Timetable } from '../timetable/hours.ts'
import { isClassName } from '../timetable/timetable.ts'
import { missing, OptionReader, type Section, wrongOption } from './option-reader.ts'

/** What cannot be read opens nothing; its room has a timetable all the same. */
function readHours(section: Section, id: string, faults: Message[]): Hours[] {
  const hours = new OptionReader(section, id)
  const days = hours.texts('day', message('wanted-day'), (text) => (dayNames as readonly string[]).includes(text))
  const time = (key: string) =>
    hours.option<number | undefined>(key, undefined, message('wanted-time'), (text) => readClock(text))
  const [from, until] = [time('from'), time('until')]
  const name = hours.option<string | undefined>('class', undefined, message('wanted-class'), (text) =>
    isClassName(text) ? text : undefined,
  )
  const lesson = name === undefined ? {} : { class: name }
  faults.push(...hours.faults)
  for (const key of ['day', 'from', 'until']) if (section[key] === undefined) faults.push(missing(`${id}.${key}`))
  if (from === undefined || until === undefined) return []
  if (from === until || from === minutesOfDay || until === 0) {
    faults.push(message('hours-empty', { section: id }))
    return []
  }
  return [{ days: days.map((day) => (dayNames as readonly string[]).indexOf(day)), from, until, ...lesson }]
}

export function readTimetables(
  sections: readonly [string, Section][],
  rooms: readonly { readonly id: string }[],
  faults: Message[],
) {
  const tables = new Map<string, Hours[]>()
  for (const [id, section] of sections) {
    const hours = readHours(section, id, faults)
    const { room } = section
    if (typeof room !== 'string' || !rooms.some((known) => known.id === room))
      faults.push(room === undefined ? missing(`${id}.room`) : wrongOption(`${id}.room`, room, message('wanted-room')))
    else tables.set(room, [...(tables.get(room) ?? []), ...hours])
  }
  return [...tables].map(([room, hours]): Timetable => ({ room, hours }))
}
