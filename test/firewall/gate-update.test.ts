/** The gate while it runs: other lists, cut connections, a daemon that comes and goes. */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import type { SiteRequest } from '../../src/block-page/requests.ts'
import { startAskServer } from '../../src/block-page/server.ts'
import { cut, liveMaps, openConnections, updateMaps } from '../../src/firewall/gate.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { dial, dialTls, type FarSite, startFarSite, type Wire } from './far-site.ts'
import { room, site } from './gate-plan.ts'
import { far, type GateRoom, otherPc, pc, pc6, router, router6, startGate } from './gate-room.ts'
import { enterOwnNamespace } from './own-namespace.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const [kept, shut, later] = [site('kept.kz'), site('shut.kz'), site('later.kz')]
const before = [kept, shut]
const after = [kept, later]

const test = suite('the gate changes while it runs')
let gate: GateRoom
let one: FarSite

test.before(async () => {
  gate = await startGate(
    [kept, shut, later],
    ['kept', 'shut', 'later'].map((name) => `address=/${name}.kz/${far.one}`),
  )
  one = await startFarSite(far.one, 'site one')
})
test.after(async () => {
  one?.stop()
  await gate?.stop()
})
test.before.each(() => updateMaps(gate.ask, gate.maps(before)))

const get = (name: string, rest = '') => `GET / HTTP/1.1\r\nHost: ${name}\r\n${rest}\r\n`
const webSocket =
  'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n'

async function ask(request: string, language = '', from = pc, to = router): Promise<string> {
  const asked = language === '' ? request : request.replace('\r\n\r\n', `\r\nAccept-Language: ${language}\r\n\r\n`)
  const wire = dial(from, to, gate.ports.http, asked.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))
  await wire.closed
  return wire.text()
}

const opens = (name: string) =>
  dialTls(pc, router, gate.ports.tls, name).then(
    ({ socket }) => {
      socket.destroy()
      return true
    },
    () => false,
  )

test('a new list opens and shuts at once, within the same process', async () => {
  assert.equal([await opens('kept.kz'), await opens('shut.kz'), await opens('later.kz')], [true, true, false])
  const pid = /^Pid: (\d+)/m.exec(await gate.ask('show info'))?.[1]
  await updateMaps(gate.ask, gate.maps(after))
  assert.equal([await opens('kept.kz'), await opens('shut.kz'), await opens('later.kz')], [true, false, true])
  assert.match(await ask(get('shut.kz')), /^HTTP\/1.1 403 /)
  assert.match(await ask(get('later.kz')), /^HTTP\/1.1 200 /)
  assert.is(/^Pid: (\d+)/m.exec(await gate.ask('show info'))?.[1], pid)
})

test('what is live can be compared with what should be', async () => {
  const maps = gate.maps(before)
  const paths = maps.map(({ path }) => path)
  assert.equal(await liveMaps(gate.ask, paths), maps)
  await gate.ask(`add map ${paths.find((path) => path.endsWith('l1.map'))} smuggled.kz aaaa`)
  assert.not.equal(await liveMaps(gate.ask, paths), maps)
  await updateMaps(gate.ask, maps)
  assert.equal(await liveMaps(gate.ask, paths), maps)
})

test('ten thousand names, and an update that the gate refuses changes nothing', async () => {
  const many = Array.from({ length: 10_000 }, (_, n) => site(`school-number-${n}.example.kz`))
  const maps = gate.maps([...many, kept])
  const started = performance.now()
  await updateMaps(gate.ask, maps)
  console.log(`10,000 names in ${Math.round(performance.now() - started)} ms`)
  assert.is(await opens('kept.kz'), true)
  const live = await liveMaps(
    gate.ask,
    maps.map(({ path }) => path),
  )
  assert.equal(live, maps)
  const broken = [...gate.maps(before), { path: '/nowhere.map', text: 'a.kz aaaa\n' }]
  try {
    await updateMaps(gate.ask, broken)
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), /the gate refused `prepare map \/nowhere.map`/)
  }
  assert.equal(
    await liveMaps(
      gate.ask,
      maps.map(({ path }) => path),
    ),
    maps,
  )
})

