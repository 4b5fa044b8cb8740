/** Method `journal`: one page of journal rows. */
import { isCursor, isTime } from '../../logger/query.ts'
import { message } from '../../messages/message.ts'
import type { Failed, JournalFilters, JournalRow } from '../contract.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

/** Octets of the rows of one page. */
const pageSize = 60_000
/** Of visits that go on, when they alone are asked for. */
const openSize = 500_000

export const journal =
  ({ journal: log }: Pick<Tools, 'journal'>): Method<'journal'> =>
  async ({ limit = 200, open = false, cursor, ...filter }) => {
    const fault = wrongFilter(filter)
    if (fault !== undefined) return fault
    if (cursor !== undefined && !isCursor(cursor))
      return failed('argument', message('cursor-wrong'), { argument: 'cursor' })
    // Somebody looks: what the kernel has and the journal has not yet must not wait for the next minute.
    if (open) {
      await log.catchUp()
      return { rows: newest(log.open(filter), openSize) }
    }
    const page = log.page({ ...filter, limit, ...(cursor === undefined ? {} : { cursor }) })
    const written = page.rows.map(({ line }) => line).reverse()
    const left = pageSize - written.reduce((sum, line) => sum + Buffer.byteLength(line), 0)
    const goOn = cursor === undefined ? newest(log.open(filter), left) : []
    const rows = [...written.map((line) => JSON.parse(line) as JournalRow), ...goOn]
    return page.next === undefined ? { rows } : { rows, next: page.next }
  }

/** The last rows that fit into so many octets, in their order. */
function newest(found: readonly { readonly line: string }[], size: number): JournalRow[] {
  const rows: JournalRow[] = []
  let left = size
  for (const { line } of [...found].reverse()) {
    left -= Buffer.byteLength(line)
    if (left < 0) break
    rows.unshift(JSON.parse(line) as JournalRow)
  }
  return rows
}

/** Times are the only filters with a grammar of their own. */
export function wrongFilter(filter: JournalFilters): Failed | undefined {
  for (const argument of ['since', 'until'] as const) {
    const text = filter[argument]
    if (text !== undefined && !isTime(text)) return failed('argument', message('time-wrong'), { argument })
  }
  return undefined
}
