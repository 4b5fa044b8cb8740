/** Who may call what: every role and every method, through real HTTP calls and real sessions. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Ubus } from 'ubus-client'
import * as assert from 'uvu/assert'
import type { MethodName } from '../../src/luci-bridge/contract.ts'
import type { Caller } from '../../src/luci-bridge/daemon.ts'
import { register } from '../../src/luci-bridge/object.ts'
import { type PocketRouter, startPocketRouter } from '../pocket-router/router.ts'
import { suite } from '../suite.ts'
import { accessFolder } from './access-file.ts'
import { fakeDaemon, methodNames } from './fake-daemon.ts'
import { anonymous, logIn, type Page, post } from './http-client.ts'
import { expected } from './roles.ts'

const test = suite('roles and methods over HTTP')
const root = mkdtempSync(join(tmpdir(), 'aqtizim-access-'))
const socket = join(root, 'ubus.sock')
const calls: { method: MethodName; caller: Caller }[] = []
let router: PocketRouter
let bus: Ubus
let url = ''

/** `readonly` has the teacher's group to read only; `stranger` logs in to LuCI and has nothing of ours. */
const logins = `
config login
	option username 'root'
	option password 'root'
	list read '*'
	list write '*'
${['admin', 'teacher', 'director', 'psychologist']
  .map(
    (role) => `
config login
	option username '${role}'
	option password '${role}'
	list read 'unauthenticated'
	list write 'aqtizim-${role}'
	list write 'aqtizim-for-*${role}*'
`,
  )
  .join('')}
config login
	option username 'readonly'
	option password 'readonly'
	list read 'aqtizim-teacher'
	list read 'aqtizim-for-*teacher*'

config login
	option username 'stranger'
	option password 'stranger'
	list read 'unauthenticated'
`

test.before(async () => {
  mkdirSync(join(root, 'etc/config'), { recursive: true })
  writeFileSync(join(root, 'etc/config/rpcd'), logins)
  cpSync(accessFolder, join(root, 'usr/share/rpcd/acl.d'), { recursive: true })
  const http = { host: '127.0.0.1', port: 0 }
  router = await startPocketRouter({ root, socket, http })
  url = `http://127.0.0.1:${router.httpPort}`
  bus = connect({ path: socket })
  await register(
    bus,
    fakeDaemon((method, caller) => calls.push({ method, caller })),
  )
})
test.after(async () => {
  await bus?.close()
  await router?.stop()
  rmSync(root, { recursive: true, force: true })
})

/** What a page is let call, and under which name it reached the daemon. */
async function allowedOf(page: Page, user: string): Promise<string[]> {
  const allowed: string[] = []
  for (const method of methodNames) {
    const before = calls.length
    // Wrong arguments are told by the daemon itself, so that they too show that the call was let through.
    const answer = await page.call('aqtizim', method, { surplus: true })
    if (answer === 'denied') assert.is(calls.length, before, `${user} ${method}: denied, and reached the daemon`)
    else allowed.push(method)
    for (const { caller } of calls.slice(before)) assert.is(caller.user, user)
  }
  return allowed.sort()
}

for (const [role, methods] of Object.entries(expected))
  test(`${role}: ${methods.length} methods, and no other`, async () => {
    assert.equal(await allowedOf(await logIn(url, role, role), role), [...methods].sort())
  })

test('root may do all but the reload, which the init script asks for on the router itself', async () => {
  const overHttp = methodNames.filter((method) => method !== 'reload')
  assert.equal(await allowedOf(await logIn(url, 'root', 'root'), 'root'), [...overHttp].sort())
})

test('before a login, and for a login of somebody else, there is nothing', async () => {
  assert.equal(await allowedOf(anonymous(url), ''), [])
  assert.equal(await allowedOf(await logIn(url, 'stranger', 'stranger'), 'stranger'), [])
})

test('who may only read changes nothing', async () => {
  const page = await logIn(url, 'readonly', 'readonly')
  const allowed = await allowedOf(page, 'readonly')
  const changing = /^(approve|room_set|lesson_|list_(edit|save|send|return|restore)|request_|.*_(save|set|delete))/
  assert.ok(allowed.includes('journal'))
  assert.equal(
    allowed.filter((method) => changing.test(method)),
    [],
  )
  assert.equal([calls.at(-1)?.caller.user, calls.at(-1)?.caller.roles], ['readonly', []])
})

test('the daemon is told the roles of the session, and nobody can claim another', async () => {
  const page = await logIn(url, 'director', 'director')
  await page.call('aqtizim', 'status')
  assert.equal([calls.at(-1)?.caller.user, calls.at(-1)?.caller.roles], ['director', ['director']])
  const { error } = await post(url, page.session, 'aqtizim', 'status', { ubus_rpc_session: anonymous(url).session })
  assert.is(error?.code, -32602)
})

test('an ended session has no rights any more, and one that rpcd does not know reaches no method', async () => {
  const page = await logIn(url, 'teacher', 'teacher')
  await bus.call('session', 'destroy', { ubus_rpc_session: page.session })
  assert.is(await page.call('aqtizim', 'status'), 'denied')
  const before = calls.length
  for (const session of ['f'.repeat(32), '', 7, {}]) {
    const calling = bus.call('aqtizim', 'status', { ubus_rpc_session: session })
    const code = await calling.then(
      () => 'OK',
      (error: { code: string }) => error.code,
    )
    assert.is(code, 'PERMISSION_DENIED', JSON.stringify(session))
  }
  assert.is(calls.length, before)
})

test('each role sees in UCI only what its page needs', async () => {
  const status = async (role: string, method: string, args: object) =>
    (await logIn(url, role, role)).call('uci', method, args)
  writeFileSync(join(root, 'etc/config/aqtizim'), "config aqtizim 'main'\n\toption enabled '1'\n")
  assert.type(await status('admin', 'get', { config: 'aqtizim' }), 'object')
  assert.is(await status('admin', 'get', { config: 'rpcd' }), 6)
  assert.is(await status('admin', 'set', { config: 'rpcd', section: '@login[0]', values: { password: '' } }), 6)
  for (const role of ['teacher', 'director', 'psychologist']) {
    assert.is(await status(role, 'get', { config: 'aqtizim' }), 'denied')
    assert.is(await status(role, 'set', { config: 'aqtizim', section: 'main', values: { enabled: '0' } }), 'denied')
  }
})

test('live pages may be subscribed to by those who see the journal', async () => {
  const subscribed = async (session: string) => {
    const stop = new AbortController()
    const headers = { Authorization: `Bearer ${session}` }
    const response = await fetch(`${url}/ubus/subscribe/aqtizim`, { headers, signal: stop.signal })
    const isStream = response.headers.get('content-type') === 'text/event-stream'
    stop.abort()
    return isStream
  }
  for (const role of ['admin', 'teacher', 'director'])
    assert.ok(await subscribed((await logIn(url, role, role)).session), role)
  assert.not(await subscribed((await logIn(url, 'psychologist', 'psychologist')).session))
  assert.not(await subscribed(anonymous(url).session))
})

test.run()
