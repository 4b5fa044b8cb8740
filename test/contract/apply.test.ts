/** `uci apply`, as LuCI's "Save & Apply" uses it. */

import * as fs from 'node:fs'
import * as path from 'node:path'
import type { InputTable, Table } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codeOf, frame, needing, openTarget, until } from './target.ts'

const target = await openTarget()
const applySuite = suite('contract: uci apply')
frame(applySuite, target)
const test = needing(applySuite, target, 'uci')

const config = 'contract_apply'
const file = path.join(target.configFolder, config)
const start = "\nconfig a 'b'\n\toption x '1'\n\n"
const applied = start.replace('1', '2')
const read = () => fs.readFileSync(file, 'utf8')
const uci = (method: string, args: InputTable): Promise<Table> => target.bus.call('uci', method, args)

applySuite.before.each(() => {
  if (fs.existsSync(target.configFolder)) fs.writeFileSync(file, start)
})
applySuite.after(() => fs.rmSync(file, { force: true }))

/** A session that may do this to the package. */
async function openSession(...permissions: string[]): Promise<{ ubus_rpc_session: string }> {
  const made = await target.bus.call('session', 'create', { timeout: 60 })
  const sid = { ubus_rpc_session: String(made.ubus_rpc_session) }
  const objects = permissions.map((permission) => [config, permission])
  await target.bus.call('session', 'grant', { ...sid, scope: 'uci', objects })
  return sid
}

const stage = (sid: InputTable) => uci('set', { ...sid, config, section: 'b', values: { x: '2' } })
const staged = async (sid: InputTable) => (await uci('changes', { ...sid, config })).changes

test('kept when it is confirmed', async () => {
  const sid = await openSession('read', 'write')
  await stage(sid)
  await uci('apply', { ...sid, rollback: true, timeout: 30 })
  assert.is(read(), applied)
  assert.equal(await staged(sid), [])
  await uci('confirm', sid)
  assert.is(await codeOf(uci('rollback', sid)), 'NO_DATA')
  assert.is(await codeOf(uci('confirm', sid)), 'NO_DATA')
  assert.is(read(), applied)
})

test('taken back upon request, and staged as before', async () => {
  const sid = await openSession('read', 'write')
  await stage(sid)
  await uci('apply', { ...sid, rollback: true, timeout: 30 })
  await uci('rollback', sid)
  assert.is(read(), start)
  assert.equal(await staged(sid), [['set', 'b', 'x', '2']])
})

test('taken back when nobody confirms in time', async () => {
  const sid = await openSession('read', 'write')
  await stage(sid)
  await uci('apply', { ...sid, rollback: true, timeout: 1 })
  assert.is(read(), applied)
  await until(() => read() === start, 'the old file')
})

test('while it waits, nobody else may commit, apply or decide', async () => {
  const sid = await openSession('read', 'write')
  const other = await openSession('read', 'write')
  await stage(sid)
  await uci('apply', { ...sid, rollback: true, timeout: 30 })
  await stage(other)
  assert.is(await codeOf(uci('commit', { config })), 'PERMISSION_DENIED')
  assert.is(await codeOf(uci('revert', { config })), 'PERMISSION_DENIED')
  assert.is(await codeOf(uci('apply', { ...other, rollback: true })), 'PERMISSION_DENIED')
  assert.is(await codeOf(uci('confirm', other)), 'PERMISSION_DENIED')
  assert.is(await codeOf(uci('rollback', other)), 'PERMISSION_DENIED')
  await uci('confirm', sid)
})

test('without a way back it is done at once', async () => {
  const sid = await openSession('read', 'write')
  await stage(sid)
  await uci('apply', sid)
  assert.is(read(), applied)
  assert.is(await codeOf(uci('confirm', sid)), 'NO_DATA')
})

test('needs a session, changes, and the right to write', async () => {
  assert.is(await codeOf(uci('apply', {})), 'INVALID_ARGUMENT')
  const sid = await openSession('read', 'write')
  assert.is(await codeOf(uci('apply', sid)), 'NO_DATA')
  await stage(sid)
  await target.bus.call('session', 'revoke', { ...sid, scope: 'uci', objects: [[config, 'write']] })
  assert.is(await codeOf(uci('apply', sid)), 'PERMISSION_DENIED')
  assert.is(read(), start)
})

applySuite.run()
