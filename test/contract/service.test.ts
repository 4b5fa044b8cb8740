/** Checks procd's object `service`, on the stand-in or on a real procd. */
import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import type { InputTable, Table } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codeOf, frame, needing, openTarget, until } from './target.ts'

const target = await openTarget()
const serviceSuite = suite('contract: service')
frame(serviceSuite, target)
const test = needing(serviceSuite, target, 'service')

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aqtizim-service-'))
serviceSuite.after(() => fs.rmSync(folder, { recursive: true, force: true }))

const name = `contract-${process.pid}`
const service = (method: string, args: InputTable = {}): Promise<Table> =>
  target.bus.call('service', method, { name, ...args })
const code = (method: string, args: InputTable = {}) => codeOf(service(method, args))
const set = (instances: InputTable, more: InputTable = {}) => service('set', { instances, ...more })

interface Shown {
  running?: boolean
  pid?: number
  exit_code?: number
}

async function instances(): Promise<Record<string, Shown>> {
  const listed = (await service('list'))[name] as { instances?: Record<string, Shown> } | undefined
  return listed?.instances ?? {}
}

const pid = async (instance = 'main') => (await instances())[instance]?.pid
const gone = async () => (await service('list'))[name] === undefined
const alive = (id: number | undefined) => id !== undefined && fs.existsSync(`/proc/${id}/cmdline`)

serviceSuite.after.each(async () => {
  if (!target.objects.includes('service')) return
  await codeOf(service('delete'))
  await until(gone, 'the service has gone')
})

const sleeper = { command: ['sleep', '60'] }

test('set: starts a real process and lists it', async () => {
  await set({ main: { ...sleeper, respawn: ['3600', '1', '0'], data: { x: 'y' }, env: { A: 'b' } } })
  const { main } = await instances()
  assert.ok(alive(main?.pid))
  assert.equal(main, {
    running: true,
    pid: main?.pid,
    command: ['sleep', '60'],
    term_timeout: 5,
    env: { A: 'b' },
    data: { x: 'y' },
    respawn: { threshold: 3600, timeout: 1, retry: 0 },
  })
})

test('list: triggers only when it is to be verbose, no service that is not asked for', async () => {
  const triggers = [['config.change', ['if', ['eq', 'package', 'nosuch'], ['run_script', '/bin/true']], 1000]]
  await set({ main: sleeper }, { triggers })
  const quiet = (await service('list'))[name] as Table
  assert.is(quiet.triggers, undefined)
  const verbose = (await service('list', { verbose: true }))[name] as Table
  assert.equal(verbose.triggers, triggers)
  assert.equal(await service('list', { name: `${name}-nosuch` }), {})
})

test('set again: the same leaves the process alone, another command replaces it', async () => {
  await set({ main: sleeper })
  const first = await pid()
  await set({ main: sleeper })
  assert.is(await pid(), first)
  await set({ main: { ...sleeper, data: { n: 1 } } })
  assert.is(await pid(), first)
  await set({ main: { command: ['sleep', '61'] } })
  await until(async () => (await pid()) !== first && (await pid()) !== undefined, 'another process')
  assert.not(alive(first))
})

test('set again: a file that has changed restarts the process', async () => {
  const file = path.join(folder, 'list')
  fs.writeFileSync(file, 'one')
  await set({ main: { ...sleeper, file: [file] } })
  const first = await pid()
  await set({ main: { ...sleeper, file: [file] } })
  assert.is(await pid(), first)
  fs.writeFileSync(file, 'two')
  await set({ main: { ...sleeper, file: [file] } })
  await until(async () => (await pid()) !== first && (await pid()) !== undefined, 'another process')
})

test('set again: an instance that is not named goes; add keeps it', async () => {
  await set({ a: sleeper, b: sleeper })
  await service('add', { instances: { c: sleeper } })
  assert.equal(Object.keys(await instances()).sort(), ['a', 'b', 'c'])
  await set({ a: sleeper })
  await until(async () => Object.keys(await instances()).length === 1, 'one instance')
})

test('respawn: a process that dies comes back', async () => {
  await set({ main: { ...sleeper, respawn: ['3600', '0', '0'] } })
  const first = await pid()
  process.kill(first ?? 0, 'SIGKILL')
  await until(async () => (await pid()) !== first && alive(await pid()), 'another process')
})

test('respawn: one that crashes too often is given up', async () => {
  const seen: Table[] = []
  const subscription = await target.bus.subscribe('service', (data, { method }) => {
    if (data.service === name && method === 'instance.fail') seen.push(data)
  })
  await set({ main: { command: ['false'], respawn: ['3600', '0', '2'] } })
  await until(() => seen.length === 1, 'the failure')
  assert.is(seen[0]?.exit_code, 1)
  assert.is(seen[0]?.respawn_count, 3)
  assert.is((await instances()).main?.running, false)
  await subscription.remove()
})

test('without respawn the end of a process stays to be seen', async () => {
  await set({ main: { command: ['sh', '-c', 'exit 7'] } })
  await until(async () => (await instances()).main?.exit_code === 7, 'the exit code')
  assert.is((await instances()).main?.running, false)
})

