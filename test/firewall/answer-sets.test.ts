/** How full the sets of answers are, and that no reading of the daemon's rounds lists what stands in them. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { createAnswerSets } from '../../src/firewall/answer-sets.ts'
import { compileTable, listTerse } from '../../src/firewall/nftables.ts'
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
const find = (sets: ReturnType<typeof createAnswerSets>, now: number) =>
  sets.read(school, now).find((found) => found.set === set)

test('what is answered again stays, what is not leaves in time, what is taken out is gone at once', () => {
  const sets = createAnswerSets()
  sets.note(set, ['198.18.0.1', '198.18.0.2', '2001:db8::1'], true, 0)
  sets.note(set, ['198.18.0.1'], true, 30 * second)
  assert.is(find(sets, 30 * second)?.elements, 3)
  sets.note(set, ['2001:db8::1'], false, 31 * second)
  assert.is(find(sets, 32 * second)?.elements, 2)
  assert.is(find(sets, 61 * second)?.elements, 1)
  assert.is(find(sets, 91 * second)?.elements, 0)
})

test('a set that is full is full, and no more is remembered than fits', () => {
  const sets = createAnswerSets()
  for (let at = 0; at < 400; at += 1)
    sets.note(
      set,
      Array.from({ length: 1000 }, (_, index) => `10.${at >> 8}.${at & 255}.${index}`),
      true,
      second,
    )
  const full = find(sets, second)
  assert.is(full?.elements, full?.size)
})

test('a set that no list has is not told of', () => {
  const sets = createAnswerSets()
  sets.note('p0_4', ['198.18.0.1'], true, 0)
  assert.not.ok(sets.read(school, 0).some(({ set: name }) => name === 'p0_4'))
  assert.equal(sets.read(undefined, 0), [])
})

/** nft alone takes 5 MB, and 60 MB with all of these elements. */
const elements = 100_000
const bound = ['prlimit', '--as=50000000', '--']

test(`the daemon's readings stay small with ${elements} addresses in a set`, async () => {
  mustRun(['nft', '-f', '-'], compileTable(school).text)
  const { run } = nodeMachine()
  const small = { run: (argv: readonly string[]) => run([...bound, ...argv]) }
  const empty = await readTable(small, school)
  assert.match(empty ?? '', /set never4 \{[^}]*10\.0\.0\.0\/8/)
  const all = Array.from({ length: elements }, (_, at) => `8.${at >> 16}.${(at >> 8) & 255}.${at & 255}`)
  for (let from = 0; from < elements; from += 1000)
    mustRun(['nft', '-f', '-'], `add element inet aqtizim ${set} { ${all.slice(from, from + 1000).join(', ')} }\n`)
  // It would be noticed: a listing of the table does not fit.
  assert.is.not((await small.run(['nft', '-t', 'list', 'table', 'inet', 'aqtizim'])).status, 0)
  assert.is(await readTable(small, school), empty)
  const { status, stdout } = await small.run(listTerse('-j'))
  assert.is(status, 0)
  assert.ok(hasTable(stdout))
  assert.ok(Object.keys(readCounters(stdout)).length > 0)
})

test.run()
