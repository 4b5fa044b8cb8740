/**
 * Removes rows that ClickHouse has already. A router's rows come in the order of their numbers, so rows behind the last known one are
 * new; the others, sent again or of a journal that began anew, are looked up by their numbers.
 */
import type { ClickHouse } from '../clickhouse.ts'
import { join, type Sql, sql, trusted } from '../sql.ts'
import type { Table, TableRow } from './columns.ts'

/** More journals than any country has schools. */
const MOST_JOURNALS = 100_000
/** A statement has at most 256 KiB (`max_query_size`). */
const LONGEST_QUESTION = 200_000
const JOURNALS_A_QUESTION = 1000
const NUMBERS_A_QUESTION = 5000

export class Deduplicator {
  readonly #clickhouse: ClickHouse
  /** Last row of each journal in each table. */
  readonly #last = new Map<string, number>()

  constructor(clickhouse: ClickHouse) {
    this.#clickhouse = clickhouse
  }

  /** Rows that are not there yet. `everyOne`: look all of them up, because an insert of them failed and may have written some. */
  async missing(table: Table, rows: readonly TableRow[], everyOne: boolean): Promise<TableRow[]> {
    await this.#meet(table, new Set(rows.map(({ journal }) => journal)))
    const isNew = ({ journal, n }: TableRow) => n > (this.#last.get(`${table} ${journal}`) ?? 0)
    const doubtful = everyOne ? rows : rows.filter((row) => !isNew(row))
    if (doubtful.length === 0) return [...rows]
    const there = await this.#lookUp(table, doubtful)
    return rows.filter((row) => (!everyOne && isNew(row)) || !there.has(idOf(row)))
  }

  /** Remembers rows whose insert was confirmed. */
  added(table: Table, rows: readonly TableRow[]): void {
    for (const { journal, n } of rows) {
      const key = `${table} ${journal}`
      if (n > (this.#last.get(key) ?? 0)) this.#last.set(key, n)
    }
  }

  async #meet(table: Table, journals: ReadonlySet<string>): Promise<void> {
    if (this.#last.size > MOST_JOURNALS) this.#last.clear()
    const strange = [...journals].filter((journal) => !this.#last.has(`${table} ${journal}`))
    for (const some of slices(strange, JOURNALS_A_QUESTION)) {
      const question = sql`SELECT journal, max(n) AS last FROM ${trusted(table)} WHERE journal IN ${some} GROUP BY journal`
      const known = await this.#clickhouse.rows<{ journal: string; last: string }>(question)
      for (const journal of some) this.#last.set(`${table} ${journal}`, 0)
      for (const { journal, last } of known) this.#last.set(`${table} ${journal}`, Number(last))
    }
  }

  async #lookUp(table: Table, rows: readonly TableRow[]): Promise<Set<string>> {
    const byJournal = new Map<string, number[]>()
    for (const { journal, n } of rows) {
      const numbers = byJournal.get(journal)
      if (numbers === undefined) byJournal.set(journal, [n])
      else numbers.push(n)
    }
    const pieces = [...byJournal].flatMap(([journal, numbers]) => conditionsOf(journal, numbers))
    const there = new Set<string>()
    for (const some of questions(pieces)) {
      const where = join(some, ' OR ')
      const found = await this.#clickhouse.rows<{ journal: string; n: string; hash: string }>(
        sql`SELECT journal, n, hash FROM ${trusted(table)} WHERE ${where}`,
      )
      for (const { journal, n, hash } of found) there.add(`${journal} ${n} ${hash}`)
    }
    return there
  }
}

export const idOf = ({ journal, n, hash }: TableRow) => `${journal} ${n} ${hash}`

/** A range where the numbers lie close together, else each number. */
function conditionsOf(journal: string, numbers: readonly number[]): Sql[] {
  const [least, most] = numbers.reduce(([a, b], n) => [Math.min(a, n), Math.max(b, n)], [Infinity, 0])
  if (most - least <= 4 * numbers.length + 1000) return [sql`(journal = ${journal} AND n >= ${least} AND n <= ${most})`]
  return slices(numbers, NUMBERS_A_QUESTION).map((some) => sql`(journal = ${journal} AND n IN ${some})`)
}

/** As many conditions as one statement can have. */
function questions(conditions: readonly Sql[]): Sql[][] {
  const all: Sql[][] = []
  let room = 0
  for (const condition of conditions) {
    room -= condition.text.length + 4
    if (room < 0) {
      all.push([])
      room = LONGEST_QUESTION - condition.text.length
    }
    all.at(-1)?.push(condition)
  }
  return all
}

function slices<Each>(all: readonly Each[], size: number): Each[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))
}
