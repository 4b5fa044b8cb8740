/** Logins against the pocket router's own rpcd, also one that is built on a C library without SHA512-crypt. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Role } from '../../src/luci-bridge/contract.ts'
import { type CallUci, Uci } from '../../src/luci-bridge/uci.ts'
import {
  confirmUser,
  deleteUser,
  listUsers,
  setUser as setUserBy,
  type UserTools,
} from '../../src/luci-bridge/users.ts'
import { MessageError } from '../../src/messages/message.ts'
import { crypt } from '../pocket-router/crypt.ts'
import { type RouterDescription, startPocketRouter } from '../pocket-router/router.ts'
import { accessFolder } from './access-file.ts'

const test = suite('logins')
const password = 'төрт дұрыс сөз'
/** As root does it. */
const setUser = (tools: UserTools, name: string, role: Role, secret: string | undefined) =>
  setUserBy(tools, { name, role, password: secret, byDirector: true })
/** As an administrator does it. */
const setByAdmin = (tools: UserTools, name: string, role: Role, secret?: string) =>
  setUserBy(tools, { name, role, password: secret, byDirector: false })
const foreignLogins = `config login
	option username 'root'
	option password '$p$root'
	list read '*'
	list write '*'

config login
	option username 'monitor'
	option password '$1$x$P8VObTrxaqT4VBmnH06P8.'
	list read 'luci-mod-status'
`

async function withRouter(
  more: Partial<RouterDescription>,
  act: (tools: UserTools & { readonly call: CallUci }, file: () => string) => Promise<void>,
) {
  const root = mkdtempSync(join(tmpdir(), 'aqtizim-users-'))
  mkdirSync(join(root, 'etc/config'), { recursive: true })
  cpSync(accessFolder, join(root, 'usr/share/rpcd/acl.d'), { recursive: true })
  const path = join(root, 'etc/config/rpcd')
  writeFileSync(path, foreignLogins)
  const socket = join(root, 'ubus.sock')
  const router = await startPocketRouter({ root, socket, ...more })
  const bus = connect({ path: socket })
  try {
    const call: CallUci = (method, args) => bus.call('uci', method, args as never) as never
    const uci = new Uci(call)
    const session: UserTools['session'] = (method, args) => bus.call('session', method, args)
    const sessions = () => bus.callForAll('session', 'list')
    await act({ uci, session, sessions, call }, () => readFileSync(path, 'utf8'))
  } finally {
    await bus.close()
    await router.stop()
    rmSync(root, { recursive: true, force: true })
  }
}

