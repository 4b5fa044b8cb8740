/** Checks rpcd's object `session`, on the stand-in or on a real rpcd. */
import type { InputTable, Table } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pause, until } from '../patience.ts'
import { codeOf, frame, needing, openTarget, pocketOnly } from './target.ts'

const target = await openTarget()
const sessionSuite = suite('contract: session')
frame(sessionSuite, target)
const test = needing(sessionSuite, target, 'session')
const testHere = pocketOnly(sessionSuite, target)

const nobody = '0'.repeat(32)
const session = (method: string, args: InputTable = {}): Promise<Table> => target.bus.call('session', method, args)
const code = (method: string, args: InputTable = {}) => codeOf(session(method, args))

async function create(timeout = 60): Promise<string> {
  return String((await session('create', { timeout })).ubus_rpc_session)
}

async function allowed(sid: string, object: string, call: string, scope?: string): Promise<unknown> {
  const question = { ubus_rpc_session: sid, object, function: call, ...(scope === undefined ? {} : { scope }) }
  return (await session('access', question)).access
}

test('create: an empty session with its time', async () => {
  const made = await session('create', { timeout: 60 })
  assert.match(String(made.ubus_rpc_session), /^[0-9a-f]{32}$/)
  assert.is(made.timeout, 60)
  assert.ok(Number(made.expires) <= 60 && Number(made.expires) >= 50)
  assert.equal([made.acls, made.data], [{}, {}])
})

test('destroy: ends it; nobody can end that of the public', async () => {
  const sid = await create()
  await session('destroy', { ubus_rpc_session: sid })
  assert.is(await code('get', { ubus_rpc_session: sid }), 'NOT_FOUND')
  assert.is(await code('destroy', { ubus_rpc_session: sid }), 'NOT_FOUND')
  assert.is(await code('destroy', { ubus_rpc_session: nobody }), 'PERMISSION_DENIED')
  assert.is(await code('destroy'), 'INVALID_ARGUMENT')
})

test('a session ends by itself', async () => {
  const sid = await create(1)
  // Whoever looks makes it live on: each look comes later than the one before.
  let rest = 1300
  const hasEnded = async () => {
    await pause(rest)
    rest *= 2
    return (await code('list', { ubus_rpc_session: sid })) === 'NOT_FOUND'
  }
  await until('it has ended', hasEnded)
})

test('set, get, unset: what a session remembers', async () => {
  const sid = await create()
  await session('set', { ubus_rpc_session: sid, values: { a: '1', b: 2, c: ['x'] } })
  assert.equal(await session('get', { ubus_rpc_session: sid }), { values: { a: '1', b: 2, c: ['x'] } })
  assert.equal(await session('get', { ubus_rpc_session: sid, keys: ['b', 'nosuch'] }), { values: { b: 2 } })
  await session('unset', { ubus_rpc_session: sid, keys: ['b'] })
  assert.equal(await session('get', { ubus_rpc_session: sid }), { values: { a: '1', c: ['x'] } })
  assert.is(await code('set', { ubus_rpc_session: sid }), 'INVALID_ARGUMENT')
  assert.is(await code('set', { ubus_rpc_session: 'nosuch', values: {} }), 'NOT_FOUND')
  assert.is(await code('get'), 'INVALID_ARGUMENT')
})

test('grant, access, revoke: with wildcards, each scope apart', async () => {
  const sid = await create()
  const objects = [
    ['aqtizim', 'status'],
    ['net*', '*'],
    ['file.?', 'get'],
  ]
  await session('grant', { ubus_rpc_session: sid, scope: 'ubus', objects })
  assert.is(await allowed(sid, 'aqtizim', 'status'), true)
  assert.is(await allowed(sid, 'aqtizim', 'approve'), false)
  assert.is(await allowed(sid, 'network.interface', 'dump'), true)
  assert.is(await allowed(sid, 'file.a', 'get'), true)
  assert.is(await allowed(sid, 'file.ab', 'get'), false)
  assert.is(await allowed(sid, 'aqtizim', 'status', 'uci'), false)
  await session('revoke', { ubus_rpc_session: sid, scope: 'ubus', objects: [['aqtizim', 'status']] })
  assert.is(await allowed(sid, 'aqtizim', 'status'), false)
  await session('revoke', { ubus_rpc_session: sid, scope: 'ubus' })
  assert.is(await allowed(sid, 'network.interface', 'dump'), false)
})

