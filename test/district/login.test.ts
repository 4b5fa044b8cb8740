/** Logins to the district's page by OpenID Connect: a real issuer over HTTPS with real signatures, and what hostile ones and browsers try. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import type { Issuer, Wrong } from './issuer.ts'
import { PageLab } from './page-lab.ts'
import { type Got, locationOf, WebVisitor } from './web-visitor.ts'

const root = mkdtempSync(join(tmpdir(), 'district-login-'))
const test = suite("logins to the district's page")
let lab: PageLab
let issuer: Issuer

test.before(async () => {
  await bundle()
  lab = await PageLab.create(root, async (place) => {
    issuer = await place.addIssuer(['admin@edu.kz'])
  })
  await lab.start()
})
test.after(async () => {
  await lab?.stop()
  await issuer?.stop()
  rmSync(root, { recursive: true, force: true })
})

const visitor = () => new WebVisitor(lab.url, lab.ca, () => lab.said)

/** All of the way; gives the last answer. */
async function logIn(login: string, to?: string): Promise<{ jar: WebVisitor; got: Got }> {
  const jar = visitor()
  return { jar, got: await jar.logIn(login, to) }
}

test('who is not logged in is offered to, and comes back to the page that was wanted', async () => {
  const offered = await visitor().open('/sites?from=2026-10-01')
  assert.is(offered.status, 401)
  assert.match(offered.body, 'href="/login?to=%2Fsites%3Ffrom%3D2026-10-01"')
  const { jar, got } = await logIn('Admin@edu.kz', '/sites?from=2026-10-01')
  assert.is(got.status, 303)
  assert.is(locationOf(got), '/sites?from=2026-10-01')
  const page = await jar.open(locationOf(got))
  assert.is(page.status, 200)
  assert.match(page.body, 'Admin@edu.kz')
  assert.match(page.body, '<form method="post" action="/logout">')
})

test('roles are those of the list of logins, and hold at once', async () => {
  const { jar } = await logIn('reader@edu.kz')
  assert.is((await jar.open('/school/troubled')).status, 200)
  assert.is((await jar.open('/school/whole')).status, 403)
  assert.is((await jar.open('/sites')).status, 403)
  const people = readFileSync(lab.people, 'utf8')
  writeFileSync(lab.people, people.replace(/^reader.*\n/m, ''))
  assert.is((await jar.open('/')).status, 403)
  writeFileSync(lab.people, people)
  assert.is((await jar.open('/')).status, 200)
})

test('the cookies are for this host over TLS alone, and no script reads them', async () => {
  const { jar } = await logIn('viewer@edu.kz')
  const [session = ''] = jar.set
  assert.match(session, /^__Host-session=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/)
  await visitor().open('/login')
  const again = visitor()
  await again.open('/login')
  assert.match(again.set[0] ?? '', /^__Host-login=[\w-]+; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/)
})

test('a logout ends the session itself, not the cookie alone; a link to it does nothing', async () => {
  const { jar } = await logIn('viewer@edu.kz')
  const kept = new Map(jar.cookies)
  assert.is((await jar.open('/logout')).status, 404)
  assert.is((await jar.open('/')).status, 200)
  const left = await jar.open('/logout', 'POST')
  assert.is(left.status, 200)
  assert.match(left.body, `${issuer.url}/leave?`)
  assert.is(jar.cookies.has('__Host-session'), false)
  for (const [name, value] of kept) jar.cookies.set(name, value)
  assert.is((await jar.open('/')).status, 401)
})

test('a login that is nobody’s has no session', async () => {
  const { jar, got } = await logIn('stranger@edu.kz')
  assert.is(got.status, 403)
  assert.match(got.body, 'stranger@edu.kz')
  assert.is(jar.cookies.has('__Host-session'), false)
  assert.is((await jar.open('/')).status, 401)
  await until('it is told', () => lab.said.includes('stranger@edu.kz is not in the list of logins'))
})

