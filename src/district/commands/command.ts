/** What every command of `aqtizim-district` gets, and the errors that end one. */
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

export type Options = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly words: readonly string[]
}

export interface Command {
  readonly name: string
  /** What stands behind the name in the usage. */
  readonly usage: string
  readonly summary: string
  readonly options: Options
  /** Exit status: 0 done, 1 refused, failed or something found. Throws `Usage` for words that make no sense. */
  run(context: Context, given: Arguments): Promise<number>
}

/** The command was typed wrongly: exit status 2. */
export class Usage extends Error {}

/** The command cannot be carried out: exit status 1, and the message is all that is printed. */
export class Failure extends Error {}
