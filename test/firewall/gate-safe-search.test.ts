/** A search engine with two addresses: the gate leads its name to the safe one, over both IP versions, whatever is asked. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { compileResolvers, resolverPaths } from '../../src/firewall/dnsmasq.ts'
import { updateMaps } from '../../src/firewall/gate.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { dial, dialTls, type FarSite, startFarSite } from './far-site.ts'
import { makeFacts, planOf, site } from './gate-plan.ts'
import { far, type GateRoom, pc, pc6, router, router6, startGate } from './gate-room.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('safe search in the gate and the resolver')
const google = site('google.com', { safeSearch: 'strict' })
/** The second engine's safe name has IPv6 alone. */
const sites = [google, site('yandex.kz', { safeSearch: 'strict' }), site('yandex.ru')]
const answers = [
  `address=/google.com/${far.two}`,
  `address=/forcesafesearch.google.com/${far.one}`,
  `address=/yandex.kz/${far.two}`,
  `address=/familysearch.yandex.ru/${far.six}`,
]
const children: ChildProcess[] = []
let gate: GateRoom
let safe: FarSite
let own: FarSite
let safe6: FarSite

test.before(async () => {
  gate = await startGate(sites, answers)
  safe = await startFarSite(far.one, 'safe results')
  own = await startFarSite(far.two, 'all results')
  safe6 = await startFarSite(far.six, 'safe results over IPv6')
})
test.after(async () => {
  for (const server of [safe, own, safe6]) server?.stop()
  for (const child of children) child.kill('SIGKILL')
  await gate?.stop()
})

async function overTls(name: string, from = pc, to = router): Promise<string> {
  const wire = await dialTls(from, to, gate.ports.tls, name)
  await until(`an answer for ${name}`, () => wire.text() !== '')
  wire.socket.destroy()
  return wire.text()
}

async function overHttp(name: string, from = pc, to = router): Promise<string> {
  const wire = dial(from, to, gate.ports.http)
  wire.socket.write(`GET / HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`)
  await wire.closed
  return wire.text().split('\r\n').at(-1) ?? ''
}

for (const [version, from, to] of [
  [4, pc, router],
  [6, pc6, router6],
] as const)
  test(`a PC with IPv${version} gets the safe results of the engine, and its other names as they are`, async () => {
    assert.is(await overTls('www.google.com', from, to), 'safe results')
    assert.match(await overHttp('www.google.com', from, to), 'safe results')
    assert.is(await overTls('yandex.kz', from, to), 'safe results over IPv6')
    assert.is(await overTls('mail.google.com', from, to), 'all results')
    assert.match(await overHttp('maps.google.com', from, to), 'all results')
  })

test('the site is told the name that was asked for, and the record names it with the safe address', async () => {
  assert.ok(safe.seen.includes('tls www.google.com'))
  assert.ok(safe.seen.includes('GET / www.google.com'))
  await gate.record(new RegExp(` www\\.google\\.com ${far.one} allowed `))
  assert.not(own.seen.some((line) => line.includes('www.google.com')))
})

test('a list that asks for it, and one that does not any more, change maps alone', async () => {
  await updateMaps(gate.ask, gate.maps([site('google.com')]))
  assert.is(await overTls('www.google.com'), 'all results')
  await updateMaps(gate.ask, gate.maps(sites))
  assert.is(await overTls('www.google.com'), 'safe results')
})

test('a real resolver gives PCs the router in place of the engine, and the gate the safe address', async () => {
  const runDir = mkdtempSync(join(tmpdir(), 'aqtizim-safe-'))
  chmodSync(runDir, 0o755)
  mkdirSync(join(runDir, 'log'))
  chmodSync(join(runDir, 'log'), 0o777)
  // What the gate's own lab answers all questions with.
  const yandex = [site('yandex.kz', { safeSearch: 'strict', except: ['video.yandex.kz'] }), site('bilimland.kz')]
  const plan = planOf(makeFacts({ runDir, upstreams: ['127.0.0.1#5390'] }), [google, ...yandex])
  const [group] = plan.groups
  if (group === undefined) throw new Error('a plan without a group')
  for (const { path, text } of compileResolvers(plan)) {
    // Another port than that of the gate's lab, and nobody's sets.
    const plain = text.replace(/^port=.*$/m, 'port=5391').replace(/^nftset=.*$/gm, '')
    writeFileSync(path, plain)
  }
  const everything = [
    '--address=/#/198.18.0.99',
    '--address=/#/2001:2:0:ffff::99',
    '--port=5390',
    '--conf-file=/dev/null',
  ]
  const common = ['-k', '--no-resolv', '--no-hosts', '--pid-file=', '--user=root', '--listen-address=127.0.0.1']
  children.push(spawn('dnsmasq', [...common, '--bind-interfaces', ...everything], { stdio: 'inherit' }))
  children.push(
    spawn('dnsmasq', ['-k', `--conf-file=${resolverPaths(plan.facts, group).config}`], { stdio: 'inherit' }),
  )
  const ask = (name: string, type: string) => {
    try {
      return mustRun(['dig', '+short', '+tries=1', '+time=2', '-p5391', '@127.0.0.1', name, type]).trim()
    } catch {
      return 'no answer'
    }
  }
  await until('the resolver answers', () => ask('bilimland.kz', 'A') === '198.18.0.99')
  const outside = ['198.18.0.99', '2001:2:0:ffff::99']
  const inRouter = [router, router6]
  const both = (name: string) => [ask(name, 'A'), ask(name, 'AAAA')]
  for (const name of ['www.google.com', 'yandex.kz', 'www.yandex.kz']) assert.equal(both(name), inRouter, name)
  for (const name of ['forcesafesearch.google.com', 'familysearch.yandex.ru', 'mail.google.com', 'mail.yandex.kz'])
    assert.equal(both(name), outside, name)
  for (const name of ['yandex.ru', 'video.yandex.kz']) assert.equal(both(name), [router, ''], name)
  rmSync(runDir, { recursive: true, force: true })
})

test.run()
