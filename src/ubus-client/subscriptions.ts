/** Listens to events, and subscribes to notifications of objects, with one nameless object for each. */
import { encodeTable } from './blobmsg.ts'
import type { Clock } from './clock.ts'
import { MESSAGE, SYSTEM_OBJECT } from './constants.ts'
import { type ErrorPlace, UbusError } from './errors.ts'
import { within } from './limit.ts'
import { addObject, type Registration } from './registration.ts'
import { type Handler, type ReportError, serve } from './serve.ts'
import { invocation, type Route, type Session } from './session.ts'
import type { Table } from './values.ts'

/** Called for each event; what it throws goes to `onHandlerError`. */
export type EventHandler = (event: string, data: Table) => unknown

export function listenWish(pattern: string, handler: EventHandler, report: ReportError): Registration {
  const place = { object: pattern, method: 'listen' }
  const run: Handler = async (data, request) => {
    await handler(request.method, data)
  }
  const route: Route = {
    invoke: (session, message, attributes) => {
      // Only ubusd sends with peer 0. Whoever calls the object directly would get around the right to send the event.
      const event = message.peer === 0
      void serve(session, message, attributes, pattern, event ? run : undefined, report, event)
    },
  }
  const settle = (session: Session, objectId: number, signal: AbortSignal) =>
    registerPattern(session, objectId, pattern, place, signal)
  return { place, attributes: {}, route, settle }
}

/** ubusd wants the id as int32, so the upper half of the ids goes out negative. */
function registerPattern(session: Session, objectId: number, pattern: string, place: ErrorPlace, signal: AbortSignal) {
  const data = encodeTable({ object: objectId | 0, pattern })
  return session.ask(invocation(SYSTEM_OBJECT.EVENT, 'register', data, place), signal)
}

export interface SubscriberOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly report: ReportError
}

/** All subscriptions of one client. Together they watch `ubus.object.add`, to subscribe again to what comes back. */
export class Subscriber {
  readonly #options: SubscriberOptions
  readonly #bindings = new Set<Binding>()
  readonly #watches = new WeakMap<Session, Promise<void>>()

  constructor(options: SubscriberOptions) {
    this.#options = options
  }

  /** `wait`: an object that does not exist yet is no error, not even the first time. */
  subscribe(
    path: string,
    handler: Handler,
    wait: boolean,
  ): { readonly registration: Registration; readonly binding: Binding } {
    const binding = new Binding(path, wait, this.#options)
    this.#bindings.add(binding)
    const { report } = this.#options
    const route: Route = {
      invoke: (session, message, attributes) => void serve(session, message, attributes, path, handler, report),
      unsubscribed: (session) => binding.gone(session),
    }
    const settle = async (session: Session, objectId: number, signal: AbortSignal) => {
      await this.#watch(session, signal)
      await binding.begin(session, objectId, signal)
    }
    return { registration: { place: binding.place, attributes: {}, route, settle }, binding }
  }

  forget(binding: Binding): void {
    this.#bindings.delete(binding)
  }

  /** Once for each session, and before anything is looked up: what appears in between is then seen by one of the two. */
  #watch(session: Session, signal: AbortSignal): Promise<void> {
    const started = this.#watches.get(session)
    if (started !== undefined) return started
    const watch = this.#startWatch(session, signal).catch((error: unknown) => {
      // A user who may not listen still gets notifications, as long as the object stays.
      if (error instanceof UbusError && error.code === 'PERMISSION_DENIED') return
      this.#watches.delete(session)
      throw error
    })
    this.#watches.set(session, watch)
    return watch
  }

  async #startWatch(session: Session, signal: AbortSignal): Promise<void> {
    const place = { object: 'ubus.object.add', method: 'listen' }
    const seen: EventHandler = (_event, { path }) => {
      for (const binding of this.#bindings) if (binding.path === path) void binding.appeared(session)
    }
    const { route } = listenWish('ubus.object.add', seen, this.#options.report)
    const objectId = await addObject(session, {}, route, place, signal)
    await registerPattern(session, objectId, 'ubus.object.add', place, signal)
  }
}

/** One subscription: whether it is in force, and how it gets there. */
export class Binding {
  readonly path: string
  readonly place: ErrorPlace
  readonly #options: SubscriberOptions
  #wait: boolean
  #session: Session | undefined
  #objectId = 0
  #bound = false
  #binding = false
  #again = false

  constructor(path: string, wait: boolean, options: SubscriberOptions) {
    this.path = path
    this.place = { object: path, method: 'subscribe' }
    this.#wait = wait
    this.#options = options
  }

  get active(): boolean {
    return this.#bound && this.#session?.open === true
  }

  /** On a new connection. Only the very first time a missing object is an error. */
  async begin(session: Session, objectId: number, signal: AbortSignal): Promise<void> {
    this.#session = session
    this.#objectId = objectId
    this.#bound = false
    await this.#bind(session, signal)
    if (!this.#bound && !this.#wait) {
      throw new UbusError('NOT_FOUND', { ...this.place, message: `There is no object ${this.path} to subscribe to` })
    }
    this.#wait = true
  }

  gone(session: Session): void {
    if (session === this.#session) this.#bound = false
  }

  async appeared(session: Session): Promise<void> {
    if (session !== this.#session || this.#bound) return
    if (this.#binding) {
      this.#again = true
      return
    }
    const { clock, timeoutMs, report } = this.#options
    try {
      await within(clock, this.place, { timeoutMs }, (signal) => this.#bind(session, signal))
    } catch (error) {
      if (session.open) report(error, this.place)
    }
  }

  async #bind(session: Session, signal: AbortSignal): Promise<void> {
    this.#binding = true
    try {
      do {
        this.#again = false
        await this.#tryOnce(session, signal)
      } while (this.#again && !this.#bound)
    } finally {
      this.#binding = false
    }
  }

  async #tryOnce(session: Session, signal: AbortSignal): Promise<void> {
    const objectId = this.#objectId
    try {
      const target = await session.find(this.path, this.place, signal)
      const question = { type: MESSAGE.SUBSCRIBE, peer: 0, attributes: { objectId, target }, place: this.place }
      await session.ask(question, signal)
      this.#bound = session === this.#session
    } catch (error) {
      if (!(error instanceof UbusError && error.code === 'NOT_FOUND')) throw error
    }
  }
}
