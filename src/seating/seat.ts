/** What a seat plan may hold. */
import { type Message, message } from '../messages/message.ts'

export interface Seat {
  /** The PC's name. */
  readonly pc: string
  /** A pupil, as the class's book has them. */
  readonly pupil: string
}

export const seatLimits = { text: 32_768, seats: 200, pc: 64, pupil: 120, problems: 50 } as const

/** Why a text cannot stand in a plan. */
export function badText(text: string, limit: number): Message | undefined {
  if (text.length > limit) return message('text-longer', { most: limit })
  return /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/u.test(text) ? message('text-control') : undefined
}
