/** Brings the broker's clients: a unix socket, and a link for each connection. */

import * as fs from 'node:fs'
import * as net from 'node:net'
import { createReader, EncodeError, encodeMessage, MAX_BLOB_BYTES, type Message } from 'ubus-client'
import type { Broker } from './broker.ts'

export interface BusServer {
  /** Ends every connection and removes the socket. */
  close(): Promise<void>
}

/** Listens at `path`; a socket that a dead broker has left there is replaced. */
export async function serveBus(broker: Broker, path: string): Promise<BusServer> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveClient(broker, socket)
  })
  fs.rmSync(path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  fs.chmodSync(path, 0o666)
  return {
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function serveClient(broker: Broker, socket: net.Socket): void {
  const reader = createReader()
  const client = broker.connect({ send: (message) => send(socket, message) })
  socket.on('data', (chunk) => {
    const { messages, error } = reader.push(chunk)
    for (const message of messages) client.receive(message)
    // Lost framing cannot be found again.
    if (error !== undefined) socket.destroy()
  })
  // A reset ends in `close`, as everything does.
  socket.on('error', () => {})
  socket.on('close', () => client.close())
}

/** What the client does not read piles up to a limit; beyond it messages are dropped without a word, as in ubusd. */
function send(socket: net.Socket, message: Message): void {
  if (socket.destroyed) return
  try {
    const bytes = encodeMessage(message)
    if (socket.writableLength <= MAX_BLOB_BYTES) socket.write(bytes)
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error
  }
}
