/** Defines a command of a program for the command line, and the errors that end one. */

/** An option of a command: its name, and whether it takes a value. */
export type Options = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly words: readonly string[]
}

/** `Context`: what the program gives to each of its commands. */
export interface CommandOf<Context> {
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
