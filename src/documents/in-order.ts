/** Sorts journal rows by their start: the journal has them in the order in which they were written. */
import type { VisitRow } from '../logger/record.ts'

/** So many rows are held back. What is further out of its place than this stays where it is. */
const WINDOW = 4000

const compare = (a: VisitRow, b: VisitRow) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.n - b.n)

export async function* byStart(rows: AsyncIterable<VisitRow>, window = WINDOW): AsyncGenerator<VisitRow> {
  let held: VisitRow[] = []
  for await (const row of rows) {
    held.push(row)
    if (held.length < 2 * window) continue
    held.sort(compare)
    yield* held.slice(0, window)
    held = held.slice(window)
  }
  yield* held.sort(compare)
}
