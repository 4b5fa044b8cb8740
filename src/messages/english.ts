/** The table of all messages: their codes, and the English text with the names and types of its values. */
import { often } from './often.ts'
import { rare } from './rare.ts'

/** Each area is a file of its own, with its translations beside it; no two have a code in common. */
export const areas = { ...often, ...rare } as const

export const english = {
  ...areas.health,
  ...areas.approved,
  ...areas.settings,
  ...areas.control,
  ...areas.journal,
  ...areas.alarms,
  ...areas.answers,
  ...areas.registers,
  ...areas.plan,
  ...areas.verify,
  ...areas.imports,
  ...areas.bounds,
  ...areas.districtList,
} as const

export type Code = keyof typeof english
