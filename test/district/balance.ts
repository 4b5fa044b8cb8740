/** Compares what schools have sent with what can be asked for at the district, row by row. */
import * as fs from 'node:fs'
import type { ClickHouse } from '../../src/district/clickhouse.ts'
import { sql, trusted } from '../../src/district/sql.ts'
import { hashOf } from '../../src/forward/syslog-message.ts'
import { listDays } from '../../src/logger/day-files.ts'
import { piecesOf } from '../../src/logger/day-pieces.ts'

export interface Balance {
  readonly sent: number
  readonly queryable: number
  readonly lost: number
  readonly twice: number
}

/** A row by its number and its hash, as ClickHouse writes them. */
type RowId = string

/** The rows that are in a journal's days. */
export function rowsIn(folder: string): Set<RowId> {
  const rows = new Set<RowId>()
  for (const day of listDays(fs, folder))
    for (const piece of piecesOf(fs, day))
      for (let at = 0, end = piece.indexOf(10); end >= 0; at = end + 1, end = piece.indexOf(10, at)) {
        const line = piece.subarray(at, end)
        const n = /^\{"n":(\d+)/.exec(line.toString('latin1', 0, 30))?.[1]
        if (n !== undefined) rows.add(`${n} ${BigInt(`0x${hashOf(line)}`)}`)
      }
  return rows
}

const parts = ['visits', 'gaps', 'events', 'seals'].map((table) => `SELECT journal, n, hash FROM ${table}`)
const all = trusted(`(${parts.join(' UNION ALL ')})`)

/** How many rows of a journal there are, those twice not counted. */
export async function countRows(clickhouse: ClickHouse, journal: string): Promise<number> {
  const [found] = await clickhouse.rows<{ rows: string }>(
    sql`SELECT uniqExact(n, hash) AS rows FROM ${all} WHERE journal = ${journal}`,
  )
  return Number(found?.rows ?? 0)
}

export async function balanceOf(clickhouse: ClickHouse, journal: string, sent: ReadonlySet<RowId>): Promise<Balance> {
  const text = await clickhouse.text(sql`SELECT n, hash FROM ${all} WHERE journal = ${journal} FORMAT TabSeparated`)
  const there = new Map<RowId, number>()
  for (const line of text.split('\n')) {
    const row = line.replace('\t', ' ')
    if (sent.has(row)) there.set(row, (there.get(row) ?? 0) + 1)
  }
  const twice = [...there.values()].reduce((sum, times) => sum + times - 1, 0)
  return { sent: sent.size, queryable: there.size, lost: sent.size - there.size, twice }
}

export function addUp(balances: readonly Balance[]): Balance {
  const sum = (key: keyof Balance) => balances.reduce((total, each) => total + each[key], 0)
  return { sent: sum('sent'), queryable: sum('queryable'), lost: sum('lost'), twice: sum('twice') }
}

export const lineOf = ({ sent, queryable, lost, twice }: Balance) =>
  `district: ${sent} rows sent, ${queryable} queryable, ${lost} lost, ${twice} twice`
