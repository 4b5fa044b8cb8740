/**
 * Brings rows into ClickHouse, each once. An insert that fails may have left some of its rows, or may still run: so before it is tried
 * again, nothing of ours may be running there any more, and each row is looked up. A row that ClickHouse will never take is found by
 * halving, and put among the rejected: the others are unhurt.
 */
import { createHash } from 'node:crypto'
import { createBackoff } from '../../machine/backoff.ts'
import type { LogLevel } from '../../machine/machine.ts'
import { type ClickHouse, ClickHouseError } from '../clickhouse.ts'
import { sql } from '../sql.ts'
import { Arrivals } from './arrivals.ts'
import { columns, rejectedLine, type Table, type TableRow, tables, toTableRow } from './columns.ts'
import { Deduplicator, idOf } from './deduplicator.ts'
import type { Read, Rejected } from './spool-record.ts'

export interface LoaderOptions {
  readonly clickhouse: ClickHouse
  /** Wall clock in milliseconds. */
  readonly now: () => number
  /** Settles at once when the program is to end. */
  readonly pause: (ms: number) => Promise<void>
  /** True when the program is to end: `load` rejects with `Ended` instead of trying again. */
  readonly hasEnded: () => boolean
  readonly log: (level: LogLevel, message: string) => void
  /** Begins the ids of its queries: the same for all that ever load from this spool, and for nobody else. */
  readonly name: string
  /** Tells this process's queries from those of the one before. */
  readonly run: string
  /** Milliseconds until the first new attempt; it doubles. */
  readonly retryMs?: { readonly first: number; readonly longest: number }
}

export interface Tally {
  /** Rows that were new. */
  rows: number
  /** Rows that were there already. */
  again: number
  rejected: number
}

/** The program is to end; what was not loaded is still in the spool. */
export class Ended extends Error {}

/**
 * ClickHouse's own numbers for data that it cannot read: CANNOT_PARSE_TEXT, -ESCAPE_SEQUENCE, -QUOTED_STRING, -INPUT_ASSERTION_FAILED,
 * -DATE, -DATETIME, -NUMBER, INCORRECT_DATA, TOO_LARGE_STRING_SIZE, UNKNOWN_ELEMENT_OF_ENUM.
 */
const badData = new Set([6, 25, 26, 27, 38, 41, 72, 117, 131, 691])

/** Kept of each batch; the rest is counted. */
const MOST_REJECTED = 100

export class Loader {
  readonly #options: LoaderOptions
  readonly #deduplicator: Deduplicator
  readonly #arrivals = new Arrivals()
  #queries = 0
  readonly tally: Tally = { rows: 0, again: 0, rejected: 0 }

  constructor(options: LoaderOptions) {
    this.#options = options
    this.#deduplicator = new Deduplicator(options.clickhouse)
  }

  /** Settles when everything is in ClickHouse. Rejects with `Ended` alone. */
  async load(messages: readonly Read[]): Promise<void> {
    const now = this.#options.now()
    const arrivals = this.#arrivals.next(now)
    const rejected: Rejected[] = []
    const byTable = new Map<Table, Map<string, TableRow>>(tables.map((table) => [table, new Map()]))
    let sent = 0
    for (const message of messages) {
      if (message.kind === 'rejected') rejected.push(message)
      if (message.kind === 'rejected' || message.kind === 'resume') continue
      const row = toTableRow(message, arrivals.of(message))
      const ofTable = byTable.get(row.table)
      if (!ofTable?.has(idOf(row))) ofTable?.set(idOf(row), row)
      sent++
    }
    const { rows } = this.tally
    for (const [table, rowsOf] of byTable) if (rowsOf.size > 0) await this.#store(table, [...rowsOf.values()], rejected)
    this.tally.again += sent - (this.tally.rows - rows)
    if (rejected.length > 0) await this.#reject(rejected, Math.floor(now / 1000))
  }

  /** Waits until ClickHouse answers and no query of a loader runs there: one that was killed may have left one. */
  async settle(): Promise<void> {
    const { clickhouse, name } = this.#options
    await this.#untilDone('ClickHouse', async () => {
      const [found] = await clickhouse.rows<{ running: string }>(
        sql`SELECT count() AS running FROM system.processes WHERE startsWith(query_id, ${`${name}-`})`,
      )
      if (found?.running !== '0') throw new ClickHouseError('ClickHouse: an insert of before still runs', undefined)
    })
  }

  async #store(table: Table, rows: readonly TableRow[], rejected: Rejected[]): Promise<void> {
    let failed = false
    await this.#untilDone(table, async () => {
      if (failed) await this.settle()
      const missing = await this.#deduplicator.missing(table, rows, failed)
      failed = true
      await this.#insert(table, missing, rejected)
      this.#deduplicator.added(table, rows)
      this.tally.rows += missing.length
    })
  }

  async #insert(table: Table, rows: readonly TableRow[], rejected: Rejected[]): Promise<void> {
    if (rows.length === 0) return
    try {
      await this.#send(table, Buffer.from(rows.map(({ line }) => line).join('')))
    } catch (error) {
      if (!(error instanceof ClickHouseError) || !badData.has(error.code ?? 0)) throw error
      const [only] = rows
      if (rows.length === 1 && only !== undefined) {
        this.#options.log('error', `a row that ClickHouse does not take: ${idOf(only)}: ${error.message}`)
        rejected.push({ kind: 'rejected', reason: 'not-taken', source: '', bytes: Buffer.from(only.line) })
        return
      }
      const half = Math.ceil(rows.length / 2)
      for (const some of [rows.slice(0, half), rows.slice(half)]) {
        // Parts of what failed may be there.
        await this.#insert(table, await this.#deduplicator.missing(table, some, true), rejected)
      }
    }
  }

  #send(table: Table | 'rejected', lines: Buffer): Promise<void> {
    const { clickhouse, name, run } = this.#options
    const queryId = `${name}-${run}-${++this.#queries}`
    // On a cluster: the shard has it when the answer comes.
    return clickhouse.insert(table, columns[table], lines, { queryId, settings: { insert_distributed_sync: 1 } })
  }

  async #reject(rejected: readonly Rejected[], received: number): Promise<void> {
    this.tally.rejected += rejected.length
    const [first] = rejected
    this.#options.log('warning', `${rejected.length} messages are no rows of ours: ${first?.reason} (${first?.source})`)
    const lines = rejected.slice(0, MOST_REJECTED).map((each) => {
      const sha256 = createHash('sha256').update(each.bytes).digest('hex')
      return rejectedLine(each, sha256, received)
    })
    await this.#untilDone('rejected', () => this.#send('rejected', Buffer.from(lines.join(''))))
  }

  /** Tries until it works: what cannot be stored now waits in the spool, and then at the routers. */
  async #untilDone(what: string, work: () => Promise<void>): Promise<void> {
    const { log, pause, hasEnded, retryMs = { first: 250, longest: 30_000 } } = this.#options
    const backoff = createBackoff(retryMs)
    let told = ''
    for (;;) {
      try {
        await work()
        if (told !== '') log('info', `${what}: goes on`)
        return
      } catch (error) {
        if (!(error instanceof ClickHouseError)) throw error
        if (hasEnded()) throw new Ended()
        if (error.message !== told) log('warning', `${what}: ${error.message}`)
        told = error.message
        await pause(backoff.next())
        if (hasEnded()) throw new Ended()
      }
    }
  }
}
