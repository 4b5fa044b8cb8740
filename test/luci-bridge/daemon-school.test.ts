/** Lessons, requests, PCs, hours and logins: the real daemon, over HTTP, with real logins. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { anonymous } from './http-client.ts'
import { approveFirst, askFor, openSchool, type Person, passwordOf, type School } from './school.ts'

const test = suite('the school over HTTP')
let school: School
let admin: Person
let teacher: Person
test.before(async () => {
  school = await openSchool(['admin', 'teacher', 'director'])
  admin = await school.enter('admin')
  teacher = await school.enter('teacher')
  await approveFirst(school)
})
test.after(() => school?.stop())

const uciFile = (name: string) => readFileSync(join(school.aqtizim.root, 'etc/config', name), 'utf8')
const bundleFile = join(import.meta.dirname, '../../dist/aqtizim.js')
const firstMac = '02:00:00:00:00:01'
const draftHash = async () => (await teacher.call('status', {})).draft.sha256

test('rooms: paused and resumed by a name, a lesson begun and ended', async () => {
  assert.is((await teacher.call('room_set', { room: 'informatics', state: 'paused' })).paused, true)
  const [room] = (await teacher.call('status', {})).rooms
  assert.equal([room?.id, room?.paused, room?.why], ['informatics', true, 'hand'])
  assert.is((await teacher.call('room_set', { room: 'informatics', state: 'open' })).paused, false)
  await teacher.call('lesson_start', { room: 'informatics', class: '7 «Ә»' })
  assert.is((await teacher.call('status', {})).rooms[0]?.lesson, '7 «Ә»')
  assert.is((await teacher.call('lesson_end', { room: 'informatics' })).ended, true)
  assert.equal((await teacher.fail('room_set', { room: 'nosuch', state: 'open' })).argument, 'room')
  assert.match((await teacher.fail('lesson_start', { room: 'nosuch', class: '7' })).error, /^room: /)
})

test('health is what the command line says', async () => {
  const { checks } = await teacher.call('health', {})
  assert.ok(checks.length > 5)
  assert.ok(checks.some(({ verdict }) => verdict === 'ok'))
})

test('a request is taken into the draft, refused with a word, or ignored with its PC for today', async () => {
  await askFor(school, 'pc1', 'kitap.test', 'Кітап <b>керек</b>')
  await askFor(school, 'pc2', 'games.test', 'ойын')
  await until('two requests', async () => (await teacher.call('requests', {})).requests.length === 2)
  const { requests } = await teacher.call('requests', {})
  assert.equal(
    requests.map(({ name, pcs, reasons }) => [name, pcs, reasons]),
    [
      ['kitap.test', ['PC-01'], ['Кітап <b>керек</b>']],
      ['games.test', ['PC-02'], ['ойын']],
    ],
  )
  assert.is((await teacher.call('status', {})).requests, 2)
  const taken = await teacher.call('request_decide', { name: 'kitap.test', decision: 'taken', add: true })
  assert.equal(taken, { decided: true, added: true })
  const { sites } = await teacher.call('list_get', {})
  assert.is(sites.at(-1)?.domain, 'kitap.test')
  const refused = { name: 'games.test', decision: 'refused', word: 'Сабақта емес' } as const
  assert.equal(await teacher.call('request_decide', refused), { decided: true, added: false })
  assert.equal(await teacher.call('request_decide', refused), { decided: false, added: false })

  await askFor(school, 'pc2', 'more-games.test', 'тағы')
  await until('one request', async () => (await teacher.call('requests', {})).requests.length === 1)
  assert.equal(await teacher.call('request_ignore', { pc: 'PC-02' }), { dropped: 1 })
  const { stdout } = await askFor(school, 'pc2', 'still-more.test', 'тағы', 'en')
  assert.match(stdout, 'Too many requests')
  assert.equal(await teacher.call('requests', {}), { requests: [], ignored: ['PC-02'] })
})

test('PCs: seen ones and named ones; a name is given, moved and taken away', async () => {
  const of = async (mac: string) => (await teacher.call('pcs', {})).pcs.find((pc) => pc.mac === mac)
  await until('an address', async () => ((await of(firstMac))?.ips.length ?? 0) > 0)
  const first = await of(firstMac)
  assert.equal([first?.name, first?.room, first?.exempt], ['PC-01', 'informatics', false])
  assert.ok(first?.ips.includes('192.168.1.101'))
  assert.ok(Date.now() - (first?.lastSeen ?? 0) < 600_000)
  assert.is((await of('02:00:00:00:01:01'))?.exempt, true)

  const twin = await teacher.fail('pcs_save', { pcs: [{ mac: firstMac, name: 'PC-02' }] })
  assert.equal([twin.argument, /02:00:00:00:00:02/.test(twin.error)], ['pcs.0.name', true])
  assert.is(
    (await teacher.fail('pcs_save', { pcs: [{ mac: firstMac, name: 'x', room: 'nosuch' }] })).argument,
    'pcs.0.room',
  )
  const pcs = [
    { mac: firstMac.toUpperCase().replaceAll(':', '-'), name: 'Алғашқы', room: 'multimedia' },
    { mac: '02:00:00:00:00:09', name: 'PC\'9" <b>', room: 'informatics' },
    { mac: '02:00:00:00:00:04', name: '' },
  ]
  assert.equal(await teacher.call('pcs_save', { pcs }), { changed: 3 })
  await until('the name', async () => (await of(firstMac))?.name === 'Алғашқы')
  assert.is((await of(firstMac))?.room, 'multimedia')
  assert.is((await of('02:00:00:00:00:09'))?.name, 'PC\'9" <b>')
  assert.is((await of('02:00:00:00:00:04'))?.name, undefined)
  assert.equal(await teacher.call('pcs_save', { pcs }), { changed: 0 })
})

test('only the administrator exempts a machine', async () => {
  const mac = '02:00:00:00:00:77'
  assert.is(await teacher.page.call('aqtizim', 'exempt_save', { mac, exempt: true }), 'denied')
  assert.is((await admin.fail('exempt_save', { mac, exempt: true, ips: ['10.1'] })).argument, 'ips.0')
  await admin.call('exempt_save', { mac, exempt: true, name: 'Принтер', ips: ['192.168.1.77'] })
  const exempt = async () => (await admin.call('pcs', {})).pcs.find((pc) => pc.mac === mac)?.exempt
  await until('it is exempt', async () => (await exempt()) === true)
  await admin.call('exempt_save', { mac, exempt: false })
  await until('it is not exempt', async () => (await exempt()) === undefined)
})

test('rooms with their networks, and those that belong to none', async () => {
  const { rooms, networks } = await teacher.call('rooms', {})
  assert.equal(
    rooms.map(({ id, networks: own }) => [id, own]),
    [
      ['informatics', ['lan']],
      ['multimedia', ['media']],
    ],
  )
  const lan = networks.find(({ name }) => name === 'lan')
  assert.equal([lan?.room, lan?.up, lan?.addresses[0]], ['informatics', true, '192.168.1.1/24'])
  assert.is(networks.find(({ name }) => name === 'wan')?.room, undefined)
  assert.is(
    networks.some(({ name }) => name === 'loopback'),
    false,
  )
})

test('the timetable is read, checked, written and kept from a second writer', async () => {
  const empty = await teacher.call('timetable', {})
  assert.equal(empty.lines, [])
  const lines = [
    { room: 'informatics', days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', until: '24:00' },
    { room: 'multimedia', days: ['mon'], from: '08:00', until: '08:45', class: '7 «Ә»' },
  ] as const
  const wrong = (change: object) =>
    teacher.fail('timetable_save', { lines: [{ ...lines[1], ...change }], base: empty.sha256 })
  assert.is((await wrong({ room: 'nosuch' })).argument, 'lines.0.room')
  assert.is((await wrong({ until: '08:00' })).argument, 'lines.0.until')
  assert.is((await wrong({ class: '=1+1' })).argument, 'lines.0.class')
  assert.is((await wrong({ days: ['someday'] })).argument, 'lines.0.days.0')
  const saved = await teacher.call('timetable_save', { lines, base: empty.sha256 })
  assert.equal(await teacher.call('timetable', {}), { lines, sha256: saved.sha256 })
  assert.is((await admin.fail('timetable_save', { lines: [], base: empty.sha256 })).code, 'conflict')
  await admin.call('timetable_save', { lines: [], base: saved.sha256 })
})

test('seats: pasted from a spreadsheet, by class, and no name of a pupil in the journal or the log', async () => {
  const empty = await teacher.call('seats', { class: '7 «Ә»' })
  assert.equal([empty.classes, empty.rows], [[], []])
  const pasted = 'PC-01\tАйгүл Серікова\nPC-02\tДана Ахметова\nPC-55\tНұрлан Оспанов\n'
  const saved = await teacher.call('seats_save', { class: '7 «Ә»', base: empty.sha256, text: pasted })
  assert.equal(saved.rows.length, 3)
  assert.match(JSON.stringify(saved.problems), /no PC is called PC-55/)
  assert.equal((await teacher.call('seats', {})).classes, ['7 «Ә»'])
  const again = { class: '7 «Ә»', base: empty.sha256, rows: [] }
  assert.is((await admin.fail('seats_save', again)).code, 'conflict')
  const bad = await teacher.fail('seats_save', { class: '7 «Ә»', base: saved.sha256, text: 'PC-01\tА\nPC-01\tБ\n' })
  assert.equal(
    [bad.argument, /^text: row 2, column 1: PC-01 stands in row 1/.test(bad.error)],
    ['text', true],
    bad.error,
  )
  assert.is(
    (await teacher.fail('seats_save', { class: '=7', base: empty.sha256, rows: [] })).argument ?? 'class',
    'class',
  )
  const log = JSON.stringify([await school.aqtizim.journal(), school.aqtizim.log])
  assert.not.match(log, /Серікова|Ахметова|Оспанов/)
  assert.equal((await teacher.call('seats_save', { ...again, base: saved.sha256 })).classes, [])
})

test('names that a listed site seems to need, out of what was refused', async () => {
  const { needs, left } = await teacher.call('needs', { days: 1 })
  assert.equal([Array.isArray(needs), left], [true, 0])
})

test('a login is made with a hash that rpcd knows, changed, and taken away with its sessions', async () => {
  const make = (name: string, password: string) => admin.fail('user_set', { name, role: 'teacher', password })
  for (const weak of ['', 'short', '123456789012', 'aigulaigul1', 'password123', 'aaaaaaaaaaaaaa'])
    assert.is((await make('aigul', weak)).argument, 'password', weak)
  assert.is((await admin.fail('user_set', { name: 'aigul', role: 'teacher' })).argument, 'password')
  assert.is((await make('root', passwordOf('x'))).code, 'refused')
  assert.is((await make("a'b", passwordOf('x'))).argument, 'name')

  await admin.call('user_set', { name: 'aigul', role: 'teacher', password: passwordOf('aigul') })
  assert.match(
    uciFile('rpcd'),
    /username 'aigul'\n\toption password '\$6\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}'|password '\$6\$/,
  )
  assert.not.match(uciFile('rpcd'), passwordOf('aigul'))
  const aigul = await school.enter('aigul')
  assert.equal((await aigul.call('status', {})).me, { user: 'aigul', roles: ['teacher'] })

  assert.equal(await admin.call('user_set', { name: 'aigul', role: 'director' }), { waits: true })
  assert.is(await aigul.page.call('aqtizim', 'status'), 'denied', 'rights are those of the login at its beginning')
  const waiting = await school.enter('aigul')
  assert.equal((await waiting.call('status', {})).me.roles, ['teacher'])
  assert.is(await waiting.page.call('aqtizim', 'approve', {}), 'denied')
  const confirmation = { name: 'aigul', password: passwordOf('aigul') }
  for (const person of [admin, waiting])
    assert.is(await person.page.call('aqtizim', 'user_confirm', confirmation), 'denied')
  const director = await school.enter('director')
  assert.equal((await director.call('users', {})).users.find(({ name }) => name === 'aigul')?.waits, true)
  await director.call('user_confirm', confirmation)
  const again = await school.enter('aigul')
  assert.equal((await again.call('status', {})).me.roles, ['director'])
  assert.ok(
    (await admin.call('users', {})).users.some(({ name, roles }) => name === 'aigul' && roles[0] === 'director'),
  )

  await admin.call('user_delete', { name: 'aigul' })
  assert.is(await again.page.call('aqtizim', 'status'), 'denied')
  const login = { username: 'aigul', password: passwordOf('aigul') }
  assert.is(await anonymous(school.url).call('session', 'login', login), 6)
  assert.is((await admin.fail('user_delete', { name: 'aigul' })).code, 'missing')
  assert.is((await admin.fail('user_delete', { name: 'root' })).code, 'missing')
  assert.match(uciFile('rpcd'), /option username 'root'\n\toption password '\$p\$root'/)
})

test('the command makes a login, with the password from standard input', async () => {
  const { root, socket } = school.aqtizim
  const user = (words: string, input: string) => {
    const shell = 'printf "%s\\n" "$INPUT" | node "$BUNDLE" --ubus "$SOCKET" --root "$ROOT" user $WORDS'
    const env = [`INPUT=${input}`, `SOCKET=${socket}`, `BUNDLE=${bundleFile}`, `ROOT=${root}`, `WORDS=${words}`]
    return school.lab.router.run(['env', ...env, 'sh', '-c', shell])
  }
  assert.is((await user('add dana --role teacher', 'short')).status, 1)
  assert.is((await user('add dana --role pupil', passwordOf('dana'))).status, 2)
  const made = await user('add dana --role psychologist', passwordOf('dana'))
  assert.equal([made.status, made.stdout], [0, 'dana can log in to LuCI as psychologist\n'])
  assert.match((await user('list', '')).stdout, /^dana +psychologist$/m)
  assert.equal((await (await school.enter('dana')).call('status', {})).me.roles, ['psychologist'])
  assert.is((await user('delete dana', '')).status, 0)
})

test('every change bears the name of who made it', async () => {
  const rows = await school.aqtizim.journal()
  const events = rows.flatMap((row) => ('event' in row ? [row as unknown as Record<string, unknown>] : []))
  const users = (name: string) => [...new Set(events.filter(({ event }) => event === name).map(({ user }) => user))]
  for (const name of ['paused', 'resumed', 'lesson', 'request-decided', 'requests-ignored', 'pc-named'])
    assert.equal(users(name), ['teacher'], name)
  assert.equal(users('exempt'), ['admin'])
  assert.equal(users('timetable'), ['teacher', 'admin'])
  assert.equal(users('user-set'), ['root', 'admin', 'director'])
  assert.equal(users('user-deleted'), ['admin', 'root'])
  const named = events.find(({ event, mac }) => event === 'pc-named' && mac === firstMac)
  assert.equal([named?.before, named?.name, named?.room], ['PC-01', 'Алғашқы', 'multimedia'])
})

test('before a login nothing answers', async () => {
  const page = anonymous(school.url)
  for (const method of ['status', 'list_get', 'journal', 'request_decide', 'user_set'])
    assert.is(await page.call('aqtizim', method), 'denied')
  assert.type(await draftHash(), 'string')
})

test.run()
