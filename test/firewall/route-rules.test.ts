/** Tests routing rules in a real kernel: found, missed and restored. */
import { spawnSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Facts } from '../../src/firewall/plan.ts'
import {
  expectedRules,
  missingRules,
  removeStaleRules,
  restoreRules,
  rulesInFront,
} from '../../src/firewall/route-rules.ts'
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

const machine = {
  run: async (argv: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(argv[0] ?? '', argv.slice(1), { encoding: 'utf8' })
    return { status: status ?? 1, stdout, stderr }
  },
}
const restored = async (wanted: Facts) => {
  await removeStaleRules(machine)
  await restoreRules(machine, wanted)
}
const there = () =>
  ([4, 6] as const).flatMap((family) =>
    expected
      .filter((rule) => rule.family === family)
      .filter((rule) => missingRules([rule], family, show(family)).length === 0),
  )

test('what is locked no more loses its rules, in the kernel itself, and foreign ones stay', async () => {
  const all = facts()
  await restored(all)
  mustRun(['ip', 'rule', 'add', 'iif', 'vpn0', 'lookup', '100', 'priority', '900'])
  assert.is(there().length, expected.length)
  const [gone, ...rooms] = all.rooms
  const device = gone?.devices[0] ?? ''
  const lockedNetworks = rooms.flatMap((room) => room.devices)
  await removeStaleRules(machine, { rooms, lockedNetworks })
  assert.equal([there().length < expected.length, there().some(({ words }) => words.includes(device))], [true, false])
  assert.ok(rooms.every((room) => room.devices.every((one) => there().some(({ words }) => words.includes(one)))))
  await removeStaleRules(machine)
  assert.equal(there(), [])
  assert.match(show(4), /^900:.*iif vpn0 .*lookup 100/m)
})

test('while a locked network is down only rules of rooms that were taken away go', async () => {
  const all = facts()
  await restored(all)
  const [gone, down, ...rest] = all.rooms
  assert.ok(gone && down)
  const now = { rooms: [{ ...down, devices: [] }, ...rest], lockedNetworks: all.lockedNetworks.slice(1) }
  const before = there().length
  await removeStaleRules(machine, now)
  assert.is(there().length, before)
  await removeStaleRules(machine, now, all)
  const devices = new Set(there().map(({ words }) => words[1]))
  assert.equal(
    [gone.devices.some((one) => devices.has(one)), down.devices.every((one) => devices.has(one))],
    [false, true],
  )
})

test.run()
