/** Tests connections to syslog servers that are slow, deaf or gone. */
import * as fs from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describe, LinkError } from '../../src/forward/link-errors.ts'
import { createDial, type Timeouts } from '../../src/forward/syslog-link.ts'
import { message } from '../../src/messages/message.ts'
import type { Target } from '../../src/settings/forward-target.ts'
import { hangMs } from '../patience.ts'
import { Authority } from './certificates.ts'
import { freePort, until } from './rsyslog.ts'
import { target } from './school.ts'

const test = suite('link')
const folder = fs.mkdtempSync(join(tmpdir(), 'link-'))
const authority = new Authority(folder, 'district')
const signed = authority.sign('server', 'DNS:localhost')
const read = (path: string) => fs.readFileSync(path)
const servers: Server[] = []
const sockets: Socket[] = []
const patient: Timeouts = { connectMs: hangMs, stallMs: hangMs, finishMs: hangMs }

function listen(server: Server): Promise<number> {
  servers.push(server)
  server.on('connection', (socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
  })
  return new Promise((resolve) => {
    server.listen(0, 'localhost', () => resolve((server.address() as { port: number }).port))
  })
}

const plain = (port: number, patience: Partial<Timeouts> = {}) =>
  createDial(fs, { ...patient, ...patience })(target({ port, tls: false }))
const secure = (changes: Partial<Target>) => createDial(fs, patient)(target({ ca: authority.ca, ...changes }))
const words = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'nothing wrong',
    (error: unknown) => (error instanceof LinkError ? error.message : `a bug: ${error}`),
  )

test.after(() => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers) server.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('a server that takes nothing is held to a bound, and then given up', async () => {
  const link = await plain(await listen(createServer((socket) => socket.pause())), { stallMs: 300 })
  const piece = Buffer.alloc(32_768, 'x')
  let taken = 0
  const before = process.memoryUsage().arrayBuffers
  const said = await words(
    (async () => {
      for (;;) {
        await link.write(piece)
        taken += piece.length
        // More than the kernel's buffers could have taken.
        assert.ok(taken < 64_000_000)
      }
    })(),
  )
  assert.is(said, 'it takes nothing any more')
  assert.ok(process.memoryUsage().arrayBuffers - before < 8_000_000)
  await link.over
})

test('an end that is answered is a success, and one that is not, or is cut off, is none', async () => {
  let got = 0
  const reader = createServer((socket) => socket.on('data', (bytes) => (got += bytes.length)))
  const good = await plain(await listen(reader))
  await good.write(Buffer.from('12345'))
  await good.finish()
  assert.is(got, 5)
  const deaf = createServer({ allowHalfOpen: true }, (socket) => socket.resume())
  const silent = await plain(await listen(deaf), { finishMs: 100 })
  assert.is(await words(silent.finish()), 'it does not answer the end of a connection')
  const unread = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    setTimeout(() => socket.resetAndDestroy(), 50)
  })
  const cut = await plain(await listen(unread))
  await cut.write(Buffer.from('12345'))
  assert.is(await words(cut.finish()), 'it broke the connection off')
})

test('a connection that the server closes is broken, and takes nothing more', async () => {
  const link = await plain(await listen(createServer((socket) => socket.end())))
  await link.over
  assert.is(link.broken?.message, 'it closed the connection')
  assert.is(await words(link.write(Buffer.from('x'))), 'it closed the connection')
  assert.is(await words(link.finish()), 'it closed the connection')
})

test('what hinders a connection is said in words', async () => {
  const closed = await freePort()
  assert.is(await words(plain(closed)), 'nothing listens there')
  const noTls = await listen(createServer((socket) => socket.end('hello\n')))
  assert.is(await words(secure({ port: noTls })), 'it does not speak TLS there, or only an old version of it')
  const old = await listen(
    createTlsServer({
      cert: read(signed.cert),
      key: read(signed.key),
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'ALL:@SECLEVEL=0',
    }),
  )
  assert.is(await words(secure({ port: old })), 'it does not speak TLS there, or only an old version of it')
  const good = await listen(createTlsServer({ cert: read(signed.cert), key: read(signed.key) }))
  assert.is(await words(secure({ port: good })), 'nothing wrong')
  const text = join(folder, 'text.pem')
  fs.writeFileSync(text, 'no certificate')
  assert.is(await words(secure({ port: good, ca: text })), `ca: ${text} is no PEM file`)
  assert.match(await words(secure({ port: good, cert: signed.cert, key: text })), /key: .* is no PEM file/)
})

test('a server that wants a certificate says so through us', async () => {
  const options = { cert: read(signed.cert), key: read(signed.key), ca: read(authority.ca), requestCert: true }
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const server = createTlsServer({ ...options, rejectUnauthorized: true, maxVersion })
    const port = await listen(server)
    // TLS 1.3 lets us in before it asks.
    const attempt = secure({ port }).then(async (link) => {
      await link.over
      throw link.broken
    })
    assert.match(await words(attempt), /it does not take our certificate, or wants one|does it want our certificate/)
    assert.is(await words(secure({ port, ...signed })), 'nothing wrong')
  }
})

test('a connection that never stands is given up', async () => {
  const port = await listen(createServer((socket) => socket.pause()))
  const attempt = createDial(fs, { ...patient, connectMs: 100 })(target({ port, ca: authority.ca }))
  assert.is(await words(attempt), 'it does not answer')
})

test('no word of the other side reaches the log as it is', () => {
  const hostile = Object.assign(new Error('\u001b[31m\nerror: ACCESS GRANTED'), { code: '' })
  assert.is(describe(hostile, undefined).says.text, '?[31m?error: ACCESS GRANTED')
  const name = Object.assign(new Error("Host: x. is not cert's CN: \n"), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  assert.equal(describe(name, undefined), { says: message('certificate-other-name'), isCertificate: true })
})

test('nothing is left running', async () => {
  for (const socket of sockets) socket.destroy()
  await until(() => sockets.every(({ destroyed }) => destroyed))
})

test.run()
