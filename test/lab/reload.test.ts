/** Settings reach the router whatever way they were written: by `service aqtizim reload`, a signal, a commit, or nobody's word. */
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type Ubus } from 'ubus-client'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import type { Health, Reloaded, Status } from '../../src/luci-bridge/contract.ts'
import { until as hold } from '../patience.ts'
import { suite } from '../suite.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { handsAt } from './client.ts'
import { callInit, enrolDaemon } from './faults/init-script.ts'
import { type Lab, startLab } from './lab.ts'

const test = suite('settings on the disk')
let lab: Lab
let aqtizim: Aqtizim
let ubus: Ubus
let before = ''
let tries = 0

const settings = () => join(aqtizim.root, 'etc/config/aqtizim')
const reload = () => callInit({ lab, aqtizim }, 'aqtizim', 'reload')
const status = async () => (await ubus.call('aqtizim', 'status', {})) as unknown as Status
const rooms = async () => (await status()).rooms.map(({ id }) => id)
const staffRoom = "\nconfig room 'staffroom'\n\tlist network 'staff'\n"

const until = (what: string, isSo: () => Promise<boolean>) =>
  hold(what, isSo, async () => `Status: ${JSON.stringify(await status())} Log: ${aqtizim.log.slice(-5)}`, 200)

/** Whether an unlisted site opens in the staff's room. */
async function isOpen(): Promise<boolean> {
  tries += 1
  const teacher = handsAt(lab, 'teacher', `reload-${tries}`)
  return (await teacher.get('http://vk.test', '--max-time', '2')).outcome === 'opens'
}
/** Known as a room, and nothing opens: a browser that a busy computer keeps waiting is no proof. */
async function isShut(): Promise<boolean> {
  return (await rooms()).includes('staffroom') && !(await isOpen())
}
const verdictOf = async (id: string) => {
  const { checks } = (await ubus.call('aqtizim', 'health', {})) as unknown as Health
  return checks.find((check) => check.id === id)?.verdict
}

test.before(async () => {
  await bundle()
  lab = await startLab()
  aqtizim = await installAqtizim(lab)
  ubus = connect({ path: aqtizim.socket, timeoutMs: 180_000, onDisconnect: () => {}, onHandlerError: () => {} })
  await ubus.ready()
  await enrolDaemon(aqtizim.socket)
  const list = join(import.meta.dirname, 'lists/second.yaml')
  const approved = await aqtizim.command('approve', list, '--by', 'А. Директор', '--date', '2026-09-01')
  assert.is(approved.status, 0, approved.stderr)
  before = readFileSync(settings(), 'utf8')
})
test.before.each(async () => {
  writeFileSync(settings(), before)
  assert.equal((await ubus.call('aqtizim', 'reload', {})) as unknown as Reloaded, { inForce: true, faults: [] })
  assert.ok(await isOpen())
})
test.after(async () => {
  await ubus?.close()
  await lab?.stop()
})

test('a room that was appended is shut when the reload has ended', async () => {
  appendFileSync(settings(), staffRoom)
  const { status: code, stdout } = await reload()
  assert.is(code, 0)
  assert.match(stdout, 'the settings are in force')
  assert.ok(await isShut())
  assert.ok((await rooms()).includes('staffroom'))
})

test('a room that was appended without a word is shut by itself', async () => {
  appendFileSync(settings(), staffRoom)
  await until('the room is shut', isShut)
  assert.is(await verdictOf('settings-file'), 'ok')
})

test('a room in a file that took the place of the old one, as `uci commit` does, is shut by itself', async () => {
  writeFileSync(`${settings()}.uci-1`, before + staffRoom)
  renameSync(`${settings()}.uci-1`, settings())
  await until('the room is shut', isShut)
})

test('SIGHUP puts the settings into force, and ends nothing', async () => {
  appendFileSync(settings(), staffRoom)
  aqtizim.daemon.stop('SIGHUP')
  await until('the room is shut', isShut)
  assert.ok((await rooms()).includes('staffroom'))
})

test('a file that cannot be read is named with its line, and what stood stays in force', async () => {
  appendFileSync(settings(), staffRoom)
  await until('the room is shut', isShut)
  const line = readFileSync(settings(), 'utf8').split('\n').length
  appendFileSync(settings(), "config room 'x\n")
  const said = new RegExp(`/etc/config/aqtizim:${line}: .*unterminated`)
  assert.ok(await isShut())
  const { status: code, stderr } = await reload()
  assert.is(code, 1)
  assert.match(stderr, said)
  assert.match((await status()).faults.join(), said)
  assert.ok(await isShut())
  assert.is(await verdictOf('settings-file'), 'warning')
  // Cut short by a power cut, or emptied by a slip of the hand.
  for (const text of ['', "config room 'informatics'\n"]) {
    writeFileSync(settings(), text)
    const ended = await reload()
    assert.is(ended.status, 1)
    assert.match(ended.stderr, /the section aqtizim 'main' is missing/)
    assert.ok(await isShut())
  }
})

test('a setting that cannot be is named, and the reload fails', async () => {
  appendFileSync(settings(), `${staffRoom}\nconfig room 'ghost'\n\tlist network 'nowhere'\n`)
  const { status: code, stderr } = await reload()
  assert.is(code, 1)
  assert.match(stderr, /room ghost: the router has no network "nowhere"/)
  assert.ok(await isShut())
})

test('what `uci set` has staged is not set before it is committed', async () => {
  const values = { network: ['staff'] }
  await ubus.call('uci', 'add', { config: 'aqtizim', type: 'room', name: 'staffroom', values })
  assert.ok(((await ubus.call('aqtizim', 'reload', {})) as unknown as Reloaded).inForce)
  assert.ok(await isOpen())
  await ubus.call('uci', 'commit', { config: 'aqtizim' })
  await until('the room is shut', isShut)
})

test('where the daemon does not answer the reload says so, and fails', async () => {
  aqtizim.daemon.stop('SIGTERM')
  assert.is(await aqtizim.daemon.ended, 0)
  const { status: code, stderr } = await reload()
  assert.is(code, 1)
  assert.match(stderr, 'the settings are not in force: the daemon does not answer')
})

test.run()
