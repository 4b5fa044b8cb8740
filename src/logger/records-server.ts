/** Takes the gate's records: a TCP server on the loopback that HAProxy's ring connects to. */
import { createServer, type Socket } from 'node:net'
import { OctetFrames } from './gate-log.ts'

export interface RecordsServer {
  readonly port: number
  close(): Promise<void>
}

export interface RecordsHandlers {
  onMessages(messages: readonly string[]): void
  /** Framing was lost: that connection has been closed, HAProxy opens another. */
  onBroken(): void
}

/** The gate has one connection, two while it is replaced; a pupil cannot reach the loopback, a fault might. */
const MAX_CONNECTIONS = 8

/** Rejects where the port is taken. Port 0 means any. */
export function listenForRecords(port: number, handlers: RecordsHandlers): Promise<RecordsServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const frames = new OctetFrames()
    socket.on('data', (chunk: Buffer) => {
      const messages = frames.push(chunk)
      if (messages.length > 0) handlers.onMessages(messages)
      if (!frames.broken) return
      handlers.onBroken()
      socket.destroy()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  })
  server.maxConnections = MAX_CONNECTIONS
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const taken = `another program listens on 127.0.0.1:${port}, where the gate's records arrive`
      reject(error.code === 'EADDRINUSE' ? new Error(taken) : error)
    }
    server.once('error', fail)
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', fail)
      server.on('error', () => {})
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () =>
          new Promise<void>((done) => {
            for (const socket of sockets) socket.destroy()
            server.close(() => done())
          }),
      })
    })
  })
}
