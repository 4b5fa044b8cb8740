/** Ends the parts of a program in the reverse of the order in which they were started. */
import type { Machine } from './machine.ts'

/**
 * Each part adds what ends it. `endAll` runs all of them once, the newest first and one after the other; one that throws is
 * logged and holds up no other.
 */
export class Endings {
  readonly #log: Machine['log']
  #stack: (() => unknown)[] = []

  constructor(log: Machine['log']) {
    this.#log = log
  }

  add(end: () => unknown): void {
    this.#stack.push(end)
  }

  /** Adds what ends a part, and returns the part. */
  own<Part extends { stop(): unknown }>(part: Part): Part {
    this.add(() => part.stop())
    return part
  }

  async endAll(): Promise<void> {
    for (let end = this.#stack.pop(); end !== undefined; end = this.#stack.pop()) {
      try {
        await end()
      } catch (error) {
        this.#log('error', `a part of the daemon did not end as it should: ${(error as Error).stack}`)
      }
    }
  }
}
