/** The command, in a network namespace of its own. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { connect } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { until } from '../contract/target.ts'
import { node } from '../node.ts'

const test = suite('the pocket router as a command')

const program = fileURLToPath(new URL('main.ts', import.meta.url))
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aqtizim-main-'))
const started: ChildProcess[] = []

test.after(() => {
  for (const child of started) child.kill('SIGKILL')
  fs.rmSync(folder, { recursive: true, force: true })
})

const network = `
config interface 'lan'

config rule 'lock'
	option in 'lan'
	option action 'unreachable'
	option priority '901'

config rule6
	option in 'lan'
	option mark '0x1000000/0xf000000'
	option lookup 'main'
	option priority '900'
`

/** Gives the words that start it. */
function prepare(name: string): { words: string[]; socket: string } {
  const root = path.join(folder, name)
  fs.mkdirSync(path.join(root, 'etc/config'), { recursive: true })
  fs.writeFileSync(path.join(root, 'etc/config/network'), network)
  const socket = path.join(root, 'var/run/ubus.sock')
  const config = path.join(folder, `${name}.json`)
  fs.writeFileSync(config, JSON.stringify({ root, socket, interfaces: [{ name: 'lan', device: 'lo' }] }))
  return { words: [...node, program, config], socket }
}

/** Its first line of output that fits; standard error is ours. */
async function start(words: string[], ready: RegExp): Promise<{ child: ChildProcess; match: RegExpExecArray }> {
  const child = spawn('unshare', ['--net', ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  const lines = createInterface(child.stdout ?? process.stdin)
  for await (const line of lines) {
    const match = ready.exec(line)
    if (match !== null) return { child, match }
  }
  throw new Error('It ended before it was ready')
}

const rulesIn = (pid: number, family: string) =>
  execFileSync('nsenter', ['-t', String(pid), '-n', 'ip', family, 'rule'], { encoding: 'utf8' })

test('keeps policy rules and processes, and takes both back at its end', async () => {
  const { words, socket } = prepare('term')
  const { child } = await start(words, /^ready (.*)$/)
  const pid = child.pid ?? 0
  // Holds the namespace open after the router's end.
  const holder = spawn('nsenter', ['-t', String(pid), '-n', 'sleep', '60'], { stdio: 'ignore' })
  started.push(holder)
  await until(() => rulesIn(holder.pid ?? 0, '-4').includes('901'), 'the holder is in the namespace')
  assert.match(rulesIn(pid, '-4'), /^901:\tfrom all iif lo unreachable/m)
  assert.match(rulesIn(pid, '-6'), /^900:\tfrom all fwmark 0x1000000\/0xf000000 iif lo lookup main/m)

  const bus = connect({ path: socket, reconnect: false })
  await bus.call('uci', 'delete', { config: 'network', section: 'lock' })
  await bus.call('uci', 'commit', { config: 'network' })
  await until(() => !rulesIn(pid, '-4').includes('901'), 'the rule has gone')
  assert.match(rulesIn(pid, '-6'), /^900:/m)

  await bus.call('service', 'set', { name: 'x', instances: { main: { command: ['sleep', '60'] } } })
  const listed = JSON.parse(JSON.stringify(await bus.call('service', 'list', { name: 'x' })))
  const sleeper: number = listed.x.instances.main.pid
  assert.ok(fs.existsSync(`/proc/${sleeper}`))
  await bus.close()
  child.kill('SIGTERM')
  const [status] = await once(child, 'exit')
  assert.is(status, 0)
  assert.not(fs.existsSync(`/proc/${sleeper}`))
  assert.not(fs.existsSync(socket))
  assert.not.match(rulesIn(holder.pid ?? 0, '-6'), /^900:/m)
})

test('ends when its parent is gone', async () => {
  const { words, socket } = prepare('orphan')
  const script = '"$@" & echo "pid $!"; wait'
  const { child } = await start(['sh', '-c', script, 'sh', ...words], /^ready (.*)$/)
  assert.ok(fs.existsSync(socket))
  child.kill('SIGKILL')
  await until(() => !fs.existsSync(socket), 'the socket has gone')
})

test('without a description it says how it is used', async () => {
  const child = spawn(process.execPath, [...node.slice(1), program], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const [status] = await once(child, 'close')
  assert.is(status, 2)
  assert.match(said, /usage: main\.ts CONFIG\.json/)
})

test.run()
