/**
 * Registers our objects with ubusd: named ones, and the nameless ones that listen and subscribe. Each registration is kept
 * and made again on every new connection.
 */
import type { Clock } from './clock.ts'
import { MESSAGE } from './constants.ts'
import { ConnectionClosedError, type ErrorPlace, ProtocolError } from './errors.ts'
import { within } from './limit.ts'
import type { Attributes } from './message.ts'
import type { Route, Session } from './session.ts'

export interface Registration {
  readonly place: ErrorPlace
  /** Of ADD_OBJECT; empty for an object without a name. */
  readonly attributes: Attributes
  readonly route: Route
  /** What else there is to do once the object has its id. */
  settle?(session: Session, objectId: number, signal: AbortSignal): Promise<void>
}

/** Where a registration stands now. */
export interface Spot {
  readonly session: Session
  readonly objectId: number
}

interface Kept {
  spot: Spot | undefined
  retry: unknown
  /** Settles the promise of `keep`; later calls do nothing. */
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  /** True once it has been on the bus. */
  proven: boolean
}

const RETRY_MS = 5000

export interface RegistrationsOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  /** Registering again after a reconnect failed; it is retried. */
  report(error: unknown, place: ErrorPlace): void
}

export class Registrations {
  readonly #options: RegistrationsOptions
  readonly #kept = new Map<Registration, Kept>()
  #session: Session | undefined
  #closed: { readonly error: unknown } | undefined

  constructor(options: RegistrationsOptions) {
    this.#options = options
  }

  /** Resolves when it stands for the first time. Rejects, and is forgotten, where ubusd refuses it then. */
  keep(registration: Registration): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(this.#closed.error)
      const kept: Kept = { spot: undefined, retry: undefined, resolve, reject, proven: false }
      this.#kept.set(registration, kept)
      if (this.#session !== undefined) void this.#fulfil(registration, kept, this.#session)
    })
  }

  whereIs(registration: Registration): Spot | undefined {
    const spot = this.#kept.get(registration)?.spot
    return spot?.session.open ? spot : undefined
  }

  /** Takes the object off the bus. No error if the connection is gone: then it is off already. */
  async forget(registration: Registration): Promise<void> {
    const kept = this.#kept.get(registration)
    if (kept === undefined) return
    this.#options.clock.clearTimeout(kept.retry)
    this.#kept.delete(registration)
    kept.reject(new ConnectionClosedError({ ...registration.place, message: 'Removed before it was on the bus' }))
    if (kept.spot !== undefined) await this.#withdraw(registration, kept.spot)
  }

  opened(session: Session): void {
    this.#session = session
    for (const [registration, kept] of this.#kept) void this.#fulfil(registration, kept, session)
  }

  lost(): void {
    this.#session = undefined
    for (const kept of this.#kept.values()) kept.spot = undefined
  }

  /** There will be no connection any more. */
  close(error: unknown): void {
    this.#closed = { error }
    for (const { retry, reject } of this.#kept.values()) {
      this.#options.clock.clearTimeout(retry)
      reject(error)
    }
    this.#kept.clear()
  }

  async #fulfil(registration: Registration, kept: Kept, session: Session): Promise<void> {
    const { clock, timeoutMs, report } = this.#options
    try {
      await within(clock, registration.place, { timeoutMs }, (signal) =>
        this.#establish(registration, kept, session, signal),
      )
      kept.proven = true
      kept.resolve()
    } catch (error) {
      if (kept.spot?.session === session) {
        await this.#withdraw(registration, kept.spot)
        kept.spot = undefined
      }
      // Without a connection the next one tries.
      if (!session.open || this.#kept.get(registration) !== kept) return
      if (!kept.proven) {
        this.#kept.delete(registration)
        return kept.reject(error)
      }
      report(error, registration.place)
      kept.retry = clock.setTimeout(() => {
        if (session.open) void this.#fulfil(registration, kept, session)
      }, RETRY_MS)
    }
  }

  async #establish(registration: Registration, kept: Kept, session: Session, signal: AbortSignal): Promise<void> {
    const { place, attributes, route } = registration
    const objectId = await addObject(session, attributes, route, place, signal)
    const spot = { session, objectId }
    if (this.#kept.get(registration) !== kept) return this.#withdraw(registration, spot)
    kept.spot = spot
    await registration.settle?.(session, objectId, signal)
  }

  async #withdraw(registration: Registration, { session, objectId }: Spot): Promise<void> {
    const { clock, timeoutMs } = this.#options
    session.routes.delete(objectId)
    const question = { type: MESSAGE.REMOVE_OBJECT, peer: 0, attributes: { objectId }, place: registration.place }
    try {
      await within(clock, registration.place, { timeoutMs }, (signal) => session.ask(question, signal))
    } catch {
      // Whatever the reason, nothing is routed to the object any more, and it goes with the connection.
    }
  }
}

/** ADD_OBJECT. The route stands before the STATUS is there: the first INVOKE may come in the same chunk. */
export async function addObject(
  session: Session,
  attributes: Attributes,
  route: Route,
  place: ErrorPlace,
  signal: AbortSignal,
): Promise<number> {
  let objectId: number | undefined
  await session.ask({ type: MESSAGE.ADD_OBJECT, peer: 0, attributes, place }, signal, (data) => {
    if (data.objectId === undefined) return
    objectId = data.objectId
    session.routes.set(objectId, route)
  })
  if (objectId === undefined) throw new ProtocolError('ubusd added an object and did not say its id')
  return objectId
}
