/** What the gate passes on of a request's headers: nothing that it has read in one way and a server may read in another. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { dial, type FarSite, startFarSite } from './far-site.ts'
import { site } from './gate-plan.ts'
import { far, type GateRoom, pc, router, startGate } from './gate-room.ts'
import { enterOwnNamespace } from './own-namespace.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const name = 'bilimland.kz'
const test = suite('headers at the gate')
let gate: GateRoom
let one: FarSite

test.before(async () => {
  gate = await startGate([site(name)], [`address=/${name}/${far.one}`])
  one = await startFarSite(far.one, 'site one')
})
test.after(async () => {
  one?.stop()
  await gate?.stop()
})

const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
const version = 'Sec-WebSocket-Version: 13\r\n'
const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'

/** The answer to a request with these further lines, and what the site saw of it: `name value`, names in lower case. */
async function ask(lines: string, line = 'GET / HTTP/1.1', body = ''): Promise<{ answer: string; saw: string[] }> {
  const before = one.seen.length
  const wire = dial(pc, router, gate.ports.http, `${line}\r\nHost: ${name}\r\n${lines}\r\n${body}`)
  const isThere = () => /^HTTP\/1.1 (?!100)\d+ /m.test(wire.text()) && /\r\n\r\n[\s\S]+$/.test(wire.text())
  await until(`an answer to ${line} ${JSON.stringify(lines)}: ${wire.text()}`, () => isThere() || wire.isClosed())
  wire.socket.destroy()
  const raw = one.seen.length === before ? [] : one.lastHeaders()
  const saw = raw.flatMap((word, at) => (at % 2 === 0 ? [`${word.toLowerCase()} ${raw[at + 1]}`] : []))
  return { answer: wire.text(), saw }
}

const named = (saw: readonly string[], header: string) => saw.filter((line) => line.startsWith(`${header} `))

test('a WebSocket is asked for in words of our own', async () => {
  const { answer, saw } = await ask(`${upgrade}${key}${version}`)
  assert.match(answer, /^HTTP\/1.1 101 /)
  assert.equal([named(saw, 'upgrade'), named(saw, 'connection')], [['upgrade websocket'], ['connection Upgrade']])
  const shouted = await ask(`Connection: keep-alive, upgrade\r\nUpgrade: WebSocket\r\n${key}${version}`)
  assert.match(shouted.answer, /^HTTP\/1.1 101 /)
  assert.equal(named(shouted.saw, 'upgrade'), ['upgrade websocket'])
})

test('what is not exactly a WebSocket is passed on without any switch', async () => {
  for (const [lines, line] of [
    [`Connection: Upgrade\r\nUpgrade: h2c\r\nUpgrade: websocket\r\n${key}${version}`],
    [`Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n${key}${version}`],
    [`Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: websocket\r\n${key}${version}`],
    [`Connection: Upgrade\r\nUpgrade: websocket, h2c\r\n${key}${version}`],
    [`Connection: Upgrade\r\nUpgrade: websocket\r\n h2c\r\n${key}${version}`],
    [`Connection: Upgrade\r\nUpgrade: websocket/13\r\n${key}${version}`],
    [`Connection: close\r\nUpgrade: websocket\r\n${key}${version}`],
    [`Connection: X-Upgrade\r\nUpgrade: websocket\r\n${key}${version}`],
    [`${upgrade}${version}`],
    [`${upgrade}Sec-WebSocket-Key: short\r\n${version}`],
    [`${upgrade}${key}${key}${version}`],
    [`${upgrade}${key}`],
    [`${upgrade}${key}Sec-WebSocket-Version: 12\r\n`],
    [`${upgrade}${key}${version}Sec-WebSocket-Version: 12\r\n`],
    [`${upgrade}${key}${version}`, 'GET / HTTP/1.0'],
    [`${upgrade}${key}${version}`, 'POST / HTTP/1.1'],
  ] as const) {
    const { answer, saw } = await ask(lines, line)
    // HAProxy 3.4 takes `h2c` away by itself; where a WebSocket is left, it is asked for in our words.
    if (lines.includes('h2c') && /^HTTP\/1.1 101 /.test(answer)) {
      assert.equal([named(saw, 'upgrade'), named(saw, 'connection')], [['upgrade websocket'], ['connection Upgrade']])
      continue
    }
    // HAProxy itself refuses some of them.
    assert.match(answer, /^HTTP\/1.1 (200|400) /, lines)
    assert.equal(
      saw.filter((header) => /^(upgrade|sec-websocket)|^connection .*upgrade/i.test(header)),
      [],
      lines,
    )
  }
})

