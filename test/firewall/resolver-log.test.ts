/** The log of a real resolver without a daemon: it stops at its bound, questions are answered, and a daemon has it go on. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { compileResolvers, logOctets, resolverCommand, resolverPaths } from '../../src/firewall/dnsmasq.ts'
import { askResolver } from '../../src/firewall/probe-resolver.ts'
import { reopenLog } from '../../src/firewall/reopen-log.ts'
import { Tail } from '../../src/logger/tail.ts'
import { nodeMachine } from '../../src/machine/node-machine.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { makeFacts, planOf, room, site } from './gate-plan.ts'
import { enterOwnNamespace } from './own-namespace.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite("a resolver's log")
const runDir = mkdtempSync(join(tmpdir(), 'aqtizim-log-'))
const plan = planOf(makeFacts({ runDir, rooms: [room('informatics', 1, { devices: ['lo'] })] }), [site('listed.kz')])
const [group] = plan.groups
if (group === undefined) throw new Error('a plan without a group')
const { dns } = group.ports
const { start } = resolverCommand(plan.facts, group)
const { log } = resolverPaths(plan.facts, group)
let resolver: ChildProcess

const ask = (name: string) => askResolver(dns, name, 20_000)
const size = () => statSync(log).size

test.before(async () => {
  chmodSync(runDir, 0o755)
  mkdirSync(join(runDir, 'log'))
  for (const { path, text } of compileResolvers(plan)) writeFileSync(path, text)
  // All but the last lines that fit.
  writeFileSync(log, 'a line of before\n'.repeat(logOctets / 17 - 100))
  const [program = '', ...words] = start
  resolver = spawn(program, words, { stdio: 'inherit' })
  await until('the resolver answers', async () => Array.isArray(await askResolver(dns, 'x.kz')))
})
test.after(() => {
  resolver?.kill('SIGKILL')
  rmSync(runDir, { recursive: true, force: true })
})

test('grows to its bound and no further, and the same process goes on answering', async () => {
  for (let at = 0; size() < logOctets; at += 1) assert.ok(Array.isArray(await ask(`n${at}.kz`)))
  for (let at = 0; at < 50; at += 1) assert.ok(Array.isArray(await ask(`m${at}.kz`)))
  assert.is(size(), logOctets)
  assert.is(resolver.exitCode, null)
})

test('is cut by the daemon that comes, and has the next questions in it', async () => {
  const machine = nodeMachine()
  let reopened: Promise<void> | undefined
  const onFull = () => {
    reopened = reopenLog(machine, plan, log)
  }
  const tail = new Tail(machine.files, log, { fullAt: logOctets, onFull })
  assert.ok(tail.read().length > 0)
  await reopened
  await until('a question stands in it', async () => {
    await ask('after.kz')
    return tail.read().some((line) => line.includes('query[A] after.kz'))
  })
  assert.ok(size() < logOctets)
  tail.close()
})

test.run()
