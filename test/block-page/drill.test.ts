/** Tests the drill's page and its report. */
import { createHash } from 'node:crypto'
import * as assert from 'uvu/assert'
import { drillPolicy, renderDrill, renderNoDrill } from '../../src/block-page/drill-page.ts'
import { drillScript } from '../../src/block-page/drill-script.ts'
import { type AskServer, startAskServer } from '../../src/block-page/server.ts'
import { suite } from '../suite.ts'

const test = suite('the page of the drill')
const told: unknown[] = []
let server: AskServer
const client = '192.168.1.7'
const page = {
  run: 'run1',
  school: 'мектеп & <b>',
  pc: 'PC-07 "><script>',
  room: 'Информатика',
  probes: [{ name: 'vk.com', group: 'желі <i>', expected: 'shut' as const }],
}

test.before(async () => {
  server = await startAskServer({
    ...{ port: 0, school: () => page.school, now: () => 42, take: () => 'sent' },
    drill: {
      page: (address) => (address === client ? page : undefined),
      report: async (address, body) => {
        told.push(body)
        return address === client ? { right: 1, probes: [] } : undefined
      },
    },
  })
})
test.after(() => server?.close())

const ask = (headers: Record<string, string>, body?: string, path = '/.aqtizim/drill') =>
  fetch(`http://127.0.0.1:${server.port}${path}`, body === undefined ? { headers } : { method: 'POST', headers, body })
const fromGate = { 'X-Aqtizim-Client': client, 'X-Aqtizim-Language': 'ru' }
const json = { ...fromGate, 'Content-Type': 'application/json' }

test('a PC for which a drill is open gets the page, with nothing in it that its names could break', async () => {
  const response = await ask(fromGate)
  const text = await response.text()
  assert.is(response.status, 200)
  assert.is(response.headers.get('content-security-policy'), drillPolicy)
  assert.match(text, /Проверка белого списка/)
  assert.match(text, /PC-07 &quot;&gt;&lt;script&gt;/)
  assert.is(text.match(/<script/g)?.length, 1)
  const data = /data-drill="([^"]*)"/.exec(text)?.[1]?.replaceAll('&quot;', '"') ?? ''
  assert.is(JSON.parse(data).probes[0], 'vk.com')
})

test('the policy names the hashes of the style and of the script that the page has', () => {
  const text = renderDrill('kk', page)
  for (const [, inner] of text.matchAll(/<(?:style|script)>([\s\S]*?)<\/(?:style|script)>/g)) {
    const hash = createHash('sha256')
      .update(inner ?? '')
      .digest('base64')
    assert.ok(drillPolicy.includes(`'sha256-${hash}'`))
  }
  assert.match(text, drillScript)
  assert.not.match(drillPolicy, /unsafe|\*/)
})

test('another PC gets no page, and its report no answer', async () => {
  for (const headers of [
    { 'X-Aqtizim-Client': '192.168.1.8' },
    { 'X-Aqtizim-Client': 'x' },
    {} as Record<string, string>,
  ]) {
    const response = await ask(headers)
    assert.is(response.status, 403)
    assert.match(await response.text(), /Бұл кабинетте тексеру ашылмаған/)
  }
  assert.is((await ask({ ...json, 'X-Aqtizim-Client': '192.168.1.8' }, '{}')).status, 403)
  assert.not.match(renderNoDrill('en', ''), /<script/)
})

test('a report is JSON of the page’s own type, and is answered', async () => {
  told.length = 0
  const response = await ask(json, '{"run":"run1"}')
  assert.is(response.status, 200)
  assert.equal(await response.json(), { right: 1, probes: [] })
  assert.equal(told, [{ run: 'run1' }])
})

for (const [what, headers, body] of [
  ['a form of another site', { ...fromGate, 'Content-Type': 'text/plain' }, '{"run":"run1"}'],
  ['what is no JSON', json, '{'],
  ['more than a report has', json, JSON.stringify({ run: 'x'.repeat(9000) })],
] as const) {
  test(`${what} is not taken`, async () => {
    told.length = 0
    const response = await ask(headers, body)
    assert.is(response.status, 403)
    assert.equal(told, [])
  })
}

test('the way to the form stays as it was', async () => {
  const response = await ask({ ...fromGate, 'X-Aqtizim-Name': 'vk.com' }, 'reason=x', '/.aqtizim/ask')
  assert.match(await response.text(), /Просьба отправлена/)
  assert.is((await ask(fromGate, undefined, '/.aqtizim/drill/../ask')).status, 400)
})

test.run()
