/** The white list from a teacher's paste to the director's approval: the real daemon, over HTTP, with real logins. */
import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { openSchool, type Person, type School } from './school.ts'

const test = suite('the list over HTTP')
let school: School
let teacher: Person
let director: Person
test.before(async () => {
  school = await openSchool(['teacher', 'director'])
  teacher = await school.enter('teacher')
  director = await school.enter('director')
})
test.after(() => school?.stop())

const base = async () => (await teacher.call('status', {})).draft.sha256
const draftFile = () => join(school.aqtizim.root, 'etc/aqtizim/draft.yaml')
const firstList = readFileSync(new URL('../lab/lists/first.yaml', import.meta.url), 'utf8')
const add = async (domain: string, more: object = {}) =>
  teacher.call('list_edit', { base: await base(), edit: { kind: 'add', values: { domain, ...more } } })
const approval = { by: 'А. Директор', post: 'директор', order: '12', date: '2026-09-01' }

test('before anything is listed the draft is empty, and what it is about is told', async () => {
  const { me, list, draft, requireSignature, language, clock } = await teacher.call('status', {})
  assert.equal(me, { user: 'teacher', roles: ['teacher'] })
  assert.equal([list.version, draft.differs, requireSignature, language], [0, false, false, 'kk'])
  assert.match(clock.now, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:00$/)
  assert.equal([clock.zone, clock.synchronised], ['Asia/Almaty', true])
  const part = await teacher.call('list_get', {})
  assert.equal([part.text, part.sites, part.problems, part.total], ['sites:\n', [], [], 7])
})

test('a URL is cut to its name, and the answer says what was cut', async () => {
  const edited = await add('https://BilimLand.test/kk/course?x=1#top', { title: 'BilimLand', subject: '', needs: [] })
  assert.equal([edited.saved, edited.problems], [true, []])
  assert.equal(edited.cut, [{ from: 'https://BilimLand.test/kk/course?x=1#top', to: 'bilimland.test' }])
  assert.equal(edited.site, { domain: 'bilimland.test', title: 'BilimLand', line: 2 })
  const { text, sites } = await teacher.call('list_get', {})
  assert.is(text, 'sites:\n  - domain: bilimland.test\n    title: BilimLand\n')
  assert.equal(sites, [{ domain: 'bilimland.test', title: 'BilimLand', line: 2 }])
})

test('what would bring an error is not saved, and says why', async () => {
  for (const [domain, code] of [
    ['com.kz', 'public-suffix'],
    ['a b', 'bad-domain'],
    ['bilimland.test', 'duplicate'],
    ['http://127.0.0.1/', 'private-address'],
  ] as const) {
    const before = await base()
    const { saved, problems, sha256 } = await add(domain)
    assert.equal([saved, problems[0]?.code, sha256], [false, code, before], domain)
  }
  assert.is((await teacher.call('list_get', {})).sites.length, 1)
})

test('change: what is given replaces, an empty text takes away, the rest stays', async () => {
  const change = async (name: string, values: object) =>
    teacher.call('list_edit', { base: await base(), edit: { kind: 'change', name, values } })
  const edited = await change('BILIMLAND.test.', { title: '', subject: 'Информатика', rooms: ['informatics'] })
  assert.equal(edited.site, { domain: 'bilimland.test', subject: 'Информатика', rooms: ['informatics'], line: 2 })
  assert.is((await change('bilimland.test', { rooms: ['nosuch'] })).saved, false)
  assert.equal((await change('bilimland.test', { rooms: [] })).site, {
    domain: 'bilimland.test',
    subject: 'Информатика',
    line: 2,
  })
  const missing = await teacher.fail('list_edit', { base: await base(), edit: { kind: 'remove', name: 'nosuch.kz' } })
  assert.equal([missing.code, missing.argument], ['missing', 'edit.name'])
})

test('two teachers at once: the second is told who was faster, and nothing is lost', async () => {
  const other = await school.enter('root', '')
  const seen = await base()
  await add('first.test')
  const edit = { kind: 'add', values: { domain: 'second.test' } } as const
  const refused = await other.fail('list_edit', { base: seen, edit })
  assert.equal([refused.code, refused.user, refused.sha256], ['conflict', 'teacher', await base()])
  assert.ok(Date.parse(String(refused.at)) > 0)
  assert.ok((await other.call('list_edit', { base: String(refused.sha256), edit })).saved)
  const { sites } = await teacher.call('list_get', {})
  assert.equal(
    sites.map(({ domain }) => domain),
    ['bilimland.test', 'first.test', 'second.test'],
  )
})

