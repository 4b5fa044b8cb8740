/** Tests that rules changed by other programs are restored and journalled, and nothing opens meanwhile. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { until as hold } from '../patience.ts'
import { suite } from '../suite.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { handsAt } from './client.ts'
import type { JournalRow } from './journal-check.ts'
import { type Lab, startLab } from './lab.ts'

const test = suite('repair')
let lab: Lab
let router: Aqtizim
let tries = 0
let trying: Promise<void> | undefined
let isOver = false

/** Without counters, without what traffic fills in, and in an order that does not tell what came when. */
async function table(): Promise<string> {
  const { stdout } = await lab.router.run(['nft', '-s', '-t', 'list', 'table', 'inet', 'aqtizim'])
  const blocks = stdout.split('\n\n').map((block) => block.replace(/^table .*\n|\n}\n*$/g, ''))
  // Each load leaves an empty chain with a name of its own.
  return blocks
    .filter((block) => !/^\s*chain load_\w+ {\s*}/.test(block))
    .sort()
    .join('\n\n')
}
const rules = (family: '-4' | '-6') => lab.router.must(['ip', family, 'rule', 'show'])

type Event = JournalRow & { readonly by?: string; readonly what?: string; readonly details?: Record<string, unknown> }

async function events(name: string): Promise<Event[]> {
  return (await router.journal()).filter(({ event }) => event === name)
}

const until = (what: string, isSo: () => Promise<boolean>) =>
  hold(what, isSo, () => `Log: ${router.log.slice(-5).join(' / ')}`)

