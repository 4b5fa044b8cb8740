/** The areas of messages that a daemon makes on a usual day: their texts are there from its start. */
import { alarms } from './alarms.ts'
import { approved } from './approved.ts'
import { bounds } from './bounds.ts'
import { control } from './control.ts'
import { health } from './health.ts'
import { journal } from './journal.ts'
import { settings } from './settings.ts'

export const often = { health, approved, settings, control, journal, alarms, bounds } as const

export const oftenTexts: ReadonlyMap<string, string> = new Map(
  Object.values(often).flatMap((area) => Object.entries<string>(area)),
)
