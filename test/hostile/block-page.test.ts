/** Tests the block page's form with hostile bytes, and its pages with hostile words. */
import { connect } from 'node:net'
import * as assert from 'uvu/assert'
import { renderPage } from '../../src/block-page/page.ts'
import { addRequest, cleanReason, emptyQueue, groupByName, type SiteRequest } from '../../src/block-page/requests.ts'
import { type AskServer, startAskServer } from '../../src/block-page/server.ts'
import { pageKinds } from '../../src/block-page/texts.ts'
import { normaliseName } from '../../src/whitelist/names.ts'
import { hangMs, pause } from '../patience.ts'
import fc from '../properties.ts'
import { suite } from '../suite.ts'
import { cases, holds, isSwift } from './budget.ts'
import { changed, hostileText } from './mutation.ts'

const test = suite('hostile block page')
let server: AskServer
const taken: SiteRequest[] = []

test.before(async () => {
  const take = (request: SiteRequest) => {
    taken.push(request)
    return 'sent' as const
  }
  server = await startAskServer({ port: 0, school: () => 'мектеп', now: () => 42, take })
})
test.after(() => server?.close())

/** Writes bytes, and waits for the end of the connection; `hold` keeps our side open. */
function say(bytes: string | Buffer, hold = false): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(server.port, '127.0.0.1', () => {
      if (hold) socket.write(bytes)
      else socket.end(bytes)
    })
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
  })
}

const gate = 'X-Aqtizim-Client: 192.168.1.7\r\nX-Aqtizim-Name: vk.com\r\nX-Aqtizim-Language: ru\r\n'
const post = (body: string, more = `Content-Length: ${Buffer.byteLength(body)}\r\n`) =>
  `POST /.aqtizim/ask HTTP/1.1\r\nHost: vk.com\r\n${gate}${more}\r\n${body}`

async function assertGood(): Promise<void> {
  const before = taken.length
  assert.match(await say(post('reason=x'), true), /^HTTP\/1\.1 200 /)
  assert.is(taken.length, before + 1)
}

function assertTaken(): void {
  for (const { client, name, reason } of taken) {
    assert.match(client, /^[0-9a-fA-F.:]+$/)
    assert.is(normaliseName(name), name)
    assert.ok([...reason].length <= 300 && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(reason))
  }
}

test('changed requests are answered or closed, what is taken is clean, and the next one is served', async () => {
  const chunked = post('8\r\nreason=x\r\n0\r\n\r\n', 'Transfer-Encoding: chunked\r\n')
  const samples = [
    post('reason=%D0%B4%D0%BB%D1%8F+%00'),
    post('reason=x&reason=y'),
    chunked,
    post('', 'Expect: 100-continue\r\n'),
  ]
  for (const bytes of cases(250, changed(samples))) assert.match(await say(bytes), /^(HTTP\/1\.1 |$)/)
  assertTaken()
  await assertGood()
})

for (const [what, bytes, status] of [
  ['headers of 64 KiB', post('', `X: ${'x'.repeat(65_536)}\r\n`), 431],
  ['ten thousand headers', post('', 'X: y\r\n'.repeat(10_000)), 431],
  ['two lengths', post('reason=x', 'Content-Length: 8\r\nContent-Length: 9\r\n'), 400],
  ['a length and chunks', post('0\r\n\r\n', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'), 400],
  ['a length below zero', post('x', 'Content-Length: -1\r\n'), 400],
  ['a body of a MiB', post('x'.repeat(1 << 20)), 400],
  [
    'bytes that are no UTF-8',
    Buffer.from(post('reason=\xff\xfe\xc0\xaf\xed\xa0\x80', 'Content-Length: 14\r\n'), 'latin1'),
    200,
  ],
  ['percents that mean nothing', post('reason=%zz%%%u0041%'), 200],
  ['UTF-16', Buffer.from(post('reason=x'), 'utf16le'), 400],
  ['TLS', Buffer.from('160301020001000001fc0303', 'hex'), 400],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
] as const)
  test(`${what}: an answer, and the next one is served`, async () => {
    assert.match(await say(bytes), new RegExp(`^HTTP/1\\.1 ${status} `))
    assertTaken()
    await assertGood()
  })

test('more slow bodies than there are places are thrown out, and the form works again', async () => {
  const slow = Array.from({ length: 60 }, () => say(post('', 'Content-Length: 100\r\n'), true))
  await pause(200)
  // All end by the server's hand.
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('still held')), hangMs).unref())
  const answers = await Promise.race([Promise.all(slow), late])
  assert.ok(answers.filter((answer) => answer.startsWith('HTTP/1.1 408')).length >= 50)
  await assertGood()
})

/** Tags with the names of their attributes, and the text between, by HTML's own rules for what our pages are made of. */
function tokens(html: string): { tags: string[]; text: string } {
  const tags: string[] = []
  const rest = html.replace(/<style>[^<]*<\/style>/, '<style></style>')
  const text = rest.replace(/<(!|\/)?([a-z0-9]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi, (_, mark = '', tag, attributes) => {
    const names = [...`${attributes}`.matchAll(/([^\s"'=<>/]+)(?:="[^"]*")?/g)].map(([, name]) => name)
    tags.push(`${mark}${tag} ${names.join(' ')}`)
    return '\u0001'
  })
  return { tags, text }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const plainText = (text: string) => text.replace(/&([a-z]+|#39);/g, (_, name: string) => entities[name] ?? '')

test('hostile words in a page make no element and no attribute, and are read as they were written', () => {
  holds(1200, fc.constantFrom(...pageKinds), hostileText, hostileText, (kind, school, name) => {
    const plain = tokens(renderPage(kind, ['kk'], 'мектеп', 'vk.com'))
    const hostile = tokens(renderPage(kind, ['kk'], `x${school}`, `x${name}`))
    assert.equal(hostile.tags, plain.tags)
    assert.not.match(hostile.text, /[<>]/)
    const words = plainText(hostile.text).split('\u0001')
    assert.ok(words.includes(`x${school.replace(/[\x00-\x1f\x7f]/g, ' ')}`), JSON.stringify(words))
  })
})

test("a pupil's reason is one clean line, as one that was cleaned before", () => {
  holds(1500, fc.oneof(hostileText, fc.string({ unit: 'binary', maxLength: 400 })), (text) => {
    const reason = cleanReason(text)
    assert.ok([...reason].length <= 300 && !/[\p{C}\p{Zl}\p{Zp}]/u.test(reason), JSON.stringify(reason))
    assert.is(cleanReason(reason), reason)
  })
  isSwift('marks on marks', () => cleanReason(`a${'\u0301'.repeat(256 * 1024)}`))
})

test('the queue is bounded, whoever asks for what', () => {
  const requests = cases(
    1200,
    fc.record({ at: fc.nat(9e5), client: fc.ipV4(), name: fc.domain(), reason: hostileText }),
  )
  let queue = emptyQueue
  for (const request of [...requests, ...requests.map((each) => ({ ...each, client: '1.1.1.1' }))])
    queue = addRequest(queue, request).queue
  assert.ok(queue.waiting.length <= 500 && queue.recent.length <= 200)
  assert.ok(groupByName(queue).every(({ clients }) => clients.length > 0))
})

test.run()
