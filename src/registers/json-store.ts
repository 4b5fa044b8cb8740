/**
 * Stores a register in a JSON file of format 1, read once, written as a whole. A file that cannot be read is renamed, never
 * overwritten.
 */

import * as v from 'valibot'
import { replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'
import { type Message, message, reasonOf } from '../messages/message.ts'

export type KeptMachine = Pick<Machine, 'files' | 'log' | 'now'>

export interface KeptOptions<T> {
  readonly machine: KeptMachine
  readonly path: string
  /** Of everything but `format`. */
  readonly schema: v.GenericSchema<unknown, T>
  readonly empty: T
  /** For a reader beside the daemon: what is damaged stays where it is. */
  readonly readOnly?: boolean
}

export class JsonStore<T extends object> {
  readonly #options: KeptOptions<T>
  #value: T
  #fault: Message | undefined

  /** Never throws for what the file holds. */
  constructor(options: KeptOptions<T>) {
    this.#options = options
    this.#value = this.#load()
  }

  get value(): T {
    return this.#value
  }

  /** Where the file that was there could not be read. */
  get fault(): Message | undefined {
    return this.#fault
  }

  /** Throws where it could not be read again, and Node's error where the disk does not take it; the old value stands then. */
  set(value: T): void {
    const { machine, path, schema } = this.#options
    const text = JSON.stringify({ format: 1, ...value })
    const { format: _, ...rest } = JSON.parse(text) as Record<string, unknown>
    if (!v.is(schema, rest)) throw new Error(`${path} would have a shape that it cannot have`)
    replaceFile(machine.files, path, `${text}\n`, true)
    this.#value = value
  }

  #load(): T {
    const { machine, path, schema, empty } = this.#options
    if (!machine.files.existsSync(path)) return empty
    try {
      const { format, ...rest } = JSON.parse(machine.files.readFileSync(path, 'utf8')) as Record<string, unknown>
      const read = v.safeParse(schema, rest)
      if (format === 1 && read.success) return read.output
    } catch {
      // No JSON: the same as JSON of another shape.
    }
    if (this.#options.readOnly) this.#fault = message('register-unreadable', { file: path })
    else this.#putAside()
    return empty
  }

  /** Somebody may mend it by hand; the next writing must not take it away. */
  #putAside(): void {
    const { machine, path } = this.#options
    const aside = `${path}.damaged-${machine.now()}`
    let fault = message('register-damaged', { file: path, aside })
    try {
      machine.files.renameSync(path, aside)
    } catch (error) {
      fault = message('register-stuck', { file: path, reason: reasonOf(error) })
    }
    this.#fault = fault
    machine.log('error', fault.text)
  }
}
