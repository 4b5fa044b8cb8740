/** Follows the resolvers' log files and gives the answers in them. */
import type { Files } from '../machine/machine.ts'
import { type DnsAnswer, DnsLog, type LeftOut } from './dns-log.ts'
import { Tail, type TailOptions } from './tail.ts'

export class ResolverLogs {
  readonly #files: Files
  readonly #tailOptions: ((path: string) => TailOptions) | undefined
  #logs = new Map<string, { readonly tail: Tail; readonly log: DnsLog }>()

  constructor(files: Files, tailOptions?: (path: string) => TailOptions) {
    this.#files = files
    this.#tailOptions = tailOptions
  }

  /** Reads these files from now on; read what the others have first. */
  follow(paths: readonly string[]): void {
    for (const [path, { tail }] of this.#logs) if (!paths.includes(path)) tail.close()
    const create = (path: string) => new Tail(this.#files, path, this.#tailOptions?.(path))
    this.#logs = new Map(paths.map((path) => [path, this.#logs.get(path) ?? { tail: create(path), log: new DnsLog() }]))
  }

  /** Answers that were written since the last call, those of a file in their order. */
  read(): DnsAnswer[] {
    return [...this.#logs.values()].flatMap(({ tail, log }) => tail.read().flatMap((line) => log.read(line) ?? []))
  }

  /** Private addresses that resolvers left out, in what was read since the last call. */
  takeLeftOut(): LeftOut[] {
    return [...this.#logs.values()].flatMap(({ log }) => log.takeLeftOut())
  }

  /** Names whose answers are too long for UDP, in what was read since the last call. */
  takeCut(): string[] {
    return [...this.#logs.values()].flatMap(({ log }) => log.takeCut())
  }

  close(): void {
    for (const { tail } of this.#logs.values()) tail.close()
  }
}
