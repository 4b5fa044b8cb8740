/** Defines what the registers' papers are made of. */
import type { BriefingBook } from '../registers/briefings.ts'
import type { Drills } from '../registers/drill.ts'
import type { MinutesBook } from '../registers/minutes.ts'
import type { Bilingual } from '../registers/school-year.ts'
import type { Plan } from '../registers/year-plan.ts'
import type { Language } from './model.ts'
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

/** Registers speak Kazakh and Russian; who reads English finds the Russian words. */
export const inWords = (words: Bilingual, language: Language): string => (language === 'kk' ? words.kk : words.ru)
