/** How many questions for names one card may ask: a page with very many names passes, what goes on asking does not. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { compileResolvers, resolverName, resolverPaths } from '../../src/firewall/dnsmasq.ts'
import { createDroppedQuestions } from '../../src/firewall/dropped-questions.ts'
import { questionCap } from '../../src/firewall/nft-input.ts'
import { compileTable } from '../../src/firewall/nftables.ts'
import { readCounters, readDroppedQuestions, readSuspects } from '../../src/firewall/readings.ts'
import { createNamespace, type Namespace } from '../lab/namespace.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'
import { plan as planWith, room } from './sample.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('questions of one card')
const runDir = mkdtempSync(join(tmpdir(), 'aqtizim-questions-'))
const upstream = 5399
const router = '192.168.1.1'
const more = { rooms: [room('informatics', 1)], runDir, upstreams: [`127.0.0.1#${upstream}`] }
const plan = planWith(more, 'sites:\n  - domain: bilimland.kz\n')
const [group] = plan.groups
const children: ChildProcess[] = []
let pc: Namespace | undefined

/**
 * Sends so many questions, A, AAAA and HTTPS of names below a listed site, ten a millisecond, since a queue of the kernel's
 * holds some 270; says how many were answered when all are, or when its input ends.
 */
const asking = `
const { createSocket } = require('node:dgram')
const [server, text, wanted] = process.argv.slice(1)
const socket = createSocket('udp4')
const answered = new Set()
const say = () => { console.log(answered.size); socket.close(); process.exit() }
socket.on('message', (bytes) => { if (answered.add(bytes.readUInt16BE(0)).size === Number(wanted)) say() })
const question = (id) => {
  const labels = ['n' + Math.floor(id / 3), 'bilimland', 'kz'].map((label) => Buffer.from([label.length, ...Buffer.from(label)]))
  const head = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  return Buffer.concat([head, ...labels, Buffer.from([0, 0, [1, 28, 65][id % 3], 0, 1])])
}
let id = 0
const timer = setInterval(() => {
  for (let sent = 0; sent < 10 && id < Number(text); sent++) socket.send(question(id++), 53, server)
  if (id >= Number(text)) clearInterval(timer)
}, 1)
process.stdin.resume().on('end', say)
`
const ask = (count: number, wanted: number) =>
  machine().start(['node', '-e', asking, router, String(count), String(wanted)], {
    onLine: (line) => said.push(Number(line)),
  })
const said: number[] = []

function machine(): Namespace {
  if (pc === undefined) throw new Error('there is no PC')
  return pc
}

function startResolver(words: readonly string[]): void {
  children.push(spawn('dnsmasq', ['-k', ...words], { stdio: 'inherit' }))
}

test.before(async () => {
  chmodSync(runDir, 0o755)
  mkdirSync(join(runDir, 'log'), { mode: 0o777 })
  chmodSync(join(runDir, 'log'), 0o777)
  pc = await createNamespace(runDir, 'pc', { 'resolv.conf': `nameserver ${router}\n` })
  mustRun(['ip', 'link', 'add', 'br-informat', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pc.pid)])
  mustRun(['ip', 'address', 'add', `${router}/24`, 'dev', 'br-informat'])
  mustRun(['ip', 'link', 'set', 'br-informat', 'up'])
  await pc.must(['ip', 'address', 'add', '192.168.1.101/24', 'dev', 'eth0'])
  await pc.must(['ip', 'link', 'set', 'eth0', 'address', '02:00:00:00:00:01', 'up'])
  for (const { path, text } of compileResolvers(plan)) writeFileSync(path, text)
  const other = [
    '--no-resolv',
    '--no-hosts',
    '--conf-file=/dev/null',
    '--pid-file=',
    '--user=root',
    '--bind-interfaces',
  ]
  // It has nothing of other types, and says so: a provider's resolver does not refuse them.
  const site = ['--local=/bilimland.kz/', '--address=/bilimland.kz/198.18.10.1']
  startResolver([...other, `--port=${upstream}`, '--listen-address=127.0.0.1', ...site])
  if (group === undefined) throw new Error('a plan without a group')
  startResolver([`--conf-file=${resolverPaths(plan.facts, group).config}`])
  const table = join(runDir, 'table.nft')
  writeFileSync(table, compileTable(plan).text)
  mustRun(['nft', '-f', table])
  await until(`${resolverName(group)} answers the PC`, async () => {
    const { stdout } = await machine().run(['dig', '+time=1', '+tries=1', `@${router}`, 'first.bilimland.kz'])
    return stdout.includes('198.18.10.1')
  })
})
test.after(() => {
  for (const child of children) child.kill('SIGKILL')
  if (pc !== undefined) process.kill(pc.pid, 'SIGKILL')
  rmSync(runDir, { recursive: true, force: true })
})

const counters = () => mustRun(['nft', '-j', 'list', 'counters', 'table', 'inet', 'aqtizim'])
const dropped = () => readDroppedQuestions(counters()).get('informatics')
const over = () => readSuspects(mustRun(['nft', '-j', 'list', 'set', 'inet', 'aqtizim', 'dns_over']))

test('300 questions at once, more than a page with 60 names asks, are all answered', async () => {
  const asked = await ask(300, 300)
  await asked.ended
  assert.equal(said.splice(0), [300])
  assert.is(dropped(), 0)
  assert.equal(over(), [])
})

test('what goes on asking has the rate, and the room and the card are told', async () => {
  const count = 3000
  const started = performance.now()
  const asked = await ask(count, count)
  await until('all have been sent', () => (dropped() ?? 0) > count / 2)
  asked.close()
  await asked.ended
  const [answered = count] = said.splice(0)
  const seconds = (performance.now() - started) / 1000
  const most = questionCap.burst + questionCap.perSecond * (seconds + 1)
  assert.ok(answered <= most, `${answered} of ${count} were answered, ${most} may be`)
  const [card] = over()
  assert.equal([card?.kind, card?.mac], ['questions', '02:00:00:00:00:01'])
  assert.is(card?.packets, dropped())
  assert.equal(Object.keys(readCounters(counters())), ['informatics'])
})

test('the figure tells the whole and what is recent', () => {
  const questions = createDroppedQuestions()
  const read = (total: number, minutes: number) => {
    questions.note(new Map([['informatics', total]]), minutes * 60_000)
    return questions.read().map(({ total: all, recent }) => [all, recent])
  }
  // What was dropped before the daemon started is not of late.
  assert.equal(read(50, 0), [[50, 0]])
  assert.equal(read(60, 1), [[60, 10]])
  assert.equal(read(65, 8), [[65, 15]])
  assert.equal(read(65, 12), [[65, 5]])
  assert.equal(read(65, 30), [[65, 0]])
  // The table was made anew.
  assert.equal(read(7, 31), [[7, 7]])
})

test.run()
