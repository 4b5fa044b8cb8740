/** Brings the database to the schema of this version: files of SQL, each run once, in the order of their names. */
import { createHash } from 'node:crypto'
import { type ClickHouse, ClickHouseError } from '../clickhouse.ts'
import { sql, trusted } from '../sql.ts'
import { forCluster, statementsOf } from './cluster.ts'

export interface Migration {
  /** Of the file: `001-rows`. */
  readonly name: string
  readonly text: string
}

export interface Place {
  readonly database: string
  /** None: one server. */
  readonly cluster: string | undefined
}

export interface Migrated {
  /** Names of what was run now. */
  readonly run: readonly string[]
  /** Ran before, and the file reads otherwise now: the tables are not what this version thinks. */
  readonly changed: readonly string[]
}

const ledger = `CREATE TABLE IF NOT EXISTS migrations
(
    name String,
    sha256 String,
    at DateTime('UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY name`

const hashOf = (text: string) => createHash('sha256').update(statementsOf(text).join(';\n')).digest('hex')

/** The statements that make the database and its table of migrations, then those of a file. */
export function planOf(text: string, { database, cluster }: Place): string[] {
  const statements = statementsOf(text)
  return cluster === undefined
    ? statements
    : statements.flatMap((statement) => forCluster(statement, { name: cluster, database }))
}

/** `now` in milliseconds. Rejects with `ClickHouseError`. Each statement may be run again, so a broken run is made good by the next. */
export async function migrate(
  clickhouse: ClickHouse,
  migrations: readonly Migration[],
  place: Place,
  now: number,
): Promise<Migrated> {
  const { database, cluster } = place
  if (!/^[a-z]\w*$/.test(database)) throw new Error(`no name for a database: ${database}`)
  const where = cluster === undefined ? '' : ` ON CLUSTER ${cluster}`
  const outside = { settings: { database: 'default' } }
  await clickhouse.text(trusted(`CREATE DATABASE IF NOT EXISTS ${database}${where}`), outside)
  for (const statement of planOf(ledger, place)) await clickhouse.text(trusted(statement))
  const done = await appliedOn(clickhouse)
  const run: string[] = []
  const changed: string[] = []
  for (const { name, text } of migrations) {
    const hash = hashOf(text)
    const before = done.get(name)
    if (before !== undefined && before !== hash) changed.push(name)
    if (before !== undefined) continue
    for (const statement of planOf(text, place)) await clickhouse.text(trusted(statement))
    const at = Math.floor(now / 1000)
    await clickhouse.text(sql`INSERT INTO migrations (name, sha256, at) VALUES ${[name, hash, at]}`)
    run.push(name)
  }
  return { run, changed }
}

async function appliedOn(clickhouse: ClickHouse): Promise<Map<string, string>> {
  const rows = await clickhouse.rows<{ name: string; sha256: string }>(trusted('SELECT name, sha256 FROM migrations'))
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]))
}

/** Names of migrations that are still to be run; all of them where there is no database yet. */
export async function pendingOn(clickhouse: ClickHouse, migrations: readonly Migration[]): Promise<string[]> {
  try {
    const done = await appliedOn(clickhouse)
    return migrations.map(({ name }) => name).filter((name) => !done.has(name))
  } catch (error) {
    // UNKNOWN_TABLE and UNKNOWN_DATABASE.
    if (error instanceof ClickHouseError && (error.code === 60 || error.code === 81))
      return migrations.map(({ name }) => name)
    throw error
  }
}