const set = (more: Record<string, unknown>) => (claims: Record<string, unknown>) => ({ ...claims, ...more })
const hour = 3600
const wrongs: Readonly<Record<string, () => Wrong>> = {
  'another nonce': () => ({ claims: set({ nonce: 'of-another-login' }) }),
  'no nonce': () => ({ claims: set({ nonce: undefined }) }),
  'another audience': () => ({ claims: set({ aud: 'another-page' }) }),
  'another issuer': () => ({ claims: set({ iss: 'https://localhost:1' }) }),
  'an expired token': () => ({ claims: set({ exp: Math.floor(Date.now() / 1000) - hour }) }),
  'no end of the token': () => ({ claims: set({ exp: undefined }) }),
  'a signature of another key': () => ({ signature: 'other-key' }),
  'no signature': () => ({ signature: 'none' }),
  'an email that nobody verified': () => ({ claims: set({ email_verified: false }) }),
  'an email of which nothing is said': () => ({ claims: set({ email_verified: undefined }) }),
  'no email': () => ({ claims: set({ email: undefined }) }),
  'an email that is a list': () => ({ claims: set({ email: ['admin@edu.kz'] }) }),
}

for (const [name, wrong] of Object.entries(wrongs))
  test(`refused: ${name}`, async () => {
    issuer.wrong = wrong()
    try {
      const { jar, got } = await logIn('admin@edu.kz')
      assert.is(got.status, 403)
      assert.match(got.body, 'The login failed')
      assert.is(jar.cookies.has('__Host-session'), false)
      assert.is((await jar.open('/')).status, 401)
    } finally {
      issuer.wrong = {}
    }
    assert.is((await logIn('admin@edu.kz')).got.status, 303)
  })

test('a code is good once: neither this browser nor another can use it again', async () => {
  const jar = visitor()
  const back = await jar.choose('admin@edu.kz')
  const attempt = new Map(jar.cookies)
  assert.is((await jar.open(back)).status, 303)
  assert.is((await jar.open(back)).status, 400)
  // Another browser that has the code and the cookie of the attempt.
  const thief = visitor()
  for (const [name, value] of attempt) thief.cookies.set(name, value)
  const { refused } = issuer.asked
  assert.is((await thief.open(back)).status, 403)
  assert.is(issuer.asked.refused, refused + 1)
  assert.is(thief.cookies.has('__Host-session'), false)
})

test('without the state, with that of another attempt, or in a browser that began none: refused before the issuer is asked', async () => {
  const { tokens } = issuer.asked
  const change = async (work: (back: URL) => void, jar = visitor()) => {
    const back = new URL(await jar.choose('admin@edu.kz'), lab.url)
    work(back)
    return { jar, path: `${back.pathname}${back.search}` }
  }
  const other = await change(() => {})
  const foreign = new URL(other.path, lab.url).searchParams.get('state') ?? ''
  const cases: ((back: URL) => void)[] = [
    (back) => back.searchParams.delete('state'),
    (back) => back.searchParams.set('state', foreign),
    (back) => back.searchParams.append('state', foreign),
    (back) => back.searchParams.set('iss', 'https://elsewhere.example'),
    (back) => {
      back.search = `?error=access_denied&state=${back.searchParams.get('state')}`
    },
    (back) => {
      back.search = ''
    },
  ]
  for (const each of cases) {
    const { jar, path } = await change(each)
    const got = await jar.open(path)
    assert.is(got.status, 403, path)
    assert.is(jar.cookies.has('__Host-session'), false)
  }
  const none = visitor()
  assert.is((await none.open(other.path)).status, 400)
  for (const sealed of ['x', 'A'.repeat(300), '%00', [...other.jar.cookies.values()].join('').replace(/.$/, '!')]) {
    none.cookies.set('__Host-login', sealed)
    assert.is((await none.open(other.path)).status, 400, sealed)
  }
  assert.is(issuer.asked.tokens, tokens)
})

test('no way leads to another site', async () => {
  for (const to of [
    '//example.org/',
    '/\\example.org',
    'https://example.org',
    '/a\r\nSet-Cookie: x=y',
    '/login?to=/x',
    'x',
  ]) {
    const { got } = await logIn('viewer@edu.kz', to)
    assert.is(locationOf(got), '/', to)
  }
})

test('a session of nobody’s is none', async () => {
  for (const word of ['', 'x', 'A'.repeat(43), 'constructor']) {
    const jar = visitor()
    jar.cookies.set('__Host-session', word)
    assert.is((await jar.open('/')).status, 401)
  }
})

test('a reverse proxy’s header names nobody where no setting says so', async () => {
  assert.is((await lab.get('/', { user: 'admin@edu.kz' })).status, 401)
})

test('while the issuer is away a login says so, and who is logged in stays so', async () => {
  const { jar } = await logIn('viewer@edu.kz')
  const begun = visitor()
  const back = await begun.choose('viewer@edu.kz')
  await issuer.stop()
  assert.is((await begun.open(back)).status, 403)
  assert.is((await jar.open('/')).status, 200)
})

test.run()
