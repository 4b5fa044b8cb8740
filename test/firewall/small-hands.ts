/**
 * The hands of a machine in the small school: runs in the machine's namespace and does what the test asks for over Node's
 * channel, `{ id, what, how }`, answered with `{ id, value }`.
 */
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { connect, createServer, isIPv6, type Socket } from 'node:net'
import { dotted, framed, message } from '../lab/bypasses/dns-messages.ts'
import { pause, until } from '../patience.ts'

const held = new Map<string, Socket[]>()

/** `open`, or how it failed: `refused`, `silent`. */
function dial(address: string, port: number, patienceMs = 20_000): Promise<{ how: string; socket: Socket }> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: patienceMs })
    socket.once('connect', () => resolve({ how: 'open', socket: socket.setTimeout(0) }))
    socket.once('timeout', () => resolve({ how: 'silent', socket: socket.destroy() }))
    socket.on('error', () => resolve({ how: 'refused', socket }))
  })
}

const question = (name: string, type: number) =>
  message([{ name: dotted(name), type }], { id: Math.floor(Math.random() * 65_536) })

/** Asks one over UDP, from a port of its own each time as programs do, and hears no answer. */
function askBlindly(name: string, server: string): void {
  const socket = createSocket(isIPv6(server) ? 'udp6' : 'udp4')
  socket.on('error', () => {})
  socket.send(question(name, 1), 53, server, () => setTimeout(() => socket.close(), 50))
}

/** Resolves with the first answer of a connection that goes on asking for as long as it is let. */
const askByTcp = (name: string, server: string) =>
  new Promise<void>((resolve) => {
    const socket = connect(53, server)
    socket.once('data', () => resolve())
    socket.on('error', () => {})
    const timer = setInterval(() => socket.write(framed(question(name, 1))), 20)
    socket.on('close', () => {
      clearInterval(timer)
      resolve()
    })
  })

const doings = {
  /** Echoes whatever comes to a port. */
  async serve({ port }: { port: number }) {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (data) => socket.write(data))
    })
    await new Promise<void>((resolve) => server.listen(port, '::', 20_000, resolve))
  },
  async resolve({ name, server }: { name: string; server: string }) {
    const resolver = new Resolver({ timeout: 20_000, tries: 2 })
    resolver.setServers([server])
    return resolver.resolve4(name).catch((error: NodeJS.ErrnoException) => error.code)
  },
  async dial({ address, port, patienceMs }: { address: string; port: number; patienceMs?: number }) {
    const { how, socket } = await dial(address, port, patienceMs)
    socket.destroy()
    return how
  },
  /** Opens so many connections and keeps them, and none of before; a cap on new ones only makes it take longer. */
  async hold({ key, address, port, count }: { key: string; address: string; port: number; count: number }) {
    const sockets: Socket[] = []
    for (let open = 0; open < count; open += 50) {
      const wanted = Array.from({ length: Math.min(50, count - open) }, () => dial(address, port, 60_000))
      for (const { how, socket } of await Promise.all(wanted)) if (how === 'open') sockets.push(socket)
    }
    for (const socket of held.get(key) ?? []) socket.destroy()
    for (const socket of sockets) socket.resume()
    held.set(key, sockets)
    return sockets.length
  },
  /** Says something on each that was kept; settles with the number that answered when all have answered or ended. */
  async beat({ key }: { key: string }) {
    const sockets = held.get(key) ?? []
    let answered = 0
    let ended = 0
    for (const socket of sockets) {
      if (socket.destroyed) {
        ended += 1
        continue
      }
      let told = false
      const tell = (isAlive: boolean) => {
        if (!told && isAlive) answered += 1
        if (!told && !isAlive) ended += 1
        told = true
      }
      socket.once('data', () => tell(true))
      socket.once('close', () => tell(false))
      socket.write('x')
    }
    await until(`all of ${sockets.length} answer or end`, () => answered + ended === sockets.length)
    return answered
  },
  /** Asks for a name without end, over UDP and over TCP; settles when both have begun. */
  async askWithoutEnd({ name, server, everyMs }: { name: string; server: string; everyMs: number }) {
    setInterval(() => askBlindly(name, server), everyMs)
    await askByTcp(name, server)
  },
  /** Asks for so many names below one, once each. */
  async askForMany({
    below,
    server,
    count,
    everyMs,
  }: {
    below: string
    server: string
    count: number
    everyMs: number
  }) {
    for (let at = 0; at < count; at += 1) {
      askBlindly(`n${at}.${below}`, server)
      await pause(everyMs)
    }
  },
}

export type Doings = typeof doings

process.on('message', async ({ id, what, how }: { id: number; what: keyof Doings; how: never }) => {
  const value = await doings[what](how)
  process.send?.({ id, value })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ id: 0 })
