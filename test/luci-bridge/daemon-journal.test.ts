/** The journal in pages, counts, exports and checks, and what live pages are told: the real daemon, over HTTP. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import * as assert from 'uvu/assert'
import type { JobState, JournalRow } from '../../src/luci-bridge/contract.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { post } from './http-client.ts'
import { writePastJournal } from './past-journal.ts'
import { type Arguments, approveFirst, askFor, openSchool, type Person, type School, visit } from './school.ts'

const test = suite('the journal over HTTP')
const [days, visitsADay] = [3, 1200]
let school: School
let teacher: Person
let director: Person
test.before(async () => {
  school = await openSchool(['teacher', 'director', 'psychologist'], (root) => writePastJournal(root, days, visitsADay))
  teacher = await school.enter('teacher')
  director = await school.enter('director')
  await approveFirst(school)
})
test.after(() => school?.stop())

/** All pages, the newest first; each row once. */
async function readAll(args: Arguments<'journal'>): Promise<{ rows: JournalRow[]; pages: number; largest: number }> {
  const pages: JournalRow[][] = []
  let largest = 0
  for (let cursor: string | undefined; ; ) {
    const page = await teacher.call('journal', { ...args, limit: 1000, ...(cursor === undefined ? {} : { cursor }) })
    largest = Math.max(largest, Buffer.byteLength(JSON.stringify(page)))
    pages.unshift([...page.rows])
    cursor = page.next
    if (cursor === undefined) return { rows: pages.flat(), pages: pages.length, largest }
    if (pages.length > 200) throw new Error('it never ends')
  }
}

/** Fetches a job to its end, as a page does. */
async function fetchJob(person: Person, id: string): Promise<{ state: JobState; text: string; parts: number }> {
  let text = ''
  let offset = 0
  for (let parts = 1; ; parts++) {
    const state = await person.call('job', { id, offset })
    text += state.text ?? ''
    if (state.next === undefined) return { state, text, parts }
    if (state.next === offset) await new Promise((resolve) => setTimeout(resolve, 20))
    offset = state.next
  }
}

test('pages stay under 64 KiB, and together they are the journal, oldest first', async () => {
  const { rows, pages, largest } = await readAll({ verdict: 'refused' })
  assert.is(rows.length, days * (visitsADay / 3))
  assert.ok(pages > 3)
  assert.ok(largest < 65_536, String(largest))
  const numbers = rows.map(({ n }) => Number(n))
  assert.equal(
    numbers,
    [...numbers].sort((a, b) => a - b),
  )
})

test('by class, without what nobody typed, by PC and day', async () => {
  const all = await readAll({ class: '7 «Ә»', background: 'hide', pc: 'pc-01', verdict: 'allowed' })
  assert.ok(all.rows.length > 100)
  for (const row of all.rows)
    assert.equal([row.lesson, row.background, row.pc, row.verdict], ['7 «Ә»', undefined, 'PC-01', 'allowed'])
  const day = String(all.rows[0]?.start).slice(0, 10)
  const some = await readAll({ since: day, until: day, background: 'only' })
  assert.is(some.rows.length, visitsADay / 10)
})

test('wrong times and cursors are named', async () => {
  assert.is((await teacher.fail('journal', { since: 'yesterday' })).argument, 'since')
  assert.is((await teacher.fail('journal', { cursor: '../../etc/passwd' })).argument, 'cursor')
  assert.is((await teacher.fail('summary', { by: 'site', until: 'x' })).argument, 'until')
  assert.is((await teacher.fail('journal_export', { format: 'csv', since: '2026' })).argument, 'since')
  assert.is((await teacher.fail('verify', { head: 'abc' })).argument, 'head')
  assert.is((await teacher.fail('journal', { verdict: 'maybe' })).argument, 'verdict')
})

test('counts', async () => {
  const { rows, kinds } = await director.call('summary', { by: 'site', limit: 2, verdict: 'refused' })
  assert.equal([rows.length, kinds], [2, 7])
  const bySite = await director.call('summary', { by: 'verdict' })
  const refused = bySite.rows.find(({ key }) => key === 'refused')
  assert.equal([refused?.visits, refused?.flows], [days * (visitsADay / 3), (2 * days * visitsADay) / 3])
})

test("an export comes in parts as a job, and is the same as the command line's", async () => {
  const filters = { background: 'hide' } as const
  const { job } = await director.call('journal_export', { ...filters, format: 'csv' })
  const { state, text, parts } = await fetchJob(director, job)
  assert.equal([state.state, state.type], ['done', 'text/csv;charset=utf-8'])
  assert.match(state.name ?? '', /^journal-\d{4}-\d\d-\d\d\.csv$/)
  assert.ok(parts > 2)
  const ended = await school.aqtizim.command('journal', '--format', 'csv', '--background', 'hide')
  const written = (csv: string) => csv.split('\r\n').filter((line) => /^\d+;.*(refused|allowed)/.test(line))
  assert.equal(written(text), written(ended.stdout))
  assert.is(written(text).length, days * visitsADay * 0.9)
  assert.ok(text.startsWith('\ufeff'))
})

