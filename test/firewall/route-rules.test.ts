import { spawnSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { expectedRules, missingRules, rulesInFront } from '../../src/firewall/route-rules.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'
import { facts } from './sample.ts'

enterOwnNamespace(import.meta.filename)
const test = suite('route rules')
const expected = expectedRules(facts())
const show = (family: 4 | 6) => mustRun(['ip', `-${family}`, 'rule', 'show'])
const ip = (family: 4 | 6, verb: 'add' | 'del', words: readonly string[]) =>
  mustRun(['ip', `-${family}`, 'rule', verb, ...words])

test('what is put in place is found again, in the words of the kernel, device or no device', () => {
  for (const family of [4, 6] as const) {
    assert.is(missingRules(expected, family, show(family)).length, expected.length / 2)
    // The first room's device exists, the others' do not: ip says `[detached]` of those.
    if (family === 4) mustRun(['ip', 'link', 'add', 'br-informat', 'type', 'bridge'])
    for (const rule of expected) if (rule.family === family) ip(family, 'add', rule.words)
    assert.equal(missingRules(expected, family, show(family)), [])
  }
  assert.match(show(4), /\[detached\]/)
})

test('each that is gone is named, and its words put it back', () => {
  for (const rule of expected) {
    ip(rule.family, 'del', rule.words)
    assert.equal(missingRules(expected, rule.family, show(rule.family)), [rule])
    ip(rule.family, 'add', rule.words)
  }
})

test('a rule that looks like ours and is not does not stand in for it', () => {
  const [rule] = expected
  assert.ok(rule)
  for (const other of [
    `900: from all fwmark 0x1000000/0xf000000 iif ${rule.words[1]} lookup 100`,
    `900: from all fwmark 0x1000000/0x1000000 iif ${rule.words[1]} lookup main`,
    `899: ${rule.text}`,
    `900: not ${rule.text}`,
  ])
    assert.is(missingRules([rule], 4, other).length, 1, other)
})

test('a rule in front of the lock counts when it names a device of a room, and only then', () => {
  const device = expected[0]?.words[1] ?? ''
  assert.equal(rulesInFront(facts(), show(4)), [])
  ip(4, 'add', ['iif', device, 'lookup', 'main', 'priority', '100'])
  ip(4, 'add', ['iif', 'br-other', 'lookup', 'main', 'priority', '101'])
  ip(4, 'add', ['iif', device, 'lookup', 'main', 'priority', '1000'])
  assert.equal(
    rulesInFront(facts(), show(4)).map(({ priority, text }) => [priority, text.replace(' [detached]', '')]),
    [[100, `from all iif ${device} lookup main`]],
  )
})

test('ip understands every word of ours', () => {
  for (const { family, words } of expected)
    assert.is(spawnSync('ip', [`-${family}`, 'rule', 'show', 'priority', words.at(-1) ?? '']).status, 0)
})

test.run()
