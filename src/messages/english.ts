/** The table of all messages: their codes, and the English text with the names and types of its values. */
import { alarms } from './alarms.ts'
import { control } from './control.ts'
import { health } from './health.ts'
import { journal } from './journal.ts'
import { settings } from './settings.ts'

/** Each area is a file of its own, with its translations beside it; no two have a code in common. */
export const areas = { health, settings, control, journal, alarms } as const

export const english = {
  ...areas.health,
  ...areas.settings,
  ...areas.control,
  ...areas.journal,
  ...areas.alarms,
} as const

export type Code = keyof typeof english
