/** The table of all messages: their codes, and the English text with the names and types of its values. */
import { alarms } from './alarms.ts'
import { answers } from './answers.ts'
import { bounds } from './bounds.ts'
import { control } from './control.ts'
import { districtList } from './district-list.ts'
import { health } from './health.ts'
import { imports } from './imports.ts'
import { journal } from './journal.ts'
import { plan } from './plan.ts'
import { registers } from './registers.ts'
import { settings } from './settings.ts'
import { verify } from './verify.ts'

/** Each area is a file of its own, with its translations beside it; no two have a code in common. */
export const areas = {
  health,
  settings,
  control,
  journal,
  alarms,
  answers,
  registers,
  plan,
  verify,
  imports,
  bounds,
  districtList,
} as const

export const english = {
  ...areas.health,
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
