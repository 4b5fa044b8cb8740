/** Reads what a real `nft monitor` says of a real kernel. */

import { spawnSync } from 'node:child_process'
import * as assert from 'uvu/assert'
import { compileSets } from '../../src/firewall/nft-sets.ts'
import { compileTable } from '../../src/firewall/nftables.ts'
import { createMonitorReader, type KernelChange, startWatch } from '../../src/firewall/watch.ts'
import { nodeMachine } from '../../src/machine/node-machine.ts'
import { fakeMachine } from '../machine/fake-machine.ts'
import { texts } from '../messages/texts.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace } from './own-namespace.ts'
import { plan } from './sample.ts'

enterOwnNamespace(import.meta.filename)
const test = suite('watch')

const school = plan()
const isFixed = (name: string) => compileSets(school).some((set) => set.name === name && set.elements !== undefined)
const changes: KernelChange[] = []
let transactions = 0
const read = createMonitorReader(isFixed, (change) => changes.push(change))
const monitor = nodeMachine().start(['nft', 'monitor'], {
  onLines: (lines) => {
    for (const line of lines) {
      if (line.startsWith('# new generation')) transactions += 1
      read(line)
    }
  },
})

/** Runs nft, and gives what the reader made of it, once the monitor has told of the transaction. */
async function change(words: string, input = ''): Promise<KernelChange[]> {
  changes.length = 0
  const before = transactions
  const ran = spawnSync('nft', words.split(' '), { input, encoding: 'utf8' })
  assert.is(ran.status, 0, ran.stderr)
  await until('a transaction', () => transactions > before)
  assert.is(transactions, before + 1, 'the monitor told of one transaction')
  // The number is the kernel's own, which in a PID namespace is not the one that we know it by.
  for (const { pid } of changes) assert.ok(pid > 0)
  return [...changes]
}
const load = () => change('-f -', compileTable(school).text)

test.before(async () => {
  // The monitor says nothing when it is ready: change something else until it is heard.
  let made = 0
  await until('the monitor is heard', () => {
    spawnSync('nft', ['add', 'table', 'ip', `warm${made++}`])
    return transactions > 0
  })
  // Those that were made before are told of as well: what is told of last is known by its number.
  const first = made - transactions
  spawnSync('nft', ['add', 'table', 'ip', `warm${made++}`])
  await until('all of it', () => transactions >= made - first)
})
test.after(() => monitor.stop())

test('a load of the whole table is one change, by the process that loaded it', async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    const [first, ...more] = await load()
    assert.is(more.length, 0)
    assert.is(first?.process, 'nft')
    assert.ok((first?.lines ?? 0) > 100)
  }
})

const cases: [what: string, words: string, said: RegExp | undefined][] = [
  ['a rule more', 'add rule inet aqtizim refuse accept', /^add rule inet aqtizim refuse accept/],
  ['a rule in front', 'insert rule inet aqtizim refuse accept', /^insert rule inet aqtizim refuse accept/],
  ['a chain more', 'add chain inet aqtizim evil', /^add chain inet aqtizim evil/],
  [
    'an element of a fixed set',
    'add element inet aqtizim exempt_mac { 02:00:00:00:00:09 }',
    /^add element inet aqtizim exempt_mac/,
  ],
  ['an element that goes', 'delete element inet aqtizim exempt_mac { 02:00:00:00:00:09 }', /^delete element inet/],
  [
    'what a stranger puts into a set of the resolver',
    'add element inet aqtizim l1_4 { 198.18.71.1 }',
    /^add element inet/,
  ],
  ['an element that runs out', 'delete element inet aqtizim l1_4 { 198.18.71.1 }', undefined],
  ['the table of somebody else', 'add table inet fw4', undefined],
  ['a table with a name like ours', 'add table inet aqtizim2', undefined],
  ['a rule there', 'add chain inet aqtizim2 route', undefined],
  ['a flushed table', 'flush table inet aqtizim', /^delete rule inet aqtizim /],
  ['a deleted table', 'delete table inet aqtizim', /^delete /],
]
for (const [what, words, said] of cases)
  test(`${what}: ${said === undefined ? 'no news' : 'told of'}`, async () => {
    const told = await change(words)
    if (said === undefined) assert.equal(told, [])
    else {
      assert.is(told.length, 1)
      assert.match(told[0]?.what ?? '', said)
      assert.is(told[0]?.process, 'nft')
    }
  })

