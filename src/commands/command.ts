/** Defines what every command gets, and the errors that end one. */
import type { Ubus } from 'ubus-client'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'

export interface Context {
  readonly machine: Machine
  readonly paths: Paths
  /** Version of Node. */
  readonly node: string
  /** To standard output, with a line end. */
  readonly print: (text: string) => void
  /** To standard output as it is; resolves when there is room for more. */
  readonly write: (output: string | Uint8Array) => Promise<void>
  /** How far long work has come, in one line that replaces itself; only on a terminal. `done` ends the line. */
  readonly progress: (text: string, done: boolean) => void
  /** Whether a person types. */
  readonly isTerminal: boolean
  /** A line out of standard input; on a terminal it is asked for and not shown. */
  readonly secret: (prompt: string) => Promise<string>
  /** To standard error. */
  readonly complain: (text: string) => void
  /** Connects to ubus; the connection is closed when the command is done. Rejects when nobody listens. */
  readonly ubus: () => Promise<Ubus>
}

/** An option of a command: its name, whether it takes a value. */
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
  /** Exit status: 0 done, 1 refused or failed. Throws `Usage` for words that make no sense. */
  run(context: Context, given: Arguments): Promise<number>
}

/** The command was typed wrongly: exit status 2. */
export class Usage extends Error {}

/** The command cannot be carried out: exit status 1, and the message is all that is printed. */
export class Failure extends Error {}

export function text(given: Arguments, name: string): string | undefined {
  const value = given.values[name]
  return typeof value === 'string' ? value : undefined
}

export function required(given: Arguments, name: string): string {
  const value = text(given, name)
  if (value === undefined || value === '') throw new Usage(`--${name} is missing`)
  return value
}

/** Reads a file that the user named; what is wrong with it is said in a sentence. */
export function readNamed(context: Context, path: string): string {
  return readBytes(context, path).toString()
}

/** The same as bytes. */
export function readBytes(context: Context, path: string): Buffer {
  try {
    return context.machine.files.readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file',
      EACCES: 'it may not be read',
      EISDIR: 'it is a folder',
    }
    throw new Failure(`${path}: ${reasons[code ?? ''] ?? code ?? error}`)
  }
}
