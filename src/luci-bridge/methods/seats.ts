/** Method `seats`: reads the seat plan of a class. */
import { type SeatStore, seatsHash } from '../../seating/store.ts'
import type { Seats } from '../contract.ts'
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export function seatsOf(store: SeatStore, name: string | undefined): Seats {
  const rows = name === undefined ? [] : store.get(name)
  return { classes: store.list(), rows, sha256: seatsHash(rows) }
}

export const seats =
  ({ seats: store }: Pick<Tools, 'seats'>): Method<'seats'> =>
  async ({ class: name }) =>
    seatsOf(store, name)