test('a flushed ruleset is told of, as far as it is ours', async () => {
  await load()
  const [first] = await change('flush ruleset')
  assert.match(first?.what ?? '', /^delete (rule|set|chain|table) inet aqtizim/)
})

test('what the resolver does all day: no news', () => {
  const seen: KernelChange[] = []
  const reader = createMonitorReader(isFixed, (one) => seen.push(one))
  for (const process of ['dnsmasq', 'nft']) {
    reader('add element inet aqtizim l1_4 { 198.18.71.1 expires 30m }')
    reader(`# new generation 7 by process 12 (${process})`)
  }
  assert.equal(
    seen.map(({ process, filled }) => [process, filled]),
    [['nft', ['l1_4']]],
  )
})

test('the name of a process may hold anything', () => {
  const seen: KernelChange[] = []
  const reader = createMonitorReader(isFixed, (one) => seen.push(one))
  reader('delete table inet aqtizim')
  reader('# new generation 7 by process 12 (a (b) c)')
  reader('# new generation 8 by process 13 (nft)')
  const told = seen.map(({ what, lines, pid, process }) => [what, lines, pid, process])
  assert.equal(told, [['delete table inet aqtizim', 1, 12, 'a (b) c']])
})

function watch() {
  const machine = fakeMachine()
  const heard = { changes: 0, rules: [] as string[], blind: 0 }
  const watched = startWatch({
    machine,
    isFixed,
    onKernelChange: () => {
      heard.changes += 1
    },
    onRuleChange: (line) => void heard.rules.push(line),
    onBlind: () => {
      heard.blind += 1
    },
  })
  return { machine, heard, watched }
}

test('a monitor that ends is a fault, said once, and is started again', async () => {
  const { machine, heard, watched } = watch()
  assert.equal(
    machine.started.map(({ argv }) => argv.join(' ')),
    ['nft monitor', 'ip monitor rule'],
  )
  machine.started[0]?.handlers.onErrorLine?.('netlink: cannot initialise')
  await machine.started[0]?.end(1)
  assert.equal(texts(watched.faults()), [
    'nft monitor does not run (netlink: cannot initialise): what others change in the kernel goes unnoticed',
  ])
  machine.pass(199)
  assert.is(machine.started.length, 2)
  machine.pass(1)
  assert.is(machine.started[2]?.argv.join(' '), 'nft monitor')
  assert.is(heard.blind, 1)
  await machine.started[2]?.end(1)
  assert.is(machine.said.length, 1)
  // Twice as long, as long as it does not stay.
  machine.pass(399)
  assert.is(machine.started.length, 3)
  machine.pass(1)
  assert.is(machine.started.length, 4)
  watched.stop()
})

test('a missing program is named, and nothing is loaded for its sake', async () => {
  const { machine, heard, watched } = watch()
  await machine.started[1]?.end(127)
  assert.match(watched.faults()[0]?.text ?? '', /^ip monitor rule does not run \(the program is missing\)/)
  assert.is(heard.blind, 0)
  watched.stop()
})

test('after an end that was asked for nothing is started or said', async () => {
  const { machine, watched } = watch()
  watched.stop()
  machine.pass(600_000)
  assert.is(machine.started.length, 2)
  assert.equal(machine.said, [])
})

test('events that the kernel had to drop make everything be compared', () => {
  const { machine, heard, watched } = watch()
  machine.started[0]?.handlers.onLines(['# ERROR: We lost some netlink events!'])
  machine.started[1]?.handlers.onErrorLine?.('netlink receive error No buffer space available (105)')
  assert.is(heard.blind, 2)
  watched.stop()
})

test.run()