test('a switch passes only to the WebSocket that was asked for', async () => {
  for (const path of ['to-h2c', 'to-both', 'to-list', 'to-nothing', 'without-accept', 'wrong-accept']) {
    const { answer } = await ask(`${upgrade}${key}${version}`, `GET /${path} HTTP/1.1`)
    // As above: of both, HAProxy 3.4 leaves the one that was asked for.
    if (/^to-(both|list)$/.test(path) && /^HTTP\/1.1 101 /.test(answer)) {
      assert.not.match(answer, /h2c/i)
      continue
    }
    assert.match(answer, /^HTTP\/1.1 502 /, path)
    assert.is(answer.includes('hello'), false, path)
  }
  assert.match((await ask('', 'GET /unasked HTTP/1.1')).answer, /^HTTP\/1.1 502 /)
})

test('no header names another site', async () => {
  const lines = [
    ...['X-Forwarded-Host', 'X-Forwarded-Server', 'X-Forwarded-URL', 'X-Forwarded', 'X-Forwarded-For', 'Forwarded'],
    ...[
      'X-Host',
      'X-HTTP-Host-Override',
      'X-Original-Host',
      'X-Backend-Host',
      'Real-Host',
      'Host-Override',
      'Proxy-Host',
    ],
    ...['X-Original-URL', 'X-Original-URI', 'X-Rewrite-URL', 'X-Proxy-URL', 'Base-URL', 'Http-Url', 'Request-URI'],
    ...['Proxy', 'Proxy-Connection', 'Proxy-Authorization', 'Via', 'Keep-Alive', 'TE', 'Trailer', 'HTTP2-Settings'],
    ...['X_Forwarded_Host', 'X.Forwarded.Host', 'HTTP_HOST', 'x-FORWARDED-host', 'X!Host', 'Transfer~Encoding'],
  ].map((header) => `${header}: vk.com\r\n`)
  for (const each of [...lines, lines.join('')]) {
    const { answer, saw } = await ask(each)
    assert.match(answer, /^HTTP\/1.1 200 /, each)
    assert.is(/vk\.com/.test(saw.join('\n')), false, saw.join('\n'))
    assert.equal(named(saw, 'host'), [`host ${name}`])
  }
  const plain =
    'Cookie: a=b\r\nX-Requested-With: x\r\nX-Ghost-Preview: 1\r\nHX-Current-URL: http://a.kz/\r\nX-Kept: yes\r\n'
  const { saw } = await ask(`Connection: close, X-Kept, Cookie, Host\r\n${plain}`)
  for (const kept of [
    'cookie a=b',
    'x-requested-with x',
    'x-ghost-preview 1',
    'hx-current-url http://a.kz/',
    'x-kept yes',
  ])
    assert.ok(saw.includes(kept), `${kept} in ${saw.join('\n')}`)
})

