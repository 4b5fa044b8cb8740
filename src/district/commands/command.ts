/** Defines what every command of `aqtizim-district` gets. */
import type { CommandOf } from '../../machine/command-line.ts'
import type { Machine } from '../../machine/machine.ts'
import type { ClickHouse } from '../clickhouse.ts'
import type { Config } from '../config.ts'
import type { Migration } from '../store/migrate.ts'

export interface Context {
  readonly machine: Machine
  readonly config: Config
  readonly clickhouse: ClickHouse
  /** The files of the schema, in their order. */
  readonly migrations: readonly Migration[]
  /** To standard output, with a line end. */
  readonly print: (text: string) => void
  /** To standard error. */
  readonly complain: (text: string) => void
  /** All of standard input. */
  readonly input: () => Promise<string>
  /** The words that run this program with these settings. */
  readonly program: readonly string[]
  /** Settles when the program is asked to end. */
  readonly ended: Promise<void>
}

export type Command = CommandOf<Context>