test("a job is its owner's alone, one of a kind runs, and one that is dropped is gone", async () => {
  const first = await director.call('journal_export', { format: 'json' })
  assert.is((await teacher.fail('job', { id: first.job })).code, 'missing')
  assert.is((await teacher.fail('journal_export', { format: 'json' })).code, 'busy')
  const again = await director.call('journal_export', { format: 'json', verdict: 'refused' })
  assert.is((await director.fail('job', { id: first.job })).code, 'missing')
  await teacher.call('job_drop', { id: again.job })
  assert.is((await director.call('job', { id: again.job })).state === 'failed', false)
  await director.call('job_drop', { id: again.job })
  assert.is((await director.fail('job', { id: again.job })).code, 'missing')
  assert.type((await teacher.call('journal_export', { format: 'json', pc: 'nobody' })).job, 'string')
})

test('the check says that all is well, and names the first row that is not', async () => {
  const whole = await fetchJob(teacher, (await teacher.call('verify', {})).job)
  const good = whole.state.verified
  assert.equal([good?.wrong, good?.keyKnown], [undefined, true])
  assert.ok((good?.rows ?? 0) > days * visitsADay && (good?.signatures ?? 0) >= days)
  const met = await fetchJob(teacher, (await teacher.call('verify', { head: good?.head ?? '' })).job)
  assert.is(met.state.verified?.wrong, undefined)
  const unmet = await fetchJob(teacher, (await teacher.call('verify', { head: 'a'.repeat(64) })).job)
  assert.is(unmet.state.verified?.wrong?.code, 'head-not-found')

  const folder = join(school.aqtizim.root, 'etc/aqtizim/journal')
  const [name = ''] = readdirSync(folder)
    .filter((file) => file.includes('.jsonl'))
    .sort()
  const bytes = readFileSync(join(folder, name))
  const forged = (text: Buffer) => Buffer.from(text.toString().replace('PC-02', 'PC-03'))
  writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(forged(gunzipSync(bytes))) : forged(bytes))
  const bad = await fetchJob(teacher, (await teacher.call('verify', {})).job)
  assert.equal([bad.state.state, bad.state.verified?.wrong?.code], ['done', 'seal'])
})

test('visits that go on are there at once', async () => {
  await visit(school, 'pc1', 'https://bilimland.test/')
  await until('a visit', async () => (await teacher.call('journal', { open: true })).rows.length > 0)
  const { rows } = await teacher.call('journal', { open: true, site: 'bilimland.test' })
  assert.equal([rows[0]?.open, rows[0]?.pc, rows[0]?.verdict], [true, 'PC-01', 'allowed'])
  const { rows: page } = await teacher.call('journal', { pc: 'PC-01', limit: 5 })
  assert.is(page.at(-1)?.open, true)
  const { visits, rooms } = await teacher.call('status', {})
  assert.ok(visits > 0)
  await until('a PC', async () => ((await teacher.call('status', {})).rooms[0]?.pcs ?? 0) > 0 || rooms.length === 0)
})

test('live pages are told of requests and of what changed', async () => {
  const stop = new AbortController()
  const headers = { Authorization: `Bearer ${teacher.page.session}` }
  const response = await fetch(`${school.url}/ubus/subscribe/aqtizim`, { headers, signal: stop.signal })
  let told = ''
  const reading = (async () => {
    for await (const chunk of response.body ?? []) told += Buffer.from(chunk).toString()
  })().catch(() => {})
  await askFor(school, 'pc3', 'kitap.test', 'керек')
  await teacher.call('room_set', { room: 'multimedia', state: 'paused' })
  await until('both events', () => /event: request\n/.test(told) && /event: status\n/.test(told))
  assert.match(told, /event: request\ndata: \{"name":"kitap.test","waiting":1\}/)
  stop.abort()
  await reading
})

test('a body that is too long is refused by the web server, wrong arguments by their names', async () => {
  const { error } = await post(school.url, teacher.page.session, 'aqtizim', 'list_check', { text: 'x'.repeat(70_000) })
  assert.is(error?.code, -32700)
  for (const [method, args, argument] of [
    ['list_edit', { base: 'x', edit: { kind: 'add', values: {} } }, 'base'],
    ['list_edit', { base: 'a'.repeat(64), edit: { kind: 'burn' } }, 'edit.kind'],
    ['list_edit', { base: 'a'.repeat(64), edit: { kind: 'add', values: { needs: ['a\nb'] } } }, 'edit.values.needs.0'],
    ['pcs_save', { pcs: [{ mac: 'xx', name: '' }] }, 'pcs.0.mac'],
    ['journal', { limit: 100_000 }, 'limit'],
    ['room_set', { room: 'informatics', state: 7 }, 'state'],
    ['request_decide', { name: 'a.kz', decision: 'maybe' }, 'decision'],
  ] as const) {
    const failed = await teacher.fail(method, args)
    assert.equal([failed.code, failed.argument], ['argument', argument], failed.error)
    assert.ok(failed.error.startsWith(`${argument}: `), failed.error)
  }
})

test('the psychologist sees none of it', async () => {
  const person = await school.enter('psychologist')
  for (const method of ['journal', 'summary', 'journal_export', 'verify', 'list_get', 'requests', 'pcs'])
    assert.is(await person.page.call('aqtizim', method), 'denied', method)
})

test('the zone of the router reaches the journal while the daemon runs', async () => {
  const file = join(school.aqtizim.root, 'etc/config/system')
  writeFileSync(file, readFileSync(file, 'utf8').replace('Asia/Almaty', 'Asia/Tokyo'))
  const changes = async () => (await readAll({})).rows.filter(({ event }) => event === 'zone')
  await until('a row says so', async () => (await changes()).length > 0)
  const [row] = await changes()
  assert.equal([row?.from, row?.to], ['Asia/Almaty', 'Asia/Tokyo'])
  assert.match(String(row?.at), /\+09:00$/)
})

test.run()
