/** Compares the kernel table with its goldens, and loads it into a real kernel. */
import { execFileSync, spawnSync } from 'node:child_process'
import * as assert from 'uvu/assert'
import { managersOf } from '../../src/firewall/inside.ts'
import { compileChains } from '../../src/firewall/nft-chains.ts'
import { directMatches } from '../../src/firewall/nft-direct.ts'
import { nftComment } from '../../src/firewall/nft-rule.ts'
import { compileTable } from '../../src/firewall/nftables.ts'
import { isMarkMask, markValue, readMark, verdicts } from '../../src/kernel/conntrack-marks.ts'
import * as fc from '../properties.ts'
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
  const rules = compileChains(plan({ nameCheck: false })).flatMap((chain) => chain.rules)
  const recording = rules.filter(({ statements = [] }) => statements.some((text) => /\b(add|update) @/.test(text)))
  assert.ok(recording.length > 10)
  for (const { verdict = '' } of recording) assert.not.match(verdict, /accept|return|goto|jump|redirect/)
})

test('every chain of a room ends in a refusal without a condition', () => {
  const chains = compileChains(plan())
  const ofRooms = chains.filter(({ name }) => /^(route|forward|input)_(informatics|multimedia|library)$/.test(name))
  assert.is(ofRooms.length, 9)
  for (const { name, rules } of ofRooms) {
    const { comment, ...last } = rules.at(-1) ?? { comment: '' }
    assert.equal(last, { verdict: `goto refuse_${name.split('_')[1]}` }, comment)
  }
  const { comment, ...last } = chains.find(({ name }) => name === 'refuse')?.rules.at(-1) ?? { comment: '' }
  assert.equal(last, { verdict: 'reject with icmpx admin-prohibited' }, comment)
})

test('every rule and set that nft lists says what it is for', () => {
  for (const sample of rooms) {
    load(compileTable(sample.plan).text)
    const { nftables } = JSON.parse(nft(['-j', 'list', 'table', 'inet', 'aqtizim']).stdout) as {
      nftables: Record<string, { comment?: string }>[]
    }
    const commented = nftables.flatMap(({ rule, set }) => rule ?? set ?? [])
    assert.ok(commented.length > 80)
    for (const one of commented) assert.match(one.comment ?? JSON.stringify(one), /^!aqtizim: \S.{3,}/)
    nft(['delete', 'table', 'inet', 'aqtizim'])
  }
})

test('a comment that would leave its quotes is a bug', () => {
  for (const text of ['a "b', 'a\n', 'ж', '', 'x'.repeat(101)]) assert.throws(() => nftComment(text), /not fit/)
})

test('overlapping address entries make one element', () => {
  const [group] = plan().groups
  assert.ok(group)
  const elements = '198.18.4.0/24 . tcp . 443, 198.18.4.0/24 . udp . 5060, 198.18.4.4/32 . tcp . 2222'
  assert.equal(directMatches(group), [`ip daddr . meta l4proto . th dport { ${elements} }`])
})

test("no name opens where names are asked for, the provider's and another room's among them", () => {
  const site = (name: string, resolver: string, room: string) =>
    `  - domain: ${name}\n    inside: true\n    resolver: ${resolver}\n    rooms: [${room}]\n`
  const list = `sites:\n${site('moodle.kz', '10.7.0.1', 'informatics')}${site('kitap.kz', '10.7.0.2', 'library')}`
  const upstreams = ['10.9.0.1#53', 'fd00::9#5353', '198.18.0.1#53']
  const sample = plan({ managed: ['10.8.0.1'], upstreams }, list)
  const all = ['10.8.0.1', '10.9.0.1', 'fd00::9', '10.7.0.1', '10.7.0.2']
  for (const group of sample.groups) assert.equal(managersOf(group, sample.facts), all)
  const { text } = compileTable(sample)
  const lines = text.split('\n').filter((line) => /@l[13]in_[46] /.test(line) && line.includes(' accept '))
  assert.is(lines.length, 4)
  for (const line of lines)
    assert.match(
      line,
      line.includes('ip6 ') ? 'ip6 daddr != { fd00::9 }' : `ip daddr != { 10.8.0.1, 10.9.0.1, 10.7.0.1, 10.7.0.2 }`,
    )
  assert.is(load(text).stderr, '')
  nft(['delete', 'table', 'inet', 'aqtizim'])
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
