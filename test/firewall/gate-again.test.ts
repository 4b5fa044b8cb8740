/** A site with addresses that do not answer: the gate tries another one, and says so when none does. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { parseGateRecord } from '../../src/logger/gate-log.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { dial, dialTls, type FarSite, startFarSite } from './far-site.ts'
import { site } from './gate-plan.ts'
import { far, type GateRoom, pc, pc6, router, router6, startGate } from './gate-room.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

/** Addresses where nobody listens, so that a connection is reset, and one that swallows every packet. */
const dead = ['198.18.0.31', '198.18.0.32', '198.18.0.33', '198.18.0.34', '198.18.0.35', '198.18.0.36']
const [dead4 = '', other4 = ''] = dead
const dead6 = '2001:db8:1::31'
const silent4 = '198.18.0.41'

/** HAProxy takes the addresses of an answer in an order of its own: of six pairs, some begin with the dead one. */
const pairs = dead.map((address, at) => ({ name: `two-${at + 1}.kz`, addresses: [address, far.one] }))
const names: readonly { readonly name: string; readonly addresses: readonly string[] }[] = [
  ...pairs,
  { name: 'dual.kz', addresses: [dead4, far.six] },
  { name: 'silent.kz', addresses: [silent4, far.six] },
  { name: 'six-two.kz', addresses: [dead6, far.six] },
  { name: 'three.kz', addresses: [dead4, other4, far.one] },
  { name: 'gone.kz', addresses: [dead4, dead6] },
  { name: 'fine.kz', addresses: [far.one] },
  { name: 'loose.kz', addresses: ['198.18.0.51', far.six] },
]

const test = suite('the gate tries again')
let gate: GateRoom
let one: FarSite
let six: FarSite

test.before(async () => {
  for (const address of [...dead, dead6, silent4, '198.18.0.51'])
    mustRun(['ip', 'address', 'replace', `${address}/${address.includes(':') ? 128 : 32}`, 'dev', 'lo'])
  const rules = [
    'table inet seen {',
    '  counter tried { }',
    `  chain silence { type filter hook input priority 0; ip daddr ${silent4} drop; ip daddr { ${dead.join(', ')} } tcp flags syn counter name tried; }`,
    '}',
  ]
  mustRun(['nft', rules.join('\n')])
  gate = await startGate(
    names.map(({ name }) => site(name)),
    names.flatMap(({ name, addresses }) => addresses.map((address) => `address=/${name}/${address}`)),
  )
  one = await startFarSite(far.one, 'site one')
  six = await startFarSite(far.six, 'site six')
})
test.after(async () => {
  one?.stop()
  six?.stop()
  await gate?.stop()
})

const tries = () => Number(/packets (\d+)/.exec(mustRun(['nft', 'list', 'counter', 'inet', 'seen', 'tried']))?.[1])

/** Who answers over TLS; undefined where the gate closes. */
async function overTls(name: string, from = pc, to = router): Promise<string | undefined> {
  try {
    const wire = await dialTls(from, to, gate.ports.tls, name)
    wire.socket.destroy()
    return wire.text()
  } catch {
    return undefined
  }
}

async function overHttp(request: string, from = pc, to = router): Promise<string> {
  const wire = dial(from, to, gate.ports.http, request)
  await until(`an answer to ${request}`, () => /\r\n\r\n[\s\S]+/.test(wire.text()) || wire.isClosed())
  wire.socket.destroy()
  return wire.text()
}

const get = (name: string, path = '/') => `GET ${path} HTTP/1.1\r\nHost: ${name}\r\n\r\n`

test('the next address of the same kind, over TLS and HTTP, from IPv4 and IPv6', async () => {
  for (const { name } of pairs) {
    assert.is(await overTls(name), 'site one', name)
    assert.match(await overHttp(get(name), pc6, router6), /site one$/, name)
  }
  for (const protocol of ['tls', 'web'])
    assert.match(await gate.ask(`show table away-${protocol}`), /key=::ffff:198\.18\.0\.3\d /)
  assert.is(await overTls('six-two.kz', pc6, router6), 'site six')
  assert.is(await overTls('three.kz'), 'site one')
})

test('the other IP version, after a reset and after silence', async () => {
  assert.is(await overTls('dual.kz'), 'site six')
  assert.match(await overHttp(get('dual.kz')), /site six$/)
  assert.is(await overTls('silent.kz'), 'site six')
  assert.match(await overHttp(get('silent.kz')), /site six$/)
  await gate.record(/^aq1 t 192.168.1.107 \d+ silent.kz 198.18.0.41 allowed \d+ \d\d+ \d+ --$/)
})

