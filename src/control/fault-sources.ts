/** Collects the faults of all parts of the daemon. */
import type { Message } from '../messages/message.ts'

/** Each part adds a source when it starts; whoever reads asks them all at that moment. */
export class FaultSources {
  readonly #sources: (() => readonly Message[])[] = []

  add(...sources: (() => readonly Message[])[]): void {
    this.#sources.push(...sources)
  }

  /** In the order in which the parts started. */
  all(): Message[] {
    return this.#sources.flatMap((source) => source())
  }
}
