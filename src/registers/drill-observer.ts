/** Records what resolver and gate did for the PCs of a running drill, and for no others. */
import type { Evidence } from './drill.ts'

export interface SeenAnswer {
  readonly client: string
  readonly name: string
  readonly refused: boolean
}

export interface SeenRecord {
  readonly kind: 'tls' | 'http'
  readonly client: string
  readonly name: string | undefined
  readonly verdict: 'allowed' | 'refused'
  readonly why: string | undefined
}

type Open = { -readonly [Key in keyof Evidence]: Evidence[Key] }

/** A client's names in memory; a drill has some forty. */
const limit = 500

export class DrillObserver {
  readonly #clients = new Map<string, Map<string, Open>>()
  readonly #machineOf: (address: string) => string

  /** `machineOf`: the same for all addresses of one machine, which asks over IPv4 and connects over IPv6. */
  constructor(machineOf: (address: string) => string = (address) => address) {
    this.#machineOf = machineOf
  }

  /** Whether there is anybody to watch: nothing else costs anything. */
  get isWatching(): boolean {
    return this.#clients.size > 0
  }

  /** Begins anew. */
  watch(client: string): void {
    this.#clients.set(this.#machineOf(client), new Map())
  }

  forget(client: string): void {
    this.#clients.delete(this.#machineOf(client))
  }

  answer({ client, name, refused }: SeenAnswer): void {
    const found = this.#of(client, name)
    // One answer that went out is worth more than refusals around it.
    if (found !== undefined) found.resolver = found.resolver === 'answered' || !refused ? 'answered' : 'refused'
  }

  record({ kind, client, name, verdict, why }: SeenRecord): void {
    // What is allowed without a name is the router's own page, on which the drill runs.
    if (name === undefined && verdict === 'allowed') return
    const found = this.#of(client, name ?? '')
    if (found === undefined) return
    found[kind] = found[kind] === 'allowed' || verdict === 'allowed' ? 'allowed' : 'refused'
    if (verdict === 'refused' && why !== undefined) found.why = why
  }

  /** A bare address has no name: the gate refuses it for that. */
  evidence(client: string, name: string): Evidence {
    const seen = this.#clients.get(this.#machineOf(client))
    const isAddress = /^[0-9.]+$|:/.test(name)
    return { ...(seen?.get(isAddress ? '' : name) ?? {}) }
  }

  #of(client: string, name: string): Open | undefined {
    const seen = this.#clients.get(this.#machineOf(client))
    if (seen === undefined) return undefined
    const found = seen.get(name)
    if (found !== undefined) return found
    if (seen.size >= limit) return undefined
    const made: Open = {}
    seen.set(name, made)
    return made
  }
}