async function tunnels(name: string): Promise<{ isClosed(): boolean }[]> {
  const wires: Wire[] = [
    dial(pc, router, gate.ports.http, get(name, webSocket)),
    dial(pc, router, gate.ports.http, `GET /slow HTTP/1.1\r\nHost: ${name}\r\n\r\n`),
  ]
  await until('answers', () => wires.every((wire) => /hello|first/.test(wire.text())))
  return [
    ...wires,
    await dialTls(pc, router, gate.ports.tls, `a.${name}`),
    await dialTls(otherPc, router, gate.ports.tls, name),
    await dialTls(pc6, router6, gate.ports.tls, name),
  ]
}

test("cut ends tunnels, WebSockets and slow answers of what has been shut, and nobody else's", async () => {
  const doomed = await tunnels('shut.kz')
  const others = await tunnels('kept.kz')
  const open = await openConnections(gate.ask)
  assert.is(open.length, 10)
  assert.equal(
    open
      .filter(({ client }) => client === pc6)
      .map(({ name }) => name)
      .sort(),
    ['kept.kz', 'shut.kz'],
  )
  await updateMaps(gate.ask, gate.maps(after))
  const started = performance.now()
  const { ended, left } = await cut(gate.ask, ({ name }) => name.endsWith('shut.kz'))
  console.log(`cut in ${Math.round(performance.now() - started)} ms`)
  assert.equal([ended.length, left], [5, 0])
  await until('the cut connections end', () => doomed.every((wire) => wire.isClosed()))
  assert.is(others.filter((wire) => wire.isClosed()).length, 0)
  assert.is((await openConnections(gate.ask)).length, 5)
  const ofOtherPc = await cut(gate.ask, ({ client }) => client === otherPc)
  assert.equal(
    ofOtherPc.ended.map(({ client, name }) => `${client} ${name}`),
    [`${otherPc} kept.kz`],
  )
  await until('one more ends', () => others.filter((wire) => wire.isClosed()).length === 1)
  await gate.record(/^aq1 t 192.168.1.107 \d+ a.shut.kz 198.18.0.10 allowed \d+ \d+ \d+ K/)
  await cut(gate.ask, () => true)
})

test('a connection kept alive has no way back to a site that was shut', async () => {
  const wire = dial(pc, router, gate.ports.http, get('shut.kz'))
  await until('the first answer', () => wire.text().endsWith('site one'))
  await until('the connection to the site ends', () => one.openSockets() === 0)
  assert.is(wire.isClosed(), false)
  await updateMaps(gate.ask, gate.maps(after))
  wire.socket.write(get('shut.kz'))
  await until('the second answer', () => wire.text().includes('HTTP/1.1 403 '))
  wire.socket.destroy()
})

test('a paused room is shut by its networks, and open again after', async () => {
  const paused = { rooms: [room('informatics', 1, { paused: true })] }
  await updateMaps(gate.ask, gate.maps(before, paused))
  assert.is(await opens('kept.kz'), false)
  assert.match(await ask(get('kept.kz'), 'ru'), /^HTTP\/1.1 403 [\s\S]*на паузе/)
  assert.match(await ask(get('kept.kz'), 'ru', pc6, router6), /^HTTP\/1.1 403 [\s\S]*на паузе/)
  assert.match(await ask(get(router), 'en'), /paused/)
  await gate.record(/^aq1 t 192.168.1.107 \d+ kept.kz - refused:paused /)
  await gate.record(/^aq1 h fd00:1::107 \d+ kept.kz - refused:paused /)
  await updateMaps(gate.ask, gate.maps(before))
  assert.is(await opens('kept.kz'), true)
})

test('the block page speaks the first of our languages that the browser asks for', async () => {
  for (const [asked, lang] of [
    ['kk-KZ,kk;q=0.9,ru;q=0.8', 'kk'],
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
    ['en', 'en'],
    ['de-DE,de;q=0.9,EN-US;q=0.7', 'en'],
    ['fr', 'kk'],
    ['', 'kk'],
    ['"><script>alert(1)</script>', 'kk'],
    ['%[src],%s%n', 'kk'],
  ] as const) {
    const page = await ask(get('vk.com'), asked)
    assert.match(page, new RegExp(`<html lang="${lang}">[\\s\\S]*<p class="name">vk.com</p>`), asked)
    assert.is(page.includes('<script'), false)
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    const policy = /^content-security-policy: (.*)$/im.exec(page)?.[1] ?? ''
    assert.ok(policy.startsWith(`default-src 'none'; style-src 'sha256-${hash}'`), policy)
  }
})

