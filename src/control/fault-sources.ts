/** Collects what is wrong from all parts of the daemon. */

/** Each part adds a source when it starts; whoever reads asks them all at that moment. */
export class FaultSources {
  readonly #sources: (() => readonly string[])[] = []

  add(...sources: (() => readonly string[])[]): void {
    this.#sources.push(...sources)
  }

  /** One sentence each, in the order in which the parts started. */
  all(): string[] {
    return this.#sources.flatMap((source) => source())
  }
}
