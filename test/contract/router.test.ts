/** Objects of which we read a little: `network.interface`, `luci-rpc`, `log`, `system`. */

import type { Table, Value } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codeOf, frame, needing, openTarget, pocketOnly } from './target.ts'

const target = await openTarget()
const test = suite('contract: the rest of the router')
frame(test, target)

const tables = (value: Value | undefined): Table[] => (Array.isArray(value) ? (value as Table[]) : [])

needing(
  test,
  target,
  'network.interface',
)('each interface of the dump has a status of its own', async () => {
  const dump = await target.bus.call('network.interface', 'dump')
  const loopback = tables(dump.interface).find((one) => one.interface === 'loopback')
  const status = await target.bus.call('network.interface.loopback', 'status')
  for (const one of [loopback, status]) {
    assert.is(one?.up, true)
    assert.is(one?.l3_device, 'lo')
    assert.equal(one?.['ipv4-address'], [{ address: '127.0.0.1', mask: 8 }])
    assert.ok(Array.isArray(one?.['ipv6-address']) && Array.isArray(one?.route))
  }
})

needing(
  test,
  target,
  'luci-rpc',
)('hints and leases have their forms', async () => {
  const hints = await target.bus.call('luci-rpc', 'getHostHints')
  for (const [mac, hint] of Object.entries(hints)) {
    assert.match(mac, /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/)
    assert.ok(Array.isArray((hint as Table).ipaddrs))
  }
  const leases = await target.bus.call('luci-rpc', 'getDHCPLeases')
  assert.ok(Array.isArray(leases.dhcp_leases) && Array.isArray(leases.dhcp6_leases))
})

pocketOnly(test, target)('leases are those that were given', async () => {
  const hints = await target.bus.call('luci-rpc', 'getHostHints')
  assert.equal(hints, { '02:00:00:00:00:07': { ipaddrs: ['127.0.0.7'], ip6addrs: [], name: 'PC-07' } })
  const lease = { expires: false, macaddr: '02:00:00:00:00:07', ipaddr: '127.0.0.7', hostname: 'PC-07' }
  assert.equal(await target.bus.call('luci-rpc', 'getDHCPLeases', { family: 4 }), { dhcp_leases: [lease] })
})

needing(
  test,
  target,
  'log',
)('the log gives back what was written to it', async () => {
  const line = `contract ${process.pid}`
  await target.bus.call('log', 'write', { event: line })
  const { log } = await target.bus.call('log', 'read', { lines: 5, stream: false })
  const found = tables(log).find((entry) => String(entry.msg).includes(line))
  assert.is(typeof found?.time, 'number')
  assert.is(typeof found?.priority, 'number')
})

needing(
  test,
  target,
  'system',
)('the system says what it is', async () => {
  const board = await target.bus.call('system', 'board')
  for (const key of ['kernel', 'hostname', 'model', 'board_name']) assert.is(typeof board[key], 'string')
  const info = await target.bus.call('system', 'info')
  assert.is(typeof info.uptime, 'number')
  assert.is(await codeOf(target.bus.call('system', 'nosuch')), 'METHOD_NOT_FOUND')
})

test.run()
