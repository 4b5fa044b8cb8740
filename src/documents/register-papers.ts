/** Lists the registers' papers of this router, with the daemon down as well. */

import { schoolYearOf } from '../machine/day.ts'
import { drillVisits } from '../registers/drill-visits.ts'
import { printCalendar } from '../registers/icalendar.ts'
import type { Registers } from '../registers/registers.ts'
import { entriesOf } from '../registers/year-plan.ts'
import { type Settings, timetabledClasses } from '../settings/settings.ts'
import { drillResults } from './drill.ts'
import type { PaperKind } from './paper-kind.ts'
import { registerKinds } from './register-kinds.ts'
import type { Sources } from './sources.ts'

export interface RegisterPapers {
  kinds(): PaperKind[]
  readonly drills: NonNullable<Sources['drills']>
  readonly isDrill: NonNullable<Sources['isDrill']>
  /** An iCalendar file of a school year; of the one that goes on if not given. */
  calendar(language: 'kk' | 'ru', year?: number): string
}

type School = Pick<Settings, 'school' | 'people' | 'rooms' | 'timetables'>

export function registerPapers(registers: Registers, school: School): RegisterPapers {
  const { briefings, plan, minutes, drills, today } = registers
  return {
    kinds: () =>
      registerKinds({
        ...{ school: school.school, people: school.people, rooms: school.rooms, today: today() },
        ...{ briefings: briefings.value, plan: plan.value, minutes: minutes.value, drills: drills.value },
        classes: timetabledClasses(school),
      }),
    drills: (since, until) => drillResults(drills.value.drills, since, until),
    isDrill: drillVisits(drills.value),
    calendar: (language, year = schoolYearOf(today())) =>
      printCalendar(plan.value, entriesOf(plan.value, year), { language, school: school.school }),
  }
}