test('nothing that a pupil sends stands in the page but a checked name', async () => {
  for (const request of [
    get('<script>alert(1)</script>.kz'),
    get('a"onload="x.kz'),
    get('%[src].kz'),
    'GET /<script>alert(1)</script>?"><b>%[src] HTTP/1.1\r\nHost: vk.com\r\nReferer: <script>\r\nX-Aqtizim-Name: <b>\r\n\r\n',
  ]) {
    const page = await ask(request)
    assert.match(page, /^HTTP\/1.1 40[03] /)
    assert.is(/<script|onload=|<b>|192\.168/.test(page), false, page)
  }
})

test("the start page answers at the router's own addresses, and is recorded as no refusal", async () => {
  const count = gate.records.length
  assert.match(await ask(get(router), 'en'), /^HTTP\/1.1 200 [\s\S]*Sites of this room/)
  assert.match(await ask(get(`[${router6}]`), 'ru', pc6, router6), /^HTTP\/1.1 200 [\s\S]*Сайты кабинета/)
  await until('both records', () => gate.records.length === count + 2)
  for (const line of gate.records.slice(count)) assert.match(line, /^aq1 h \S+ \d+ - - allowed \d+ \d+ /)
})

const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4)

test('the home page has a name, languages, and the sites of the list that is live, without any daemon', async () => {
  const path = (of: string, name = 'aqtizim.room') => get(name).replace('/', of)
  const page = await ask(get('AQTIZIM.room'), 'kk')
  assert.match(page, /^HTTP\/1.1 200 [\s\S]*content-security-policy: [^\r]*script-src 'sha256-[\s\S]*Кабинет сайттары/i)
  assert.match(await ask(path('/?lang=en'), 'kk'), /Sites of this room/)
  assert.match(await ask(path('/?lang=<script>'), 'ru'), /Сайты кабинета/)
  const sites = async () =>
    JSON.parse(Buffer.from(bodyOf(await ask(path('/.aqtizim/sites/0'))), 'base64').toString()) as object
  const link = (name: string) => ['', '', `https://${name}/`, name]
  assert.equal(await sites(), { parts: 1, left: 0, sites: [link('kept.kz'), link('shut.kz')] })
  const title = `Мектеп <script> "№" ${'ә'.repeat(150)}`
  const many = Array.from({ length: 2000 }, (_, n) => site(`s${n}.kz`, { title, subject: 'Физика' }))
  await updateMaps(gate.ask, gate.maps(many))
  const first = (await sites()) as { parts: number; left: number; sites: string[][] }
  assert.equal(first.sites[0], [title, 'Физика', 'https://s0.kz/', 's0.kz'])
  const last = await ask(path(`/.aqtizim/sites/${first.parts - 1}`, router))
  assert.match(last, /^HTTP\/1.1 200 [\s\S]*content-type: text\/plain/i)
  assert.ok((JSON.parse(Buffer.from(bodyOf(last), 'base64').toString()) as { sites: object[] }).sites.length > 0)
  for (const wrong of [first.parts, '', 'x', '../0'])
    assert.match(await ask(path(`/.aqtizim/sites/${wrong}`)), /^HTTP\/1.1 404 /)
  assert.match(await ask(path('/.aqtizim/refused')), /^HTTP\/1.1 503 /)
  await updateMaps(gate.ask, gate.maps(before))
  assert.match(await ask(path('/.aqtizim/sites/0', 'vk.com')), /^HTTP\/1.1 403 /)
})

test('whatever is asked of the home page, nothing but pages of ours answers', async () => {
  const request = (line: string) => ask(`${line} HTTP/1.1\r\nHost: aqtizim.room\r\n\r\n`)
  for (const path of ['/cgi-bin/luci', '/ubus', '/luci-static/x.js', '/.aqtizim/../cgi-bin/luci', '//192.168.1.1/'])
    assert.match(await request(`GET ${path}`), /^HTTP\/1.1 200 [\s\S]*Кабинет сайттары/)
  for (const line of [
    'POST /',
    'PUT /.aqtizim/refused',
    'CONNECT aqtizim.room:80',
    'GET http://192.168.1.1/cgi-bin/luci',
  ])
    assert.not.match(await request(line), /^HTTP\/1.1 [23](?![\s\S]*Кабинет сайттары)/, line)
})

test('what did not open is told by the daemon, to the PC that the gate names', async () => {
  const asked: string[] = []
  const server = await startAskServer({
    port: gate.facts.requestsPort,
    ...{ school: () => 'x', now: () => 7, take: () => 'sent' as const },
    refused: async (client) => {
      asked.push(client)
      return ['vk.com']
    },
  })
  const forged = 'X-Aqtizim-Client: 10.0.0.1\r\n'
  const body = '{"name":"vk.com","reason":""}'
  const head = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`
  try {
    const told = await ask(`GET /.aqtizim/refused HTTP/1.1\r\nHost: aqtizim.room\r\n${forged}\r\n`)
    assert.match(told, /^HTTP\/1.1 200 [\s\S]*\{"names":\["vk\.com"\]\}/)
    const post = (host: string) => `POST /.aqtizim/refused HTTP/1.1\r\nHost: ${host}\r\n${forged}${head}\r\n${body}`
    assert.match(await ask(post(router)), /^HTTP\/1.1 200 [\s\S]*\{"outcome":"sent"\}/)
    assert.match(await ask(post('vk.com')), /^HTTP\/1.1 403 /)
    assert.equal(asked, [pc, pc])
  } finally {
    await server.close()
  }
})

test('a request for a site reaches the daemon with what only the gate can say', async () => {
  const form = 'reason=%D3%A9%D1%82%D1%96%D0%BD%D0%B5%D0%BC%D1%96%D0%BD&name=bank.kz'
  const head = `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n`
  const forged = 'X-Aqtizim-Client: 10.0.0.1\r\nX-Aqtizim-Name: bank.kz\r\nX-Aqtizim-Language: en\r\n'
  const post = (name: string) => `POST /.aqtizim/ask HTTP/1.1\r\nHost: ${name}\r\n${head}${forged}\r\n${form}`
  assert.match(await ask(post('vk.com')), /^HTTP\/1.1 503 [\s\S]*Өтініш жіберілмеді[\s\S]*не отправлена[\s\S]*not sent/)
  const taken: SiteRequest[] = []
  const server = await startAskServer({
    port: gate.facts.requestsPort,
    school: () => 'x',
    now: () => 7,
    take: (request) => {
      taken.push(request)
      return 'sent'
    },
  })
  assert.match(await ask(post('vk.com'), 'ru'), /^HTTP\/1.1 200 [\s\S]*Просьба отправлена/)
  assert.equal(taken, [{ at: 7, client: pc, name: 'vk.com', reason: 'өтінемін' }])
  assert.match(await ask(post('kept.kz')), /site one$/)
  assert.is(taken.length, 1)
  await server.close()
})

test('records wait for the daemon, and come once', async () => {
  const away = ['one', 'two', 'three'].map((name) => `${name}.away.kz`)
  for (let turn = 0; turn < 2; turn++) {
    gate.stopRecords()
    for (const name of away) await ask(get(`${turn}.${name}`))
    gate.startRecords()
    await ask(get(`${turn}.there.kz`))
    await gate.record(new RegExp(` ${turn}.there.kz - refused:unlisted `))
  }
  const came = gate.records.flatMap((line) => / (\S+\.(?:away|there)\.kz) /.exec(line)?.[1] ?? [])
  assert.equal(
    came,
    [0, 1].flatMap((turn) => [...away, 'there.kz'].map((name) => `${turn}.${name}`)),
  )
  assert.is(new Set(gate.records).size, gate.records.length)
})

test.run()
