/** Stores the district's schools by the keys of their routers. */
import type { ClickHouse } from '../clickhouse.ts'
import { sql, trusted } from '../sql.ts'

export interface School {
  /** The router's key, 16 hexadecimal digits. */
  readonly journal: string
  /** What the district calls it: `balqash-2`. A school whose router was replaced has two keys. */
  readonly school: string
  /** For people. */
  readonly name: string
  /** As `aqtizim key` prints it: two lines. */
  readonly publicKey: string
}

interface Row {
  readonly journal: string
  readonly school: string
  readonly name: string
  readonly public_key: string
}

/** By the school's name, then by key. */
export async function listSchools(clickhouse: ClickHouse): Promise<School[]> {
  const rows = await clickhouse.rows<Row>(
    trusted(`SELECT journal, school, name, public_key FROM schools FINAL WHERE removed = 0 ORDER BY school, journal`),
  )
  return rows.map(({ public_key, ...rest }) => ({ ...rest, publicKey: public_key }))
}

/** `now` in milliseconds: the latest word on a key counts. */
export async function putSchool(
  clickhouse: ClickHouse,
  school: School,
  now: number,
  options: { readonly removed?: boolean } = {},
): Promise<void> {
  const values = [school.journal, school.school, school.name, school.publicKey, options.removed === true ? 1 : 0, now]
  await clickhouse.text(
    sql`INSERT INTO schools (journal, school, name, public_key, removed, changed) VALUES ${values}`,
    { settings: { insert_distributed_sync: 1 } },
  )
}
