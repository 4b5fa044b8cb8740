/** Serves the district's page over HTTPS: reads requests within bounds, and sends what `answer` says. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { pipeline } from 'node:stream/promises'
import type { Answer } from './asked.ts'
import type { Request } from './request.ts'

export interface Listening {
  readonly port: number
  stop(): Promise<void>
}

export interface ServerOptions {
  readonly address: string
  /** 0: any free port. */
  readonly port: number
  /** PEM. */
  readonly certificate: string
  readonly key: string
  readonly answer: (request: Request) => Promise<Answer>
  readonly complain: (text: string) => void
}

const MOST_AT_ONCE = 64
const MOST_CONNECTIONS = 1000

function requestOf(message: IncomingMessage): Request {
  return {
    method: message.method ?? 'GET',
    target: message.url ?? '/',
    headers: message.headers,
    address: message.socket.remoteAddress ?? '',
  }
}

async function send(response: ServerResponse, { status, headers, body }: Answer, isHead: boolean): Promise<void> {
  response.writeHead(status, { ...headers } as Record<string, string | string[]>)
  if (isHead) response.end()
  else if (typeof body === 'string') response.end(body)
  else await pipeline(body, response)
}

/** Rejects where the certificate is not valid PEM, or the port is taken. */
export async function serve({ address, port, certificate, key, answer, complain }: ServerOptions): Promise<Listening> {
  let working = 0
  const server: Server = createServer({ cert: certificate, key, minVersion: 'TLSv1.2', maxHeaderSize: 16 * 1024 })
  server.maxConnections = MOST_CONNECTIONS
  server.headersTimeout = 15_000
  server.requestTimeout = 30_000
  server.keepAliveTimeout = 10_000
  server.on('request', (message, response) => {
    // No page takes a body; what is sent is discarded.
    message.resume()
    if (working >= MOST_AT_ONCE) {
      response.writeHead(503, { 'Retry-After': '5', Connection: 'close' }).end()
      return
    }
    working += 1
    answer(requestOf(message))
      .then((given) => send(response, given, message.method === 'HEAD'))
      .catch((error: Error) => {
        complain(`${message.method} ${(message.url ?? '').split('?')[0]}: ${error.message}`)
        if (!response.headersSent) response.writeHead(500)
        response.destroy()
      })
      .finally(() => {
        working -= 1
      })
  })
  server.on('clientError', (_, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
  const at = server.address()
  return {
    port: typeof at === 'object' && at !== null ? at.port : port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
