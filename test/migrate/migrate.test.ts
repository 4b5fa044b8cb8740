/** Tests how state files of older versions are brought forward. */
import { memfs } from 'memfs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Files } from '../../src/machine/machine.ts'
import { type MigrateTools, type Migration, migrate } from '../../src/migrate/migrate.ts'
import { steps as ownSteps, type Step } from '../../src/migrate/steps.ts'

const etc = '/etc/aqtizim'
/** What a later version may do: a field gets another name, and then another form. */
const laterSteps: readonly Step[] = [
  ...ownSteps,
  { to: 2, of: /^(state|requests)\.json$/, change: ({ paused, ...rest }) => ({ ...rest, shut: paused }) },
  { to: 3, of: /^state\.json$/, change: ({ shut, ...rest }) => ({ ...rest, shut: String(shut) }) },
]

const old: Record<string, string> = {
  'state.json': '{"paused":["lab","media"]}',
  'lessons.json': '{"lessons":[]}\n',
  'requests.json': '{"format":1,"waiting":[]}',
  'draft.yaml': 'sites:\n',
  'draft.json': 'damaged {',
  'foreign.json': '{"not":"ours"}',
  'list.json': '[1]',
  'versions/0001.json': '{"version":1}',
  'journal/2026-10-05.jsonl': '{"n":1,"day":{"format":1}}\n',
  'forward/office.json': '{"format":1,"n":7}',
  'journal.sec': 'secret',
}

function disk(content: Record<string, string> = old) {
  const { fs, vol } = memfs(Object.fromEntries(Object.entries(content).map(([path, text]) => [`${etc}/${path}`, text])))
  const read = () =>
    Object.fromEntries(
      Object.entries(vol.toJSON())
        .filter(([path, text]) => text !== null && !path.endsWith('.new'))
        .map(([path, text]) => [path.slice(etc.length + 1), String(text)]),
    )
  return { files: fs as unknown as Files, read }
}

const tools = (files: Files, more: Partial<MigrateTools> = {}): MigrateTools => ({
  ...{ files, etc, journalFormat: undefined, knownJournalFormat: 1, steps: laterSteps },
  ...more,
})

const test = suite('moving state forward')

const moved: Record<string, string> = {
  ...old,
  'state.json': '{"format":3,"shut":"lab,media"}\n',
  'lessons.json': '{"lessons":[],"format":1}\n',
  'requests.json': '{"format":2,"waiting":[]}\n',
  'before/state.json.format-0': old['state.json'] ?? '',
  'before/lessons.json.format-0': old['lessons.json'] ?? '',
  'before/requests.json.format-1': old['requests.json'] ?? '',
}

test('takes each file from its own format to today’s, and keeps a copy', () => {
  const { files, read } = disk()
  const outcome = migrate(tools(files))
  assert.equal(outcome, { moved: ['lessons.json', 'requests.json', 'state.json'] })
  assert.equal(read(), moved)
  assert.equal(migrate(tools(files)), { moved: [] })
  assert.equal(read(), moved)
})

test('has nothing to do where nothing is, and where all is of today', () => {
  const { fs } = memfs({ '/etc/config/aqtizim': '' })
  assert.equal(migrate(tools(fs as unknown as Files)), { moved: [] })
  const today = { 'state.json': '{"format":1,"paused":[]}' }
  const { files, read } = disk(today)
  assert.equal(migrate(tools(files, { steps: ownSteps })), { moved: [] })
  assert.equal(read(), today)
})

test('refuses a newer version’s files in words, and changes nothing', () => {
  const newer = { ...old, 'forward/office.json': '{"format":2,"n":7}' }
  const { files, read } = disk(newer)
  const { refused } = migrate(tools(files)) as Extract<Migration, { refused: readonly string[] }>
  assert.equal(refused, [
    'forward/office.json was written by a newer version (format 2; this one knows 1).',
    'Install that version again, or put back a backup that this one has made.',
  ])
  assert.equal(read(), newer)
})

test('refuses a newer version’s journal, and changes nothing', () => {
  const { files, read } = disk()
  const { refused } = migrate(tools(files, { journalFormat: 2 }))
  assert.match(refused?.[0] ?? '', 'The journal was written by a newer version (format 2; this one knows 1).')
  assert.equal(read(), old)
})

/** Throws at the call with this number, and at every later one where the power is gone for good. */
function failing(files: Files, at: number, forGood: boolean): { files: Files; calls: () => number } {
  let calls = 0
  const faulty = new Proxy(files, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown => {
        calls += 1
        if (calls === at || (forGood && calls > at)) throw Object.assign(new Error('the disk fails'), { code: 'EIO' })
        return Reflect.apply(value, target, args)
      }
    },
  })
  return { files: faulty, calls: () => calls }
}

test('can be interrupted anywhere: each file is the old one or the new one, and a second run ends it', () => {
  const whole = failing(disk().files, -1, false)
  migrate(tools(whole.files))
  const steps = whole.calls()
  assert.ok(steps > 30)
  let silent = 0
  for (const forGood of [false, true])
    for (let at = 1; at <= steps; at += 1) {
      const { files, read } = disk()
      try {
        migrate(tools(failing(files, at, forGood).files))
        // It only tidied up there.
        silent += 1
        assert.equal([forGood, read()], [false, moved])
      } catch (error) {
        assert.match((error as Error).message, 'the disk fails')
      }
      for (const [path, text] of Object.entries(read())) {
        if (path.startsWith('before/')) assert.is(text, moved[path], `${path} at ${at}`)
        else assert.ok(text === old[path] || text === moved[path], `${path} at ${at}`)
        // Nothing new stands there whose copy is not there.
        if (text !== old[path] && !path.startsWith('before/'))
          assert.ok(Object.keys(read()).some((name) => name.startsWith(`before/${path.replace('/', '-')}.format-`)))
      }
      migrate(tools(files))
      assert.equal(read(), moved)
    }
  assert.ok(silent < steps / 2, `${silent} of ${steps}`)
})

test('steps of one file lead from each format to the next', () => {
  for (const path of ['state.json', 'forward/office.json']) {
    const own = ownSteps.filter(({ of }) => of.test(path)).map(({ to }) => to)
    assert.equal(
      own,
      own.map((_, at) => at + 1),
    )
  }
})

test.run()
