/** Tells visits of drills from visits of pupils in a whole journal. */
import type { VisitRow } from '../logger/record.ts'
import { type DrillRun, type Drills, duringDrill } from './drill.ts'

/**
 * Refused visits alone: one to a listed site may be a pupil's that goes on for long after the drill. Looks at the runs of
 * the visit's own day.
 */
export function drillVisits({ drills }: Drills): (visit: VisitRow) => boolean {
  const days = new Map<string, DrillRun[]>()
  for (const run of drills.flatMap(({ runs }) => runs))
    for (const day of new Set([run.from.slice(0, 10), run.to.slice(0, 10)]))
      days.set(day, [...(days.get(day) ?? []), run])
  const drillOf = { id: '', room: '', user: '', from: '', until: '' }
  return (visit) => {
    if (visit.verdict !== 'refused') return false
    const runs = days.get(visit.start.slice(0, 10))
    return runs !== undefined && duringDrill({ drills: [{ ...drillOf, runs }] }, visit)
  }
}