test('an address that failed is left alone for a while', async () => {
  await overTls('dual.kz')
  await overHttp(get('dual.kz'))
  const before = tries()
  for (let turn = 0; turn < 3; turn++) {
    assert.is(await overTls('dual.kz'), 'site six')
    assert.match(await overHttp(get('dual.kz')), /site six$/)
  }
  assert.is(tries(), before)
})

test('what goes to another address is passed on whole: bodies, WebSockets, answers of the site', async () => {
  const body = 'x'.repeat(40_000)
  const sent = await overHttp(`POST /echo HTTP/1.1\r\nHost: dual.kz\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  assert.match(sent, /^HTTP\/1.1 200 /)
  assert.ok(six.seen.includes('POST /echo dual.kz'))
  const webSocket =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n'
  const wire = dial(pc, router, gate.ports.http, `GET / HTTP/1.1\r\nHost: dual.kz\r\n${webSocket}\r\n`)
  await until('the switch', () => wire.text().endsWith('hello'))
  wire.socket.write('echo')
  await until('the echo', () => wire.text().endsWith('helloecho'))
  wire.socket.destroy()
  const busy = await overHttp(get('dual.kz', '/busy'))
  assert.match(busy, /^HTTP\/1.1 503 [\s\S]*site six/)
  assert.is(/aqtizim/i.test(busy), false)
  await gate.record(/^aq1 h 192.168.1.107 \d+ dual.kz \S+ allowed /)
})

test('where no address answers, the record says so', async () => {
  assert.is(await overTls('gone.kz'), undefined)
  const page = await overHttp(get('gone.kz'))
  assert.match(page, /^HTTP\/1.1 503 [\s\S]*<html/)
  assert.is(/x-aqtizim/i.test(page), false)
  await gate.record(/^aq1 h 192.168.1.107 \d+ gone.kz 198.18.0.31 refused:no-answer /)
  const record = await gate.record(/^aq1 t 192.168.1.107 \d+ gone.kz /)
  const read = parseGateRecord(`<134>1 2026-11-30T09:00:00+05:00 - aqtizim-gate 1 - - ${record}`, 0)
  assert.equal([read?.verdict, read?.why, read?.name], ['refused', 'no-answer', 'gone.kz'])
})

test('a site cannot pretend that it did not answer', async () => {
  assert.match(await overHttp(get('fine.kz', '/pretend')), /^HTTP\/1.1 200 /)
  assert.match(await overHttp(get('dual.kz', '/pretend')), /^HTTP\/1.1 200 /)
  await gate.record(/^aq1 h 192.168.1.107 \d+ fine.kz \S+ allowed /)
  assert.is(
    gate.records.some((line) => / fine\.kz .*no-answer/.test(line)),
    false,
  )
  assert.is(
    gate.records.some((line) => / dual\.kz .*no-answer/.test(line)),
    false,
  )
})

/** How often an address has failed of late on a port, by the gate's table. */
async function failures(protocol: 'tls' | 'web', address: string): Promise<number> {
  const table = await gate.ask(`show table away-${protocol}`)
  const line = table.split('\n').find((one) => one.includes(`key=::ffff:${address} `)) ?? ''
  return Number(/gpc0_rate\(\d+\)=(\d+)/.exec(line)?.[1] ?? 0)
}

test('only what the gate tried has failed: not what a PC dialled, and not what was left alone', async () => {
  // As the rooms' rules do: a connection to a site comes to the gate, which can read where it was to go.
  const from = `ip saddr ${pc} ip daddr ${far.one} tcp dport`
  const rules = [`${from} 80 redirect to :${gate.ports.http}`, `${from} 443 redirect to :${gate.ports.tls}`]
  mustRun(['nft', `table ip lead { chain lead { type nat hook output priority -100; ${rules.join('; ')}; }; }`])
  const dialled = async () => {
    const wire = dial(pc, far.one, 80, get('gone.kz'))
    await until('a page', () => /\r\n\r\n[\s\S]+/.test(wire.text()) || wire.isClosed())
    wire.socket.destroy()
    await dialTls(pc, far.one, 443, 'gone.kz').catch(() => undefined)
  }
  for (let turn = 0; turn < 2; turn++) await dialled()
  const before = [await failures('web', dead4), await failures('tls', dead4)]
  assert.ok(before.every((rate) => rate > 0))
  for (let turn = 0; turn < 3; turn++) await dialled()
  assert.equal([await failures('web', dead4), await failures('tls', dead4)], before)
  assert.equal([await failures('web', far.one), await failures('tls', far.one)], [0, 0])
  mustRun(['nft', 'delete table ip lead'])
})

test('without the daemon the other IP version is tried all the same', async () => {
  await gate.stopDaemon()
  assert.is(await overTls('loose.kz'), 'site six')
  assert.match(await overHttp(get('loose.kz')), /site six$/)
  assert.is(await overTls('loose.kz'), 'site six')
  assert.is(await overTls('gone.kz'), undefined)
})

test.run()