test('the raw text goes in parts, and may have errors; 5 MB are refused in words', async () => {
  const parts = [firstList.slice(0, 300), firstList.slice(300, 301), firstList.slice(301)]
  const before = await base()
  let upload = ''
  for (const [part, text] of parts.entries()) {
    const more = upload === '' ? {} : { upload }
    const saved = await teacher.call('list_save', { base: before, part, parts: 3, text, ...more })
    assert.is(saved.saved, part === 2)
    upload = saved.upload
  }
  assert.is(readFileSync(draftFile(), 'utf8'), firstList)
  const broken = await teacher.call('list_save', {
    base: await base(),
    part: 0,
    parts: 1,
    text: 'sites:\n  - domain: kz\n',
  })
  assert.equal([broken.saved, broken.problems[0]?.line, broken.problems[0]?.code], [true, 2, 'public-suffix'])
  assert.is((await teacher.fail('list_send', { base: await base() })).code, 'refused')
  assert.is((await teacher.call('list_diff', {})).problems.length, 1)
  const tooLong = { base: await base(), part: 0, parts: 200, text: 'sites:\n', size: 5_000_000 }
  assert.match((await teacher.fail('list_save', tooLong)).error, /^text: the list is too long: at most 4 MiB/)
  assert.match((await teacher.fail('list_save', { ...tooLong, size: 7, part: 3 })).error, /^upload: there is no such/)
})

test("a conflict in the middle of an upload, and a stranger's upload, write nothing", async () => {
  const first = await teacher.call('list_save', { base: await base(), part: 0, parts: 2, text: 'sites:\n' })
  const root = await school.enter('root', '')
  const last = { base: await base(), part: 1, parts: 2, text: '', upload: first.upload }
  assert.is((await root.fail('list_save', last)).code, 'missing')
  await root.call('list_save', { base: await base(), part: 0, parts: 1, text: firstList })
  assert.is((await teacher.fail('list_save', last)).code, 'conflict')
  assert.is(readFileSync(draftFile(), 'utf8'), firstList)
})

test('to the director, back with a note, changed, sent again, approved', async () => {
  const sent = await teacher.call('list_send', { base: await base() })
  assert.is(sent.sent?.user, 'teacher')
  const difference = await director.call('list_diff', {})
  assert.equal([difference.added, difference.removed, difference.sha256], [19, 0, sent.sha256])
  const [first, , idn] = difference.entries
  assert.equal(first, {
    ...{ kind: 'added', site: 'bilimland.test', title: 'BilimLand' },
    fields: [
      { field: 'title', before: [], after: ['BilimLand'] },
      { field: 'subject', before: [], after: ['Информатика'] },
      { field: 'needs', before: [], after: ['cdn.bilimland-static.test'] },
      { field: 'except', before: [], after: ['games.bilimland.test'] },
    ],
  })
  assert.equal([idn?.site, idn?.ascii], ['білім.test', 'xn--90aud6hb.test'])

  assert.is(await teacher.page.call('aqtizim', 'list_return', { base: sent.sha256, note: 'x' }), 'denied')
  await director.call('list_return', { base: sent.sha256, note: 'Неге rebind.test?' })
  assert.is((await teacher.call('status', {})).draft.returned?.note, 'Неге rebind.test?')
  await teacher.call('list_edit', { base: await base(), edit: { kind: 'remove', name: 'rebind.test' } })
  await teacher.call('list_send', { base: await base() })
  const before = await base()
  await add('late.test')
  assert.is((await teacher.call('status', {})).draft.sent, undefined, 'an edit withdraws it')
  assert.is((await director.fail('list_return', { base: await base(), note: '' })).code, 'refused')
  assert.match((await director.call('approve', { sha256: before, ...approval })).refused[0] ?? '', /changed meanwhile/)

  assert.is(await teacher.page.call('aqtizim', 'approve', { sha256: before, ...approval }), 'denied')
  const early = await director.call('approve', { sha256: await base(), ...approval })
  assert.equal([early.version, early.refused.length], [0, 1], 'what the teachers have not sent is not approved')
  assert.match(early.refused[0] ?? '', /not sent this draft yet/)
  await teacher.call('list_send', { base: await base() })
  const approved = await director.call('approve', { sha256: await base(), ...approval })
  assert.equal([approved.version, approved.refused], [1, []])
  const { list, draft } = await teacher.call('status', {})
  assert.equal([list.version, list.sites, list.by, list.order], [1, 19, 'А. Директор', '12'])
  assert.equal([draft.differs, draft.sent, draft.returned], [false, undefined, undefined])
})

test('versions are listed with who approved them, and an old one becomes the draft again', async () => {
  await add('more.test')
  await teacher.call('list_send', { base: await base() })
  await director.call('approve', { sha256: await base(), ...approval, order: '13' })
  const { versions } = await director.call('list_versions', {})
  assert.equal(
    versions.map(({ version, user, order, inForce, fault }) => [version, user, order, inForce, fault]),
    [
      [2, 'director', '13', true, undefined],
      [1, 'director', '12', false, undefined],
    ],
  )
  const old = await teacher.call('list_get', { version: 1 })
  const restored = await teacher.call('list_restore', { version: 1, base: await base() })
  assert.equal([restored.saved, restored.sha256], [true, old.sha256])
  const { removed, entries } = await teacher.call('list_diff', {})
  assert.equal([removed, entries[0]?.site], [1, 'more.test'])
  const { added } = await teacher.call('list_diff', { from: 1, to: 2 })
  assert.is(added, 1)
  assert.is((await teacher.fail('list_restore', { version: 9, base: await base() })).argument, 'version')
  assert.is((await teacher.fail('list_diff', { from: 9 })).argument, 'from')
})

