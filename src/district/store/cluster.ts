/** The files of the schema for a cluster: each table is kept where its school's shard is, replicated, below one table over all shards. */

/** Statements of a file, without its comments. A `;` stands nowhere in them but at their ends. */
export function statementsOf(file: string): string[] {
  return file
    .replace(/^\s*--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}

export interface Cluster {
  /** As `remote_servers` names it; the macros `shard` and `replica` have to be set on each server. */
  readonly name: string
  readonly database: string
}

const create = /^CREATE TABLE IF NOT EXISTS (\w+)\s*\(([\s\S]*)\)\s*ENGINE = (\w*MergeTree)(?:\((\w*)\))?([\s\S]*)$/

/** What has to be run on one server instead of a statement of ours. */
export function forCluster(statement: string, { name, database }: Cluster): string[] {
  const found = create.exec(statement)
  if (found === null) throw new Error(`a statement that no cluster knows: ${statement.slice(0, 60)}`)
  const [, table = '', columns = '', engine = '', version = '', rest = ''] = found
  const place = [`'/clickhouse/tables/{shard}/${database}/${table}'`, `'{replica}'`, version].filter(
    (word) => word !== '',
  )
  // A journal is on one shard, whole: its duplicates fold, and its chain is read in one place.
  const shard = /\bjournal\b/.test(columns) ? 'cityHash64(journal)' : 'rand()'
  const local = `${table}_local`
  return [
    `CREATE TABLE IF NOT EXISTS ${local} ON CLUSTER ${name}\n(${columns})\nENGINE = Replicated${engine}(${place.join(', ')})${rest}`,
    `CREATE TABLE IF NOT EXISTS ${table} ON CLUSTER ${name} AS ${local}\nENGINE = Distributed(${name}, ${database}, ${local}, ${shard})`,
  ]
}
