/** Servers of the small internet, and clients that speak to the gate byte by byte. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttp, type Server as HttpServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { connect as connectTls, createServer as createTls, type TLSSocket, type Server as TlsServer } from 'node:tls'
import { mustRun } from './own-namespace.ts'

export interface FarSite {
  /** What arrived: `tls NAME` for each handshake, `METHOD URL HOST` for each request. */
  readonly seen: string[]
  /** Headers of the last request, as they came. */
  lastHeaders(): readonly string[]
  openSockets(): number
  stop(): void
}

/** What a WebSocket server answers a key with (RFC 6455, 4.2.2). */
const webSocketAccept = (key: string) =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

/** How the site switches protocols, by path: as asked for, and in ways that nobody asked for. */
const switchWords: Readonly<Record<string, string>> = {
  '/': 'Upgrade: websocket\r\nSec-WebSocket-Accept: ACCEPT',
  '/to-h2c': 'Upgrade: h2c\r\nSec-WebSocket-Accept: ACCEPT',
  '/to-both': 'Upgrade: h2c\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ACCEPT',
  '/to-list': 'Upgrade: h2c, websocket\r\nSec-WebSocket-Accept: ACCEPT',
  '/to-nothing': 'Sec-WebSocket-Accept: ACCEPT',
  '/without-accept': 'Upgrade: websocket',
  '/wrong-accept': 'Upgrade: websocket\r\nSec-WebSocket-Accept: x',
}

/** Answers `WHO` over TLS and HTTP; accepts WebSockets, and switches protocols unasked at `/unasked` and wrongly at `/to-...`. */
export async function startFarSite(address: string, who: string): Promise<FarSite> {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-far-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=far', '-days', '2']
  mustRun(
    ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'].concat(
      ['-keyout', key, '-out', cert],
      subject,
    ),
  )
  const seen: string[] = []
  let headers: readonly string[] = []
  const sockets = new Set<Socket>()
  const tls: TlsServer = createTls({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => {
    seen.push(`tls ${socket.servername === false ? '-' : socket.servername}`)
    socket.on('error', () => undefined)
    socket.write(who)
    socket.on('data', (data) => socket.write(data))
  })
  const http: HttpServer = createHttp((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.host}`)
    headers = request.rawHeaders
    request.on('end', () => {
      headers = [...headers, ...request.rawTrailers]
    })
    request.resume()
    if (request.url === '/unasked')
      request.socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')
    else if (request.url === '/slow') response.write('first')
    else if (request.url === '/busy') response.writeHead(503).end(who)
    else if (request.url === '/pretend') response.writeHead(200, { 'X-Aqtizim-Silent': '1' }).end(who)
    else response.end(who)
  })
  http.keepAliveTimeout = 60_000
  http.on('upgrade', (request, socket) => {
    seen.push(`upgrade ${request.url} ${request.headers.host}`)
    headers = request.rawHeaders
    const words = switchWords[request.url ?? ''] ?? switchWords['/']
    const accept = webSocketAccept(request.headers['sec-websocket-key'] ?? '')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\n${words}\r\nConnection: Upgrade\r\n\r\nhello`.replace('ACCEPT', accept),
    )
    socket.on('error', () => undefined)
    socket.on('data', (data) => socket.write(data))
    socket.on('end', () => socket.end()) // Node's HTTP server leaves it half open
  })
  for (const server of [tls, http]) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    })
    server.on('tlsClientError', () => undefined)
  }
  rmSync(folder, { recursive: true })
  await new Promise<void>((done) => tls.listen(443, address, done))
  await new Promise<void>((done) => http.listen(80, address, done))
  return {
    seen,
    lastHeaders: () => headers,
    openSockets: () => sockets.size,
    stop: () => {
      tls.close()
      http.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

export interface Wire {
  readonly socket: Socket
  /** All that came so far. */
  text(): string
  /** Settles when the far end closed the connection. */
  readonly closed: Promise<void>
  isClosed(): boolean
}

/** A plain TCP connection from a PC to the gate. */
export function dial(from: string, to: string, port: number, send: string | Buffer = ''): Wire {
  const socket = connect({ host: to, port, localAddress: from })
  const chunks: Buffer[] = []
  let isClosed = false
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => undefined)
  const closed = new Promise<void>((done) => {
    const end = () => {
      isClosed = true
      socket.destroy()
      done()
    }
    socket.on('close', end)
    socket.on('end', end)
  })
  if (send.length > 0) socket.write(send)
  return { socket, text: () => Buffer.concat(chunks).toString('utf8'), closed, isClosed: () => isClosed }
}

/** The bytes with which Node opens TLS to a name; '' sends no SNI. */
export function clientHello(name: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _, done) => {
        resolve(chunk)
        done()
      },
    })
    connectTls({ socket: wire, rejectUnauthorized: false, ...(name === '' ? {} : { servername: name }) }).on(
      'error',
      () => undefined,
    )
  })
}

/** The same handshake message cut into records of `size` bytes. */
export function inRecords(hello: Buffer, size: number): Buffer {
  const message = hello.subarray(5)
  const records: Buffer[] = []
  for (let at = 0; at < message.length; at += size) {
    const part = message.subarray(at, at + size)
    records.push(Buffer.from([0x16, 3, 1, part.length >> 8, part.length & 255]), part)
  }
  return Buffer.concat(records)
}

export interface TlsWire {
  readonly socket: TLSSocket
  text(): string
  isClosed(): boolean
}

/** A whole TLS connection through the gate; rejects where the gate closes it. */
export function dialTls(from: string, to: string, port: number, name: string): Promise<TlsWire> {
  return new Promise((resolve, reject) => {
    const plain = connect({ host: to, port, localAddress: from })
    plain.on('error', reject)
    const socket = connectTls({ socket: plain, servername: name, rejectUnauthorized: false })
    let text = ''
    let isClosed = false
    socket.on('close', () => {
      isClosed = true
      reject(new Error('closed'))
    })
    socket.on('error', reject)
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      resolve({ socket, text: () => text, isClosed: () => isClosed })
    })
  })
}
