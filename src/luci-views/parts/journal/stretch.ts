/** Stretches of the journal that are asked for most, out of the router's own time. */
import type { Status } from '../../../luci-bridge/contract.ts'

/** Local times of the router as a field of type datetime-local has them; empty: none. */
export interface Stretch {
  readonly since: string
  readonly until: string
  readonly room?: string
}

/** The day before one of the calendar, `2026-10-05`. */
function dayBefore(day: string): string {
  const noon = new Date(`${day}T12:00:00Z`)
  noon.setUTCDate(noon.getUTCDate() - 1)
  return noon.toISOString().slice(0, 10)
}

export const today = ({ clock }: Pick<Status, 'clock'>): Stretch => ({
  since: `${clock.now.slice(0, 10)}T00:00`,
  until: '',
})

export function yesterday({ clock }: Pick<Status, 'clock'>): Stretch {
  const day = clock.now.slice(0, 10)
  return { since: `${dayBefore(day)}T00:00`, until: `${day}T00:00` }
}

/** Of the chosen room, or of the one room where one goes on; from the first that began where several do. */
export function thisLesson({ rooms }: Pick<Status, 'rooms'>, chosen = ''): Stretch | undefined {
  const going = rooms.filter(({ id, lessonSince }) => lessonSince !== undefined && (chosen === '' || id === chosen))
  const [first] = going.map(({ lessonSince = '' }) => lessonSince.slice(0, 16)).sort()
  if (first === undefined) return undefined
  const [only, ...others] = going
  return { since: first, until: '', ...(only !== undefined && others.length === 0 ? { room: only.id } : {}) }
}
