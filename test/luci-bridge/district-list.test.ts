/** The methods of the district's list: what is offered page by page, taken over, taken back, and refused. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KeptList } from '../../src/district-list/kept-list.ts'
import { headed } from '../../src/district-list/signed-list.ts'
import { Draft } from '../../src/luci-bridge/draft.ts'
import { Imports } from '../../src/luci-bridge/imports.ts'
import { districtList, districtListFetch, districtListTake } from '../../src/luci-bridge/methods/district-list.ts'
import { message } from '../../src/messages/message.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { fakeMachine } from '../machine/fake-machine.ts'

const test = suite("methods of the district's list")
const teacher = { user: 'aigul', roles: ['teacher' as const] }

const keptOf = (sites: string, version = 3): KeptList => ({
  ...{ version, date: '2026-11-30', sha256: '', signature: '', at: '2026-11-30T04:00:00.000Z' },
  text: headed(`sites:\n${sites}`, version, '2026-11-30'),
})
const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `  - domain: s${from + at}.kz\n`).join('')

function setUp(draftText: string, kept: KeptList | undefined, url: string | undefined = 'https://a.kz/list.yaml') {
  const machine = fakeMachine(undefined, { '/d.yaml': draftText })
  const breathe = async () => {}
  const draft = new Draft({
    ...{ machine, path: '/d.yaml', statePath: '/d.json', onChange: () => {}, breathe },
    ...{ rooms: () => ['lab'], today: () => undefined, inForce: () => undefined },
  })
  const imports = new Imports({
    machine,
    draft,
    rooms: () => [],
    today: () => undefined,
    undoPath: '/undo.json',
    breathe,
  })
  const events: unknown[] = []
  let fetched = 0
  const follower = {
    ...{ url: () => url, standing: () => ({ running: false }) },
    list: async () => kept && { ...kept, whitelist: parse(kept.text).whitelist },
    fetch: async () => void fetched++,
  }
  const event = (name: string, details: object) => events.push([name, details])
  const tools = { draft, imports, event, breathe, districtList: follower } as unknown as Parameters<
    typeof districtList
  >[0]
  const look = async (args: { offset?: number } = {}) => {
    const answer = await districtList(tools)(args, teacher)
    if ('error' in answer) throw new Error(answer.error)
    return answer
  }
  const take = districtListTake(tools)
  return { machine, tools, draft, imports, events, look, take, fetches: () => fetched }
}

test('without settings and without a list it says why, and fetches nothing without settings', async () => {
  const none = { ...setUp('sites:\n', undefined) }
  assert.equal((await none.look()).fault, message('district-list-none-yet'))
  assert.equal(await districtListFetch(none.tools)({}, teacher), { started: true })
  assert.is(none.fetches(), 1)
  const off = setUp('sites:\n', undefined, '')
  Object.assign(off.tools.districtList, { url: () => undefined })
  assert.equal([(await off.look()).fault?.code, (await off.look()).url], ['district-list-off', undefined])
  const refused = await districtListFetch(off.tools)({}, teacher)
  assert.equal(['error' in refused && refused.code, off.fetches()], ['refused', 0])
})

test('a long list comes in pages', async () => {
  const { look } = setUp('sites:\n  - domain: own.kz\n', keptOf(names(0, 700)))
  const first = await look()
  assert.equal([first.list?.entries, first.added, first.offers.length, first.next], [700, 700, 300, 300])
  const last = await look({ offset: 600 })
  assert.equal([last.offers.length, last.offers[99]?.name, last.next], [100, 's699.kz', undefined])
})

test('one entry or all of a kind is taken over, told in the journal, and taken back', async () => {
  const before = 'sites:\n  - domain: gone.kz\n    group: district@2026-01-01\n'
  const { look, take, draft, imports, events } = setUp(before, keptOf(names(0, 3)))
  const { sha256: base } = await look()
  const one = await take({ base, version: 3, kind: 'added', name: 's1.kz' }, teacher)
  if ('error' in one) throw new Error(one.error)
  assert.equal([one.taken, one.left, one.sha256], [1, 0, draft.now().sha256])
  assert.is(draft.now().text, `${before}  - domain: s1.kz\n    group: district@2026-11-30\n`)
  assert.equal(events, [
    ['district-list-taken', { version: 3, kind: 'added', entries: 1, site: 's1.kz', user: 'aigul' }],
  ])
  imports.undo('aigul')
  assert.is(draft.now().text, before)
  const all = await take({ base, version: 3, kind: 'added' }, teacher)
  assert.is('error' in all ? all.error : all.taken, 3)
  const gone = await take({ base: draft.now().sha256, version: 3, kind: 'removed' }, teacher)
  assert.is('error' in gone ? gone.error : gone.taken, 1)
  const { added, changed, removed, marked } = await look()
  assert.equal([added, changed, removed, marked], [0, 0, 0, 3])
})

test('more than 500 are taken over in several steps', async () => {
  const { look, take } = setUp('sites:\n', keptOf(names(0, 700)))
  const { sha256: base } = await look()
  const first = await take({ base, version: 3, kind: 'added' }, teacher)
  assert.equal('error' in first ? first.error : [first.taken, first.left], [500, 200])
})

test('what the school itself wrote is taken by its name alone', async () => {
  const text = (own: string) => `sites:
  - domain: s0.kz${own}
  - domain: s1.kz
    open: on-demand
    group: district@2026-01-01
`
  const own = '\n    except: [games.s0.kz]'
  const { look, take, draft } = setUp(text(own), keptOf(names(0, 2)))
  const { sha256: base, offers } = await look()
  assert.equal(
    offers.map((offer) => [offer.name, offer.own]),
    [
      ['s0.kz', true],
      ['s1.kz', false],
    ],
  )
  const wanted = { base, version: 3, kind: 'changed' } as const
  const all = await take(wanted, teacher)
  if ('error' in all) throw new Error(all.error)
  assert.equal([all.taken, all.left], [1, 0])
  const taken = text(own).replace('    open: on-demand\n', '').replace('2026-01-01', '2026-11-30')
  assert.is(draft.now().text, taken)
  const none = await take({ ...wanted, base: all.sha256 }, teacher)
  assert.is('error' in none && none.message?.code, 'district-list-nothing-left')
  const one = await take({ ...wanted, base: all.sha256, name: 's0.kz' }, teacher)
  assert.is('error' in one ? one.error : one.taken, 1)
  assert.not.match(draft.now().text, 'except')
})

test('an edit that changes nothing is refused: what can be taken back stays', async () => {
  const { take, draft, imports } = setUp('sites:\n', keptOf(names(0, 1)))
  await take({ base: draft.now().sha256, version: 3, kind: 'added' }, teacher)
  const { sha256: base, changed } = draft.state()
  const refused = await imports.change(base, 'daulet', (before) => before)
  assert.equal([refused?.code, refused?.message?.code], ['refused', 'bulk-unchanged'])
  assert.equal([draft.state().changed, imports.canUndo()], [changed, true])
  assert.is(imports.undo('aigul'), undefined)
  assert.is(draft.now().text, 'sites:\n')
})

test('whoever edits the draft while it is edited here was faster', async () => {
  const { tools, draft } = setUp('sites:\n  - domain: s0.kz\n', keptOf('  - domain: s0.kz\n    ports: [8443]\n'))
  const base = draft.now().sha256
  Object.assign(tools, { breathe: async () => void draft.write('sites:\n', 'daulet') })
  const refused = await districtListTake(tools)({ base, version: 3, kind: 'changed', name: 's0.kz' }, teacher)
  assert.is('error' in refused && refused.code, 'conflict')
  assert.is(draft.now().text, 'sites:\n')
})

test('another draft, another list, a wrong draft and what is not there are refused', async () => {
  const { take, draft } = setUp('sites:\n', keptOf(names(0, 1)))
  const base = draft.now().sha256
  const codeOf = async (args: Parameters<typeof take>[0]) => {
    const answer = await take(args, teacher)
    return 'error' in answer ? [answer.code, answer.message?.code] : []
  }
  const wanted = { base, version: 3, kind: 'added' } as const
  assert.equal(await codeOf({ ...wanted, version: 2 }), ['refused', 'district-list-changed'])
  assert.is((await codeOf({ ...wanted, base: 'a'.repeat(64) }))[0], 'conflict')
  assert.equal(await codeOf({ ...wanted, name: 'nowhere.kz' }), ['refused', 'district-list-nothing-left'])
  assert.is(draft.now().sha256, base)
  const broken = setUp('sites:\n  - domain: kz\n', keptOf(names(0, 1)))
  assert.is((await broken.look()).fault?.code, 'bulk-draft-wrong')
  const refused = await broken.take({ ...wanted, base: broken.draft.now().sha256 }, teacher)
  assert.is('error' in refused && refused.message?.code, 'bulk-draft-wrong')
})

test('an imported list that nobody adds is freed though nobody comes after', async () => {
  const { imports, machine } = setUp('sites:\n', undefined)
  assert.not('fault' in (await imports.read(Buffer.from('a.kz\n'), 'aigul', 'utf-8')))
  assert.is(imports.size, 1)
  machine.pass(3 * 3_600_000)
  assert.is(imports.size, 0)
  assert.equal(machine.standing(), [])
})

test.run()
