import { execFileSync, spawnSync } from 'node:child_process'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { isMarkMask, markValue, readMark, verdicts } from '../../src/firewall/marks.ts'
import { compileTable } from '../../src/firewall/nftables.ts'
import { suite } from '../suite.ts'
import { block, matches } from './golden.ts'
import { plan, room } from './sample.ts'

const namespace = `aqnft${process.pid}`
const nft = (args: string[], input?: string) =>
  spawnSync('ip', ['netns', 'exec', namespace, 'nft', ...args], { input, encoding: 'utf8' })

/** Loads a ruleset into an empty kernel of its own and says what nft answered. */
const load = (text: string) => nft(['-f', '-'], text)

const test = suite('the kernel table')
test.before(() => void execFileSync('ip', ['netns', 'add', namespace]))
test.after(() => void execFileSync('ip', ['netns', 'del', namespace]))

const rooms = [
  { name: 'gate', plan: plan() },
  { name: 'no-gate', plan: plan({ nameCheck: false }) },
  { name: 'paused', plan: plan({ rooms: [room('informatics', 1, { paused: true })] }, 'sites: []\n') },
]

for (const { name, plan: sample } of rooms) {
  test(`${name}: each room's chains are as the golden has them`, () => {
    const { text } = compileTable(sample)
    const chains = ['nat_informatics', 'route_informatics', 'forward_informatics', 'input_informatics']
    matches(`nftables/${name}.nft`, chains.map((chain) => block(text, `chain ${chain}`)).join(''))
  })

  test(`${name}: nft takes it, and takes it again over itself`, () => {
    const { text } = compileTable(sample)
    for (const round of [1, 2]) {
      const { status, stderr } = load(text)
      assert.is(status, 0, `round ${round}: ${stderr}`)
    }
    nft(['delete', 'table', 'inet', 'aqtizim'])
  })
}

test('what the resolver filled in survives a new list, and what the settings fix does not', () => {
  load(compileTable(plan()).text)
  nft(['add', 'element', 'inet', 'aqtizim', 'l1_4', '{ 198.18.1.1 }'])
  nft(['add', 'element', 'inet', 'aqtizim', 'exempt_mac', '{ 02:00:00:00:00:99 }'])
  load(compileTable(plan()).text)
  assert.match(nft(['list', 'set', 'inet', 'aqtizim', 'l1_4']).stdout, '198.18.1.1')
  assert.not.match(nft(['list', 'set', 'inet', 'aqtizim', 'exempt_mac']).stdout, '02:00:00:00:00:99')
  nft(['delete', 'table', 'inet', 'aqtizim'])
})

test('sets and chains of a list before are taken away', () => {
  const before = compileTable(plan())
  load(before.text)
  const shrunk = plan({ rooms: [room('library', 3)] }, 'sites: []\n')
  const { sets, chains } = compileTable(shrunk)
  const gone = (was: readonly string[], kept: readonly string[]) => was.filter((name) => !kept.includes(name))
  const { text } = compileTable(shrunk, { sets: gone(before.sets, sets), chains: gone(before.chains, chains) })
  assert.is(load(text).stderr, '')
  const listed = nft(['list', 'table', 'inet', 'aqtizim']).stdout
  assert.not.match(listed, /(chain|set) \w*informatics/)
  assert.not.match(listed, /set p[0-9a-f]{12}_/)
  nft(['delete', 'table', 'inet', 'aqtizim'])
})

test('no rule that records may fail open: it has no accept, and no refusal that another rule counts on', () => {
  const { text } = compileTable(plan({ nameCheck: false }))
  const recording = text.split('\n').filter((line) => /\b(add|update) @/.test(line))
  assert.ok(recording.length > 10)
  for (const line of recording) assert.not.match(line, /accept|return|goto|jump/)
})

test('every chain of a room ends in a refusal without a condition', () => {
  const { text, chains } = compileTable(plan())
  const ofRooms = chains.filter((name) => /^(route|forward|input)_(informatics|multimedia|library)$/.test(name))
  assert.is(ofRooms.length, 9)
  for (const name of ofRooms) {
    const lines = block(text, `chain ${name}`).trim().split('\n')
    assert.match(lines.at(-2) ?? '', /^ +goto refuse_\w+$/)
  }
  assert.match(block(text, 'chain refuse'), /\n {4}reject with icmpx admin-prohibited\n {2}\}\n$/)
})

test('overlapping address entries make one element', () => {
  const matches = compileTable(plan())
    .text.split('\n')
    .filter((line) => line.includes('th dport { 198.18.4.'))
  const elements = '198.18.4.0/24 . tcp . 443, 198.18.4.0/24 . udp . 5060, 198.18.4.4/32 . tcp . 2222'
  assert.is(matches[0]?.trim(), `ip daddr . meta l4proto . th dport { ${elements} } return`)
})

test('a mark is read back under every mask', () => {
  const shift = fc.integer({ min: 0, max: 28 })
  const verdict = fc.constantFrom(...(Object.keys(verdicts) as (keyof typeof verdicts)[]))
  fc.assert(
    fc.property(shift, verdict, fc.integer({ min: 0, max: 0xffffffff }), (bits, name, others) => {
      const mask = (0xf << bits) >>> 0
      assert.ok(isMarkMask(mask))
      assert.is(readMark(((others & ~mask) | markValue(name, mask)) >>> 0, mask), name)
    }),
  )
  for (const wrong of [0, 0x07000000, 0x1f000000, 0x0f0f, 1.5, -1]) assert.not(isMarkMask(wrong))
})

test.run()