/** Whether a process is the watch of this lab's router. */
function isMonitor(pid: string): boolean {
  try {
    const isOurs = /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/ns/net`) === lab.router.id
    return isOurs && readFileSync(`/proc/${pid}/cmdline`, 'utf8') === 'nft\0monitor\0'
  } catch {
    return false
  }
}

/** A PC that never gives up: over the gate, and round it at an address and a port of its own. */
async function keepTrying(): Promise<void> {
  while (!isOver) {
    tries += 1
    const pc = handsAt(lab, 'pc1', `guard-${tries}`)
    await pc.get('http://vk.test', '--max-time', '1')
    await pc.get('http://198.18.70.7:8080', '--max-time', '1')
  }
}

/** Everything of the PC that left the school. While our table is away, the router's own web page is the router's affair. */
function arrived(): string[] {
  const ours = lab.sightings.find([{ place: 'internet', kind: 'request' }], 0).map(({ path = '' }) => path)
  const flows = lab.sightings.find([{ place: 'internet', kind: 'flow', address: '198.18.70.7' }], 0)
  return [...ours.filter((path) => path.startsWith('/guard-')), ...flows.map(() => 'a flow to 198.18.70.7')]
}

test.before(async () => {
  await bundle()
  lab = await startLab()
  router = await installAqtizim(lab)
  const approved = await router.command(
    'approve',
    join(import.meta.dirname, 'lists/second.yaml'),
    ...['--by', 'А. Директор', '--date', '2026-09-01'],
  )
  assert.is(approved.status, 0, approved.stderr)
  trying = keepTrying()
})

test.after(async () => {
  isOver = true
  await trying
  await lab?.stop()
})

interface Change {
  readonly what: string
  readonly argv: readonly string[]
  /** How the row of the journal names the change. */
  readonly said: RegExp
}

const nft = (what: string, words: string, said: RegExp): Change => ({ what, argv: ['nft', ...words.split(' ')], said })

const changes: readonly Change[] = [
  nft('a flushed ruleset', 'flush ruleset', /^delete /),
  nft('a deleted table', 'delete table inet aqtizim', /^delete /),
  nft('a flushed chain', 'flush chain inet aqtizim route_informatics', /^delete rule inet aqtizim route_informatics /),
  nft('a rule more', 'insert rule inet aqtizim route accept', /^insert rule inet aqtizim route accept/),
  nft(
    'a chain more',
    'add chain inet aqtizim evil { type filter hook forward priority -400 ; }',
    /^add chain inet aqtizim evil/,
  ),
  nft(
    'a PC more that is exempt',
    'add element inet aqtizim exempt_mac { 02:00:00:00:00:02 }',
    /^add element inet aqtizim exempt_mac \{ 02:00:00:00:00:02 \}/,
  ),
  nft(
    'an address more that no listed name has',
    'add element inet aqtizim l1_4 { 198.18.70.7 }',
    /^add element inet aqtizim l1_4 \{ 198\.18\.70\.7/,
  ),
]

for (const { what, argv, said } of changes) {
  test(`${what} is mended, and a row names it`, async () => {
    const before = await table()
    const known = (await events('table-changed')).length
    await lab.router.must(argv)
    await until('the table as it was', async () => (await table()) === before)
    await until('a row', async () => (await events('table-changed')).length > known)
    const exempt = await lab.router.must(['nft', 'list', 'set', 'inet', 'aqtizim', 'exempt_mac'])
    assert.not.match(exempt, /02:00:00:00:00:02/)
    assert.not.match(await lab.router.must(['nft', 'list', 'set', 'inet', 'aqtizim', 'l1_4']), /198\.18\.70\.7\b/)
    const row = JSON.stringify((await events('table-changed')).at(-1))
    const named = [...row.matchAll(/"what":"([^"]*)"/g)].map((found) => found[1] ?? '')
    assert.match(named[0] ?? row, said)
    assert.match(row, /process \d+ \(nft\)/)
  })
}

for (const family of ['-4', '-6'] as const)
  for (const priority of ['900', '901'])
    test(`a rule of the route lock that somebody took comes back: ip ${family}, ${priority}`, async () => {
      const sorted = async () => (await rules(family)).split('\n').sort().join('\n')
      const before = await sorted()
      const known = (await events('route-lock-changed')).length
      await lab.router.must(['ip', family, 'rule', 'del', 'iif', 'br-lan', 'priority', priority])
      await until('the rules as they were', async () => (await sorted()) === before)
      await until('a row', async () => (await events('route-lock-changed')).length > known)
    })

test('a rule in front of the lock is told of once, of either version', async () => {
  for (const family of ['-4', '-6'])
    await lab.router.must(['ip', family, 'rule', 'add', 'iif', 'br-lan', 'lookup', 'main', 'priority', '77'])
  await until('two rows', async () => (await events('rule-in-front')).length === 2)
  for (const family of ['-4', '-6']) await lab.router.must(['ip', family, 'rule', 'del', 'priority', '77'])
})

test('whoever kills the watch and then changes the table gains nothing', async () => {
  const before = await table()
  const monitors = readdirSync('/proc').filter((entry) => isMonitor(entry))
  assert.is(monitors.length, 1)
  process.kill(Number(monitors[0]), 'SIGKILL')
  await lab.router.must(['nft', 'insert', 'rule', 'inet', 'aqtizim', 'route', 'accept'])
  await until('the table as it was', async () => (await table()) === before)
  await until('a watch again', async () => !(await router.command('status')).stdout.includes('fault'))
})

test('twenty changes in a row wedge nothing', async () => {
  const before = await table()
  for (let turn = 0; turn < 20; turn += 1)
    await lab.router.run(turn % 2 ? ['nft', 'delete', 'table', 'inet', 'aqtizim'] : ['nft', 'flush', 'ruleset'])
  await until('the table as it was', async () => (await table()) === before)
  // The last of the changes may still be compared when the table is right again.
  await until('status says that the list is in force', async () => (await router.command('status')).status === 0)
  assert.is((await handsAt(lab, 'pc2', 'after-attack').get('http://bilimland.test')).outcome, 'opens')
})

test('nothing of what the PC tried all the while arrived', async () => {
  isOver = true
  await trying
  await lab.settle()
  assert.ok(tries > 10, `${tries} tries`)
  assert.equal(arrived(), [])
})

test.run()
