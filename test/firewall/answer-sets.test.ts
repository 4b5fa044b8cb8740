/** How full the sets of answers are, and that no reading of the daemon's rounds lists what stands in them. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { createAnswerSets } from '../../src/firewall/answer-sets.ts'
import { compileSets } from '../../src/firewall/nft-sets.ts'
import { compileTable, listTerse } from '../../src/firewall/nftables.ts'
import type { Plan } from '../../src/firewall/plan.ts'
import { hasTable, readCounters } from '../../src/firewall/readings.ts'
import { readTable } from '../../src/health/readings.ts'
import { nodeMachine } from '../../src/machine/node-machine.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'
import { plan } from './sample.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('sets of answers')
const school = plan()
const [group] = school.groups
const set = `${group?.key}_4`
const second = 1000
const create = () => createAnswerSets(() => school)
const find = (sets: ReturnType<typeof create>, now: number, name = set) =>
  sets.read(now).find((found) => found.set === name)
const thousand = (at: number) => Array.from({ length: 1000 }, (_, index) => `10.${at >> 8}.${at & 255}.${index}`)

test('what is answered again stays, what is not leaves in time, what is taken out is gone at once', () => {
  const sets = create()
  sets.note(set, ['198.18.0.1', '198.18.0.2', '2001:db8::1'], true, 0)
  sets.note(set, ['198.18.0.1'], true, 30 * second)
  assert.is(find(sets, 30 * second)?.elements, 3)
  sets.note(set, ['2001:db8::1'], false, 31 * second)
  assert.is(find(sets, 32 * second)?.elements, 2)
  assert.is(find(sets, 61 * second)?.elements, 1)
  assert.is(find(sets, 91 * second)?.elements, 0)
})

test('a set that is full is full, and no more is remembered than fits', () => {
  const sets = create()
  for (let at = 0; at < 400; at += 1) sets.note(set, thousand(at), true, second)
  const full = find(sets, second)
  assert.is(full?.elements, full?.size)
  assert.ok(sets.held() > 290_000 && sets.held() <= 300_000, `${sets.held()}`)
})

test('all sets together are remembered no further than one may be, and what is over goes first', () => {
  const sets = create()
  const names = sets.read(0).map(({ set: name }) => name)
  assert.ok(names.length >= 6, names.join(' '))
  for (const [turn, name] of names.entries())
    for (let at = 0; at < 60; at += 1) sets.note(name, thousand(at), true, turn * 10 * second)
  assert.ok(sets.held() <= 300_000, `${sets.held()}`)
  // Two minutes later all of that has left the kernel's sets.
  for (let at = 0; at < 250; at += 1) sets.note(set, thousand(at), true, 200 * second)
  assert.ok(sets.held() > 240_000 && sets.held() <= 250_000, `${sets.held()}`)
})

test('nobody has to ask for what has left to be forgotten', () => {
  const sets = create()
  sets.note(set, thousand(0), true, 0)
  sets.note(set, ['198.18.0.1'], true, 100 * second)
  assert.is(sets.held(), 1)
})

test('a set that no list has is not told of, and takes nothing', () => {
  let now: Plan | undefined = school
  const sets = createAnswerSets(() => now)
  sets.note('p0_4', ['198.18.0.1'], true, 0)
  assert.not.ok(find(sets, 0, 'p0_4'))
  assert.is(sets.held(), 0)
  sets.note(set, ['198.18.0.1'], true, 0)
  now = plan()
  assert.is(find(sets, 0)?.elements, 1)
  now = undefined
  assert.equal(sets.read(0), [])
  assert.is(sets.held(), 0)
})

/** nft alone takes 5 MB, and 60 MB with all of these elements. */
const elements = 100_000
const bound = ['prlimit', '--as=50000000', '--']

test(`the daemon's readings stay small with ${elements} addresses in a set`, async () => {
  mustRun(['nft', '-f', '-'], compileTable(school).text)
  const { run } = nodeMachine()
  const small = { run: (argv: readonly string[]) => run([...bound, ...argv]) }
  const empty = (await readTable(small, school)).text
  assert.match(empty ?? '', /set never4 \{[^}]*10\.0\.0\.0\/8/)
  const all = Array.from({ length: elements }, (_, at) => `8.${at >> 16}.${(at >> 8) & 255}.${at & 255}`)
  for (let from = 0; from < elements; from += 1000)
    mustRun(['nft', '-f', '-'], `add element inet aqtizim ${set} { ${all.slice(from, from + 1000).join(', ')} }\n`)
  // It would be noticed: a listing of the table does not fit.
  assert.is.not((await small.run(['nft', '-t', 'list', 'table', 'inet', 'aqtizim'])).status, 0)
  assert.is((await readTable(small, school)).text, empty)
  const { status, stdout } = await small.run(listTerse('-j'))
  assert.is(status, 0)
  assert.ok(hasTable(stdout))
  assert.ok(Object.keys(readCounters(stdout)).length > 0)
})

/** An element of these types that no fixed set has. */
const stranger: Readonly<Record<string, string>> = {
  ipv4_addr: '8.8.8.8',
  ipv6_addr: '2a00:1450::1',
  ether_addr: '02:00:00:00:99:99',
  ifname: '"stranger"',
}

test('a change of what is fixed is seen, in each set and in a rule', async () => {
  const { run } = nodeMachine()
  const load = (change = (text: string) => text) =>
    mustRun(['nft', '-f', '-'], `delete table inet aqtizim\n${change(compileTable(school).text)}`)
  load()
  const full = (await readTable({ run }, school)).text
  assert.ok(full)
  const fixed = compileSets(school).filter(({ elements: held }) => held !== undefined)
  assert.ok(fixed.length >= 4, `${fixed.length} sets`)
  for (const { name, body } of fixed) {
    const types = /^type ([^;]+);/.exec(body)?.[1]?.split(' . ') ?? []
    const element = types.map((type) => stranger[type] ?? `no sample of ${type}`).join(' . ')
    mustRun(['nft', 'add', 'element', 'inet', 'aqtizim', name, `{ ${element} }`])
    assert.is.not((await readTable({ run }, school)).text, full, `one more in ${name}`)
    mustRun(['nft', 'delete', 'element', 'inet', 'aqtizim', name, `{ ${element} }`])
    assert.is((await readTable({ run }, school)).text, full, `${name} as it was`)
  }
  // The list's own addresses stand in sets without a name (`directMatches`): of one rule another address.
  load((text) => text.replace('198.18.4.0/24 . tcp', '198.18.5.0/24 . tcp'))
  const other = (await readTable({ run }, school)).text
  assert.ok(other)
  assert.is.not(other, full, 'another address in a rule')
  load()
  assert.is((await readTable({ run }, school)).text, full, 'all as it was')
})

test.run()
