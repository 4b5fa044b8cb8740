/** Fills today's counts from the journal at the start, and from the visits after that. */
import type { Found } from '../logger/query.ts'
import type { Row, VisitRow } from '../logger/record.ts'
import type { Machine } from '../machine/machine.ts'
import type { DailyStats } from './daily-stats.ts'

export interface DayCountsTools {
  readonly machine: Pick<Machine, 'now' | 'log'>
  readonly dailyStats: DailyStats
  /** `2026-09-01` by the router's clock, for seconds since the epoch. */
  readonly date: (seconds: number) => string
  /** The journal's visits since a day, and a text after each piece of the work. */
  readonly scan: (since: string) => Generator<Found | string>
  readonly breathe: () => Promise<void>
}

export function followDailyStats({ machine, dailyStats, date, scan, breathe }: DayCountsTools) {
  const now = () => date(machine.now() / 1000)
  /** Number of the first row that was told of; the journal may hold it, and later ones, by the time that they are read. */
  let firstTold = Number.POSITIVE_INFINITY

  async function read(): Promise<void> {
    for (const found of scan(now())) {
      if (typeof found === 'string') await breathe()
      else if (found.row.kind === 'visit' && found.row.row.n < firstTold) dailyStats.add(found.row.row, now())
    }
  }
  const reading = read().catch((error: Error) =>
    machine.log('warning', `today's visits cannot be counted: ${error.message}`),
  )

  return {
    add(row: Row): void {
      if (!('verdict' in row) || !('site' in row)) return
      const visit = row as VisitRow
      firstTold = Math.min(firstTold, visit.n)
      dailyStats.add(visit, now())
    },
    /** Resolves when the journal has been read. */
    ready: () => reading,
  }
}
