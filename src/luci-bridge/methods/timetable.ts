/** Method `timetable`: reads the hours of all rooms. */
import { sha256 } from '../../whitelist/approval.ts'
import type { TimetableLine } from '../contract.ts'
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

/** Of the lines, whatever the file looks like besides. */
export const timetableHash = (lines: readonly TimetableLine[]): string =>
  sha256(
    Buffer.from(JSON.stringify(lines.map((line) => [line.room, line.days, line.from, line.until, line.class ?? '']))),
  )

export const timetable =
  (tools: Pick<Tools, 'timetable' | 'uci'>): Method<'timetable'> =>
  async () => {
    const lines = tools.timetable(await tools.uci.read('aqtizim'))
    return { lines, sha256: timetableHash(lines) }
  }
