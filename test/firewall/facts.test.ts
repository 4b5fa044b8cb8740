/** Tests what is read of netifd's networks. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type FirewallSettings, type InterfaceStatus, readFacts } from '../../src/firewall/facts.ts'
import { texts } from '../messages/texts.ts'

const test = suite('facts of the router')

const settings = (more: Partial<FirewallSettings> = {}): FirewallSettings => ({
  rooms: [{ id: 'lab', name: 'Зертхана', networks: ['lan'] }],
  exempt: [],
  upstreams: ['127.0.0.1#53'],
  markMask: 0x0f000000,
  nameCheck: true,
  school: '',
  language: 'kk',
  ...more,
})
const at = (name: string, more: Partial<InterfaceStatus> = {}): InterfaceStatus => ({ interface: name, ...more })
const lan = at('lan', { l3_device: 'br-lan', 'ipv4-address': [{ address: '192.168.1.1', mask: 24 }] })
const wan = at('wan', { l3_device: 'eth1', route: [{ target: '0.0.0.0', mask: 0 }] })
const state = { paused: new Set<string>(), runDir: '/var/run/aqtizim' }
const read = (dump: readonly InterfaceStatus[], more: Partial<FirewallSettings> = {}) =>
  readFacts(settings(more), dump, state)

test('reads a room, its subnets without host bits, and the way out', () => {
  const { facts, faults } = read([lan, wan])
  assert.equal(faults, [])
  assert.is(facts.rooms.length, 1)
  const [room] = facts.rooms
  assert.equal(room?.devices, ['br-lan'])
  assert.equal(room?.networks4, ['192.168.1.0/24'])
  assert.equal(room?.addresses4, ['192.168.1.1'])
  assert.equal(facts.wanDevices, ['eth1'])
})

test('what is managed: the private addresses of the router, and its next routers', () => {
  const mask = 0
  const dsl = at('wan', {
    l3_device: 'eth1',
    'ipv4-address': [{ address: '192.168.100.2', mask: 24 }],
    route: [
      { target: '0.0.0.0', mask, nexthop: '192.168.100.1' },
      { target: '::', mask, nexthop: 'fe80::1' },
      { target: '::', mask, nexthop: 'fd00:9:0::1' },
      { target: '10.0.0.0', mask: 8, nexthop: '10.0.0.1' },
      { target: '::', mask, nexthop: 'x' },
    ],
  })
  const bridge = at('vpn', { l3_device: 'tun0', 'ipv4-address': [{ address: '198.18.0.2', mask: 24 }] })
  assert.equal(read([lan, dsl, bridge]).facts.managed, ['192.168.1.1', '192.168.100.2', '192.168.100.1', 'fd00:9::1'])
})

test('an IPv6 network that the provider has delegated counts by the address that the router took in it', () => {
  const delegated = at('lan', {
    l3_device: 'br-lan',
    'ipv6-address': [{ address: 'fd12::1', mask: 64 }],
    'ipv6-prefix-assignment': [
      { address: '2001:2:0:101::', mask: 64, 'local-address': { address: '2001:2:0:101::1', mask: 64 } },
      { address: '2001:2:0:102::', mask: 64 },
    ],
  })
  const [room] = read([delegated, wan]).facts.rooms
  assert.equal(room?.networks6, ['fd12::/64', '2001:2:0:101::/64'])
  assert.equal(room?.addresses6, ['fd12::1', '2001:2:0:101::1'])
})

test('a network that is missing, has no device, or a hostile one, is a fault that names the room', () => {
  const cases: [InterfaceStatus[], RegExp][] = [
    [[wan], /^room lab: the router has no network "lan"$/],
    [[at('lan'), wan], /^room lab: network "lan" has no device yet$/],
    [[at('lan', { device: 'br"; accept' }), wan], /^room lab: "br\\"; accept" is no name of a device$/],
    [[at('lan', { device: '-j' }), wan], /is no name of a device$/],
    [[at('lan', { device: 'a234567890123456' }), wan], /is no name of a device$/],
    [[at('lan', { device: 'br-lan\n' }), wan], /is no name of a device$/],
  ]
  for (const [dump, fault] of cases) {
    const { facts, faults } = read(dump)
    assert.is(faults.length, 1, texts(faults).join())
    assert.match(faults[0]?.text ?? '', fault)
    assert.equal(facts.rooms, [])
  }
})

test('addresses that are none get no further', () => {
  const odd = at('lan', {
    l3_device: 'br-lan',
    'ipv4-address': [
      { address: '192.168.1', mask: 24 },
      { address: '0x7f.1', mask: 8 },
    ],
    'ipv6-address': [{ address: 'fe80::1 }; accept', mask: 64 }],
  })
  const [room] = read([odd, wan]).facts.rooms
  assert.equal([room?.networks4, room?.networks6], [[], []])
})

test('of two rooms with one device the first has it, and the other is told', () => {
  const rooms = [
    { id: 'one', name: '', networks: ['lan'] },
    { id: 'two', name: '', networks: ['lan', 'media'] },
  ]
  const media = at('media', { l3_device: 'br-media' })
  const { facts, faults } = read([lan, media, wan], { rooms })
  assert.equal(
    facts.rooms.map(({ id, devices }) => [id, devices]),
    [
      ['one', ['br-lan']],
      ['two', ['br-media']],
    ],
  )
  assert.equal(texts(faults), ['room two: br-lan belongs to another room already'])
})

test('a room without any network is a fault', () => {
  const { faults } = read([lan, wan], { rooms: [{ id: 'lab', name: '', networks: [] }] })
  assert.equal(texts(faults), ['room lab: it has no network'])
})

test('the way out is where the default routes are, by either version, and never a room', () => {
  const six = at('wan6', { l3_device: 'eth2', route: [{ target: '::', mask: 0 }] })
  const inner = at('lan', { l3_device: 'br-lan', route: [{ target: '0.0.0.0', mask: 0 }] })
  assert.equal(read([inner, wan, six]).facts.wanDevices, ['eth1', 'eth2'])
  const hostile = at('wan', { l3_device: 'eth1"', route: [{ target: '0.0.0.0', mask: 0 }] })
  assert.equal(read([lan, hostile]).facts.wanDevices, [])
})

test('while the provider is away, wan and wan6 stand in; without them it is said', () => {
  assert.equal(read([lan, at('wan', { device: 'eth1' })]).facts.wanDevices, ['eth1'])
  const { facts, faults } = read([lan, at('guest', { device: 'br-guest' })])
  assert.equal(facts.wanDevices, [])
  assert.equal(texts(faults), ['no network leads to the internet'])
})

test('an exempt device keeps its addresses apart by version', () => {
  const exempt = [{ mac: '02:00:00:00:01:01', addresses: ['192.168.1.10', '2001:2::10'] }]
  const [device] = read([lan, wan], { exempt }).facts.exempt
  assert.equal(device, { mac: '02:00:00:00:01:01', addresses4: ['192.168.1.10'], addresses6: ['2001:2::10'] })
})

test.run()
