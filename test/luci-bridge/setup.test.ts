/** From nothing to a shut lab: which steps are done by what the router has, and rooms made of networks. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkZone } from '../../src/health/router.ts'
import type { Caller } from '../../src/luci-bridge/daemon.ts'
import { roomsAdd, zoneSet } from '../../src/luci-bridge/methods/setup.ts'
import { type SetupFacts, setupSteps } from '../../src/luci-bridge/setup-steps.ts'
import { Uci, type UciSections } from '../../src/luci-bridge/uci.ts'
import { KAZAKH_POSIX, KAZAKH_ZONES } from '../../src/machine/kazakh-zones.ts'
import { routerZone } from '../../src/machine/time-zone.ts'

const test = suite('from nothing to a shut lab')

const nothing: SetupFacts = {
  ...{ rooms: 0, school: '', people: [], zone: 'UTC', clockIsSet: false, roles: [], sites: 0, sent: false },
  ...{ version: 0, drills: [] },
}
const done = (facts: Partial<SetupFacts>) =>
  setupSteps({ ...nothing, ...facts })
    .filter((step) => step.done)
    .map(({ name }) => name)

test('nothing is done on a new router, and each step says its commands', () => {
  assert.equal(done({}), [])
  const steps = setupSteps(nothing)
  assert.equal(
    steps.map(({ name }) => name),
    ['rooms', 'school', 'clock', 'logins', 'sites', 'send', 'approve', 'drill'],
  )
  for (const { name, commands } of steps) assert.ok(commands.length > 0, name)
})

test('each step is done by what it is about, and by nothing else', () => {
  assert.equal(done({ rooms: 1 }), ['rooms'])
  assert.equal(done({ school: '№ 1 мектеп', people: ['director'] }), [])
  assert.equal(done({ school: ' ', people: ['director', 'teacher'] }), [])
  assert.equal(done({ school: '№ 1 мектеп', people: ['director', 'teacher'] }), ['school'])
  assert.equal(done({ zone: 'Asia/Almaty' }), [])
  assert.equal(done({ clockIsSet: true }), [])
  assert.equal(done({ clockIsSet: true, zone: '' }), [])
  assert.equal(done({ clockIsSet: true, zone: 'Asia/Almaty' }), ['clock'])
  assert.equal(done({ roles: ['teacher', 'admin'] }), [])
  assert.equal(done({ roles: ['teacher', 'director'] }), ['logins'])
  assert.equal(done({ sites: 3 }), ['sites'])
  assert.equal(done({ sites: 3, sent: true }), ['sites', 'send'])
  assert.equal(done({ drills: [{ probes: 0, right: 0 }] }), [])
  assert.equal(done({ drills: [{ probes: 9, right: 8 }] }), [])
  assert.equal(
    done({
      drills: [
        { probes: 9, right: 8 },
        { probes: 9, right: 9 },
      ],
    }),
    ['drill'],
  )
})

test('an approved list says that there were sites and that they were sent', () => {
  assert.equal(done({ version: 1 }), ['sites', 'send', 'approve'])
})

const caller: Caller = { user: 'root', roles: ['admin'] }
const network = (name: string, isInternet = false, addresses: string[] = []) => ({
  ...{ name, device: name, up: true, addresses, isInternet },
})
/** With one that is left for whoever looks after the router. */
const school = [network('lan'), network('12-b'), network('main'), network('wan', true), network('office')]

function router(sections: UciSections, all = school) {
  const calls: unknown[] = []
  const events: unknown[] = []
  const uci = new Uci(async (method, args) => {
    if (method === 'get') return { values: sections }
    if (method === 'add' || method === 'set') calls.push(args)
    return {}
  })
  const networks = async () => all
  const event = (name: string, details: object) => void events.push({ name, ...details })
  return { calls, events, add: roomsAdd({ uci, networks, event }), setZone: zoneSet({ uci, event }) }
}

const settings: UciSections = {
  main: { '.type': 'aqtizim' },
  old: { '.type': 'room', network: ['lan'] },
}

