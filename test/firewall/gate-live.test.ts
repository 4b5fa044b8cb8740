/** The gate as it runs: real HAProxy, real dnsmasq, real TLS and HTTP. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { clientHello, dial, dialTls, type FarSite, inRecords, startFarSite } from './far-site.ts'
import { site } from './gate-plan.ts'
import { far, type GateRoom, pc, pc6, router, router6, startGate } from './gate-room.ts'
import { enterOwnNamespace } from './own-namespace.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const sites = [
  site('bilimland.kz', { except: ['games.bilimland.kz'] }),
  site('www.gov.kz', { subdomains: false }),
  site('six.kz'),
  site('lost.kz'),
  site('inside.kz'),
]
const answers = [
  `address=/bilimland.kz/${far.one}`,
  `address=/www.gov.kz/${far.one}`,
  `address=/six.kz/${far.six}`,
  'local=/lost.kz/',
  'address=/inside.kz/192.168.1.50',
]

const test = suite('the running gate')
let gate: GateRoom
let one: FarSite
let six: FarSite

test.before(async () => {
  gate = await startGate(sites, answers)
  one = await startFarSite(far.one, 'site one')
  six = await startFarSite(far.six, 'site six')
})
test.after(async () => {
  one?.stop()
  six?.stop()
  await gate?.stop()
})

const get = (name: string, rest = '') => `GET / HTTP/1.1\r\nHost: ${name}\r\n${rest}\r\n`

async function answerTo(request: string, from = pc, to = router): Promise<string> {
  const wire = dial(from, to, gate.ports.http, request)
  await until(`an answer to ${JSON.stringify(request)}`, () => /\r\n\r\n[\s\S]+/.test(wire.text()) || wire.isClosed())
  wire.socket.destroy()
  return wire.text()
}

async function refusedHello(bytes: Buffer): Promise<void> {
  const before = one.seen.length
  const wire = dial(pc, router, gate.ports.tls, bytes)
  await until('the gate closes', () => wire.isClosed())
  assert.is(wire.text(), '')
  assert.is(one.seen.length, before)
}

test('a listed name passes to the address of our resolver, over IPv4 and IPv6', async () => {
  for (const [from, to, name, answer] of [
    [pc, router, 'cdn.bilimland.kz', 'site one'],
    [pc6, router6, 'bilimland.kz', 'site one'],
    [pc, router, 'www.gov.kz', 'site one'],
    [pc, router, 'six.kz', 'site six'],
  ] as const) {
    const wire = await dialTls(from, to, gate.ports.tls, name)
    assert.is(wire.text(), answer)
    wire.socket.destroy()
  }
  assert.ok(one.seen.includes('tls cdn.bilimland.kz'))
  assert.ok((await answerTo(get('bilimland.kz'))).endsWith('site one'))
  assert.ok((await answerTo(get('BILIMLAND.kz.:80'), pc6, router6)).endsWith('site one'))
  assert.is(one.seen.at(-1), 'GET / bilimland.kz')
  assert.ok((await answerTo(get('six.kz'))).endsWith('site six'))
})

for (const name of [
  'vk.com',
  'games.bilimland.kz',
  'a.games.bilimland.kz',
  'gov.kz',
  'a.www.gov.kz',
  'evilbilimland.kz',
  'bilimland.kz.evil.com',
  'kz',
]) {
  test(`TLS and HTTP to ${name} are refused`, async () => {
    await refusedHello(await clientHello(name))
    assert.match(await answerTo(get(name)), /^HTTP\/1.1 403 /)
    await gate.record(new RegExp(`^aq1 t ${pc} \\d+ ${name} - refused:unlisted \\d+ 0 \\d+ PR$`))
    await gate.record(new RegExp(`^aq1 h ${pc} \\d+ ${name} - refused:unlisted \\d+ \\d+ \\d+ (LR|PR)$`))
  })
}

test('a hello without SNI, in two records, or no hello at all is closed', async () => {
  await refusedHello(await clientHello(''))
  const hello = await clientHello('bilimland.kz')
  await refusedHello(inRecords(hello, 60))
  await refusedHello(inRecords(hello, hello.length - 6))
  await refusedHello(Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'))
  await refusedHello(Buffer.from('GET / HTTP/1.1\r\nHost: bilimland.kz\r\n\r\n'))
  await gate.record(/^aq1 t 192.168.1.107 \d+ - - refused:no-name \d+ 0 \d+ PR$/)
  assert.is(inRecords(hello, 60).length > hello.length, true)
})

test('a hello in pieces of one record waits for its end', async () => {
  const hello = await clientHello('bilimland.kz')
  const wire = dial(pc, router, gate.ports.tls)
  for (let at = 0; at < hello.length; at += 50) {
    wire.socket.write(hello.subarray(at, at + 50))
    await new Promise((done) => setTimeout(done, 5))
  }
  await until('the ServerHello', () => wire.text().length > 100)
  wire.socket.destroy()
})

test('a name with a NUL, of a wrong shape, or a number is no name', async () => {
  const hello = await clientHello('bilimland.kz')
  const at = hello.indexOf('bilimland.kz')
  const withNul = Buffer.from(hello)
  withNul[at + 9] = 0
  await refusedHello(withNul)
  const withSpace = Buffer.from(hello)
  withSpace[at + 2] = 0x20
  await refusedHello(withSpace)
  // A record is a line: a name must neither begin another nor end its own.
  for (const place of [2, 11]) {
    const withLine = Buffer.from(hello)
    withLine[at + place] = 0x0a
    await refusedHello(withLine)
  }
  for (const host of ['198.18.0.10', '-a.bilimland.kz', 'a..bilimland.kz', `${'a.'.repeat(130)}bilimland.kz`, ''])
    assert.match(await answerTo(get(host)), /^HTTP\/1.1 403 [\s\S]*(санмен|аты)/, host)
  // HAProxy from 3.2 on calls these bad requests itself.
  for (const host of ['x@bilimland.kz', 'bilimland.kz:80:80'])
    assert.match(await answerTo(get(host)), /^HTTP\/1.1 (400 |403 [\s\S]*(санмен|аты))/, host)
  assert.match(await answerTo('GET / HTTP/1.1\r\nHost: bilimland.kz\r\nHost: vk.com\r\n\r\n'), /^HTTP\/1.1 40[03] /)
  assert.match(await answerTo('GET / HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 403 /)
})

test('each request on a connection is held to the list', async () => {
  const wire = dial(pc, router, gate.ports.http, get('bilimland.kz'))
  await until('the first answer', () => wire.text().endsWith('site one'))
  const before = one.seen.length
  wire.socket.write(get('vk.com'))
  await until('the second answer', () => wire.text().includes('HTTP/1.1 403 '))
  assert.is(one.seen.length, before)
  wire.socket.destroy()
})

test('an absolute URI, CONNECT, a foreign Host header and an unasked upgrade lead nowhere else', async () => {
  assert.match(await answerTo('GET http://vk.com/ HTTP/1.1\r\nHost: bilimland.kz\r\n\r\n'), /^HTTP\/1.1 (400|403|200) /)
  assert.is(
    one.seen.some((line) => line.includes('vk.com')),
    false,
  )
  assert.ok((await answerTo('GET http://bilimland.kz/a?b HTTP/1.1\r\nHost: bilimland.kz\r\n\r\n')).endsWith('site one'))
  assert.is(one.seen.at(-1), 'GET /a?b bilimland.kz')
  assert.match(await answerTo('CONNECT bilimland.kz:443 HTTP/1.1\r\nHost: bilimland.kz:443\r\n\r\n'), /^HTTP\/1.1 403 /)
  await answerTo(
    get(
      'bilimland.kz',
      'X-Forwarded-Host: vk.com\r\nForwarded: host=vk.com\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\nConnection: Upgrade, HTTP2-Settings\r\n',
    ),
  )
  assert.is(/vk\.com|h2c|http2-settings,/i.test(one.lastHeaders().join(' ')), false, one.lastHeaders().join(' '))
  assert.match(await answerTo('GET /unasked HTTP/1.1\r\nHost: bilimland.kz\r\n\r\n'), /^HTTP\/1.1 502 /)
  // HAProxy itself refuses the beginning of HTTP/2; 3.4 with 405.
  assert.match(await answerTo('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), /^HTTP\/1.1 (400|405) |^$/)
  assert.match(
    await answerTo('OPTIONS http://vk.com HTTP/1.1\r\nHost: bilimland.kz\r\n\r\n'),
    /^HTTP\/1.1 (400|403|200) /,
  )
  assert.is(
    one.seen.some((line) => line.includes('vk.com')),
    false,
  )
})

test('no header makes a server forget the Host, or read another one', async () => {
  const odd = 'X_Forwarded_Host: vk.com\r\nContent_Length: 9\r\nHTTP_HOST: vk.com\r\n'
  await answerTo(get('bilimland.kz', `Connection: close, Host, X-Kept\r\nX-Kept: yes\r\n${odd}`))
  const headers = one.lastHeaders().join(' ')
  assert.match(headers, /host bilimland\.kz/i)
  assert.match(headers, /x-kept yes/i)
  assert.not.match(headers, /_|vk\.com|connection [^ ]*host|close,/i)
  const upgrade = 'Upgrade: websocket\r\nConnection: Host, Upgrade, keep-alive\r\n'
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n'
  const wire = dial(pc, router, gate.ports.http, get('bilimland.kz', upgrade + key))
  await until('the switch', () => wire.text().includes('hello'))
  wire.socket.destroy()
  assert.match(one.lastHeaders().join(' '), /connection upgrade/i)
  assert.not.match(one.lastHeaders().join('\n'), /connection\n[a-z-]*[, ]/i)
})

test('a WebSocket that was asked for passes', async () => {
  const wire = dial(
    pc,
    router,
    gate.ports.http,
    get(
      'bilimland.kz',
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n',
    ),
  )
  await until('the switch', () => wire.text().includes('hello'))
  wire.socket.write('echo')
  await until('the echo', () => wire.text().endsWith('helloecho'))
  wire.socket.destroy()
})

test('a connection is for one name, and looks it up once', async () => {
  const head = (name: string) => `HEAD / HTTP/1.1\r\nHost: ${name}\r\n\r\n`
  const asked = head('bilimland.kz') + head('bilimland.kz') + head('cdn.bilimland.kz')
  const wire = dial(pc, router, gate.ports.http, asked)
  await until('the gate closes', () => wire.isClosed())
  assert.equal(wire.text().match(/^HTTP\/1\.1 [0-9]{3}/gm), ['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 421'])
})

test('where no address answers, the connection ends with the page that says so', async () => {
  const wire = dial(pc, router, gate.ports.http, get('lost.kz') + get('lost.kz'))
  await until('the gate closes', () => wire.isClosed())
  assert.equal(wire.text().match(/^HTTP\/1\.1 [0-9]{3}/gm), ['HTTP/1.1 503'])
})

test('a listed name without a usable address says so', async () => {
  assert.match(await answerTo(get('lost.kz')), /^HTTP\/1.1 503 [\s\S]*lost\.kz/)
  assert.match(await answerTo(get('inside.kz')), /^HTTP\/1.1 503 [\s\S]*inside\.kz/)
  await refusedHello(await clientHello('inside.kz'))
  await refusedHello(await clientHello('lost.kz'))
  await gate.record(/^aq1 t 192.168.1.107 \d+ inside.kz 192.168.1.50 refused:private-address /)
  await gate.record(/^aq1 h 192.168.1.107 \d+ inside.kz 192.168.1.50 refused:private-address /)
  await gate.record(/^aq1 h 192.168.1.107 \d+ lost.kz \S+ refused:no-address /)
})

test('one PC with too much is told so, and another is not touched', async () => {
  const [busy, crowded] = ['192.168.1.201', '192.168.1.202']
  const many = dial(busy, router, gate.ports.http, 'HEAD / HTTP/1.1\r\nHost: vk.com\r\n\r\n'.repeat(1050))
  await until('a limit', () => many.text().includes('HTTP/1.1 429 '))
  many.socket.destroy()
  await gate.record(/^aq1 h 192.168.1.201 \d+ vk.com - refused:limit /)
  const idle = Array.from({ length: 256 }, () => dial(crowded, router, gate.ports.tls))
  await until('256 connections', async () => / conn_cur=256 /.test(await gate.ask('show table sources')))
  const one257 = dial(crowded, router, gate.ports.tls, await clientHello('bilimland.kz'))
  await until('the gate closes', () => one257.isClosed())
  await gate.record(/^aq1 t 192.168.1.202 \d+ bilimland.kz - refused:limit /)
  assert.match(await answerTo(get('bilimland.kz'), crowded), /^HTTP\/1.1 429 /)
  assert.match(await answerTo(get('bilimland.kz')), /^HTTP\/1.1 200 /)
  for (const wire of idle) wire.socket.destroy()
})

test('a record says who, what, where and how much', async () => {
  await gate.record(/^aq1 t 192.168.1.107 \d+ cdn.bilimland.kz 198.18.0.10 allowed \d\d\d \d+ \d+ [-A-Z]{2}$/)
  await gate.record(/^aq1 t fd00:1::107 \d+ bilimland.kz 198.18.0.10 allowed \d\d\d \d+ \d+ [-A-Z]{2}$/)
  await gate.record(/^aq1 h 192.168.1.107 \d+ six.kz 2001:db8:1::10 allowed \d+ \d+ \d+ [-A-Z]{2}$/)
  const shape =
    /^aq1 [th] [0-9a-f.:]+ \d+ (-|[a-z0-9._-]+) (-|[0-9a-f.:]+) (allowed|refused:[a-z-]+) \d+ \d+ \d+ [-A-Z]{2}$/
  assert.equal(
    gate.records.filter((line) => !shape.test(line)),
    [],
  )
})

test.run()
