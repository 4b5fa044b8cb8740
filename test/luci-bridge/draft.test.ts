/** Tests the draft: who changed it, conflicts, and its way to the director. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Draft } from '../../src/luci-bridge/draft.ts'
import { sha256 } from '../../src/whitelist/approval.ts'
import { type FakeMachine, fakeMachine } from '../machine/fake-machine.ts'

const test = suite('the draft')
const hash = (text: string) => sha256(Buffer.from(text))
const one = 'sites:\n  - domain: a.kz\n'
const two = 'sites:\n  - domain: b.kz\n'

function setUp(
  files: Record<string, string> = {},
  inForce?: string,
  machine: FakeMachine = fakeMachine(undefined, files),
) {
  const told: number[] = []
  let live = inForce
  const open = () =>
    new Draft({
      machine,
      path: '/d.yaml',
      statePath: '/d.json',
      rooms: () => ['lab'],
      today: () => undefined,
      inForce: () => (live === undefined ? undefined : { text: live, meta: { sha256: hash(live) } }),
      onChange: () => void told.push(1),
      breathe: async () => {},
    })
  machine.files.mkdirSync('/', { recursive: true })
  return { machine, draft: open(), open, told, approve: (text: string) => (live = text) }
}

test('without a file it is the list in force, or the empty one, and then it differs from nothing', () => {
  assert.equal(setUp().draft.now(), { text: 'sites:\n', sha256: hash('sites:\n') })
  assert.is(setUp().draft.state().differs, false)
  const { draft } = setUp({}, one)
  assert.equal([draft.now().text, draft.state().differs], [one, false])
})

test('a change bears who made it, and withdraws what lay before the director', () => {
  const { draft, told } = setUp({}, one)
  assert.is(draft.write(two, 'aigul'), undefined)
  draft.send('aigul')
  const sent = draft.state()
  assert.equal([sent.sent?.user, sent.changed?.user, sent.differs], ['aigul', 'aigul', true])
  draft.write(`${two}  - domain: c.kz\n`, 'dana')
  assert.equal([draft.state().sent, draft.state().changed?.user], [undefined, 'dana'])
  // The same text again is what was sent.
  draft.write(two, 'aigul')
  assert.is(draft.state().sent?.user, 'aigul')
  assert.ok(told.length >= 4)
})

test('a note of the director stays until it is sent again or approved', () => {
  const { draft, approve } = setUp({}, one)
  draft.write(two, 'aigul')
  draft.send('aigul')
  draft.sendBack('director', 'Неге?')
  draft.write(`${two}  - domain: c.kz\n`, 'aigul')
  assert.is(draft.state().returned?.note, 'Неге?')
  draft.send('aigul')
  assert.is(draft.state().returned, undefined)
  approve(draft.now().text)
  draft.approved()
  assert.equal([draft.state().sent, draft.state().differs], [undefined, false])
})

test('who is late is told who was faster; a change by hand has no name', () => {
  const { draft, machine } = setUp({}, one)
  const base = draft.now().sha256
  draft.write(two, 'aigul')
  const conflict = draft.conflict(base)
  assert.equal([conflict?.code, conflict?.user, conflict?.sha256], ['conflict', 'aigul', hash(two)])
  assert.match(conflict?.at ?? '', /^2026-09-01T/)
  assert.is(draft.conflict(hash(two)), undefined)
  machine.files.writeFileSync('/d.yaml', `${one}# by hand, and longer\n`)
  assert.equal([draft.conflict(hash(two))?.user, draft.state().changed], [undefined, undefined])
})

test('it is read once, and again when the file is another', () => {
  const { draft, machine } = setUp({ '/d.yaml': one })
  const before = draft.parsed()
  assert.is(draft.parsed(), before)
  machine.files.writeFileSync('/d.yaml', `${two}\n`)
  assert.is.not(draft.parsed(), before)
  assert.is(draft.now().sha256, hash(`${two}\n`))
})

test('what is known of it survives a restart; a damaged file is kept aside and says so', () => {
  const { draft, open, machine } = setUp({}, one)
  draft.write(two, 'aigul')
  draft.send('aigul')
  assert.is(open().state().sent?.user, 'aigul')
  for (const damaged of ['{', 'null', '[]', '{"sent":7,"changed":{"user":1}}']) {
    machine.files.writeFileSync('/d.json', damaged)
    const again = open()
    assert.equal([again.now().text, again.state().sent, again.state().changed], [two, undefined, undefined], damaged)
  }
  assert.ok(machine.files.existsSync('/d.json.damaged'))
  assert.match(machine.said[0]?.message ?? '', /d\.json cannot be read/)
})

test('a disk that refuses is an answer, and the draft is as it was', () => {
  const { machine, draft } = setUp({ '/d.yaml': one })
  const files = {
    ...machine.files,
    openSync: () => {
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    },
  }
  const full = setUp({}, undefined, { ...machine, files: files as never }).draft
  const failed = full.write(two, 'aigul')
  assert.equal([failed?.code, /no space left/.test(failed?.error ?? '')], ['unavailable', true])
  assert.is(draft.now().text, one)
})

test.run()
