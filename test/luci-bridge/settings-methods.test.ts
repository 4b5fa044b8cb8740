/** Seats, PCs' names, exempt machines and hours, over files and settings in memory. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Caller } from '../../src/luci-bridge/daemon.ts'
import { exemptSave } from '../../src/luci-bridge/methods/exempt-save.ts'
import { pcs } from '../../src/luci-bridge/methods/pcs.ts'
import { pcsSave } from '../../src/luci-bridge/methods/pcs-save.ts'
import { seats } from '../../src/luci-bridge/methods/seats.ts'
import { seatsSave } from '../../src/luci-bridge/methods/seats-save.ts'
import { Sightings } from '../../src/luci-bridge/sightings.ts'
import { Uci, type UciSections } from '../../src/luci-bridge/uci.ts'
import { openSeats } from '../../src/seating/store.ts'
import { fakeMachine } from '../machine/fake-machine.ts'

const test = suite('methods that write settings')
const caller: Caller = { user: 'aigul', roles: ['teacher'] }
type Event = [name: string, details: Record<string, string | number | boolean>]

/** A config of one package; `fails` says which call is refused. */
function fakeUci(sections: UciSections, fails: (method: string) => boolean = () => false) {
  const calls: string[] = []
  const uci = new Uci(async (method, args) => {
    // Nobody has staged anything.
    if (method === 'changes') return {}
    calls.push(method)
    if (fails(method)) throw Object.assign(new Error('no'), { code: 'PERMISSION_DENIED' })
    if (method === 'get') return { values: sections }
    calls.push(JSON.stringify(args))
    return {}
  })
  return { uci, calls }
}

const pcSections: UciSections = {
  cfg1: { '.type': 'pc', name: 'PC-01', mac: '02-00-00-00-00-01', room: 'lab' },
  cfg2: { '.type': 'pc', name: 'PC-02', mac: '02:00:00:00:00:02' },
  room: { '.type': 'room', name: 'lab' },
}
const live = () => ({ settings: { rooms: [{ id: 'lab' }], pcs: [{ name: 'PC-01' }] } }) as never

test('seats: what was pasted is kept by class; the second writer is told, the journal hears of numbers alone', async () => {
  const machine = fakeMachine(undefined, { '/x': '' })
  const events: Event[] = []
  const event = (...said: Event) => void events.push(said)
  const store = openSeats(machine, '/seats.json')
  const save = seatsSave({ seats: store, live, event })
  const read = seats({ seats: store })
  const empty = await read({ class: '7 «Ә»' }, caller)
  const base = 'sha256' in empty ? String(empty.sha256) : ''
  const saved = await save({ class: '7 «Ә»', base, text: 'PC-01\tАйгүл\nPC-09\tДана\n' }, caller)
  assert.equal('rows' in saved && [saved.rows.length, saved.classes, saved.problems?.length], [2, ['7 «Ә»'], 1])
  assert.is('code' in (await save({ class: '7 «Ә»', base, rows: [] }, caller)), true)
  assert.equal(events, [['seats', { class: '7 «Ә»', seats: 2, user: 'aigul' }]])
  const wrong = await save({ class: '8', base, text: 'PC-01\tА\nPC-01\tБ\n' }, caller)
  assert.equal('argument' in wrong && wrong.argument, 'text')
  assert.equal(await read({}, caller), { classes: ['7 «Ә»'], rows: [], sha256: base })
})

test('PCs: what is the same is not written, what fails is taken back', async () => {
  const events: Event[] = []
  const event = (...said: Event) => void events.push(said)
  const same = fakeUci(pcSections)
  const unchanged = { pcs: [{ mac: '02:00:00:00:00:01', name: 'PC-01' }] }
  assert.equal(await pcsSave({ uci: same.uci, live, event })(unchanged, caller), { changed: 0 })
  assert.equal(same.calls, ['get'])
  const moved = fakeUci(pcSections)
  await pcsSave({ uci: moved.uci, live, event })(
    { pcs: [{ mac: '02:00:00:00:00:01', name: 'PC-01', room: '' }] },
    caller,
  )
  assert.equal(
    moved.calls.filter((call) => !call.startsWith('{')),
    ['get', 'set', 'delete', 'commit'],
  )
  const broken = fakeUci(pcSections, (method) => method === 'commit')
  const failing = pcsSave({ uci: broken.uci, live, event })({ pcs: [{ mac: '02:00:00:00:00:03', name: 'X' }] }, caller)
  assert.is(
    await failing.then(
      () => 'done',
      (error: Error) => error.message,
    ),
    'no',
  )
  assert.ok(broken.calls.includes('revert'))
  assert.is(events.length, 1, 'what was not written is no event')
})

test('PCs: two names may change places in one go, and no two may share one', async () => {
  const event = () => {}
  const swapped = {
    pcs: [
      { mac: '02:00:00:00:00:01', name: 'PC-02' },
      { mac: '02:00:00:00:00:02', name: 'PC-01' },
    ],
  }
  assert.equal(await pcsSave({ uci: fakeUci(pcSections).uci, live, event })(swapped, caller), { changed: 2 })
  const twins = { pcs: swapped.pcs.map(({ mac }) => ({ mac, name: 'Бір' })) }
  const failed = await pcsSave({ uci: fakeUci(pcSections).uci, live, event })(twins, caller)
  assert.equal('argument' in failed && failed.argument, 'pcs.0.name')
})

test('exempt: a machine has one section, whatever was there', async () => {
  const events: Event[] = []
  const sections = {
    a: { '.type': 'exempt', name: 'Old', mac: '02:00:00:00:00:07' },
    b: { '.type': 'exempt', name: 'Older', mac: '02-00-00-00-00-07' },
  }
  const { uci, calls } = fakeUci(sections)
  const save = exemptSave({ uci, event: (...said) => void events.push(said) })
  await save({ mac: '02:00:00:00:00:07', exempt: true, ips: ['192.168.1.7'] }, caller)
  assert.equal(
    calls.filter((call) => !call.startsWith('{')),
    ['get', 'delete', 'delete', 'add', 'commit'],
  )
  assert.match(calls.join(' '), /"name":"Old","mac":"02:00:00:00:00:07","ip":\["192.168.1.7"\]/)
  await save({ mac: '02:00:00:00:00:99', exempt: false }, caller)
  assert.is(events.length, 1, 'nothing changed, nothing is said')
})

test('PCs: those of rooms, and those that have a name or are exempt, wherever they were seen', async () => {
  const mac = (number: number) => `02:00:00:00:00:0${number}`
  const sightings = new Sightings()
  for (const [number, ip] of [
    [1, '192.168.1.1'],
    [2, '10.0.0.2'],
    [3, '192.168.1.3'],
    [4, '10.0.0.4'],
  ] as const)
    sightings.add(mac(number), ip, number)
  const settings = { pcs: [{ mac: mac(2), name: 'PC-02' }], exempt: [{ mac: mac(5), name: 'Teacher', addresses: [] }] }
  const method = pcs({
    ...{ sightings, live: () => ({ settings }) as never, lookAround: async () => {}, hostnames: async () => new Map() },
    roomOf: (ip) => (ip.startsWith('192.168.1.') ? 'lab' : undefined),
  })
  const answer = await method({}, caller)
  assert.equal('pcs' in answer && answer.pcs.map((pc) => pc.mac), [mac(2), mac(5), mac(3), mac(1)])
})

test.run()
