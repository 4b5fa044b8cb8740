/** The client: one connection to ubusd with everything that goes over it. */
import { decodeTable, encodeTable } from './blobmsg.ts'
import { type Clock, systemClock } from './clock.ts'
import { DEFAULT_SOCKET, SYSTEM_OBJECT } from './constants.ts'
import type { ErrorPlace } from './errors.ts'
import { type LimitOptions, within } from './limit.ts'
import { Link } from './link.ts'
import { type Methods, provide, type RegisteredObject } from './objects.ts'
import { Registrations } from './registration.ts'
import type { Handler, ReportError } from './serve.ts'
import { invocation, type Session } from './session.ts'
import type { FoundObject } from './signature.ts'
import { type EventHandler, listenWish, Subscriber } from './subscriptions.ts'
import { type InputTable, mergeInto, type Table } from './values.ts'

export interface ConnectOptions {
  /** The socket; /var/run/ubus/ubus.sock if not given. */
  readonly path?: string
  /** Of each call, in milliseconds; 30 000 if not given, Infinity for none. */
  readonly timeoutMs?: number
  /** Connect again after a loss (and after a first attempt that failed), for ever. Default true. */
  readonly reconnect?: boolean
  readonly clock?: Clock
  /** Connected; objects, listeners and subscriptions are being put back. */
  readonly onConnect?: (clientId: number) => void
  /** The connection was lost, or the first attempt failed; the message names the socket. Not called by `close()`. */
  readonly onDisconnect?: (error: Error) => void
  /** A handler of ours threw, or something could not be put back after a reconnect. Without it, to standard error. */
  readonly onHandlerError?: ReportError
}

export type CallOptions = Partial<LimitOptions>

export interface AddOptions {
  /** The first subscriber came (true), or the last one went (false). */
  readonly onActive?: (active: boolean) => void
}

/** Something that goes on until it is removed. */
export interface Lasting {
  /** False while the connection, or the object subscribed to, is away. */
  readonly active: boolean
  remove(): Promise<void>
}

export interface Ubus {
  /** Resolves when connected. Rejects, with a message that names the socket, if the first attempt failed or it is lost now. */
  ready(options?: CallOptions): Promise<void>
  /**
   * Calls a method; gives its answer, several DATA merged into one table. Rejects with UbusError (its `code` says why),
   * TimeoutError, ConnectionClosedError, AbortError, EncodeError or ProtocolError; each names OBJECT.METHOD.
   */
  call(object: string, method: string, args?: InputTable, options?: CallOptions): Promise<Table>
  /** As `call`, with a table for each DATA: so rpcd gives its sessions. */
  callForAll(object: string, method: string, args?: InputTable, options?: CallOptions): Promise<Table[]>
  /** Objects with their methods: one path, or all that begin like `pattern` if it ends in `*`; all without it. */
  lookup(pattern?: string, options?: CallOptions): Promise<FoundObject[]>
  /** Only the paths. */
  list(pattern?: string, options?: CallOptions): Promise<string[]>
  /** Puts an object on the bus, and back after each reconnect. Resolves when it is there; waits as long as ubusd is away. */
  add(path: string, methods: Methods, options?: AddOptions): Promise<RegisteredObject>
  /**
   * Hands over what the object notifies; what the handler gives back is its reply. Made again after a reconnect, and when
   * the object comes back. Rejects with NOT_FOUND if there is no such object, unless `wait` is set.
   */
  subscribe(path: string, handler: Handler, options?: { wait?: boolean }): Promise<Lasting>
  /** Events whose name is `pattern`, or begins like it if it ends in `*`. Our own are not among them. */
  listen(pattern: string, handler: EventHandler): Promise<Lasting>
  /** Sends an event to all listeners. Resolves when ubusd has taken it. */
  send(event: string, data?: InputTable, options?: CallOptions): Promise<void>
  /** Fails every pending call by name, sends what is written, ends. Nothing can be done afterwards. */
  close(): Promise<void>
}

const DEFAULT_TIMEOUT_MS = 30_000

/** Begins to connect, and comes back at once. Throws RangeError for a path that no socket can have. */
export function connect(options: ConnectOptions = {}): Ubus {
  return new Client(options)
}

class Client implements Ubus {
  readonly #clock: Clock
  readonly #timeoutMs: number
  readonly #report: ReportError
  readonly #registrations: Registrations
  readonly #subscriber: Subscriber
  readonly #link: Link

