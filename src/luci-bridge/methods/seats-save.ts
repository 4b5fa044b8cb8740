/** Method `seats_save`: saves the seat plan of a class. */

import { ArgumentError, message } from '../../messages/message.ts'
import { parseSeats, type ReadSeats } from '../../seating/parse.ts'
import { seatsHash } from '../../seating/store.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { seatsOf } from './seats.ts'

/** The journal is told that a plan changed, and no word of what it holds. */
export const seatsSave =
  ({ seats: store, live, event }: Pick<Tools, 'seats' | 'live' | 'event'>): Method<'seats_save'> =>
  async ({ class: name, base, rows = [], text }, { user }) => {
    const now = seatsHash(store.get(name))
    if (now !== base) return failed('conflict', message('seats-changed'), { sha256: now })
    const known = live()?.settings.pcs.map((pc) => pc.name) ?? []
    const read: ReadSeats = text === undefined ? { seats: rows, problems: [] } : parseSeats(text, known)
    const error = read.problems.find(({ severity }) => severity === 'error')
    if (error !== undefined) {
      const { row, column, message: fault } = error
      return failed('argument', message('seats-wrong', { row, column, fault }), { argument: 'text' })
    }
    try {
      store.save(name, read.seats)
    } catch (reason) {
      // Of a wrong argument the caller is told as of any other.
      if (reason instanceof ArgumentError) throw reason
      return failed('unavailable', message('seats-unwritable', { reason: (reason as Error).message }))
    }
    event('seats', { class: name, seats: read.seats.length, user })
    return { ...seatsOf(store, name), ...(read.problems.length > 0 ? { problems: read.problems } : {}) }
  }
