/** Tests faults around the daemon: each gives a clear message, and the rules in force stay. */
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { connect } from 'ubus-client'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { until as hold } from '../patience.ts'
import { suite } from '../suite.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { handsAt } from './client.ts'
import { type Lab, startLab } from './lab.ts'
import type { Ended, Staying } from './program.ts'

const test = suite('bad input')
let lab: Lab
let router: Aqtizim
let daemon: Staying
let said: string[] = []
let tries = 0

const list = (name: string) => join(import.meta.dirname, 'lists', name)
const bundled = join(import.meta.dirname, '../../dist/aqtizim.js')
const approve = (file: string) => router.command('approve', file, '--by', 'А. Директор', '--date', '2026-09-01')
const status = async () => (await router.command('status')).stdout
const versions = () => join(router.root, 'etc/aqtizim/versions')
const daemonWords = () => [process.execPath, bundled, 'daemon', '--ubus', router.socket, '--root', router.root]

const until = (what: string, isSo: () => Promise<boolean>) =>
  hold(what, isSo, async () => `Status: ${await status()} Log: ${said.slice(-8).join(' / ')}`)

async function startDaemon(words: readonly string[] = daemonWords()): Promise<void> {
  said = []
  const onLine = (line: string) => void said.push(line)
  daemon = await lab.router.start(words, { ready: /aqtizim is running/, onLine, onErrorLine: onLine })
}

async function stopDaemon(signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
  daemon.stop(signal)
  return daemon.ended
}

/** The pocket router's process: the one of this lab, by the file that it was started with. */
function pocketRouter(): number {
  const file = join(lab.folder, 'pocket-router.json')
  const found = readdirSync('/proc').find((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0').includes(file)
    } catch {
      return false
    }
  })
  if (found === undefined) throw new Error('the pocket router is not there')
  return Number(found)
}

/** Takes the bus away for ten seconds. */
const losesUbus = () => process.kill(pocketRouter(), 'SIGUSR2')

/** The kernel's table as far as a list decides it: no counters, and nothing that traffic fills in. */
async function table(): Promise<string> {
  const text = await lab.router.must(['nft', '-s', '-t', 'list', 'table', 'inet', 'aqtizim'])
  // Each load leaves an empty chain with a name of its own.
  return text.replace(/\n*\s*chain load_\w+ {\s*}/g, '')
}

async function outcome(url: string): Promise<string> {
  tries += 1
  return (await handsAt(lab, 'pc1', `bad-input-${tries}`).get(url)).outcome
}

/** What yesterday's list says, seen from a PC and in the kernel. */
async function assertYesterday(before: string): Promise<void> {
  assert.is(await table(), before)
  const pc = handsAt(lab, 'pc1', 'bad-input')
  assert.is((await pc.ask('bilimland.test')).outcome, 'opens')
  assert.is((await pc.ask('vk.test')).outcome, 'refused')
  assert.is(await outcome('http://bilimland.test'), 'opens')
  assert.not.equal(await outcome('http://vk.test'), 'opens')
  assert.is(await outcome('https://vk.test'), 'refused')
}

function assertRefused(ended: Ended, sentence: RegExp): void {
  assert.is(ended.status, 1, ended.stdout + ended.stderr)
  assert.match(ended.stderr, sentence)
  assert.not.match(ended.stderr, /\bat .*\.(js|ts):\d/)
}

test.before(async () => {
  await bundle()
  lab = await startLab()
  router = await installAqtizim(lab)
  daemon = router.daemon
  assert.is((await approve(list('second.yaml'))).status, 0)
})
test.after(() => lab?.stop())

test('a broken list, a missing one and a folder are refused with their names', async () => {
  const before = await table()
  const broken = list('broken.yaml')
  assertRefused(await approve(broken), new RegExp(`^${broken}:5:13: error: .*\\[public-suffix\\]`))
  assertRefused(
    await router.command('approve', '/nonexistent.yaml', '--by', 'A', '--date', '2026-09-01'),
    /there is no such file/,
  )
  assertRefused(await approve(dirname(broken)), /it is a folder/)
  assertRefused(await router.command('check', dirname(broken)), /it is a folder/)
  await assertYesterday(before)
  assert.match(await status(), /^List 1 /)
})

test('a second daemon ends with a sentence, and touches nothing', async () => {
  const before = await table()
  assertRefused(await lab.router.run(daemonWords()), /aqtizim runs already \(pid \d+\)/)
  assert.not.match(await status(), /fault/)
  await assertYesterday(before)
})

test('ubusd goes and comes back: the daemon is there again, with what was approved meanwhile', async () => {
  losesUbus()
  await until('no bus', async () => (await router.command('status')).stderr.includes('is ubusd running?'))
  const ended = await approve(list('first.yaml'))
  assert.is(ended.status, 0)
  await until('the second version in force', async () => (await status()).startsWith('List 2 '))
  assert.is(await outcome('http://dual.test'), 'opens')
  assert.is((await approve(list('second.yaml'))).status, 0)
})

