/** A register's file: JSON of format 1, read once, written whole. What cannot be read is kept aside, never overwritten. */
import * as v from 'valibot'
import { replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'

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
  #fault = ''

  /** Never throws for what the file holds. */
  constructor(options: KeptOptions<T>) {
    this.#options = options
    this.#value = this.#load()
  }

  get value(): T {
    return this.#value
  }

  /** One sentence where the file that was there could not be read; empty otherwise. */
  get fault(): string {
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
    if (this.#options.readOnly) this.#fault = `${path} cannot be read`
    else this.#putAside()
    return empty
  }

  /** Somebody may mend it by hand; the next writing must not take it away. */
  #putAside(): void {
    const { machine, path } = this.#options
    const aside = `${path}.damaged-${machine.now()}`
    this.#fault = `${path} cannot be read; it is kept as ${aside}, and the register begins anew`
    try {
      machine.files.renameSync(path, aside)
    } catch (error) {
      this.#fault = `${path} can neither be read nor put aside: ${(error as Error).message}`
    }
    machine.log('error', this.#fault)
  }
}
