/** Method `timetable_save`: saves the hours of a room. */

import { message } from '../../messages/message.ts'
import { isClassName } from '../../timetable/timetable.ts'
import type { Failed, TimetableLine } from '../contract.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { sectionsOf, type UciChange } from '../uci.ts'
import { timetableHash } from './timetable.ts'

type TimetableTools = Pick<Tools, 'timetable' | 'uci' | 'live' | 'event'>

export const timetableSave =
  (tools: TimetableTools): Method<'timetable_save'> =>
  async ({ lines, base }, { user }) => {
    const rooms = tools.live()?.settings.rooms.map(({ id }) => id) ?? []
    for (const [index, line] of lines.entries()) {
      const fault = faultOf(line, `lines.${index}`, rooms)
      if (fault !== undefined) return fault
    }
    const { fault } = await tools.uci.change('aqtizim', (sections): { fault?: Failed; changes?: UciChange[] } => {
      const now = timetableHash(tools.timetable(sections))
      if (now !== base) return { fault: failed('conflict', message('timetable-changed'), { sha256: now }) }
      const gone = sectionsOf(sections, 'hours').map(([section]) => ({ delete: section }))
      return { changes: [...gone, ...lines.map(addLine)] }
    })
    if (fault !== undefined) return fault
    tools.event('timetable', { lines: lines.length, user })
    return { sha256: timetableHash(lines) }
  }

const addLine = ({ room, days, from, until, class: name }: TimetableLine): UciChange => ({
  add: 'hours',
  values: { room, day: days, from, until, ...(name === undefined ? {} : { class: name }) },
})

function faultOf(line: TimetableLine, place: string, rooms: readonly string[]): Failed | undefined {
  const { room, from, until, class: name } = line
  if (!rooms.includes(room)) return failed('argument', message('room-unknown', { room }), { argument: `${place}.room` })
  if (from === until || until === '00:00')
    return failed('argument', message('span-empty'), { argument: `${place}.until` })
  if (name !== undefined && !isClassName(name))
    return failed('argument', message('class-wrong'), { argument: `${place}.class` })
  return undefined
}
