/** Tests a journal on a USB stick that is not mounted yet when the daemon starts. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { until as hold } from '../patience.ts'
import { suite } from '../suite.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { handsAt } from './client.ts'
import { type Lab, startLab } from './lab.ts'
import type { Staying } from './program.ts'

const test = suite('stick')
let lab: Lab
let router: Aqtizim
let daemon: Staying

const bundled = join(import.meta.dirname, '../../dist/aqtizim.js')
const list = join(import.meta.dirname, 'lists/second.yaml')
const inside = (...words: string[]) => {
  const [program = '', ...rest] = lab.router.argv(words)
  execFileSync(program, rest)
}
const store = () => join(lab.folder, 'stick')
const mount = () => join(lab.folder, 'root/mnt/usb')
const plugIn = () => inside('mount', '--bind', store(), mount())
const pullOut = () => inside('umount', '-l', mount())
const status = async () => (await router.command('status')).stdout

const until = (what: string, isSo: () => Promise<boolean>) => hold(what, isSo, async () => `Status: ${await status()}`)

async function startDaemon(): Promise<void> {
  const words = [process.execPath, bundled, 'daemon', '--ubus', router.socket, '--root', router.root]
  daemon = await lab.router.start(words, { ready: /aqtizim is running/, onLine: () => {}, onErrorLine: () => {} })
}

async function stopDaemon(signal: NodeJS.Signals): Promise<void> {
  daemon.stop(signal)
  await daemon.ended
}

/** A refusal at the gate, which is a row at once when the daemon ends. */
const ask = (name: string) => handsAt(lab, 'pc1', `stick-${name}`).get(`http://${name}`)

function prepare(root: string): void {
  mkdirSync(mount(), { recursive: true })
  mkdirSync(store())
  inside('mount', '-t', 'tmpfs', 'none', store())
  plugIn()
  const path = join(root, 'etc/config/aqtizim')
  const settings = readFileSync(path, 'utf8').replace(/^\s*option (journal_dir|flush_seconds) .*\n/gm, '')
  const ours = "\n\toption journal_dir '/mnt/usb/journal'\n\toption flush_seconds '1'\n"
  writeFileSync(path, settings.replace(/(config aqtizim 'main')\n/, `$1${ours}`))
}

test.before(async () => {
  await bundle()
  lab = await startLab()
  router = await installAqtizim(lab, prepare)
  daemon = router.daemon
  assert.is((await router.command('approve', list, '--by', 'А', '--date', '2026-09-01')).status, 0)
})
test.after(() => lab?.stop())

test("after a power cut rows wait in RAM, over a kill as well, and go on behind the stick's own", async () => {
  const before = (await router.journal()).length
  await stopDaemon('SIGKILL')
  pullOut()
  rmSync(join(router.root, 'var/run/aqtizim/spool'), { recursive: true })
  await startDaemon()
  await until('a fault that names the stick', async () =>
    /fault: .*nothing is mounted at \/.*mnt\/usb/.test(await status()),
  )
  assert.match((await router.command('verify')).stderr, /disk is away/)
  await ask('vk.test')
  await stopDaemon('SIGKILL')
  await startDaemon()
  await until('the row, in RAM', async () => (await router.journal()).some(({ site }) => site === 'vk.test'))
  assert.equal(readdirSync(mount()), [], 'nothing is written beside the stick')
  plugIn()
  await until('no fault', async () => !/fault: .*mnt\/usb/.test(await status()))
  const { stdout, stderr } = await router.command('verify')
  assert.match(stdout, /^The journal is whole/, stdout + stderr)
  const rows = await router.journal()
  assert.ok(rows.length > before)
  const later = rows.slice(before)
  assert.ok(later.some(({ event }) => event === 'disk-back'))
  assert.ok(later.some(({ gap }) => (gap as { why?: string } | undefined)?.why === 'power-cut'))
  assert.ok(rows.every(({ gap }) => (gap as { why?: string } | undefined)?.why !== 'rows-missing'))
})

test.run()