test('a body has one end, and nothing unread behind it', async () => {
  const chunks = '3\r\nabc\r\n0\r\n\r\n'
  const coding = 'Transfer-Encoding: chunked\r\n'
  for (const [lines, line, body] of [
    [coding, 'POST / HTTP/1.0', chunks],
    ['Transfer-Encoding: chunked,\r\n', 'POST / HTTP/1.1', chunks],
    ['Transfer-Encoding: , chunked\r\n', 'POST / HTTP/1.1', chunks],
    ['Transfer-Encoding: \x0bchunked\r\n', 'POST / HTTP/1.1', chunks],
    ['Transfer-Encoding: identity\r\n', 'POST / HTTP/1.1', chunks],
    ['Transfer-Encoding: gzip, chunked\r\n', 'POST / HTTP/1.1', chunks],
    [`Transfer-Encoding: identity\r\n${coding}`, 'POST / HTTP/1.1', chunks],
    [`${coding}${coding}`, 'POST / HTTP/1.1', chunks],
    [coding, 'GET / HTTP/1.1', chunks],
    [coding, 'HEAD / HTTP/1.1', chunks],
    ['Content-Length: 3\r\n', 'GET / HTTP/1.1', 'abc'],
    ['Content-Length: 3\r\n', 'TRACE / HTTP/1.1', 'abc'],
    ['Content-Length: 3\r\nContent-Length: 4\r\n', 'POST / HTTP/1.1', 'abcd'],
    ['Content-Length: +3\r\n', 'POST / HTTP/1.1', 'abc'],
    [`${coding} chunked\r\n`, 'POST / HTTP/1.1', chunks],
  ] as const) {
    const { answer, saw } = await ask(lines, line, body)
    assert.match(answer, /^HTTP\/1.1 (400|411|422) |^$/, `${line} ${lines}: ${answer}`)
    assert.equal(saw, [], `${line} ${lines}`)
  }
  for (const lines of ['Content-Length: 3\r\n', 'Content-Length: 3\r\nContent-Length: 3\r\n']) {
    const { answer, saw } = await ask(lines, 'POST / HTTP/1.1', 'abc')
    assert.match(answer, /^HTTP\/1.1 200 /)
    assert.equal(named(saw, 'content-length'), ['content-length 3'])
  }
  assert.match((await ask('Content-Length: 0\r\n')).answer, /^HTTP\/1.1 200 /)
})

test('fields after a chunked body go nowhere', async () => {
  const body = '3\r\nabc\r\n0\r\nHost: vk.com\r\nX-Forwarded-Host: vk.com\r\n\r\n'
  const { answer, saw } = await ask('Transfer-Encoding: chunked\r\n', 'POST / HTTP/1.1', body)
  assert.match(answer, /^HTTP\/1.1 (200|411) /)
  assert.is(saw.join('\n').includes('vk.com'), false, saw.join('\n'))
})

test('who waits for leave to send its body has it from the gate', async () => {
  for (const lines of [
    'Expect: 100-continue\r\n',
    'Expect: 100-continue\r\nExpect: x\r\n',
    'Expect: y 100-continue\r\n',
  ]) {
    const { answer, saw } = await ask(`${lines}Content-Length: 3\r\n`, 'POST / HTTP/1.1', 'abc')
    assert.match(answer, /HTTP\/1.1 200 /)
    assert.equal(named(saw, 'expect'), [])
  }
  const wire = dial(
    pc,
    router,
    gate.ports.http,
    `POST / HTTP/1.1\r\nHost: ${name}\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n`,
  )
  await until('leave', () => /^HTTP\/1.1 100 /.test(wire.text()))
  wire.socket.write('abc')
  await until('the answer', () => wire.text().endsWith('site one'))
  wire.socket.destroy()
})

/** What the gate refuses for how it was asked, and why it says so: each asks from an address of its own. */
const reasons: readonly (readonly [why: string, named: string, ...requests: readonly string[]])[] = [
  ['no-name', '-', 'GET / HTTP/1.0\r\n\r\n'],
  ['no-name', '-', 'GET / HTTP/1.1\r\nHost: 198.18.0.10\r\n\r\n'],
  ['body', name, `GET / HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 3\r\n\r\nabc`],
  ['body', name, `GET / HTTP/1.1\r\nHost: ${name}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['version', name, `GET / HTTP/0.9\r\nHost: ${name}\r\n\r\n`],
  ['target', name, `OPTIONS http://${name} HTTP/1.1\r\nHost: ${name}\r\n\r\n`],
  ['not-http', '-', `GET / HTTP/1.1\r\nHost : ${name}\r\n\r\n`],
  ['not-http', '-', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
  [
    ...['other-name', `www.${name}`],
    ...[`HEAD / HTTP/1.1\r\nHost: ${name}\r\n\r\n`, `HEAD / HTTP/1.1\r\nHost: www.${name}\r\n\r\n`],
  ] as const,
]

for (const [at, [why, named, ...requests]] of reasons.entries()) {
  test(`${JSON.stringify(requests.at(-1))} is recorded as refused:${why}`, async () => {
    const from = `192.168.1.${150 + at}`
    const wire = dial(from, router, gate.ports.http, requests.join(''))
    const record = await gate.record(new RegExp(`^aq1 h ${from} .* refused:`))
    wire.socket.destroy()
    const [, , , , asked, , verdict] = record.split(' ')
    assert.equal([asked, verdict], [named, `refused:${why}`])
  })
}

test.run()
