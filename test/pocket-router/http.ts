/** uhttpd's `/ubus` for pages: JSON-RPC by POST, and notifications of an object as server-sent events. */

import * as http from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect, type Ubus } from 'ubus-client'
import { answerJsonRpc, longestBody, mayCall, print } from './json-rpc.ts'

export interface HttpServer {
  /** Of use when port 0 was asked for. */
  readonly port: number
  close(): Promise<void>
}

const subscribePrefix = '/ubus/subscribe/'

/** Answers what is not `/ubus`. */
export type Otherwise = (request: http.IncomingMessage, response: http.ServerResponse) => unknown
const notFound: Otherwise = (_request, response) => response.writeHead(404).end()

/** Serves the bus at `socket`. As uhttpd it is one client of the bus, with the rights of root. */
export async function serveHttp(
  socket: string,
  host: string,
  port: number,
  otherwise: Otherwise = notFound,
): Promise<HttpServer> {
  const bus = connect({ path: socket })
  const server = http.createServer((request, response) => {
    respond(bus, request, response, otherwise).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  return {
    port: address.port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await bus.close()
    },
  }
}

async function respond(
  bus: Ubus,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  otherwise: Otherwise,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://router')
  if (request.method === 'POST' && /^\/ubus\/?$/.test(pathname)) {
    const answer = await answerJsonRpc(bus, await readBody(request))
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(answer)
  } else if (request.method === 'GET' && pathname.startsWith(subscribePrefix)) {
    await stream(bus, request, response, decodeURIComponent(pathname.slice(subscribePrefix.length)))
  } else await otherwise(request, response)
}

/** One byte too many is enough to know that it is too long. */
async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (length <= longestBody) chunks.push(chunk)
    length += chunk.length
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function stream(
  bus: Ubus,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  object: string,
): Promise<void> {
  const [, session = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? []
  const allowed = await mayCall(bus, session, object, ':subscribe')
  if (!allowed) {
    response
      .writeHead(200, { 'Content-Type': 'application/json' })
      .end(print({ code: -13, message: 'Permission denied' }))
    return
  }
  const subscription = await bus.subscribe(object, (data, { method }) => {
    response.write(`event: ${method}\ndata: ${print(data)}\n\n`)
  })
  const leave = () => {
    clearInterval(watch)
    void subscription.remove()
  }
  // uhttpd ends the stream with the object (its request to ubus is done); a client of ours would wait for it to come back.
  const watch = setInterval(() => subscription.active || response.end(), 250)
  // The page may have gone while we subscribed.
  if (response.closed || response.destroyed) leave()
  else response.on('close', leave)
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' })
  response.flushHeaders()
}
