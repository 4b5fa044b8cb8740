/** The package is removed from a router at work: nothing of ours is left in force, and lists and journal stay. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, type Ubus } from 'ubus-client'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { standIns } from '../openwrt-package/package-root.ts'
import { until as hold } from '../patience.ts'
import { suite } from '../suite.ts'
import { prepareSupervised, type Supervised } from './aqtizim.ts'
import { handsAt } from './client.ts'
import { ubusClient } from './faults/init-script.ts'
import { type Lab, startLab } from './lab.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
let lab: Lab
let router: Supervised
let ubus: Ubus

const until = (what: string, isSo: () => Promise<boolean>) =>
  hold(what, isSo, () => `Log: ${router.log.slice(-8).join(' / ')}`)

const visit = async (key: string, url: string) => (await handsAt(lab, 'pc1', key).get(url)).outcome

const test = suite('the removal of the package')

test.before(async () => {
  await bundle()
  lab = await startLab()
  router = await prepareSupervised(lab)
  await router.startProcd()
  ubus = connect({ path: router.socket, onDisconnect: () => {}, onHandlerError: () => {} })
  await ubus.ready()
  const { daemonEnv: env } = router
  const daemon = { command: [...router.daemonWords], env, respawn: ['3600', '5', '0'], stdout: true, stderr: true }
  await ubus.call('service', 'set', { name: 'aqtizim', instances: { daemon } })
  await until('the daemon answers', async () => (await router.command('status')).status === 0)
  const list = here('lists/second.yaml')
  const approved = await router.command('approve', list, '--by', 'А. Директор', '--date', '2026-09-01')
  assert.is(approved.status, 0, approved.stderr)
})
test.after(async () => {
  await ubus?.close()
  await lab?.stop()
})

test('while it runs, logread -e aqtizim finds each of its lines at its level', async () => {
  type Line = { msg: string; priority: number }
  const { log } = (await ubus.call('log', 'read', { stream: false, lines: 0 })) as { log: Line[] }
  const own = log.filter(({ msg }) => /^aqtizim\[\d+\]: /.test(msg))
  const running = own.find(({ msg }) => / aqtizim is running/.test(msg))
  assert.is(running?.priority, 30, JSON.stringify(log.slice(0, 20)))
  // Nobody else's, and no number of a level in the text, which nobody reads.
  for (const { msg } of log) assert.not.match(msg, /^(node|sh|env)\[|: <\d>/)
  for (const { msg, priority } of own) if (/: warning: /.test(msg)) assert.is(priority, 27)
})

test('leaves no table, no service, no route rule and no process, and keeps lists, keys and journal', async () => {
  assert.is(await visit('before', 'http://bilimland.test'), 'opens')
  assert.is(await visit('before', 'https://vk.test'), 'refused')
  const env = {
    PATH: [join(standIns, 'bin'), dirname(process.execPath), process.env.PATH].join(':'),
    UBUS_CLIENT: ubusClient(router.socket),
    IPKG_INSTROOT: router.root,
    UCI_CONFIG_DIR: `${router.root}/etc/config`,
    CALLS: '/dev/null',
  }
  const { status, stderr } = await lab.router.run(['sh', `${router.root}/usr/lib/aqtizim/leave.sh`], { env })
  assert.is(status, 0, stderr)
  assert.not.match(await lab.router.must(['nft', 'list', 'tables']), 'aqtizim')
  const services = Object.keys(await ubus.call('service', 'list', {}))
  assert.equal(
    services.filter((name) => name.startsWith('aqtizim')),
    [],
  )
  for (const family of ['-4', '-6'])
    await until('no rule of ours', async () => !/^90[01]:/m.test(await lab.router.must(['ip', family, 'rule', 'show'])))
  assert.not.match(readFileSync(`${router.root}/etc/config/network`, 'utf8'), 'aqtizim')
  const kept = readdirSync(`${router.root}/etc/aqtizim`)
  for (const name of ['versions', 'journal', 'journal.sec', 'journal.pub']) assert.ok(kept.includes(name), name)
  assert.not.ok(kept.includes('boot.nft'))
  assert.is((await router.command('verify')).status, 0)
  // And nothing puts it back: the lab is a network like any other.
  assert.is(await visit('after', 'https://vk.test'), 'opens')
  assert.not.match(await lab.router.must(['nft', 'list', 'tables']), 'aqtizim')
})

test.run()
