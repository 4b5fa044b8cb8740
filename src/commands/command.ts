/** Defines what every command of `aqtizim` gets. */
import type { Ubus } from 'ubus-client'
import { type Arguments, type CommandOf, Failure, Usage } from '../machine/command-line.ts'
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

export type Command = CommandOf<Context>

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
