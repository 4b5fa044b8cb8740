/** The room's home page: safe whatever a list says, small enough for the gate, and of this PC's refusals alone. */
import { createHash } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gatePages } from '../../src/block-page/gate-pages.ts'
import { homePolicy, renderHome } from '../../src/block-page/home-page.ts'
import { homeScript } from '../../src/block-page/home-script.ts'
import { homeTexts } from '../../src/block-page/home-texts.ts'
import { RecentRefusals } from '../../src/block-page/recent-refusals.ts'
import { startAskServer } from '../../src/block-page/server.ts'
import { languages } from '../../src/block-page/texts.ts'
import { gateMaps } from '../../src/firewall/gate-maps.ts'
import type { Site } from '../../src/whitelist/whitelist.ts'
import { makeFacts, planOf, site } from '../firewall/gate-plan.ts'

const test = suite('home page of a room')

const kazakh = domainToASCII('білім.қаз')
const hash = (text: string) => createHash('sha256').update(text).digest('base64')

test('fits into a buffer of the gate, and its policy names its style and script', () => {
  for (const language of languages) {
    const page = gatePages(`Мектеп ${'№'.repeat(190)}`).page('start', [language])
    assert.ok(Buffer.byteLength(page) < 14_000, `${language}: ${Buffer.byteLength(page)}`)
    assert.not.match(page.replaceAll('%%', ''), '%')
    const printed = page.replaceAll('%%', '%')
    assert.not.match(printed, / {2}/)
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(printed) ?? []
    const [, script = ''] = /<script>([\s\S]*)<\/script>/.exec(printed) ?? []
    assert.is(script, homeScript)
    for (const text of [style, script]) assert.ok(homePolicy.includes(hash(text)))
  }
  assert.not.match(homePolicy, 'unsafe')
})

