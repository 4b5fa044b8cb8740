/**
 * The far side: a program that answers as web server, raw TCP listener and UDP echo on the ports it is told, and reports
 * everything that reaches it, so that an attempt is judged by what arrived and not only by what the PC saw. It stands
 * for the internet's servers, for the router's own web page and SSH, and for machines of the school.
 *
 *   far-server CONFIG.json       prints `ready`, then a sighting a line; `sync N` on its input is answered by
 *                                `{"kind":"sync","text":"N"}` after everything that had arrived before
 */
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { createServer as createWebServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer, isIPv6, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { TLSSocket } from 'node:tls'
import type { FarConfig, Sighting } from './observations.ts'

const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as FarConfig

function report(sighting: Omit<Sighting, 'place' | 'at'>): void {
  process.stdout.write(`${JSON.stringify({ place: config.place, at: Date.now(), ...sighting })}\n`)
}

/** An IPv4 address as it is written, also when the socket listens for both. */
function plain(address = ''): string {
  return address.replace(/^::ffff:/, '')
}

function local(socket: Socket) {
  return { address: plain(socket.localAddress), port: socket.localPort ?? 0, from: plain(socket.remoteAddress) }
}

function watchConnection(socket: Socket): void {
  const where = local(socket)
  report({ kind: 'connection', ...where })
  socket.on('error', () => {})
  socket.on('close', () => report({ kind: 'closed', ...where }))
}

/** Sends a byte every tenth of a second for as long as somebody reads: a download to be cut. */
function trickle(response: ServerResponse, path: string): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream' })
  const timer = setInterval(() => response.write('.\n'), 100)
  response.on('close', () => {
    clearInterval(timer)
    report({ kind: 'closed', path })
  })
}

/** As a careless server does, which believes whatever header, or field after a body, names a host. */
function reportOtherHosts(where: ReturnType<typeof local>, raw: readonly string[], path: string): void {
  for (const [at, value] of raw.entries())
    if (at % 2 === 1 && /^host$/i.test(raw[at - 1] ?? '') === false && /^[a-z0-9.-]+\.test$/i.test(value))
      report({ kind: 'request', ...where, host: value.toLowerCase(), path })
}

/** As a careless server does, which goes on with HTTP/2 wherever it is offered; requests in the tunnel are plain here. */
function switchProtocols(request: IncomingMessage, socket: Socket): void {
  const where = local(socket)
  report({
    kind: 'request',
    ...where,
    host: request.headers.host ?? '',
    path: request.url ?? '',
    method: request.method ?? '',
  })
  reportOtherHosts(where, request.rawHeaders, request.url ?? '')
  const offers = request.rawHeaders.filter(
    (_, at) => at % 2 === 1 && /^upgrade$/i.test(request.rawHeaders[at - 1] ?? ''),
  )
  if (!offers.join(',').includes('h2c')) return void socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n')
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
  socket.on('data', (data) => {
    const [, path = '', host = ''] = /^GET (\S+) [\s\S]*^Host: (\S+)/m.exec(data.toString('latin1')) ?? []
    if (host === '') return
    report({ kind: 'request', ...where, host, path })
    socket.write(`HTTP/1.1 200 OK\r\n\r\n${config.greeting} host=${host} path=${path}\n`)
  })
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const socket = request.socket as Socket & Partial<TLSSocket>
  const sni = typeof socket.servername === 'string' ? { sni: socket.servername } : {}
  const sighting = { host: request.headers.host ?? '', path: request.url ?? '', method: request.method ?? '' }
  report({ kind: 'request', ...local(socket), ...sni, ...sighting })
  reportOtherHosts(local(socket), request.rawHeaders, sighting.path)
  const where = local(socket)
  request.on('end', () => {
    const trailers = request.rawTrailers.map((word) => (/^host$/i.test(word) ? 'trailer' : word))
    reportOtherHosts(where, trailers, sighting.path)
  })
  request.resume()
  if (request.url?.startsWith('/trickle')) {
    trickle(response, request.url)
    return
  }
  response.writeHead(200, { 'content-type': 'text/plain', 'x-lab-place': config.place })
  response.end(`${config.greeting} host=${sighting.host} path=${sighting.path}\n`)
}

function listenWeb(port: number): void {
  const server = createWebServer(answer)
  server.on('connection', watchConnection)
  server.on('upgrade', switchProtocols)
  server.on('clientError', (_error, socket) => socket.destroy())
  server.listen(port, '::')
}

function listenSecure(port: number): void {
  const { cert, key } = config
  if (cert === undefined || key === undefined) throw new Error('https needs cert and key')
  const server = createSecureServer(
    { cert: readFileSync(cert), key: readFileSync(key), ALPNProtocols: ['http/1.1'] },
    answer,
  )
  server.on('connection', watchConnection)
  server.on('secureConnection', (socket) => {
    report({ kind: 'hello', ...local(socket), sni: typeof socket.servername === 'string' ? socket.servername : '' })
  })
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  server.listen(port, '::')
}

/** Prints the banner at once, as SSH does, and reports the first bytes that come. */
function listenRaw(port: number): void {
  createServer((socket) => {
    watchConnection(socket)
    socket.write(`${config.greeting} port=${port}\r\n`)
    socket.once('data', (data) =>
      report({ kind: 'bytes', ...local(socket), text: data.toString('latin1').slice(0, 200) }),
    )
  }).listen(port, '::')
}

function listenDatagrams(address: string, port: number): void {
  const family = isIPv6(address) ? { type: 'udp6' as const, ipv6Only: true } : { type: 'udp4' as const }
  const socket = createSocket({ ...family, reuseAddr: true })
  socket.on('message', (data, peer) => {
    const text = data.toString('latin1').slice(0, 200)
    report({ kind: 'datagram', address, port, from: peer.address, text })
    socket.send(`${config.greeting} port=${port} ${text}`, peer.port, peer.address)
  })
  socket.bind(port, address)
}

for (const port of config.http) listenWeb(port)
for (const port of config.https) listenSecure(port)
for (const port of config.tcp) listenRaw(port)
for (const { address, ports } of config.udp) for (const port of ports) listenDatagrams(address, port)

/** In some turns of the event loop what lay in the kernel's queues is read, a handshake with several messages as well. */
function afterTurns(turns: number, then: () => void): void {
  if (turns === 0) then()
  else setImmediate(afterTurns, turns - 1, then)
}

createInterface({ input: process.stdin })
  .on('line', (line) =>
    setTimeout(afterTurns, 20, 20, () => report({ kind: 'sync', text: line.slice('sync '.length) })),
  )
  .on('close', () => process.exit(0))
// Sockets listen once the pending binds are done.
setTimeout(() => process.stdout.write('ready\n'), 50)
