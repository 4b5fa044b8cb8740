/** A journal's rows out of ClickHouse, in the order of their numbers, all versions of a number together. */
import type { ClickHouse } from '../clickhouse.ts'
import { type Sql, sql, trusted } from '../sql.ts'
import type { StoredRow } from './history.ts'

/** Rows of an answer; and octets, about: an answer ends at a block of ClickHouse's that passes them. */
const page = { rows: 20_000, octets: 100_000_000, block: 4096 }

type Asked = Readonly<Record<'n' | 'hash' | 'received' | 'kind' | 'at' | 'text', string>>

/** Where a table has its rows' kinds and times; `others` has messages besides that are no rows. */
const parts: readonly (readonly [table: string, kind: string, at: string, where: string])[] = [
  ['visits', `''`, '0', ''],
  ['gaps', `''`, '0', ''],
  ['events', `''`, '0', ''],
  ['seals', 'toString(kind)', 'toUnixTimestamp(at)', ''],
  ['others', `''`, '0', ` AND kind = 'row'`],
]

const union = (part: (table: string, kind: string, at: string, where: string) => Sql): Sql =>
  trusted(parts.map(([table, kind, at, where]) => part(table, kind, at, where).text).join(' UNION ALL '))

const settings = {
  max_block_size: page.block,
  max_result_bytes: page.octets,
  result_overflow_mode: 'break',
}

/** All rows of one number. */
export interface Numbered {
  /** Each with other octets; those that were received first. */
  readonly rows: readonly StoredRow[]
  /** How many there are besides. */
  readonly more: number
}

/** Rows of one number that are kept: whoever sends millions with the same one takes no more memory than these. */
export const groupLimit = 64

const earliest = (rows: readonly StoredRow[]) => [...rows].sort((a, b) => a.received - b.received).slice(0, groupLimit)

/** Rows that are there twice come once, with the time when the first of them was received. `rows`: by n, hash, received. */
export async function* groupRows(rows: AsyncIterable<StoredRow>): AsyncGenerator<Numbered> {
  let last: StoredRow | undefined
  let group: StoredRow[] = []
  let count = 0
  for await (const row of rows) {
    if (last !== undefined && last.n !== row.n) {
      yield { rows: earliest(group), more: Math.max(0, count - groupLimit) }
      group = []
      count = 0
    } else if (last?.hash === row.hash) continue
    last = row
    group.push(row)
    count += 1
    if (group.length >= 2 * groupLimit) group = earliest(group)
  }
  if (count > 0) yield { rows: earliest(group), more: Math.max(0, count - groupLimit) }
}

/** From row `first` on. */
export const readJournal = (clickhouse: ClickHouse, journal: string, first = 0): AsyncGenerator<Numbered> =>
  groupRows(readRows(clickhouse, journal, first))

async function* readRows(clickhouse: ClickHouse, journal: string, first: number): AsyncGenerator<StoredRow> {
  let after = { n: first, hash: '' }
  for (;;) {
    const rows = await clickhouse.rows<Asked>(questionOf(journal, after), { settings })
    for (const asked of rows)
      yield { ...asked, n: Number(asked.n), received: Number(asked.received), at: Number(asked.at) } as StoredRow
    const last = rows.at(-1)
    if (last === undefined) break
    after = { n: Number(last.n), hash: last.hash }
  }
}

function questionOf(journal: string, { n, hash }: { readonly n: number; readonly hash: string }): Sql {
  const behind = hash === '' ? sql`n >= ${n}` : sql`n >= ${n} AND (n > ${n} OR hash > ${BigInt(hash)})`
  const order = trusted(`ORDER BY n, hash, arrived LIMIT ${page.rows}`)
  const from = union(
    (table, kind, at, where) =>
      sql`SELECT * FROM (SELECT n, hash, toUnixTimestamp(received) * 1000000 + micros AS arrived, ${trusted(kind)} AS kind,
${trusted(at)} AS at, text FROM ${trusted(table)} WHERE journal = ${journal} AND ${behind}${trusted(where)} ${order})`,
  )
  return sql`SELECT n, hash, arrived AS received, kind, at, text FROM (${from}) ${order}`
}

/** How many different rows with numbers up to `last` there are. */
export async function countRows(clickhouse: ClickHouse, journal: string, last: number): Promise<number> {
  const from = union(
    (table, _kind, _at, where) =>
      sql`SELECT n, hash FROM ${trusted(table)} WHERE journal = ${journal} AND n <= ${last}${trusted(where)}`,
  )
  const [found] = await clickhouse.rows<{ rows: string }>(sql`SELECT uniqExact(n, hash) AS rows FROM (${from})`)
  return Number(found?.rows ?? 0)
}

/** The keys under which rows have come. */
export async function listJournals(clickhouse: ClickHouse): Promise<string[]> {
  const from = union((table) => sql`SELECT DISTINCT journal FROM ${trusted(table)}`)
  const rows = await clickhouse.rows<{ journal: string }>(sql`SELECT DISTINCT journal FROM (${from}) ORDER BY journal`)
  return rows.map(({ journal }) => journal)
}
