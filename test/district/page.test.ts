/** The district's page over HTTPS with a real ClickHouse: who gets in, what each role sees, and what hostile rows become. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { PageLab } from './page-lab.ts'

const root = mkdtempSync(join(tmpdir(), 'district-page-'))
const test = suite("the district's page")
let lab: PageLab

test.before(async () => {
  await bundle()
  lab = await PageLab.create(root)
  await lab.start()
})
test.after(async () => {
  await lab?.stop()
  rmSync(root, { recursive: true, force: true })
})

const english = (path: string) => `${path}${path.includes('?') ? '&' : '?'}language=en`
const escaped = '&lt;img src=x onerror=&quot;'

test('who names nobody is told so, and who has no role has no access', async () => {
  assert.is((await lab.get('/')).status, 401)
  assert.is((await lab.get('/', { user: 'nobody@edu.kz' })).status, 403)
  assert.is((await lab.get('/', { user: 'constructor' })).status, 403)
  assert.is((await lab.get('/', { user: 'admin@edu.kz' })).status, 200)
})

test("the administrator sees all schools, what is wrong with them, and keys that are nobody's", async () => {
  const { body, status } = await lab.get(english('/'), { user: 'Admin@edu.kz' })
  assert.is(status, 200)
  assert.match(body, 'School No. 1')
  assert.match(body, escaped)
  assert.not.match(body, '<img')
  assert.match(body, 'The list may not be in force')
  assert.match(body, lab.stranger.id)
  assert.match(body, /№ 7 <code>ab12cd34</)
  assert.match(body, /the district&#39;s: No.3/)
  assert.match(body, 'connections missing: 17')
  assert.match(body, /alarms about devices \(7 days\): 1/)
  assert.match(body, 'Balqash &amp; &lt;district&gt;')
  assert.not.match(body, 'The disk is full')
  assert.ok(body.indexOf(escaped) < body.indexOf('School No. 1'), 'who needs attention stands first')
  assert.match(body, /<span class="good">whole<\/span>/)
  assert.match(body, '<svg class="chart"')
})

test('a viewer sees all schools without links to journals, a reader one school alone', async () => {
  const viewer = await lab.get(english('/'), { user: 'viewer@edu.kz' })
  assert.match(viewer.body, 'School No. 1')
  assert.not.match(viewer.body, 'href="/school/')
  assert.not.match(viewer.body, lab.stranger.id)
  const reader = await lab.get(english('/'), { user: 'reader@edu.kz' })
  assert.not.match(reader.body, 'School No. 1')
  assert.not.match(reader.body, lab.stranger.id)
  assert.match(reader.body, 'href="/school/troubled"')
})

test('each answer forbids scripts, frames and copies, and speaks the language that was asked for', async () => {
  for (const path of ['/', '/no-such-page', '/style.css', '/%', '/*', '//example.org/', '/school/*']) {
    const { headers, status } = await lab.get(path, { user: 'admin@edu.kz' })
    assert.match(String(headers['content-security-policy']), "default-src 'none'; style-src 'self'", path)
    assert.is(headers['x-content-type-options'], 'nosniff')
    assert.is(status, path === '/' || path === '/style.css' ? 200 : 404, path)
  }
  for (const [language, word] of [
    ['kk', 'Мектептер'],
    ['ru', 'Школы'],
    ['en', 'Schools'],
  ] as const) {
    const { body, headers } = await lab.get(`/?language=${language}`, { user: 'admin@edu.kz' })
    assert.match(body, `<html lang="${language}">`)
    assert.match(body, `<h1>${word}</h1>`)
    const cookie = String(headers['set-cookie'])
    assert.match(cookie, `language=${language}; Path=/`)
    for (const word of ['Secure', 'HttpOnly', 'SameSite=Lax']) assert.match(cookie, word)
    const kept = await lab.get('/', { user: 'admin@edu.kz', headers: { Cookie: `a=b; language=${language}` } })
    assert.match(kept.body, `<html lang="${language}">`)
  }
})

test('a name in the question finds schools, whatever it is', async () => {
  const find = async (name: string) =>
    (await lab.get(english(`/?name=${encodeURIComponent(name)}`), { user: 'admin@edu.kz' })).body
  assert.match(await find('no. 1'), 'School No. 1')
  assert.not.match(await find('no. 1'), escaped)
  assert.match(await find('"><script>alert(1)</script>'), 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
})

test('nothing is changed here: other methods are refused', async () => {
  for (const method of ['POST', 'PUT', 'DELETE'])
    assert.is((await lab.get('/', { user: 'admin@edu.kz', method })).status, 405)
})

test('who is taken out of the list of logins is out at once; a list with a mistake lets nobody in', async () => {
  writeFileSync(lab.people, 'viewer@edu.kz: viewer\n')
  assert.is((await lab.get('/', { user: 'admin@edu.kz' })).status, 403)
  assert.is((await lab.get('/', { user: 'viewer@edu.kz' })).status, 200)
  writeFileSync(lab.people, 'viewer@edu.kz: viewer\nadmin@edu.kz: root\n')
  assert.is((await lab.get('/', { user: 'viewer@edu.kz' })).status, 403)
  assert.match(lab.said, /people\.yaml:2:1: not-a-role/)
  writeFileSync(
    lab.people,
    'admin@edu.kz: admin\nviewer@edu.kz: viewer\nreader@edu.kz: [troubled]\nother@edu.kz: [whole]\n',
  )
  assert.is((await lab.get('/', { user: 'admin@edu.kz' })).status, 200)
})

test('a connection that says what is no HTTP ends, and the page goes on', async () => {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ port: lab.port, host: '127.0.0.1', rejectUnauthorized: false }, () =>
      socket.write('\0\0\0\r\n\r\n'),
    )
    socket.setTimeout(120_000, () => reject(new Error('the connection stayed open')))
    socket.on('error', () => {})
    socket.on('close', () => resolve())
  })
  assert.is((await lab.get('/', { user: 'admin@edu.kz' })).status, 200)
})

test('while ClickHouse is away a page says so, and nothing of its reasons', async () => {
  await lab.district.server.stop()
  const { status, body } = await lab.get(english('/'), { user: 'other@edu.kz' })
  assert.is(status, 503)
  assert.match(body, 'The database did not answer')
  assert.not.match(body, 'ECONNREFUSED')
  await until(
    'the reason is in the log',
    () => /\/: ClickHouse: .*ECONNREFUSED/.test(lab.said),
    () => lab.said,
  )
  await lab.district.server.start()
})

test.run()
