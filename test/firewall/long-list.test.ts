/** A hundred thousand names, with real dnsmasq run as procd runs it. In namespaces of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { compileResolvers, reloadLimit } from '../../src/firewall/dnsmasq.ts'
import { type Compiled, Engines } from '../../src/firewall/engines.ts'
import { compileTable } from '../../src/firewall/nftables.ts'
import { askResolver } from '../../src/firewall/probe-resolver.ts'
import { nodeMachine } from '../../src/machine/node-machine.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace } from './own-namespace.ts'
import { facts, plan } from './sample.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('the resolver under a long list')
const runDir = mkdtempSync(join(tmpdir(), 'aqtizim-long-list-'))
// The resolver reads a list anew as somebody else than who started it.
chmodSync(runDir, 0o755)
mkdirSync(join(runDir, 'log'))

const upstream = 5399
const [router = ''] = facts().rooms.flatMap((room) => room.addresses4)

interface Instance {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** As much of procd as a service needs: a changed instance is ended, and started when it is gone. */
function createProcd() {
  const running = new Map<string, { child: ChildProcess; instance: Instance }>()
  const starts = new Map<string, number>()
  const end = async (name: string) => {
    const child = running.get(name)?.child
    running.delete(name)
    if (child === undefined || child.exitCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
  const set = async (instances: Readonly<Record<string, Instance>>) => {
    for (const [name, instance] of Object.entries(instances)) {
      if (JSON.stringify(running.get(name)?.instance) === JSON.stringify(instance)) continue
      await end(name)
      const child = spawn(instance.command[0] ?? '', instance.command.slice(1), { stdio: 'ignore' })
      running.set(name, { child, instance })
      starts.set(name, (starts.get(name) ?? 0) + 1)
    }
  }
  return {
    starts,
    async call(_object: string, method: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
      const {
        name = '',
        instances = {},
        instance = '',
      } = args as {
        name?: string
        instances?: Record<string, Instance>
        instance?: string
      }
      if (name !== 'aqtizim-dns') return {}
      if (method === 'set') await set(instances)
      if (method === 'signal') running.get(instance)?.child.kill('SIGHUP')
      const list = [...running].map(([key, { child, instance: own }]) => [
        key,
        { running: true, pid: child.pid, ...own },
      ])
      return { [name]: { instances: Object.fromEntries(list) } }
    },
    stop: () => Promise.all([...running.keys()].map(end)),
  }
}

const procd = createProcd()
const gate = { pid: async () => undefined, updateMaps: async () => true }
const { uptime, timers } = nodeMachine()
const machine = { run: async () => ({ status: 0, stdout: '', stderr: '' }), log: () => {}, uptime, timers }
const engines = new Engines({ machine, call: procd.call, gate } as unknown as ConstructorParameters<typeof Engines>[0])

/** One list for all rooms: names `sFROM.school.test` and on. */
function listOf(names: number, from: number): Compiled {
  const entries = Array.from({ length: names }, (_, at) => `  - domain: s${from + at}.school.test\n`)
  const made = plan({ runDir, upstreams: [`127.0.0.1#${upstream}`] }, `sites:\n${entries.join('')}`)
  const compiled = { plan: made, table: '', resolvers: compileResolvers(made), gate: [] }
  for (const { path, text } of compiled.resolvers) writeFileSync(path, text)
  return compiled
}

let before: Compiled | undefined
/** Settles when the list is in force, with what does not follow it in the time that engines have. */
async function enforce(names: number, from: number) {
  const next = listOf(names, from)
  await engines.tell(next, before)
  before = next
  return (await engines.settled(next)).late
}

const ask = (name: string) => askResolver(before?.plan.groups[0]?.ports.dns ?? 0, name, 2000)

let far: ChildProcess | undefined
test.before(() => {
  const words = ['--no-resolv', '--no-hosts', `--port=${upstream}`, '--listen-address=127.0.0.1', '--bind-interfaces']
  const answer = ['--address=/school.test/198.18.0.10', '--conf-file=/dev/null', '--pid-file=', '--user=root']
  far = spawn('dnsmasq', ['-k', ...words, ...answer], { stdio: 'ignore' })
})
test.after(async () => {
  await procd.stop()
  far?.kill('SIGKILL')
  rmSync(runDir, { recursive: true })
})

test('a list that fits a servers-file is followed without a restart', async () => {
  assert.equal(await enforce(1000, 0), [])
  const started = procd.starts.get('dns-l1')
  assert.equal(await enforce(1000, 500), [])
  assert.is(procd.starts.get('dns-l1'), started)
  assert.equal(await ask('s1499.school.test'), ['198.18.0.10'])
  assert.equal(await ask('s0.school.test'), [router])
})

test('a hundred thousand new names are in force in the time that engines have', async () => {
  assert.equal(await enforce(100_000, 1_000_000), [])
  assert.equal(await ask('s1099999.school.test'), ['198.18.0.10'])
  assert.equal(await ask('s0.school.test'), [router])
})

test('and so are a hundred thousand others in their place, and some of those', async () => {
  assert.equal(await enforce(100_000, 2_000_000), [])
  assert.equal(await ask('s2099999.school.test'), ['198.18.0.10'])
  assert.equal(await ask('s1099999.school.test'), [router])
  assert.equal(await enforce(99_999, 2_000_001), [])
  assert.equal(await ask('s2000000.school.test'), [router])
})

test('a long list gives way to a short one', async () => {
  assert.equal(await enforce(10, 0), [])
  assert.equal(await ask('s2099999.school.test'), [router])
  assert.equal(await ask('s9.school.test'), ['198.18.0.10'])
})

test('the list stands in the configuration just when it is over the limit', () => {
  const paths = (names: number) => listOf(names, 0).resolvers.filter(({ path }) => path.endsWith('.servers')).length
  assert.is(paths(reloadLimit), 1)
  assert.is(paths(reloadLimit + 1), 0)
})

test('without the gate a longer list makes no more sets', () => {
  const sets = (text: string) => compileTable(plan({ nameCheck: false }, text)).sets
  const names = (count: number) => Array.from({ length: count }, (_, at) => `  - domain: s${at}.school.test\n`).join('')
  assert.equal(sets(`sites:\n${names(200)}`), sets(`sites:\n${names(1)}`))
  const own = '  - {domain: p.school.test, ports: [443, 8443]}\n'
  assert.is(sets(`sites:\n${names(200)}${own}`).length, sets(`sites:\n${names(1)}`).length + 2)
})

test.run()
