/** Tests the server for the block page's form. */
import { connect } from 'node:net'
import * as assert from 'uvu/assert'
import type { Outcome, SiteRequest } from '../../src/block-page/requests.ts'
import { type AskServer, startAskServer } from '../../src/block-page/server.ts'
import { suite } from '../suite.ts'

const test = suite('the form is taken')
let server: AskServer
let taken: SiteRequest[] = []
let outcome: Outcome = 'sent'
/** Whose address has been found out. */
let recognised: string[] = []

test.before(async () => {
  server = await startAskServer({
    port: 0,
    school: () => 'мектеп & <b>',
    now: () => 42,
    recognise: async (client) => void recognised.push(client),
    take: (request) => {
      if (recognised.includes(request.client)) taken.push(request)
      return outcome
    },
  })
})
test.after(() => server?.close())
test.before.each(() => {
  taken = []
  recognised = []
  outcome = 'sent'
})

const fromGate = { 'X-Aqtizim-Client': '192.168.1.7', 'X-Aqtizim-Name': 'vk.com', 'X-Aqtizim-Language': 'ru' }

async function post(body: string, headers: Record<string, string> = fromGate, path = '/.aqtizim/ask', method = 'POST') {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    headers,
    ...(method === 'POST' ? { body } : {}),
  })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

test('a request is kept, cleaned, and answered in the language of the page', async () => {
  const answer = await post('reason=%D0%B4%D0%BB%D1%8F+%D1%83%D1%80%D0%BE%D0%BA%D0%B0%00%0A')
  assert.equal(taken, [{ at: 42, client: '192.168.1.7', name: 'vk.com', reason: 'для урока' }])
  assert.is(answer.status, 200)
  assert.match(answer.text, /<html lang="ru">[\s\S]*Просьба отправлена[\s\S]*vk\.com[\s\S]*мектеп &amp; &lt;b&gt;/)
  assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/)
})

for (const [kind, status, words] of [
  ['again', 200, /уже просили/],
  ['enough', 429, /Слишком много просьб/],
] as const) {
  test(`the answer to ${kind}`, async () => {
    outcome = kind
    const answer = await post('')
    assert.is(answer.status, status)
    assert.match(answer.text, words)
  })
}

for (const [what, attempt] of [
  ['no client', () => post('', { 'X-Aqtizim-Name': 'vk.com' })],
  ['a client that is none', () => post('', { ...fromGate, 'X-Aqtizim-Client': '1.2.3.4; rm' })],
  ['a name that is none', () => post('', { ...fromGate, 'X-Aqtizim-Name': '<b>.kz' })],
  ['an address for a name', () => post('', { ...fromGate, 'X-Aqtizim-Name': '198.18.0.1' })],
  ['another path', () => post('', fromGate, '/.aqtizim/ask/../x')],
  ['another method', () => post('', fromGate, '/.aqtizim/ask', 'PUT')],
  ['a body without end', () => post(`reason=${'x'.repeat(9000)}`)],
] as const) {
  test(`${what} is not taken`, async () => {
    const answer = await attempt()
    assert.is(answer.status, 400)
    assert.equal(taken, [])
  })
}

test('a reason of 300 characters of four bytes each fits', async () => {
  await post(`reason=${encodeURIComponent('😀'.repeat(300))}`)
  assert.is([...(taken[0]?.reason ?? '')].length, 300)
})

test('a connection that breaks in the middle does no harm', async () => {
  await new Promise<void>((done) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      const head = Object.entries(fromGate).map(([name, value]) => `${name}: ${value}\r\n`)
      socket.write(
        `POST /.aqtizim/ask HTTP/1.1\r\nHost: x\r\n${head.join('')}Content-Length: 100\r\n\r\nreason=`,
        () => {
          socket.destroy()
          done()
        },
      )
    })
  })
  assert.is((await post('')).status, 200)
  assert.is(taken.length, 1)
})

test('a port that is taken is an error with its code', async () => {
  const problem = await startAskServer({ port: server.port, school: () => '', now: () => 0, take: () => 'sent' }).catch(
    (e) => e,
  )
  assert.is(problem.code, 'EADDRINUSE')
})

test.run()
