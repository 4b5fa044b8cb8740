/** Connectivity checks: the gate answers them as their makers do, whatever the list says, and nothing leaves the router. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { connectivityAnswers } from '../../src/firewall/connectivity-checks.ts'
import { updateMaps } from '../../src/firewall/gate.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { dial, type FarSite, startFarSite } from './far-site.ts'
import { room, site } from './gate-plan.ts'
import { far, type GateRoom, pc, router, startGate } from './gate-room.ts'
import { enterOwnNamespace } from './own-namespace.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('connectivity checks at the gate')
let gate: GateRoom
let one: FarSite

test.before(async () => {
  gate = await startGate([site('www.google.com')], [`address=/www.google.com/${far.one}`])
  one = await startFarSite(far.one, 'site one')
})
test.after(async () => {
  one?.stop()
  await gate?.stop()
})

async function ask(host: string, path: string, method = 'GET'): Promise<{ head: string; body: string }> {
  const wire = dial(
    pc,
    router,
    gate.ports.http,
    `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  )
  await until(`an answer of ${host}`, () => wire.isClosed())
  const [head = '', ...rest] = wire.text().split('\r\n\r\n')
  return { head, body: rest.join('\r\n\r\n') }
}

for (const { id, hosts, paths, status, type, body = '', headers = [] } of connectivityAnswers) {
  test(`${id}: status, body and headers`, async () => {
    for (const host of hosts.filter((name) => name !== 'www.google.com')) {
      const answer = await ask(host, `${paths[0] ?? '/'}?x=1`)
      assert.match(answer.head, new RegExp(`^HTTP/1.1 ${status} `), `${host}: ${answer.head}`)
      assert.is(answer.body, body)
      if (type !== undefined) assert.match(answer.head, new RegExp(`^content-type: ${type}$`, 'im'))
      assert.is(/^content-length: 0$|^content-length: [0-9]+$/im.test(answer.head) || status === 204, true)
      for (const [name, value] of headers) assert.match(answer.head, new RegExp(`^${name}: ${value}$`, 'im'))
    }
  })
}

test('other paths, other methods and names below are refused like any unlisted site', async () => {
  for (const [host, path, method] of [
    ['connectivitycheck.gstatic.com', '/', 'GET'],
    ['www.gstatic.com', '/other', 'GET'],
    ['www.msftconnecttest.com', '/redirect', 'GET'],
    ['captive.apple.com', '/', 'POST'],
    ['a.captive.apple.com', '/', 'GET'],
    ['captive.apple.com.kz', '/', 'GET'],
  ] as const)
    assert.match((await ask(host, path, method)).head, /^HTTP\/1.1 403 /, `${method} ${host}${path}`)
})

test('what is listed is passed on to the site itself', async () => {
  const before = one.seen.length
  assert.match((await ask('www.google.com', '/generate_204')).head, /^HTTP\/1.1 200 /)
  assert.equal(one.seen.slice(before), ['GET /generate_204 www.google.com'])
})

test('a paused room is connected all the same, and the journal says what it was', async () => {
  await updateMaps(gate.ask, gate.maps([site('www.google.com')], { rooms: [room('informatics', 1, { paused: true })] }))
  assert.is((await ask('www.msftconnecttest.com', '/connecttest.txt')).body, 'Microsoft Connect Test')
  assert.match((await ask('vk.com', '/')).head, /^HTTP\/1.1 403 /)
  await gate.record(/^aq1 h 192.168.1.107 \d+ www.msftconnecttest.com - refused:connectivity /)
})

test.run()