test('a program that there is not ends with an error', async () => {
  await set({ main: { command: ['/nosuch/program'] } })
  await until(async () => (await instances()).main?.running === false, 'the end')
  assert.is.not((await instances()).main?.exit_code, 0)
})

test('an instance without a command is not taken', async () => {
  await set({ main: { command: [] } })
  assert.equal(await instances(), {})
})

test('signal: reaches the process', async () => {
  const file = path.join(folder, 'signals')
  const ready = path.join(folder, 'ready')
  const script = `trap 'echo hup >> ${file}' HUP; echo > ${ready}; while :; do sleep 0.05; done`
  await set({ main: { command: ['sh', '-c', script] } })
  await until(() => fs.existsSync(ready), 'the trap is set')
  await service('signal', { signal: 1 })
  await until(() => fs.existsSync(file) && fs.readFileSync(file, 'utf8') === 'hup\n', 'the signal')
  assert.is(await code('signal', { instance: 'nosuch' }), 'NOT_FOUND')
  assert.is(await code('signal', { name: `${name}-nosuch` }), 'NOT_FOUND')
})

test('reload_signal: a change is told by signal, not by restart', async () => {
  const file = path.join(folder, 'reloads')
  const ready = path.join(folder, 'ready-to-reload')
  const script = `trap 'echo usr1 >> ${file}' USR1; echo > ${ready}; while :; do sleep 0.05; done`
  const instance = { command: ['sh', '-c', script], reload_signal: 10 }
  await set({ main: instance })
  await until(() => fs.existsSync(ready), 'the trap is set')
  const first = await pid()
  await set({ main: { ...instance, env: { A: 'b' } } })
  await until(() => fs.existsSync(file), 'the signal')
  assert.is(await pid(), first)
})

test('delete: stops one instance, or all', async () => {
  await set({ a: sleeper, b: sleeper })
  const [a, b] = [await pid('a'), await pid('b')]
  await service('delete', { instance: 'a' })
  await until(() => !alive(a), 'one has stopped')
  assert.ok(alive(b))
  await service('delete')
  await until(gone, 'the service has gone')
  assert.not(alive(b))
  assert.is(await code('delete'), 'NOT_FOUND')
  assert.is(await code('delete', { name: `${name}-nosuch` }), 'NOT_FOUND')
})

test('a process that does not heed SIGTERM is killed after its time', async () => {
  const ready = path.join(folder, 'deaf')
  const script = `trap '' TERM; echo > ${ready}; while :; do sleep 0.05; done`
  await set({ main: { command: ['sh', '-c', script], term_timeout: 1 } })
  await until(() => fs.existsSync(ready), 'it is deaf')
  const id = await pid()
  await service('delete')
  assert.ok(alive(id))
  await until(gone, 'the service has gone')
  assert.not(alive(id))
})

test('state: stops and starts again', async () => {
  await set({ main: sleeper })
  const first = await pid()
  await service('state', { spawn: false })
  await until(async () => (await instances()).main?.running === false, 'the stop')
  await service('state', { spawn: true })
  assert.ok(alive(await pid()))
  assert.is.not(await pid(), first)
  assert.is(await code('state', { name: `${name}-nosuch`, spawn: true }), 'NOT_FOUND')
  assert.is(await code('state'), 'INVALID_ARGUMENT')
})

test('subscribers are told of starts and ends, in this order', async () => {
  const seen: string[] = []
  const subscription = await target.bus.subscribe('service', (data, { method }) => {
    if (data.service === name) seen.push([method, data.instance].filter(Boolean).join(' '))
  })
  await set({ main: { ...sleeper, respawn: ['3600', '0', '0'] } })
  process.kill((await pid()) ?? 0, 'SIGKILL')
  await until(() => seen.length === 5, 'five notifications')
  await service('delete')
  await until(() => seen.length === 7, 'seven notifications')
  assert.equal(seen, [
    'instance.start main',
    'service.start',
    'instance.stop main',
    'instance.respawn main',
    'instance.start main',
    'instance.stop main',
    'service.stop',
  ])
  await subscription.remove()
})

test('event: config.change is told, and runs the triggers that fit', async () => {
  const seen: [string, Table][] = []
  const subscription = await target.bus.subscribe('service', (data, { method }) => {
    seen.push([method, data])
  })
  const [mine, other] = [path.join(folder, 'mine'), path.join(folder, 'other')]
  const trigger = (config: string, file: string) => [
    'config.change',
    ['if', ['eq', 'package', config], ['run_script', '/bin/touch', file]],
    10,
  ]
  await set({ main: sleeper }, { triggers: [trigger('contract_a', mine), trigger('contract_b', other)] })
  seen.length = 0
  await service('event', { type: 'config.change', data: { package: 'contract_a' } })
  await until(() => fs.existsSync(mine), 'the trigger ran')
  assert.not(fs.existsSync(other))
  assert.equal(seen.slice(0, 2), [
    ['event.trigger', { type: 'config.change', data: { package: 'contract_a' } }],
    ['config.change', { config: 'contract_a' }],
  ])
  assert.is(await code('event', { type: 'config.change' }), 'INVALID_ARGUMENT')
  await subscription.remove()
})

test('a service needs a name', async () => {
  assert.is(await codeOf(target.bus.call('service', 'set', { instances: {} })), 'INVALID_ARGUMENT')
})

serviceSuite.run()
