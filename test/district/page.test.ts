/** The district's page over HTTPS with a real ClickHouse: who gets in, what each role sees, and what hostile rows become. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { unzipSync } from 'fflate'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { daysAgo, hostile, metricsToken, october, PageLab } from './page-lab.ts'

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

const as = async (user: string, path: string) => (await lab.get(english(path), { user: `${user}@edu.kz` })).body

test("a school's journal is for its own readers and the administrator", async () => {
  const status = async (user: string, path: string) => (await lab.get(path, { user: `${user}@edu.kz` })).status
  for (const [user, school, wanted] of [
    ['admin', 'troubled', 200],
    ['admin', 'no-such-school', 404],
    ['reader', 'troubled', 200],
    ['reader', 'whole', 403],
    ['viewer', 'troubled', 403],
    ['other', 'whole', 200],
  ] as const)
    assert.is(await status(user, `/school/${school}`), wanted, `${user} ${school}`)
  for (const page of ['sites', 'requests', 'drills']) {
    assert.is(await status('viewer', `/${page}`), 200, page)
    assert.is(await status('reader', `/${page}`), 403, page)
  }
})

test('a journal shows the rows of its day, as text, and is narrowed by site, PC and verdict', async () => {
  const body = await as('reader', '/school/troubled')
  for (const word of [
    'games.example',
    'PC-08',
    escaped,
    'counter-difference',
    'request-decided',
    'unlisted',
    '00:12:03',
  ])
    assert.match(body, word)
  assert.not.match(body, '<img')
  assert.not.match(body, 'bilimland.kz')
  assert.match(await as('reader', `/school/troubled?day=${daysAgo(1)}`), 'bilimland.kz')
  assert.not.match(await as('reader', '/school/troubled?site=GAMES'), `<td class="word">${escaped}`)
  const one = await as('reader', '/school/troubled?pc=pc-08')
  assert.is(one.split('games.example').length, 2)
  assert.not.match(await as('reader', '/school/troubled?verdict=allowed'), 'games.example')
  const found = await as('reader', `/school/troubled?site=${encodeURIComponent(hostile)}`)
  assert.match(found, `<td class="word">${escaped}`)
  assert.not.match(found, 'games.example')
})

test('whatever is asked for is a value and no part of the question', async () => {
  for (const text of [
    "'",
    "' OR 1=1 --",
    '\\',
    "\\' OR 1=1 --",
    '%',
    "x') OR ('a'='a",
    '\0',
    '\n',
    '`',
    '/*',
    ';DROP TABLE visits',
    '🙂',
  ]) {
    const word = encodeURIComponent(text)
    for (const key of ['site', 'pc']) {
      const { status, body } = await lab.get(`/school/troubled?${key}=${word}`, { user: 'admin@edu.kz' })
      assert.is(status, 200, text)
      // The hostile row holds ' and \\ of its own.
      if (!["'", '\\'].includes(text) && text.trim() !== '') assert.not.match(body, '–00:31:44')
    }
    for (const path of [
      '/sites?site=',
      '/sites?from=',
      '/requests?until=',
      '/drills?year=',
      '/school/troubled?day=',
      '/school/troubled?behind=',
      '/?page=',
    ])
      assert.is((await lab.get(`${path}${word}`, { user: 'admin@edu.kz' })).status, 200, `${path}${text}`)
    assert.is((await lab.get(`/school/${word}`, { user: 'admin@edu.kz' })).status, 404, text)
  }
  assert.match(await as('reader', '/school/troubled'), 'games.example')
})

test('page by page each row of a long day comes once', async () => {
  const seen: string[] = []
  let path: string | undefined = `/school/busy?day=${daysAgo(2)}`
  for (let pages = 0; path !== undefined && pages < 5; pages += 1) {
    const body: string = await as('other', path)
    seen.push(...[...body.matchAll(/site-\d+\.example/g)].map(([site]) => site))
    path = /<a href="([^"]*behind=[^"]*)">Next/.exec(body)?.[1]?.replaceAll('&amp;', '&')
  }
  assert.is(seen.length, 250)
  assert.is(new Set(seen).size, 250)
})

test('the sites of the district, and what schools ask for', async () => {
  const sites = await as('viewer', '/sites')
  const row = (site: string, ...cells: string[]) =>
    `<th scope="row" class="word">${site}</th>${cells.map((cell) => `<td class="number">${cell}</td>`).join('')}`
  assert.match(sites, row('games.example', '2', '1'))
  assert.match(sites, 'site-17.example')
  assert.match(sites, escaped)
  const one = await as('viewer', '/sites?site=games')
  assert.match(one, row('games.example', '2', '1'))
  assert.not.match(one, 'site-17.example')
  const asked = await as('viewer', '/requests')
  assert.match(asked, row('kitap.kz', '1', '1', '0'))
  assert.match(asked, escaped)
  assert.not.match(asked, '<img')
})

test('drills and acts of October: who has drawn them up stands behind who has not', async () => {
  const body = await as('viewer', '/drills')
  assert.match(body, /<dt>Have drawn up an act<\/dt><dd>1<\/dd>/)
  assert.match(body, /<dt>Have not drawn up an act<\/dt><dd class="bad">2<\/dd>/)
  assert.match(body, '23 / 24')
  assert.match(body, `30.10.${october(1).slice(0, 4)}`)
  assert.ok(body.indexOf('School No. 1') < body.indexOf(escaped))
  assert.match(await as('viewer', `/drills?year=${Number(october(1).slice(0, 4)) - 1}`), '<dd>0</dd>')
})

test('the monthly report in Kazakh and Russian, as a page for print and as a file for Word', async () => {
  const month = daysAgo(1).slice(0, 7)
  assert.match(await as('viewer', `/report?month=${month}`), 'in=ru&amp;format=docx')
  for (const [language, title, posts] of [
    ['kk', 'АЙЛЫҚ ЕСЕП', 'Білім бөлімінің басшысы'],
    ['ru', 'ЕЖЕМЕСЯЧНЫЙ ОТЧЁТ', 'Руководитель отдела образования'],
  ] as const) {
    const paper = (format: string) =>
      lab.get(`/report/paper?month=${month}&in=${language}&format=${format}`, { user: 'viewer@edu.kz' })
    const page = await paper('html')
    assert.is(page.status, 200)
    assert.match(String(page.headers['content-security-policy']), "default-src 'none'; style-src 'unsafe-inline'")
    for (const text of [
      `<html lang="${language}">`,
      title,
      posts,
      'School No. 1',
      escaped,
      'bilimland.kz',
      'Balqash &amp;',
    ])
      assert.match(page.body, text)
    assert.not.match(page.body, '<img')
    for (const secret of ['PC-07', lab.stranger.id]) assert.not.match(page.body, secret)
    const word = await paper('docx')
    assert.match(
      String(word.headers['content-disposition']),
      `attachment; filename="district-report-${month}-${language}.docx"`,
    )
    const files = unzipSync(word.octets)
    const text = Buffer.from(files['word/document.xml'] ?? []).toString('utf8')
    for (const part of [title, posts, 'School No. 1', 'bilimland.kz']) assert.match(text, part)
  }
  const ofOctober = await lab.get(`/report/paper?month=${october(1).slice(0, 7)}&in=ru&format=html`, {
    user: 'admin@edu.kz',
  })
  assert.match(ofOctober.body, '23 / 24')
  assert.match(ofOctober.body, 'не составлен')
  assert.is((await lab.get('/report/paper?in=kk', { user: 'reader@edu.kz' })).status, 403)
  assert.is((await lab.get("/report/paper?month='&in=zz&format=exe", { user: 'admin@edu.kz' })).status, 200)
})

test('figures for Prometheus are for who has the word, and no login opens them', async () => {
  const read = (authorization?: string) =>
    lab.get('/metrics', {
      user: 'admin@edu.kz',
      ...(authorization !== undefined && { headers: { Authorization: authorization } }),
    })
  for (const wrong of [undefined, 'Bearer', 'Bearer no', metricsToken, `Bearer ${metricsToken} `.repeat(2)])
    assert.is((await read(wrong)).status, 404)
  const { status, body, headers } = await read(`Bearer ${metricsToken}`)
  assert.is(status, 200)
  assert.match(String(headers['content-type']), 'text/plain; version=0.0.4')
  for (const line of [
    'schools 3',
    'unknown_keys 1',
    'school_enforced{school="troubled"} 0',
    'school_enforced{school="whole"} 1',
    'school_journal_proven{school="whole"} 1',
    'school_gap_connections{school="troubled"} 17',
    'school_list_version{school="troubled"} 7',
  ])
    assert.match(body, `aqtizim_district_${line}\n`)
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
  await until('the mistake is told', () => /people\.yaml:2:1: not-a-role/.test(lab.said))
  writeFileSync(
    lab.people,
    'admin@edu.kz: admin\nviewer@edu.kz: viewer\nreader@edu.kz: [troubled]\nother@edu.kz: [whole, busy]\n',
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