test('a killed daemon starts again: locks that it left hold nobody up, and its rows are in the journal', async () => {
  const before = await table()
  await outcome('http://vk.test')
  assert.is(await stopDaemon('SIGKILL'), 143)
  assertRefused(await router.command('status'), /the daemon does not run/)
  await assertYesterday(before)
  await startDaemon()
  assert.match(await status(), /^List 3 /)
  await assertYesterday(before)
  const rows = await router.journal()
  assert.ok(rows.some(({ event }) => event === 'started'))
  assert.ok(rows.some(({ gap }) => gap !== undefined))
})

test('a version that was edited by hand does not count: the one before does, and a fault names the file', async () => {
  const edited = join(versions(), '0003.yaml')
  writeFileSync(edited, readFileSync(edited, 'utf8').replace('bilimland.test', 'vk.test'))
  writeFileSync(join(versions(), '0007.yaml'), 'sites: []\n')
  writeFileSync(join(versions(), '0007.json'), '{ broken')
  assert.is(await stopDaemon(), 0)
  await startDaemon()
  const text = await status()
  assert.match(text, /^List 2 /)
  assert.match(text, /0003\.yaml: The list was changed after its approval/)
  assert.match(text, /0007\.json/)
  assert.not.equal(await outcome('http://vk.test'), 'opens')
  assert.is(await outcome('http://dual.test'), 'opens')
})

test('without any version all is shut, and status says so', async () => {
  await stopDaemon()
  rmSync(versions(), { recursive: true })
  await startDaemon()
  assert.match(await status(), /^No list is approved: nothing opens\./)
  assert.not.equal(await outcome('http://bilimland.test'), 'opens')
  assert.is(await outcome('https://bilimland.test'), 'refused')
  assert.is((await approve(list('second.yaml'))).status, 0)
  await until('the gate with the new list', async () => (await outcome('http://bilimland.test')) === 'opens')
})

test('a room with a network that the router has not is a fault; the others go on', async () => {
  const settings = join(router.root, 'etc/config/aqtizim')
  const before = readFileSync(settings, 'utf8')
  writeFileSync(settings, `${before}\nconfig room 'ghost'\n\toption name 'G'\n\tlist network 'nowhere'\n`)
  await stopDaemon()
  await startDaemon()
  assert.match(await status(), /fault: room ghost: the router has no network "nowhere"/)
  assert.is(await outcome('http://bilimland.test'), 'opens')
  assert.not.equal(await outcome('http://vk.test'), 'opens')
  writeFileSync(settings, before)
})

for (const missing of ['nft', 'dnsmasq', 'haproxy', 'conntrack', 'ip']) {
  test(`without ${missing} the daemon names the program, and nothing opens`, async () => {
    await stopDaemon()
    const before = await table()
    const folder = join(lab.folder, `without-${missing}`)
    mkdirSync(folder)
    for (const program of ['nft', 'dnsmasq', 'haproxy', 'conntrack', 'ip'])
      if (program !== missing) {
        const place = await lab.router.must(['sh', '-c', `command -v ${program}`])
        symlinkSync(place.trim(), join(folder, program))
      }
    await startDaemon(['/usr/bin/env', `PATH=${folder}`, ...daemonWords()])
    const sentence = new RegExp(`fault: .*(the program ${missing} is missing|\\b${missing} .*the program is missing)`)
    await until(sentence.source, async () => sentence.test(await status()))
    await assertYesterday(before)
  })
}

/** Another program on the router that has a TCP port. */
const listen = (port: number, host: string) =>
  lab.router.start(
    [process.execPath, '-e', `require('net').createServer().listen(${port}, '${host}', () => console.log('ok'))`],
    { ready: /ok/ },
  )

test('a port of the daemon that somebody else has: it ends, and says which', async () => {
  await stopDaemon()
  const before = await table()
  const other = await listen(9515, '127.0.0.1')
  assertRefused(await lab.router.run(daemonWords()), /another program listens on 127\.0\.0\.1:9515/)
  await assertYesterday(before)
  other.stop('SIGKILL')
  await other.ended
  await startDaemon()
  assert.not.match(await status(), /fault/)
})

test('ports of the engines that somebody else has: told of, nothing opens, and it comes right by itself', async () => {
  await stopDaemon()
  const ubus = connect({ path: router.socket, reconnect: false })
  for (const name of ['aqtizim-gate', 'aqtizim-dns']) await ubus.call('service', 'delete', { name })
  await ubus.close()
  const others = [await listen(5450, '0.0.0.0'), await listen(8480, '0.0.0.0')]
  await startDaemon()
  const sentences = [
    /IT IS NOT IN FORCE/,
    /fault: dnsmasq: it does not answer after 15 s.* 5450/,
    /fault: haproxy: it does not answer after 15 s.* 8480/,
  ]
  await until('both are told of', async () => {
    const told = await status()
    return sentences.every((sentence) => sentence.test(told))
  })
  const { outcome } = await handsAt(lab, 'pc1', 'busy-ports').get('http://vk.test', '--max-time', '2')
  assert.is(outcome, 'refused')
  for (const other of others) other.stop('SIGKILL')
  await until('in force again', async () => !/does not answer|NOT IN FORCE/.test(await status()))
  assert.is((await handsAt(lab, 'pc1', 'busy-ports-over').get('http://second.test')).outcome, 'opens')
})

test.run()
