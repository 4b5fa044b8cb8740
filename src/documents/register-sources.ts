/** Defines what the registers' papers are made of. */
import type { BriefingBook } from '../registers/briefings.ts'
import type { Drills } from '../registers/drill.ts'
import type { MinutesBook } from '../registers/minutes.ts'
import type { Plan } from '../registers/year-plan.ts'
import type { Sources } from './sources.ts'

export interface RegisterSources extends Pick<Sources, 'school' | 'people' | 'rooms'> {
  readonly briefings: BriefingBook
  readonly plan: Plan
  readonly minutes: MinutesBook
  readonly drills: Drills
  /** Classes that the timetable names. */
  readonly classes: readonly string[]
  /** Local day. */
  readonly today: string
}
