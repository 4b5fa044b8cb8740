/** From nothing to a shut lab: which steps are done by what the router has, and rooms made of networks. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Caller } from '../../src/luci-bridge/daemon.ts'
import { roomsAdd } from '../../src/luci-bridge/methods/setup.ts'
import { type SetupFacts, setupSteps } from '../../src/luci-bridge/setup-steps.ts'
import { Uci, type UciSections } from '../../src/luci-bridge/uci.ts'

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
const network = (name: string, isInternet = false) => ({ name, device: name, up: true, addresses: [], isInternet })

function router(sections: UciSections) {
  const calls: unknown[] = []
  const events: unknown[] = []
  const uci = new Uci(async (method, args) => {
    if (method === 'get') return { values: sections }
    if (method === 'add') calls.push(args)
    return {}
  })
  const networks = async () => [network('lan'), network('12-b'), network('main'), network('wan', true)]
  const event = (name: string, details: object) => void events.push({ name, ...details })
  return { calls, events, add: roomsAdd({ uci, networks, event }) }
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

test.run()
