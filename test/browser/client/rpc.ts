/** The module `rpc`: calls of one frame go out as one batch, and a denied one asks whether the session has ended. */

interface Declaration {
  readonly object: string
  readonly method: string
  readonly params?: readonly string[]
  readonly expect?: Readonly<Record<string, unknown>>
  readonly reject?: boolean
}

interface Reply {
  readonly jsonrpc?: string
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string }
}

interface Waiting {
  readonly message: unknown
  resolve(reply: Reply): void
  reject(error: Error): void
}

const queue: Waiting[] = []
let lastId = 0
let sessionId = '0'.repeat(32)
let onEnded: () => void = () => {}

async function flush(): Promise<void> {
  const batch = queue.splice(0)
  try {
    const response = await fetch(`/ubus/?${Date.now()}`, {
      method: 'POST',
      // LuCI's own patience (rpctimeout).
      signal: AbortSignal.timeout(20_000),
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(batch.map(({ message }) => message)),
    })
    const replies = (await response.json()) as Reply[]
    for (const [index, waiting] of batch.entries()) {
      const reply = Array.isArray(replies) ? replies[index] : undefined
      if (reply === undefined) waiting.reject(new Error('No related RPC reply'))
      else waiting.resolve(reply)
    }
  } catch (error) {
    for (const waiting of batch) waiting.reject(error as Error)
  }
}

function send(message: unknown): Promise<Reply> {
  return new Promise((resolve, reject) => {
    queue.push({ message, resolve, reject })
    if (queue.length === 1) requestAnimationFrame(() => void flush())
  })
}

const raise = (name: string, message: string) => Object.assign(new Error(message), { name })

/** LuCI's test of a session: its own right to read its settings. */
async function checkSession(): Promise<void> {
  try {
    await declare({ object: 'session', method: 'access', params: ['scope', 'object', 'function'] })(
      'uci',
      'luci',
      'read',
    )
  } catch {
    onEnded()
    throw raise('SessionError', 'Login session is expired')
  }
}

function pick(result: unknown, expect: Declaration['expect']): unknown {
  const [key, fallback] = Object.entries(expect ?? {})[0] ?? []
  if (key === undefined) return result
  const found = key === '' ? result : (result as Readonly<Record<string, unknown>> | null)?.[key]
  const kind = (value: unknown) => Object.prototype.toString.call(value)
  return found === undefined || kind(found) !== kind(fallback) ? fallback : found
}

export function declare(options: Declaration): (...values: unknown[]) => Promise<unknown> {
  const { object, method, params = [], expect, reject } = options
  return async (...values) => {
    const args = Object.fromEntries(params.map((name, index) => [name, values[index]]))
    lastId += 1
    const reply = await send({ jsonrpc: '2.0', id: lastId, method: 'call', params: [sessionId, object, method, args] })
    const isCheck = object === 'session' && method === 'access'
    if (reply.error?.code === -32002 && !isCheck) await checkSession()
    if (reply.error !== undefined)
      throw raise(
        'RPCError',
        `RPC call to ${object}/${method} failed with error ${reply.error.code}: ${reply.error.message}`,
      )
    const result = reply.result as unknown[]
    if (reject === true && result[0] !== 0)
      throw raise('RPCError', `RPC call to ${object}/${method} failed with ubus code ${result[0]}`)
    return pick(result.length > 1 ? result[1] : result[0], expect)
  }
}

export const rpc = {
  declare,
  getSessionID: () => sessionId,
  getBaseURL: () => '/ubus/',
  /** Of this host alone: `ended` is called when the login is over. */
  begin(id: string, ended: () => void): void {
    sessionId = id
    onEnded = ended
  },
}
