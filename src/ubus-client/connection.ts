/** Holds one connection to ubusd: bytes in and out. It begins with ubusd's HELLO and ends once. */
import { connect as connectSocket } from 'node:net'
import type { Clock } from './clock.ts'
import { MESSAGE } from './constants.ts'
import { ConnectionClosedError } from './errors.ts'
import { createReader } from './framing.ts'
import { encodeMessage, type Message } from './message.ts'

export interface ConnectionHandlers {
  /** ubusd's HELLO. */
  onOpen(clientId: number): void
  onMessage(message: Message): void
  /** Called once. `error` is missing if it was our own `close`. */
  onClose(error: Error | undefined): void
}

export interface Connection {
  /** Throws EncodeError. After the end it does nothing. */
  send(message: Message): void
  /** Sends what is still waiting, then ends. */
  close(): void
}

const HELLO_TIMEOUT_MS = 10_000
const FLUSH_TIMEOUT_MS = 1000
/** `sun_path` has 108 bytes with the NUL (unix(7)); a longer one would be cut off silently. */
const LONGEST_PATH = 107

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such socket; is ubusd running?',
  ECONNREFUSED: 'nobody listens on it; is ubusd running?',
  EACCES: 'this user may not open it',
  ENOTSOCK: 'it is not a socket',
}

export function openConnection(path: string, clock: Clock, handlers: ConnectionHandlers): Connection {
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    throw new RangeError(`The path of a socket has at most ${LONGEST_PATH} bytes: ${path}`)
  }
  const socket = connectSocket({ path })
  const reader = createReader()
  let state: 'opening' | 'open' | 'closing' | 'closed' = 'opening'
  let failure: Error | undefined
  let timer = clock.setTimeout(() => socket.destroy(new Error('no HELLO from ubusd')), HELLO_TIMEOUT_MS)

  function receive(message: Message): void {
    // libubus drops other versions as well.
    if (message.version !== 0) return
    if (state === 'open') handlers.onMessage(message)
    else if (state === 'opening' && message.type === MESSAGE.HELLO) {
      clock.clearTimeout(timer)
      state = 'open'
      handlers.onOpen(message.peer)
    }
  }

  socket.on('data', (chunk) => {
    const { messages, error } = reader.push(chunk)
    for (const message of messages) receive(message)
    if (error !== undefined) socket.destroy(error)
  })
  socket.on('error', (error) => {
    failure = error
  })
  socket.on('close', () => {
    clock.clearTimeout(timer)
    const ours = state === 'closing'
    const opened = state === 'open'
    state = 'closed'
    handlers.onClose(ours ? undefined : describe(path, opened, failure))
  })

  return {
    send(message) {
      const bytes = encodeMessage(message)
      if (state === 'open') socket.write(bytes)
    },
    close() {
      if (state === 'closing' || state === 'closed') return
      clock.clearTimeout(timer)
      timer = clock.setTimeout(() => socket.destroy(), FLUSH_TIMEOUT_MS)
      if (state === 'open') socket.destroySoon()
      else socket.destroy()
      state = 'closing'
    },
  }
}

function describe(path: string, opened: boolean, failure: (Error & { code?: unknown }) | undefined): Error {
  const reason = failure === undefined ? 'ubusd closed it' : (REASONS[String(failure.code)] ?? failure.message)
  const message = opened ? `Connection to ${path} lost: ${reason}` : `Cannot connect to ${path}: ${reason}`
  return new ConnectionClosedError({ message, cause: failure })
}
