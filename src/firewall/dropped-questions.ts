/** Remembers how many questions for names each room's cap has dropped, and how many of them of late. */

/** Questions that the cap of a room dropped. */
export interface DroppedQuestions {
  readonly room: string
  /** Since the table was made. */
  readonly total: number
  /** In the last ten minutes. */
  readonly recent: number
}

/** Milliseconds. */
const windowMs = 10 * 60_000

interface Growth {
  readonly at: number
  readonly room: string
  readonly count: number
}

export function createDroppedQuestions() {
  let totals = new Map<string, number>()
  let growths: readonly Growth[] = []
  return {
    /** Takes a reading of the counters, room by room; one that went back began anew. `now` in ms of uptime. */
    note(counts: ReadonlyMap<string, number>, now: number): void {
      const grown = [...counts].flatMap(([room, total]): Growth[] => {
        const before = totals.get(room)
        const count = before === undefined || total >= before ? total - (before ?? total) : total
        return count === 0 ? [] : [{ at: now, room, count }]
      })
      totals = new Map(counts)
      growths = [...growths, ...grown].filter(({ at }) => now - at < windowMs)
    },
    read(): DroppedQuestions[] {
      const recentOf = (id: string) => growths.reduce((sum, { room, count }) => sum + (room === id ? count : 0), 0)
      return [...totals].map(([room, total]) => ({ room, total, recent: recentOf(room) }))
    },
  }
}