test('access: without an object it lists all; an unknown session is NOT_FOUND', async () => {
  const sid = await create()
  await session('grant', {
    ubus_rpc_session: sid,
    scope: 'ubus',
    objects: [
      ['a', 'x'],
      ['a', 'y'],
      ['b', 'z'],
    ],
  })
  assert.equal(await session('access', { ubus_rpc_session: sid }), { ubus: { a: ['x', 'y'], b: ['z'] } })
  assert.is(await code('access', { ubus_rpc_session: 'nosuch', object: 'a', function: 'x' }), 'NOT_FOUND')
  assert.is(await code('access'), 'INVALID_ARGUMENT')
})

test('uci asks the session, and keeps its changes apart', async () => {
  const sid = await create()
  const uci = (method: string, args: InputTable) => codeOf(target.bus.call('uci', method, { config: 'rpcd', ...args }))
  assert.is(await uci('get', { ubus_rpc_session: sid }), 'PERMISSION_DENIED')
  await session('grant', {
    ubus_rpc_session: sid,
    scope: 'uci',
    objects: [
      ['rpcd', 'read'],
      ['rpcd', 'write'],
    ],
  })
  assert.is(await uci('get', { ubus_rpc_session: sid }), 'OK')
  const values = { contract: 'staged' }
  assert.is(await uci('set', { ubus_rpc_session: sid, section: '@login[0]', values }), 'OK')
  const shown = async (args: InputTable) =>
    (await target.bus.call('uci', 'get', { config: 'rpcd', section: '@login[0]', option: 'contract', ...args })).value
  assert.is(await shown({ ubus_rpc_session: sid }), 'staged')
  assert.is(await shown({}), undefined)
  await session('destroy', { ubus_rpc_session: sid })
})

test('login: a wrong name or password is PERMISSION_DENIED', async () => {
  assert.is(await code('login', { username: 'contract-nosuch', password: 'x' }), 'PERMISSION_DENIED')
  assert.is(await code('login', { username: 'contract-nosuch' }), 'INVALID_ARGUMENT')
})

test('the public session may log in and ask, no more', async () => {
  assert.is(await allowed(nobody, 'uci', 'get'), false)
  assert.is(await code('get', { ubus_rpc_session: nobody }), 'OK')
})

testHere('login: gives the groups that the user has, to read or to write', async () => {
  assert.is(await code('login', { username: 'teacher', password: 'cheese' }), 'PERMISSION_DENIED')
  const teacher = await session('login', { username: 'teacher', password: 'chalk' })
  assert.equal(teacher.data, { username: 'teacher' })
  assert.equal(teacher.acls, {
    'access-group': { 'contract-read': ['read'], 'contract-write': ['write'] },
    file: { '/etc/*': ['read'] },
    ubus: { uci: ['get', 'ch*', 'set', 'add'] },
    uci: { contract_test: ['read', 'write'] },
  })
  const guest = String((await session('login', { username: 'guest', password: 'anything' })).ubus_rpc_session)
  assert.is(await allowed(guest, 'uci', 'changes'), true)
  assert.is(await allowed(guest, 'uci', 'set'), false)
  assert.is(await allowed(guest, 'contract_test', 'write', 'uci'), false)
})

testHere('the public session may log in', async () => {
  assert.is(await allowed(nobody, 'session', 'login'), true)
})

sessionSuite.run()
