/** The table of all messages: their codes, and the English text with the names and types of its values. */
import { health } from './health.ts'

/** Each area is a file of its own, with its translations beside it; no two have a code in common. */
export const areas = { health } as const

export const english = { ...areas.health } as const

export type Code = keyof typeof english
