/** Method `summary`: starts a job that counts journal rows. */
import { Summary } from '../../logger/summary.ts'
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { wrongFilter } from './journal.ts'

export const summary =
  ({ journal, breathe }: Pick<Tools, 'journal' | 'breathe'>): Method<'summary'> =>
  async ({ by, limit = 50, ...filter }) => {
    const fault = wrongFilter(filter)
    if (fault !== undefined) return fault
    const counted = new Summary(by)
    for (const found of journal.scan({ ...filter, visits: true }))
      if (typeof found === 'string') await breathe()
      else if (found.row.kind === 'visit') counted.add(found.row.row)
    for (const { row } of journal.open(filter)) if (row.kind === 'visit') counted.add(row.row)
    const rows = counted.rows()
    return { rows: rows.slice(0, limit).map((row) => ({ ...row })), kinds: rows.length }
  }
