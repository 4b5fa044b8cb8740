/**
 * A pupil who tries all the time: `prober CONFIG.json` in a PC's namespace. What is not listed is tried without a word,
 * the far side tells whether it arrived. Of what is listed each try prints a line: `{"what", "at", "ok"}`, and `why` it failed. `rest` and `go`
 * on its input stop and start the listed tries.
 */
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns'
import { readFileSync } from 'node:fs'
import { connect, isIPv6, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { connect as connectSecurely } from 'node:tls'
import { type Ends, forgedFrame } from './forged.ts'
import { listed, path, resolvers, shutPort, unlisted, unlistedNames } from './targets.ts'

export interface ProberConfig {
  /** Milliseconds that a try waits. */
  readonly patienceMs: number
  /** Milliseconds between two tries of each group below. */
  readonly everyMs: number
  /** The router in this room. */
  readonly router: string
  readonly mac: string
  readonly routerMac: string
  readonly address4: string
  readonly address6: string
}

const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ProberConfig
const patience = config.patienceMs
let number = 0

/** Ends a connection whatever becomes of it. */
function bound(socket: Socket, ms: number): Socket {
  socket.on('error', () => {})
  const timer = setTimeout(() => socket.destroy(), ms)
  socket.on('close', () => clearTimeout(timer))
  return socket
}

const request = (host: string, at: string) => `GET ${at} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`

function tryTcp(host: string, port: number, text: string): void {
  const socket = bound(connect({ host, port }), patience)
  socket.on('connect', () => socket.write(text))
}

function tryTls(host: string, servername: string): void {
  const socket = bound(connectSecurely({ host, port: 443, servername, rejectUnauthorized: false }), patience)
  socket.on('secureConnect', () => (socket as Socket).write(request(servername, '/unlisted')))
}

function tryUdp(host: string, port: number, bytes: Buffer | string): void {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  socket.on('error', () => {})
  socket.send(bytes, port, host, () => socket.close())
}

/** RFC 1035, 4.1: one question for the A records of a name that was never asked for. */
function question(): Buffer {
  number += 1
  const labels = [`n${number}-${process.pid}`, ...unlistedNames.split('.')]
  const name = labels.map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`))
  return Buffer.concat([Buffer.from('123401000001000000000000', 'hex'), ...name, Buffer.from('0000010001', 'hex')])
}

const unlistedRequest = request(unlisted.name, '/unlisted')

/** Refused by the kernel alone. */
const direct: readonly (() => void)[] = [
  () => tryUdp(unlisted.v4, 443, 'unlisted'),
  () => tryTcp(unlisted.v4, shutPort, 'unlisted'),
  () => tryUdp(unlisted.v6, 443, 'unlisted'),
  () => tryUdp(resolvers.v4, 53, question()),
  () => tryTcp(unlisted.v6, shutPort, 'unlisted'),
  () => tryTcp(listed.address.address, shutPort, 'unlisted'),
  () => tryUdp(resolvers.v6, 53, question()),
  () => tryTcp(listed.front.address, shutPort, 'unlisted'),
  () => tryUdp(config.router, 53, question()),
]

/** Refused by the gate while it runs. */
const web: readonly (() => void)[] = [
  () => tryTcp(unlisted.v4, 80, unlistedRequest),
  () => tryTls(unlisted.v4, unlisted.name),
  () => tryTcp(unlisted.v6, 80, unlistedRequest),
  () => tryTcp(listed.front.address, 80, unlistedRequest),
  () => tryTls(unlisted.v6, unlisted.name),
  () => tryTls(listed.front.address, unlisted.name),
]

function say(what: string, at: number, ok: boolean, why: string): void {
  process.stdout.write(`${JSON.stringify({ what, at, ok, ...(ok ? {} : { why }) })}\n`)
}

/** Says once whether the socket brought the far server's words. */
function hear(what: string, socket: Socket): void {
  const at = Date.now()
  let [got, error] = ['', '']
  socket.on('data', (data) => {
    got += data.toString('latin1')
    if (what === 'address' && got.includes('\n')) socket.end()
  })
  socket.on('error', ({ message }) => {
    error = message
  })
  bound(socket, patience).on('close', () => {
    const why = `${error} after ${Date.now() - at} ms and ${got.length} octets: ${got.slice(0, 40)}`
    say(what, at, got.includes('far-server internet'), why.trim())
  })
}

function openPage(what: string, host: string, name: string): void {
  number += 1
  const socket = connect({ host, port: 80 }, () => socket.write(request(name, `${path}${number}`)))
  hear(what, socket)
}

function openSecurely(what: string, host: string, servername: string): void {
  number += 1
  const socket = connectSecurely({ host, port: 443, servername, rejectUnauthorized: false }, () =>
    (socket as Socket).write(request(servername, `${path}${number}`)),
  )
  hear(what, socket)
}

function ask(): void {
  const at = Date.now()
  const resolver = new Resolver({ timeout: patience, tries: 1 })
  resolver.setServers([config.router])
  resolver.resolve4(listed.http.name, (error, found) =>
    say('name', at, found?.includes(listed.http.address) ?? false, error?.code ?? `${found}`),
  )
}

const open: readonly (() => void)[] = [
  () => openPage('http4', listed.http.address, listed.http.name),
  () => hear('address', connect(listed.address.port, listed.address.address)),
  () => openSecurely('tls4', listed.dual.v4, listed.dual.name),
  ask,
  () => openPage('http6', listed.dual.v6, listed.dual.name),
]

function everyMs(ms: number, tries: readonly (() => void)[], isOn: () => boolean = () => true): void {
  let turn = 0
  setInterval(() => {
    if (!isOn()) return
    tries[turn % tries.length]?.()
    turn += 1
  }, ms)
}

/** Node has no raw sockets; socat makes a frame of each datagram. */
function forge(ms: number): void {
  const entrance = 20_000 + (process.pid % 40_000)
  const socat = spawn('socat', ['-u', `UDP4-RECV:${entrance},bind=127.0.0.1`, 'INTERFACE:eth0'], { stdio: 'ignore' })
  socat.on('error', () => process.stderr.write('socat is missing: no flow is forged\n'))
  const socket = createSocket('udp4')
  socket.on('error', () => {})
  const { mac: fromMac, routerMac: toMac, address4, address6 } = config
  const ends = (from: string, to: string): Ends => {
    number += 1
    return { fromMac, toMac, from, to, fromPort: 1024 + (number % 60_000), toPort: 443 }
  }
  const send = (from: string, to: string) => socket.send(forgedFrame(ends(from, to)), entrance, '127.0.0.1')
  everyMs(ms, [() => send(address4, unlisted.v4), () => send(address6, unlisted.v6)])
}

let resting = false
everyMs(config.everyMs, direct)
everyMs(config.everyMs * 2, web)
everyMs(config.everyMs * 2, open, () => !resting)
forge(config.everyMs * 3)
createInterface({ input: process.stdin })
  .on('line', (line) => {
    resting = line === 'rest'
  })
  .on('close', () => process.exit(0))
process.stdout.write('ready\n')
