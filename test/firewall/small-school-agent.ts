/**
 * Acts for a machine of the small school: runs in the machine's namespace and does what the test asks for over Node's
 * channel, `{ id, what, how }`, answered with `{ id, value }`.
 */
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { createServer as createHttpServer, request } from 'node:http'
import { connect, createServer, isIPv6, type Socket } from 'node:net'
import { dotted, framed, message } from '../lab/bypasses/dns-messages.ts'
import { pause, until } from '../patience.ts'
import { answerOf, type FarNames } from './far-names.ts'

const asking: NodeJS.Timeout[] = []
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

let asked = 0
/** A star in the name is another number each time. */
const question = (name: string, type: number) =>
  message([{ name: dotted(name.replace('*', () => `n${asked++}`)), type }], { id: Math.floor(Math.random() * 65_536) })

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
    asking.push(timer)
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
  /** A site over HTTP. */
  async serveWeb(_how: Record<string, never>) {
    const server = createHttpServer((_request, response) => void response.end('site'))
    await new Promise<void>((resolve) => void server.listen(80, () => resolve()))
  },
  /** Takes more addresses, and a router for IPv6. */
  async bear({ addresses, router }: { addresses: readonly string[]; router: string }) {
    for (const address of addresses)
      execFileSync('ip', ['address', 'add', address, 'dev', 'eth0', ...(address.includes(':') ? ['nodad'] : [])])
    execFileSync('ip', ['route', 'add', '::/0', 'via', router])
  },
  /** What a browser shows of a site over HTTP, at the first address that is found or at the one that is given. */
  async page({ name, server, address }: { name: string; server: string; address?: string }) {
    const resolver = new Resolver({ timeout: 20_000, tries: 2 })
    resolver.setServers([server])
    const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    const to = address ?? found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))[0]
    if (to === undefined) return 'no address'
    return new Promise<string>((resolve) => {
      const asked = request({ host: to, headers: { host: name }, timeout: 20_000 }, (response) => {
        response
          .setEncoding('utf8')
          .on('data', resolve)
          .on('end', () => resolve('an empty page'))
      })
      asked.on('timeout', () => asked.destroy()).on('error', () => resolve('no page'))
      asked.end()
    })
  },
  /** Answers questions on port 53, over UDP and TCP. */
  async answerNames({ names }: { names: FarNames }) {
    const socket = createSocket('udp4')
    socket.on('message', (question, { port, address }) => {
      const answer = answerOf(question, names, 'udp')
      if (answer !== undefined) socket.send(answer, port, address)
    })
    const server = createServer((wire) => {
      let heard = Buffer.alloc(0)
      wire.on('error', () => {})
      wire.on('data', (data) => {
        heard = Buffer.concat([heard, data])
        while (heard.length > 2 && heard.length >= 2 + heard.readUInt16BE(0)) {
          const end = 2 + heard.readUInt16BE(0)
          const answer = answerOf(heard.subarray(2, end), names, 'tcp')
          if (answer !== undefined) wire.write(framed(answer))
          heard = heard.subarray(end)
        }
      })
    })
    await new Promise<void>((resolve) => void socket.bind(53, () => resolve()))
    await new Promise<void>((resolve) => void server.listen(53, () => resolve()))
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
  async hold({
    key,
    address,
    port,
    count,
    patienceMs = 60_000,
  }: {
    key: string
    address: string
    port: number
    count: number
    patienceMs?: number
  }) {
    const sockets: Socket[] = []
    for (let open = 0; open < count; open += 50) {
      const wanted = Array.from({ length: Math.min(50, count - open) }, () => dial(address, port, patienceMs))
      for (const { how, socket } of await Promise.all(wanted)) if (how === 'open') sockets.push(socket)
    }
    for (const socket of held.get(key) ?? []) socket.destroy()
    for (const socket of sockets) socket.resume()
    held.set(key, sockets)
    return sockets.length
  },
  /** Takes another MAC; what is open goes on. */
  async beCard({ mac }: { mac: string }) {
    execFileSync('ip', ['link', 'set', 'dev', 'eth0', 'address', mac])
    execFileSync('ip', ['neigh', 'flush', 'dev', 'eth0'])
  },
  /** The status of a page over HTTP, 0 where none came. */
  async getPage({ name, address }: { name: string; address: string }) {
    const { socket } = await dial(address, 80, 60_000)
    return new Promise<number>((resolve) => {
      let said = ''
      socket.on('data', (data) => (said += data.toString('latin1')))
      socket.on('close', () => resolve(Number(/^HTTP\/1.1 ([0-9]{3}) /.exec(said)?.[1] ?? 0)))
      socket.write(`GET / HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`)
    })
  },
  /** Sends the block page's form so many times at once, and gives the statuses of those that are answered before they all are, or `enough` are. */
  async askForSite({ name, address, count, enough }: { name: string; address: string; count: number; enough: number }) {
    const statuses: number[] = []
    for (let at = 0; at < count; at += 1) {
      const { socket } = await dial(address, 80)
      socket.once('data', (data) =>
        statuses.push(Number(/^HTTP\/1.1 ([0-9]{3}) /.exec(data.toString('latin1'))?.[1] ?? 0)),
      )
      socket.write(`POST /.aqtizim/ask HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 8\r\n\r\nreason=x`)
    }
    await until(`${enough} forms are answered`, () => statuses.length >= enough)
    return statuses.slice(0, enough)
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
    asking.push(setInterval(() => askBlindly(name, server), everyMs))
    await askByTcp(name, server)
  },
  /** Asks 300 times under each of so many made-up MACs. */
  async askUnderManyCards({ cards, name, server }: { cards: number; name: string; server: string }) {
    const socket = createSocket('udp4')
    socket.on('error', () => {})
    for (let card = 0; card < cards; card += 1) {
      const mac = `02:00:00:00:77:${card.toString(16).padStart(2, '0')}`
      execFileSync('ip', ['link', 'set', 'dev', 'eth0', 'address', mac])
      for (let at = 0; at < 300; at += 1) socket.send(question(name, 1), 53, server)
      await pause(10)
    }
    socket.close()
  },
  /**
   * Asks a web server for pages of name after name, for so long: over connections that it goes on with where it is let, and from
   * address after address of the PC.
   */
  async requestMany({
    name,
    address,
    connections,
    ms,
    from = [],
    header = '',
  }: {
    name: string
    address: string
    connections: number
    ms: number
    from?: readonly string[]
    /** Lines of the request besides, with their ends. */
    header?: string
  }) {
    let isOver = false
    const open = new Set<Socket>()
    const begin = (at: number) => {
      const socket = connect({ host: address, port: 80, localAddress: from[at % Math.max(1, from.length)] })
      const next = () =>
        socket.write(`GET / HTTP/1.1\r\nHost: ${name.replace('*', () => `n${asked++}`)}\r\n${header}\r\n`)
      open.add(socket)
      socket.on('connect', next).on('data', next)
      socket.on('error', () => {})
      socket.on('close', () => {
        open.delete(socket)
        if (!isOver) setTimeout(() => begin(at + 1), 20)
      })
    }
    for (let at = 0; at < connections; at += 1) begin(at)
    await pause(ms)
    isOver = true
    for (const socket of open) socket.destroy()
  },
  /** Opens connections and closes them at once, as fast as they come, for so long. */
  async openAndClose({ address, ports, ms }: { address: string; ports: readonly number[]; ms: number }) {
    const end = performance.now() + ms
    const again = async (port: number) => {
      while (performance.now() < end) (await dial(address, port, 1000)).socket.destroy()
    }
    await Promise.all(Array.from({ length: 60 }, (_, at) => again(ports[at % ports.length] ?? 80)))
  },
  /** Takes more addresses besides its own. */
  async takeAddresses({ addresses }: { addresses: readonly string[] }) {
    for (const address of addresses) execFileSync('ip', ['address', 'add', `${address}/24`, 'dev', 'eth0'])
  },
  async stopAsking(_how: Record<string, never>) {
    for (const timer of asking) clearInterval(timer)
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

export type AgentTasks = typeof doings

process.on('message', async ({ id, what, how }: { id: number; what: keyof AgentTasks; how: never }) => {
  const value = await doings[what](how)
  process.send?.({ id, value })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ id: 0 })
