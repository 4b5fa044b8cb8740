/** A typed, synchronous event emitter: parts of the daemon tell one another what happened without knowing each other. */

/** Values of each event, by its name. */
type Table = { readonly [name: string]: readonly unknown[] }

type Listener<Values extends readonly unknown[]> = (...values: Values) => void

/** How many events of one name are kept while nobody listens: far more than a start of the daemon can bring. */
const keptLimit = 1000

/**
 * `emit` calls the listeners at once, in the order in which they came, and returns when all have returned. What happens
 * before an event has its first listener is kept, and told to that listener as it comes; of more than 1,000 the oldest go.
 * A listener that throws does so in its own turn of the event loop, as an uncaught error: the others still hear the event.
 */
export class Events<Names extends Table> {
  readonly #listeners = new Map<keyof Names, Listener<never>[]>()
  readonly #kept = new Map<keyof Names, unknown[][]>()

  /** Returns what takes the listener away again. */
  on<Name extends keyof Names>(name: Name, listener: Listener<Names[Name]>): () => void {
    const listeners = this.#listeners.get(name) ?? []
    listeners.push(listener)
    this.#listeners.set(name, listeners)
    const kept = this.#kept.get(name) ?? []
    this.#kept.delete(name)
    for (const values of kept) call(listener, values as unknown as Names[Name])
    return () => {
      const at = listeners.indexOf(listener)
      if (at >= 0) listeners.splice(at, 1)
    }
  }

  emit<Name extends keyof Names>(name: Name, ...values: Names[Name]): void {
    const listeners = this.#listeners.get(name)
    if (listeners === undefined) this.#keep(name, [...values])
    // A copy: a listener may take itself away.
    else for (const listener of [...listeners]) call(listener as Listener<Names[Name]>, values)
  }

  #keep(name: keyof Names, values: unknown[]): void {
    const kept = this.#kept.get(name) ?? []
    kept.push(values)
    if (kept.length > keptLimit) kept.shift()
    this.#kept.set(name, kept)
  }
}

function call<Values extends readonly unknown[]>(listener: Listener<Values>, values: Values): void {
  try {
    listener(...values)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