test('a new login works at once, with SHA512-crypt', () =>
  withRouter({}, async (tools, file) => {
    assert.equal(await setUser(tools, 'aigul', 'teacher', password), { made: true })
    assert.match(file(), /option password '\$6\$/)
    const login = await tools.session('login', { username: 'aigul', password })
    const groups = Object.keys((login.acls as Record<string, object>)['access-group'] ?? {})
    assert.ok(groups.includes('aqtizim-teacher') && groups.includes('aqtizim-for-admin-teacher'), groups.join())
    assert.not(groups.includes('aqtizim-director') || groups.includes('aqtizim-for-admin'))
    assert.equal(await listUsers(tools), [{ name: 'aigul', roles: ['teacher'] }])
    assert.ok(file().includes(foreignLogins.split('\n\n')[0] ?? 'x'), 'root stays as it is')
  }))

test('where the C library knows MD5-crypt alone, that is what is written', () =>
  withRouter(
    { crypt: (text, setting) => (setting.startsWith('$1$') ? crypt(text, setting) : undefined) },
    async (tools, file) => {
      assert.equal(await setUser(tools, 'aigul', 'teacher', password), { made: true })
      assert.match(file(), /username 'aigul'/)
      assert.not.match(file(), /\$6\$/)
      await tools.session('login', { username: 'aigul', password })
    },
  ))

test('a role is changed without the password, and the password without another login', () =>
  withRouter({}, async (tools, file) => {
    await setUser(tools, 'aigul', 'teacher', password)
    const [hash] = /\$6\$\S+/.exec(file()) ?? []
    assert.equal(await setUser(tools, 'aigul', 'director', undefined), { made: false, first: true })
    assert.is(/\$6\$\S+/.exec(file())?.[0], hash)
    assert.equal(await listUsers(tools), [{ name: 'aigul', roles: ['director'] }])
    await setUser(tools, 'aigul', 'director', `${password} тағы`)
    assert.is.not(/\$6\$\S+/.exec(file())?.[0], hash)
    assert.is(file().match(/username 'aigul'/g)?.length, 1)
  }))

test('a login that is changed or deleted has no session left, be it one that never called us', () =>
  withRouter({}, async (tools) => {
    const enter = async (username: string) =>
      String((await tools.session('login', { username, password })).ubus_rpc_session)
    const lives = (id: string) =>
      tools.session('get', { ubus_rpc_session: id }).then(
        () => true,
        () => false,
      )
    await setUser(tools, 'aigul', 'teacher', password)
    await setUser(tools, 'dana', 'teacher', password)
    const [spare, other, dana] = [await enter('aigul'), await enter('aigul'), await enter('dana')]
    await setUser(tools, 'aigul', 'director', undefined)
    assert.equal([await lives(spare), await lives(other), await lives(dana)], [false, false, true])
    const again = await enter('aigul')
    await deleteUser(tools, 'aigul')
    assert.equal([await lives(again), await lives(dana)], [false, true])
  }))

test('logins of others are neither listed, changed nor deleted', () =>
  withRouter({}, async (tools, file) => {
    assert.equal(await listUsers(tools), [])
    for (const name of ['root', 'monitor']) {
      const changed = await setUser(tools, name, 'admin', password)
      assert.is('error' in changed && changed.code, 'refused', name)
      const gone = await deleteUser(tools, name)
      assert.is('error' in gone && gone.code, 'missing', name)
    }
    assert.is(file(), foreignLogins)
  }))

test('two at once do not lose one another', () =>
  withRouter({}, async (tools) => {
    await Promise.all(['a1', 'b2', 'c3', 'd4'].map((name) => setUser(tools, name, 'teacher', password)))
    assert.equal(
      (await listUsers(tools)).map(({ name }) => name),
      ['a1', 'b2', 'c3', 'd4'],
    )
    await Promise.all([deleteUser(tools, 'a1'), deleteUser(tools, 'c3')])
    assert.equal(
      (await listUsers(tools)).map(({ name }) => name),
      ['b2', 'd4'],
    )
  }))

test('an administrator makes no director: the login waits without that right, until a director confirms it', () =>
  withRouter({}, async (tools, file) => {
    const groupsOf = async (username: string, secret: string) => {
      const { acls, ubus_rpc_session: id } = await tools.session('login', { username, password: secret })
      await tools.session('destroy', { ubus_rpc_session: String(id) })
      return Object.keys((acls as Record<string, object>)['access-group'] ?? {})
    }
    const mayEnter = (username: string, secret: string) =>
      groupsOf(username, secret).then(
        () => true,
        () => false,
      )
    assert.equal(await setUser(tools, 'first', 'director', password), { made: true, first: true })
    assert.equal(await setByAdmin(tools, 'dana', 'director'), { made: true, waits: true })
    assert.equal(await listUsers(tools), [
      { name: 'dana', roles: [], waits: true },
      { name: 'first', roles: ['director'] },
    ])
    for (const secret of ['', 'x', password]) assert.not(await mayEnter('dana', secret), secret)
    const refused = await setByAdmin(tools, 'dana', 'director', password)
    assert.equal('error' in refused && [refused.code, refused.argument], ['refused', 'password'])
    assert.is(file().match(/'aqtizim-director'/g)?.length, 1)
    assert.equal(await confirmUser(tools, 'dana', password), { made: false })
    assert.ok((await groupsOf('dana', password)).includes('aqtizim-director'))
    assert.not.match(file(), /to-be/)
  }))

test('an administrator takes over no director: neither by the password nor by another role between', () =>
  withRouter({}, async (tools) => {
    const own = `${password} өз`
    await setUser(tools, 'dana', 'director', password)
    const taken = await setByAdmin(tools, 'dana', 'director', own)
    assert.is('error' in taken && taken.code, 'refused')
    await tools.session('login', { username: 'dana', password })
    assert.equal(await setByAdmin(tools, 'dana', 'teacher', own), { made: false })
    assert.equal(await setByAdmin(tools, 'dana', 'director'), { made: false, waits: true })
    assert.equal(await listUsers(tools), [{ name: 'dana', roles: ['teacher'], waits: true }])
    const { acls } = await tools.session('login', { username: 'dana', password: own })
    assert.not('aqtizim-director' in ((acls as Record<string, object>)['access-group'] ?? {}))
    assert.equal(await confirmUser(tools, 'dana', password), { made: false, first: true })
    await tools.session('login', { username: 'dana', password })
    assert.is(
      await tools.session('login', { username: 'dana', password: own }).then(
        () => 'in',
        () => 'out',
      ),
      'out',
    )
  }))

test('only a login that waits, or a director’s, is confirmed', () =>
  withRouter({}, async (tools) => {
    await setUser(tools, 'aigul', 'teacher', password)
    for (const name of ['aigul', 'root', 'monitor', 'nobody']) {
      const answer = await confirmUser(tools, name, password)
      assert.is('error' in answer && answer.code, 'missing', name)
    }
    await setUser(tools, 'dana', 'director', password)
    assert.equal(await confirmUser(tools, 'dana', `${password} жаңа`), { made: false })
    await tools.session('login', { username: 'dana', password: `${password} жаңа` })
    const weak = await confirmUser(tools, 'dana', '123')
    assert.is('error' in weak && weak.argument, 'password')
  }))

test('what waits is taken back, deleted, or becomes something else', () =>
  withRouter({}, async (tools) => {
    await setByAdmin(tools, 'dana', 'director')
    const missing = await setByAdmin(tools, 'dana', 'teacher')
    assert.is('error' in missing && missing.argument, 'password')
    assert.equal(await setByAdmin(tools, 'dana', 'teacher', password), { made: false })
    assert.equal(await listUsers(tools), [{ name: 'dana', roles: ['teacher'] }])
    await setByAdmin(tools, 'serik', 'director')
    assert.equal(await deleteUser(tools, 'serik'), {})
    assert.equal((await listUsers(tools)).length, 1)
  }))

test('what somebody has staged is neither committed nor taken back', () =>
  withRouter({}, async (tools, file) => {
    const staged = { config: 'rpcd', section: '@login[1]', values: { username: 'other' } }
    await tools.call('set', staged)
    const error = await setUser(tools, 'aigul', 'teacher', password).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    assert.is(error instanceof MessageError && error.says.code, 'settings-staged')
    assert.is(file(), foreignLogins)
    const { changes } = await tools.call('changes', { config: 'rpcd' })
    assert.is((changes as unknown[]).length, 1)
    await tools.call('revert', { config: 'rpcd' })
    assert.equal(await setUser(tools, 'aigul', 'teacher', password), { made: true })
  }))

test.run()
