/** Keeps a connection to ubusd: connects, and connects again after a loss. */
import type { Clock } from './clock.ts'
import { type Connection, type ConnectionHandlers, openConnection } from './connection.ts'
import { ConnectionClosedError, type ErrorPlace, nameOf } from './errors.ts'
import { Session } from './session.ts'

export interface LinkOptions {
  readonly path: string
  readonly clock: Clock
  readonly reconnect: boolean
  onOpen(session: Session): void
  /** A connection was lost, or the first attempt failed. Later attempts that fail say nothing. */
  onLost(error: Error): void
  /** There will be no other connection. */
  onEnd(error: Error): void
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5000

interface Waiter {
  resolve(session: Session): void
  reject(error: unknown): void
}

export class Link {
  readonly #options: LinkOptions
  #state: 'first' | 'open' | 'lost' | 'closed' = 'first'
  #connection: Connection
  #session: Session | undefined
  #lastError: Error | undefined
  #pauseMs = FIRST_PAUSE_MS
  #timer: unknown
  #waiters = new Set<Waiter>()
  readonly #ended: Promise<void>
  #end: () => void = () => {}

  constructor(options: LinkOptions) {
    this.#options = options
    this.#ended = new Promise((resolve) => {
      this.#end = resolve
    })
    this.#connection = this.#open()
  }

  get session(): Session | undefined {
    return this.#session
  }

  /** The open session; waits for the first attempt only. Otherwise fails at once, by name. */
  whenOpen(place: ErrorPlace, signal: AbortSignal): Promise<Session> {
    if (this.#session !== undefined) return Promise.resolve(this.#session)
    if (this.#state !== 'first') return Promise.reject(this.#notOpen(place))
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const done = () => {
        this.#waiters.delete(waiter)
        signal.removeEventListener('abort', abandon)
      }
      const waiter: Waiter = {
        resolve: (session) => {
          done()
          resolve(session)
        },
        reject: () => {
          done()
          reject(this.#notOpen(place))
        },
      }
      const abandon = () => {
        done()
        reject(signal.reason)
      }
      this.#waiters.add(waiter)
      signal.addEventListener('abort', abandon)
    })
  }

  /** Fails what is pending, sends what was written, and resolves when the socket is closed. */
  close(): Promise<void> {
    if (this.#state === 'closed') return this.#ended
    const connected = this.#state === 'first' || this.#session !== undefined
    this.#options.clock.clearTimeout(this.#timer)
    this.#finish(new ConnectionClosedError({ message: 'The connection was closed' }))
    this.#connection.close()
    // Between two attempts there is no socket whose end could be waited for.
    if (!connected) this.#end()
    return this.#ended
  }

  #open(): Connection {
    const handlers: ConnectionHandlers = {
      onOpen: (clientId) => this.#opened(clientId),
      onMessage: (message) => this.#session?.receive(message),
      onClose: (error) => this.#closed(error),
    }
    return openConnection(this.#options.path, this.#options.clock, handlers)
  }

  #opened(clientId: number): void {
    const session = new Session(clientId, (message) => this.#connection.send(message))
    this.#session = session
    this.#state = 'open'
    this.#pauseMs = FIRST_PAUSE_MS
    for (const waiter of [...this.#waiters]) waiter.resolve(session)
    this.#options.onOpen(session)
  }

  #closed(error: Error | undefined): void {
    if (this.#state === 'closed') {
      this.#end()
      return
    }
    const cause = error ?? new ConnectionClosedError({ message: 'The connection was closed' })
    const news = this.#state !== 'lost'
    this.#lastError = cause
    this.#state = 'lost'
    this.#dropSession(cause)
    if (news) this.#options.onLost(cause)
    if (this.#options.reconnect) this.#tryLater()
    else {
      this.#finish(cause)
      this.#end()
    }
  }

  #tryLater(): void {
    // onLost may have called close().
    if (this.#state === 'closed') return
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#connection = this.#open()
    }, this.#pauseMs)
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS)
  }

  #finish(error: Error): void {
    this.#state = 'closed'
    this.#lastError = error
    this.#dropSession(error)
    this.#options.onEnd(error)
  }

  #dropSession(cause: Error): void {
    const session = this.#session
    this.#session = undefined
    session?.close(cause)
    for (const waiter of [...this.#waiters]) waiter.reject(cause)
  }

  #notOpen(place: ErrorPlace): ConnectionClosedError {
    const reason = this.#lastError?.message ?? 'there is no connection'
    const name = nameOf(place)
    const message = name === '' ? reason : `${name} was not called: ${reason}`
    return new ConnectionClosedError({ ...place, message, cause: this.#lastError })
  }
}
