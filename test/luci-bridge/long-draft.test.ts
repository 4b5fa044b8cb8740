/** A list as long as any may be does not keep the daemon's one thread: what others ask meanwhile is answered first. */
import { fs as memory, vol } from 'memfs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Draft } from '../../src/luci-bridge/draft.ts'
import { listCheck } from '../../src/luci-bridge/methods/list-check.ts'
import { listDiff } from '../../src/luci-bridge/methods/list-diff.ts'
import { listEdit } from '../../src/luci-bridge/methods/list-edit.ts'
import { listGet } from '../../src/luci-bridge/methods/list-get.ts'
import { listSave } from '../../src/luci-bridge/methods/list-save.ts'
import { listSend } from '../../src/luci-bridge/methods/list-send.ts'
import { VersionHistory } from '../../src/luci-bridge/version-history.ts'
import type { Files } from '../../src/machine/machine.ts'
import { parse, parseInTurns } from '../../src/whitelist/parse.ts'
import { MovedClock } from '../machine/moved-clock.ts'

const test = suite('a long draft')
const caller = { user: 'aigul', roles: ['teacher'] } as const
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))
const long = `sites:\n${Array.from({ length: 20_000 }, (_, at) => `  - domain: site${at}.kz\n`).join('')}`
/** Entries that only the YAML library can read. */
const names = (at: number) => Array.from({ length: 100 }, (_, name) => `"n${at}-${name}.kz"`).join(', ')
const odd = `sites:\n${Array.from({ length: 100 }, (_, at) => `  - domain: s${at}.kz\n    needs: [${names(at)}]\n`).join('')}`

/** Settles with how often something else was done before the work had ended. */
async function meanwhile<T>(work: Promise<T>): Promise<{ times: number; result: T }> {
  let times = 0
  let over = false
  const status = async () => {
    while (!over) {
      await breathe()
      if (!over) times += 1
    }
  }
  const asking = status()
  const result = await work
  over = true
  await asking
  return { times, result }
}

function setUp(text?: string) {
  vol.reset()
  vol.fromJSON({ '/etc/x': '', ...(text === undefined ? {} : { '/etc/draft.yaml': text }) })
  const files = memory as unknown as Files
  const machine = { files, now: () => 1_780_000_000_000, uptime: () => 0, log: () => {}, timers: new MovedClock() }
  const draft = new Draft({
    ...{ machine, path: '/etc/draft.yaml', statePath: '/etc/draft.json', breathe },
    ...{ rooms: () => ['lab'], today: () => undefined, inForce: () => undefined, onChange: () => {} },
  })
  const history = new VersionHistory({ files, dir: '/etc/versions', breathe })
  return { machine, draft, history, live: () => undefined, event: () => {} }
}

for (const [name, text] of [
  ['many entries', long],
  ['odd entries', odd],
] as const)
  test(`${name} are read in turns, and mean what they mean at once`, async () => {
    const { times, result } = await meanwhile(parseInTurns(text, {}, breathe))
    assert.ok(times > 5, String(times))
    assert.equal(result, parse(text))
  })

test('every method that reads the whole draft lets others be answered', async () => {
  const tools = setUp(long)
  const base = () => tools.draft.now().sha256
  const works: [name: string, act: () => Promise<unknown>][] = [
    ['get', () => listGet(tools)({}, caller)],
    ['check', () => listCheck(tools)({ text: long }, caller)],
    ['edit', () => listEdit(tools)({ base: base(), edit: { kind: 'add', values: { domain: 'new.kz' } } }, caller)],
  ]
  for (const [name, act] of works) {
    const { times, result } = await meanwhile(act())
    assert.not('error' in (result as object), `${name}: ${JSON.stringify(result).slice(0, 200)}`)
    assert.ok(times > 5, `${name}: ${times}`)
  }
  for (const [name, act] of [
    ['diff', () => listDiff(setUp(long))({}, caller)],
    ['send', () => listSend(setUp(long))({ base: base() }, caller)],
  ] as const) {
    const { times } = await meanwhile<unknown>(act())
    assert.ok(times > 5, `${name}: ${times}`)
  }
  const fresh = setUp()
  const save = listSave(fresh)
  const saved = await meanwhile(save({ base: fresh.draft.now().sha256, part: 0, parts: 1, text: long }, caller))
  assert.ok('saved' in saved.result && saved.result.saved)
  assert.ok(saved.times > 5, `save: ${saved.times}`)
})

test('who edits while a long list is read is told who was faster, and nothing is lost', async () => {
  const { draft, ...tools } = setUp('sites:\n  - domain: a.kz\n')
  const base = draft.now().sha256
  const save = listSave({ ...tools, draft })({ base, part: 0, parts: 1, text: long }, caller)
  await breathe()
  draft.write('sites:\n  - domain: b.kz\n', 'dana')
  const refused = await save
  assert.equal('error' in refused && [refused.code, refused.user], ['conflict', 'dana'])
  assert.is(draft.now().text, 'sites:\n  - domain: b.kz\n')
})

test.run()