test('a version that somebody changed says so, and is neither shown nor restored', async () => {
  writeFileSync(join(school.aqtizim.root, 'etc/aqtizim/versions/0001.yaml'), 'sites:\n  - domain: evil.test\n')
  const { versions } = await director.call('list_versions', {})
  assert.match(versions[1]?.fault ?? '', /changed after its approval/)
  assert.is((await teacher.fail('list_restore', { version: 1, base: await base() })).code, 'missing')
  assert.is((await teacher.fail('list_get', { version: 1 })).code, 'missing')
})

test('a draft that was edited as a file is a conflict without a name; without a draft the list in force is one', async () => {
  const before = await base()
  writeFileSync(draftFile(), 'sites:\n  - domain: by-hand.test\n')
  const refused = await teacher.fail('list_send', { base: before })
  assert.equal([refused.code, refused.user], ['conflict', undefined])
  rmSync(draftFile())
  mkdirSync(draftFile())
  const { faults } = await teacher.call('status', {})
  assert.ok(
    faults.some((fault) => fault.startsWith('the draft cannot be read: EISDIR')),
    faults.join(),
  )
  assert.is((await teacher.fail('list_get', {})).code, 'unavailable')
  rmdirSync(draftFile())
  const { draft, list } = await teacher.call('status', {})
  assert.equal([draft.sha256, draft.differs], [list.sha256, false])
})

test('a check changes nothing', async () => {
  const before = await base()
  const { sites, problems } = await teacher.call('list_check', { text: 'sites:\n  - domain: a.kz\n  - domain: kz\n' })
  assert.equal([sites, problems.length, await base()], [0, 1, before])
})

test('who did what is in the journal', async () => {
  const rows = await school.aqtizim.journal()
  const events = rows.flatMap((row) => ('event' in row ? [row as unknown as Record<string, unknown>] : []))
  const of = (name: string) =>
    events.filter(({ event }) => event === name).map(({ user, version, note }) => [user, version ?? note])
  assert.equal(
    of('draft-sent'),
    Array.from({ length: 4 }, () => ['teacher', undefined]),
  )
  assert.equal(of('draft-returned'), [['director', 'Неге rebind.test?']])
  assert.equal(of('approved'), [
    ['director', 1],
    ['director', 2],
  ])
  assert.equal(of('draft-restored'), [['teacher', 1]])
})

test('several entries are changed or removed in one step, all or none of them', async () => {
  const start =
    'sites:\n  - domain: a.kz\n  # a note\n  - domain: b.kz\n    title: B\n    subject: Old\n  - domain: c.kz\n'
  writeFileSync(draftFile(), start)
  const text = () => readFileSync(draftFile(), 'utf8')
  const edit = async (what: object) => teacher.call('list_edit', { base: await base(), edit: what as never })
  const changed = await edit({ kind: 'change-many', names: ['A.kz', 'b.kz'], values: { subject: 'Физика', open: '' } })
  assert.equal([changed.saved, changed.problems, changed.site], [true, [], undefined])
  const after =
    'sites:\n  - domain: a.kz\n    subject: Физика\n  # a note\n  - domain: b.kz\n    title: B\n    subject: Физика\n  - domain: c.kz\n'
  assert.is(text(), after)
  // Each edit of a list is refused as a whole: what is not there, and what would bring a mistake.
  const missing = await teacher.fail('list_edit', {
    ...{ base: await base(), edit: { kind: 'remove-many', names: ['a.kz', 'nosuch.kz'] } },
  })
  assert.is(missing.code, 'missing')
  const wrong = await edit({ kind: 'change-many', names: ['a.kz', 'b.kz'], values: { rooms: ['nosuch'] } })
  assert.equal([wrong.saved, wrong.problems[0]?.code], [false, 'unknown-room'])
  const same = await edit({ kind: 'change-many', names: ['a.kz', 'b.kz'], values: { subject: 'Физика' } })
  assert.is(same.saved, false)
  assert.is(text(), after)
  assert.is((await edit({ kind: 'remove-many', names: ['a.kz', 'b.kz'] })).saved, true)
  assert.is(text(), 'sites:\n  # a note\n  - domain: c.kz\n')
  for (const names of [[], Array.from({ length: 101 }, (_, n) => `s${n}.kz`)])
    assert.is(
      (await teacher.fail('list_edit', { base: await base(), edit: { kind: 'remove-many', names } })).code,
      'argument',
    )
  rmSync(draftFile())
})

test.run()