  constructor(options: ConnectOptions) {
    this.#clock = options.clock ?? systemClock
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
    this.#report = guard(options.onHandlerError ?? printError)
    const shared = { clock: this.#clock, timeoutMs: this.#timeoutMs, report: this.#report }
    const registrations = new Registrations(shared)
    this.#registrations = registrations
    this.#subscriber = new Subscriber(shared)
    const onConnect = guard(options.onConnect ?? nothing)
    const onDisconnect = guard(options.onDisconnect ?? nothing)
    this.#link = new Link({
      path: options.path ?? DEFAULT_SOCKET,
      clock: this.#clock,
      reconnect: options.reconnect ?? true,
      onOpen: (session) => {
        registrations.opened(session)
        onConnect(session.clientId)
      },
      onLost: (error) => {
        registrations.lost()
        onDisconnect(error)
      },
      onEnd: (error) => registrations.close(error),
    })
  }

  ready(options: CallOptions = {}): Promise<void> {
    return this.#within({}, options, async () => {})
  }

  call(object: string, method: string, args: InputTable = {}, options: CallOptions = {}): Promise<Table> {
    const answer: Table = {}
    return this.#call(object, method, args, options, (part) => mergeInto(answer, part)).then(() => answer)
  }

  callForAll(object: string, method: string, args: InputTable = {}, options: CallOptions = {}): Promise<Table[]> {
    const parts: Table[] = []
    return this.#call(object, method, args, options, (part) => void parts.push(part)).then(() => parts)
  }

  lookup(pattern?: string, options: CallOptions = {}): Promise<FoundObject[]> {
    const place = { object: pattern, method: 'lookup' }
    return this.#within(place, options, (session, signal) => session.lookup(pattern, place, signal))
  }

  async list(pattern?: string, options: CallOptions = {}): Promise<string[]> {
    return (await this.lookup(pattern, options)).map((object) => object.path)
  }

  add(path: string, methods: Methods, options: AddOptions = {}): Promise<RegisteredObject> {
    const onActive = options.onActive === undefined ? nothing : guard(options.onActive)
    const [clock, timeoutMs, report] = [this.#clock, this.#timeoutMs, this.#report]
    return provide(path, methods, { registrations: this.#registrations, clock, timeoutMs, report, onActive })
  }

  async subscribe(path: string, handler: Handler, { wait = false }: { wait?: boolean } = {}): Promise<Lasting> {
    const [registrations, subscriber] = [this.#registrations, this.#subscriber]
    const { registration, binding } = subscriber.subscribe(path, handler, wait)
    try {
      await registrations.keep(registration)
    } catch (error) {
      subscriber.forget(binding)
      throw error
    }
    return {
      get active() {
        return binding.active && registrations.whereIs(registration) !== undefined
      },
      remove: () => {
        subscriber.forget(binding)
        return registrations.forget(registration)
      },
    }
  }

  async listen(pattern: string, handler: EventHandler): Promise<Lasting> {
    const registrations = this.#registrations
    const registration = listenWish(pattern, handler, this.#report)
    await registrations.keep(registration)
    return {
      get active() {
        return registrations.whereIs(registration) !== undefined
      },
      remove: () => registrations.forget(registration),
    }
  }

  send(event: string, data: InputTable = {}, options: CallOptions = {}): Promise<void> {
    const place = { object: event, method: 'send' }
    return this.#within(place, options, async (session, signal) => {
      const bytes = encodeTable({ id: event, data })
      await session.ask(invocation(SYSTEM_OBJECT.EVENT, 'send', bytes, place), signal)
    })
  }

  close(): Promise<void> {
    return this.#link.close()
  }

  #call(
    object: string,
    method: string,
    args: InputTable,
    options: CallOptions,
    take: (part: Table) => void,
  ): Promise<void> {
    return this.#within({ object, method }, options, (session, signal) =>
      session.call(object, method, encodeTable(args), signal, ({ data }) => {
        if (data !== undefined) take(decodeTable(data))
      }),
    )
  }

  #within<T>(
    place: ErrorPlace,
    options: CallOptions,
    run: (session: Session, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const limit = { timeoutMs: options.timeoutMs ?? this.#timeoutMs, signal: options.signal }
    return within(this.#clock, place, limit, async (signal) => run(await this.#link.whenOpen(place, signal), signal))
  }
}

function nothing(): void {}

function printError(error: unknown, place: ErrorPlace): void {
  console.error(`ubus: ${place.object}.${place.method}:`, error)
}

/** Rethrows a hook's error asynchronously, so that it surfaces as uncaught and does not break the connection. */
function guard<A extends unknown[]>(hook: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      hook(...args)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}