test('rooms: a section for each, named so that the white list can name it and no section is overwritten', async () => {
  const { add, calls, events } = router(settings)
  const rooms = [
    { network: '12-b', name: 'Кабинет 12' },
    { network: 'main', name: 'Үлкен зал' },
  ]
  assert.equal(await add({ rooms }, caller), { rooms: ['room_12_b', 'main_2'] })
  assert.equal(calls, [
    { config: 'aqtizim', type: 'room', name: 'room_12_b', values: { name: 'Кабинет 12', network: ['12-b'] } },
    { config: 'aqtizim', type: 'room', name: 'main_2', values: { name: 'Үлкен зал', network: ['main'] } },
  ])
  assert.is(events.length, 2)
})

for (const [what, networks, code, argument] of [
  ['one that is a room', ['12-b', 'lan'], 'network-has-room', 'rooms.1.network'],
  ['one that the router does not have', ['12-b', 'nosuch'], 'network-unknown', 'rooms.1.network'],
  ['the way to the internet', ['wan'], 'network-is-internet', 'rooms.0.network'],
  ['one twice', ['12-b', '12-b'], 'network-has-room', 'rooms.1.network'],
] as const)
  test(`rooms: ${what} is refused, and none is made`, async () => {
    const { add, calls, events } = router(settings)
    const answer = await add({ rooms: networks.map((each) => ({ network: each, name: 'X' })) }, caller)
    assert.equal('error' in answer && [answer.message.code, answer.argument], [code, argument])
    assert.equal([calls, events], [[], []])
  })

const own = [
  network('lan', false, ['192.168.1.1/24', 'fd12::1/64']),
  network('media', false, ['192.168.2.1/24']),
  network('wan', true, ['198.18.0.2/24']),
]
const one = (name: string) => [{ network: name, name: 'X' }]

for (const opened of ['192.168.1.1', '[fd12::1]'])
  test(`rooms: the network that the pages are opened by needs its name typed (${opened})`, async () => {
    const { add, calls } = router({}, own)
    for (const typed of [undefined, 'media', 'X', '']) {
      const answer = await add({ rooms: one('lan'), opened, ...(typed === undefined ? {} : { typed }) }, caller)
      assert.equal('error' in answer && answer.message, {
        ...{ code: 'network-is-yours', values: { network: 'lan' } },
        text: 'error' in answer ? answer.message.text : '',
      })
    }
    assert.is(calls.length, 0)
    assert.equal(await add({ rooms: one('media'), opened }, caller), { rooms: ['media'] })
    assert.equal(await add({ rooms: one('lan'), opened, typed: 'lan' }, caller), { rooms: ['lan'] })
  })

test('rooms: the last network that is none needs its name typed, wherever the pages are opened', async () => {
  const guarded: UciSections = { old: { '.type': 'room', network: ['media'] } }
  for (const opened of ['openwrt.lan', '127.0.0.1', '', '::', '999.1.1.1']) {
    const { add, calls } = router(guarded, own)
    const answer = await add({ rooms: one('lan'), opened }, caller)
    assert.is('error' in answer && answer.message.code, 'network-is-yours', opened)
    assert.is(calls.length, 0)
    assert.equal(await add({ rooms: one('lan'), opened, typed: 'lan' }, caller), { rooms: ['lan'] })
  }
  const both = await router({}, own).add({ rooms: [...one('media'), ...one('lan')] }, caller)
  assert.is('error' in both && both.message.code, 'network-is-yours')
})

test('zone: the name and what OpenWrt makes of it, in the section that is there', async () => {
  const system: UciSections = { cfg01: { '.type': 'system', zonename: 'UTC' }, ntp: { '.type': 'timeserver' } }
  const { setZone, calls, events } = router(system)
  assert.equal(await setZone({ zone: 'Asia/Oral' }, caller), {})
  const values = { zonename: 'Asia/Oral', timezone: '<+05>-5' }
  assert.equal(calls, [{ config: 'system', section: 'cfg01', values }])
  assert.equal(events, [{ name: 'zone-set', zone: 'Asia/Oral', user: 'root' }])
  const bare = router({})
  await bare.setZone({ zone: 'Asia/Oral' }, caller)
  assert.equal(bare.calls, [{ config: 'system', type: 'system', values }])
})

test('zone: each of Kazakhstan’s is known here, and goes as its POSIX string says', () => {
  for (const zone of KAZAKH_ZONES) {
    const read = routerZone({ one: { '.type': 'system', zonename: zone, timezone: KAZAKH_POSIX } })
    assert.is(read.zone, zone)
    assert.is(checkZone(read, Date.UTC(2026, 10, 30)).verdict, 'ok', zone)
  }
})

test.run()
