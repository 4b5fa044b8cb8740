/** Plays a gate's control socket with its log ring. */
import { rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'

export interface FakeRing {
  /** What HAProxy has written, the oldest first; `push` tells those who follow. */
  readonly messages: string[]
  push(message: string): void
  /** Commands that were asked, in their order. */
  readonly asked: string[]
  /** The gate is killed: those who follow lose their connection. */
  stop(): Promise<void>
}

/** As HAProxy 2.6 to 3.2 answer: a prompt where it was asked for, an empty line at the end of an answer. */
export function startFakeRing(path: string, messages: string[] = []): Promise<FakeRing> {
  const followers = new Set<Socket>()
  const sockets = new Set<Socket>()
  const asked: string[] = []
  const answer = (socket: Socket, command: string) => {
    asked.push(command)
    const all = messages.map((message) => `${message}\n`).join('')
    if (command === 'prompt' || command.startsWith('set timeout cli ')) socket.write('\n> ')
    else if (command === 'show events records') socket.end(`${all}\n`)
    else if (command === 'show events records -w') {
      socket.write(all)
      followers.add(socket)
    } else socket.end('Unknown command\n\n')
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('data', (chunk) => {
      for (const command of chunk.toString().split('\n').filter(Boolean)) answer(socket, command)
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      followers.delete(socket)
    })
  })
  const ring: FakeRing = {
    messages,
    asked,
    push: (message) => {
      messages.push(message)
      for (const socket of followers) socket.write(`${message}\n`)
    },
    stop: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => {
          rmSync(path, { force: true })
          done()
        })
      }),
  }
  return new Promise((resolve) => server.listen(path, () => resolve(ring)))
}
