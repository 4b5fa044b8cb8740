/** Logins against the pocket router's own rpcd, also one that is built on a C library without SHA512-crypt. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Uci } from '../../src/luci-bridge/uci.ts'
import { deleteUser, listUsers, setUser, type UserTools } from '../../src/luci-bridge/users.ts'
import { crypt } from '../pocket-router/crypt.ts'
import { type RouterDescription, startPocketRouter } from '../pocket-router/router.ts'
import { accessFolder } from './access-file.ts'

const test = suite('logins')
const password = 'төрт дұрыс сөз'
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
  act: (tools: UserTools, file: () => string) => Promise<void>,
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
    const uci = new Uci((method, args) => bus.call('uci', method, args as never) as never)
    const session: UserTools['session'] = (method, args) => bus.call('session', method, args)
    const sessions = () => bus.callForAll('session', 'list')
    await act({ uci, session, sessions }, () => readFileSync(path, 'utf8'))
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
    assert.equal(await setUser(tools, 'aigul', 'director', undefined), { made: false })
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

test.run()
