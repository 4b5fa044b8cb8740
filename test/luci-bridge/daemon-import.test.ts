/** Many sites at once over HTTP: read in parts, shown, added, taken back; and two teachers at once. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { message } from '../../src/messages/message.ts'
import { suite } from '../suite.ts'
import { openSchool, type Person, type School } from './school.ts'

const test = suite('many sites over HTTP')
let school: School
let teacher: Person
test.before(async () => {
  school = await openSchool(['teacher'])
  teacher = await school.enter('teacher')
})
test.after(() => school?.stop())

const draftPath = () => join(school.aqtizim.root, 'etc/aqtizim/draft.yaml')
const draft = () => readFileSync(draftPath(), 'utf8')
const base64 = (text: string) => Buffer.from(text).toString('base64')
const send = (text: string) => teacher.call('import_read', { part: 0, parts: 1, data: base64(text) })

async function read(text: string) {
  const { read: found, fault } = await send(text)
  if (found === undefined) throw new Error(fault?.text)
  return found
}

test('a list in two parts is read as one, and nothing is added before it is said', async () => {
  const text = 'bilimland.kz\nжай сөз\nmura.kz\n'
  const bytes = Buffer.from(text)
  const first = await teacher.call('import_read', { part: 0, parts: 2, data: bytes.subarray(0, 9).toString('base64') })
  assert.is(first.read, undefined)
  const { upload } = first
  const second = { part: 1, parts: 2, upload, data: bytes.subarray(9).toString('base64') }
  const { read: found } = await teacher.call('import_read', second)
  assert.equal(found?.counts, { new: 2, merged: 0, present: 0, unread: 1 })
  assert.equal(
    found?.lines.map(({ line, outcome, site }) => [line, outcome, site]),
    [
      [1, 'new', 'bilimland.kz'],
      [2, 'unread', undefined],
      [3, 'new', 'mura.kz'],
    ],
  )
  assert.equal((await teacher.call('list_get', {})).sites, [])
  const { id = '' } = found ?? {}
  assert.is((await teacher.call('import_lines', { id, outcome: 'unread' })).lines.length, 1)
  const { added, sha256: base } = await teacher.call('import_add', { id })
  assert.is(added, 2)
  assert.is(draft(), 'sites:\n  - domain: bilimland.kz\n  - domain: mura.kz\n')
  assert.match((await teacher.fail('import_add', { id })).error, /not known any more/)
  await teacher.call('import_undo', { base })
  assert.equal((await teacher.call('list_get', {})).sites, [])
})

test('after another edit nothing is taken back, and a list is not added to another draft', async () => {
  const { id } = await read('a.kz')
  const { sha256: base } = await teacher.call('import_add', { id })
  const later = await read('b.kz')
  writeFileSync(draftPath(), `${draft()}  - domain: c.kz\n`)
  const before = draft()
  assert.is((await teacher.fail('import_add', { id: later.id })).code, 'conflict')
  const undone = await teacher.fail('import_undo', { base })
  assert.equal([undone.code, undone.message], ['refused', message('bulk-no-undo')])
  assert.is(draft(), before)
})

test('nobody takes back what somebody else has added meanwhile', async () => {
  const mine = await teacher.call('import_add', { id: (await read('mine.kz')).id })
  const theirs = await teacher.call('import_add', { id: (await read('theirs.kz')).id })
  const before = draft()
  const { message: why } = await teacher.fail('import_undo', { base: mine.sha256 })
  assert.equal([why, draft()], [message('bulk-no-undo'), before])
  await teacher.call('import_undo', { base: theirs.sha256 })
  assert.match(draft(), /mine\.kz\n$/)
})

test('what is no list and a wrong draft are refused', async () => {
  assert.is((await send('PK\u0003\u0004')).fault?.code, 'bulk-workbook')
  assert.is((await send('z.kz\n'.repeat(30_000).slice(0, 48_000))).read?.counts.merged, 9599)
  assert.is((await teacher.fail('import_read', { part: 0, parts: 1, data: 'ы' })).code, 'argument')
  const right = draft()
  writeFileSync(draftPath(), 'sites:\n  - domain: kz\n')
  assert.is((await send('d.kz')).fault?.code, 'bulk-draft-wrong')
  writeFileSync(draftPath(), right)
})

test('the journal has who added and who took back', async () => {
  const { rows } = await teacher.call('journal', { limit: 1000 })
  const names = rows.flatMap((row) => ('event' in row ? [row.event] : []))
  for (const name of ['sites-imported', 'sites-bulk-undone']) assert.ok(names.includes(name), name)
})

test('a ready group goes into the draft as a list that was read, and a newer catalogue changes nothing by itself', async () => {
  writeFileSync(draftPath(), 'sites:\n')
  const { groups, vanished } = await teacher.call('catalogue', {})
  const wanted = groups.find(({ id }) => id === 'wikipedia')
  assert.equal([wanted?.listed, wanted?.from, vanished], [0, undefined, []])
  const { read: found } = await teacher.call('catalogue_read', { group: 'wikipedia' })
  assert.is(found?.counts.new, wanted?.sites.length)
  await teacher.call('import_add', { id: found?.id ?? '' })
  assert.match(draft(), /group: wikipedia@\d{4}-\d\d-\d\d/)
  const older = draft()
    .replace(/@\d{4}-/g, '@2024-')
    .replace('[wikimedia.org]', '[mediawiki.org]')
  const aged = `${older}  - domain: old.kz\n    group: wikipedia@2024-01-01\n  - domain: b.kz\n    group: gone@2024-01-01\n`
  writeFileSync(draftPath(), aged)
  const later = await teacher.call('catalogue', {})
  const state = later.groups.find(({ id }) => id === 'wikipedia')
  assert.equal([state?.from, state?.gone], ['2024-01-01', ['old.kz']])
  assert.equal(
    state?.changed.map(({ name, values }) => [name, values.needs]),
    [['wikipedia.org', ['wikimedia.org']]],
  )
  assert.equal(later.vanished, [{ id: 'gone', sites: ['b.kz'] }])
  assert.is(draft(), aged)
  const unknown = await teacher.fail('catalogue_read', { group: 'gone' })
  assert.equal([unknown.code, unknown.message], ['missing', message('catalogue-no-group', { group: 'gone' })])
})

test.run()