test('the script parses, and puts nothing in as HTML', () => {
  assert.not.throws(() => new Function(homeScript))
  assert.not.match(homeScript, /innerHTML|insertAdjacent|document\.write|eval\(|\\\\/)
})

test('a school of any text stays text, and each language says something of its own', () => {
  const page = renderHome('en', '<b>"school"</b>')
  assert.not.match(page, '<b>')
  const titles = languages.map((language) => homeTexts[language].title)
  assert.is(new Set(titles).size, languages.length)
  for (const language of languages) assert.match(renderHome(language, ''), homeTexts[language].refused)
})

/** What the browser's script makes of the map. */
function shown(sites: readonly Site[]): { sites: readonly string[][]; left: number; lines: readonly string[] } {
  const map = gateMaps(planOf(makeFacts(), sites)).find(({ path }) => path.endsWith('gate-l1-home.map'))
  const lines = (map?.text ?? '').split('\n').filter((line) => line !== '')
  const parts = lines.map((line) => {
    const [at = '', text = ''] = line.split(' ')
    return {
      at: Number(at),
      ...(JSON.parse(Buffer.from(text, 'base64').toString()) as { sites: string[][]; left?: number; parts?: number }),
    }
  })
  parts.sort((a, b) => a.at - b.at)
  assert.is(parts[0]?.parts, parts.length)
  return { sites: parts.flatMap((part) => part.sites), left: parts[0]?.left ?? -1, lines }
}

test('the list of the room, with titles and where they lead', () => {
  const found = shown([
    site('bilimland.kz', { title: 'BilimLand', subject: 'Информатика' }),
    site(kazakh),
    site('old.kz', { ports: [{ protocol: 'tcp', number: 80 }] }),
    site('odd.kz', { ports: [{ protocol: 'tcp', number: 8443 }] }),
    site('gstatic.com', { group: 'google-docs@2026-11-30' }),
    site('docs.google.com', { title: 'Google Docs', group: 'google-docs@2026-11-30' }),
    site('later.kz', { onDemand: true }),
    site('other-room.kz', { rooms: ['media'] }),
  ])
  assert.equal(found.sites, [
    ['BilimLand', 'Информатика', 'https://bilimland.kz/', 'bilimland.kz'],
    ['', '', `https://${kazakh}/`, 'білім.қаз'],
    ['', '', 'http://old.kz/', 'old.kz'],
    ['', '', 'http://odd.kz:8443/', 'odd.kz'],
    ['Google Docs', '', 'https://docs.google.com/', 'docs.google.com'],
  ])
  assert.is(found.left, 0)
})

test('a list of any size keeps to its bounds, and says how many are not shown', () => {
  const found = shown(
    Array.from({ length: 12_000 }, (_, n) => site(`s${n}.kz`, { title: `</script>" \n№ ${'ә'.repeat(190)}` })),
  )
  assert.ok(found.lines.length <= 40)
  for (const line of found.lines) assert.match(line, /^\d{1,2} [0-9A-Za-z+/]{1,8000}={0,2}$/)
  assert.ok(found.sites.length > 400)
  assert.is(found.sites.length + found.left, 12_000)
})

test('an empty list is an empty page', () => {
  assert.equal(shown([]).sites, [])
})

const row = (change: object = {}) => ({
  ...{ verdict: 'refused', why: 'unlisted', site: 'vk.com', mac: '02:00:00:00:00:07', ip: '192.168.1.7' },
  ...change,
})

/** With clocks and open visits that a test sets, and the looks at these counted. */
function remembering() {
  const at = { now: 0, up: 0, looks: 0, open: [] as readonly object[] }
  const look = async () => {
    at.looks += 1
    return at.open
  }
  const refusals = new RecentRefusals({ look, now: () => at.now, uptime: () => at.up })
  const add = (change: object, now: number) => {
    at.now = now
    refusals.add(row(change))
  }
  return { at, refusals, add }
}

const mac = '02:00:00:00:00:07'
const others = { mac: '02:00:00:00:00:08', site: 'theirs.kz' }

test('of what was refused a PC sees its own names of the last ten minutes, each once and the latest first', async () => {
  const { at, refusals, add } = remembering()
  add({ site: 'long-ago.kz' }, 0)
  for (const change of [
    {},
    others,
    { verdict: 'allowed', site: 'open.kz' },
    { why: 'port', site: 'port.kz' },
    { background: true, site: 'windowsupdate.com' },
    { site: '198.18.0.1' },
  ])
    add(change, 700_000)
  add({ host: 'st.vk.com' }, 700_001)
  add({}, 700_002)
  refusals.add({ event: 'approved' })
  at.now = 700_010
  at.open = [row({ site: kazakh }), row({ mac: others.mac, site: 'going.kz' })]
  assert.equal(await refusals.of(mac), ['білім.қаз', 'vk.com', 'st.vk.com'])
  assert.equal(await refusals.of(others.mac), ['going.kz', 'theirs.kz'])
  Object.assign(at, { now: 2_000_000, up: 1_300_000, open: [] })
  assert.equal(await refusals.of(mac), [])
})

test('what is remembered is bounded, of all PCs and of one', async () => {
  const { refusals, add } = remembering()
  for (let n = 0; n < 20_000; n++) add({ site: `s${n}.kz` }, n)
  const names = await refusals.of(mac)
  assert.equal([names.length, names[0]], [30, 's19999.kz'])
})

test('a room that floods leaves what another was refused, and a PC what its neighbour was', async () => {
  const { refusals, add } = remembering()
  const own = { room: 'own', site: 'neighbour.kz' }
  add({ ...others, room: 'other' }, 0)
  add(own, 0)
  for (let n = 0; n < 5000; n++) add({ room: 'own', mac: 'flood', site: `x${n}.kz` }, 1)
  assert.equal(await refusals.of(mac), ['neighbour.kz'])
  for (let n = 0; n < 5000; n++) add({ room: 'own', mac: `made up ${n}`, site: 'x.kz' }, 1)
  assert.equal(await refusals.of(others.mac), ['theirs.kz'])
})

test('any number of requests has the visits that go on looked at once in three seconds', async () => {
  const { at, refusals } = remembering()
  at.open = [row()]
  const ask = () => Promise.all(Array.from({ length: 500 }, (_, n) => refusals.of(n % 2 === 0 ? mac : others.mac)))
  const first = await ask()
  assert.equal([at.looks, first[0], first[1]], [1, ['vk.com'], []])
  Object.assign(at, { up: 2999, open: [row({ site: 'later.kz' })] })
  assert.equal((await ask())[0], ['vk.com'])
  assert.is(at.looks, 1)
  at.up = 3000
  assert.equal((await ask())[0], ['later.kz'])
  assert.is(at.looks, 2)
})

test('the daemon tells a PC its own refusals, and takes a request for one of these alone', async () => {
  const taken: string[] = []
  const server = await startAskServer({
    port: 0,
    school: () => '',
    now: () => 7,
    take: ({ client, name, reason }) => {
      taken.push(`${client} ${name} ${reason}`)
      return 'sent'
    },
    refused: async (client) => (client === '192.168.1.7' ? ['білім.қаз'] : []),
  })
  const url = `http://127.0.0.1:${server.port}/.aqtizim/refused`
  const from = (client: string, more = {}) => ({
    'X-Aqtizim-Client': client,
    'Content-Type': 'application/json',
    ...more,
  })
  const post = async (body: string, headers = from('192.168.1.7')) => {
    const answer = await fetch(url, { method: 'POST', headers, body })
    return `${answer.status} ${await answer.text()}`
  }
  try {
    assert.equal(await (await fetch(url, { headers: from('192.168.1.7') })).json(), { names: ['білім.қаз'] })
    assert.equal(await (await fetch(url, { headers: from('192.168.1.8') })).json(), { names: [] })
    assert.is((await fetch(url)).status, 403)
    const wanted = JSON.stringify({ name: 'білім.қаз', reason: 'сабаққа\u0000' })
    assert.is(await post(wanted), '200 {"outcome":"sent"}')
    assert.equal(taken, [`192.168.1.7 ${kazakh} сабаққа`])
    for (const body of ['{"name":"vk.com"}', '{}', '[]', '7', '"x"', '{"name":7}'])
      assert.is(await post(body), '200 {"outcome":"gone"}', body)
    for (const body of ['', 'null', '{', `{"name":"${'x'.repeat(9000)}"}`]) assert.is(await post(body), '403 {}', body)
    assert.is(await post(wanted, from('192.168.1.7', { 'Content-Type': 'text/plain' })), '403 {}')
    assert.is(await post(wanted, from('192.168.1.8')), '200 {"outcome":"gone"}')
    assert.is(taken.length, 1)
  } finally {
    await server.close()
  }
})

test.run()
