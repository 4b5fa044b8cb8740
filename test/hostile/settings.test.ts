/** Tests hostile UCI values and arguments of ubus methods. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { readFacts } from '../../src/firewall/facts.ts'
import { roomLimit } from '../../src/firewall/plan.ts'
import { declarations } from '../../src/luci-bridge/declarations.ts'
import { wrongArgument } from '../../src/luci-bridge/object.ts'
import { issueMessage } from '../../src/messages/issue.ts'
import { isPlainAddress, readSettings } from '../../src/settings/settings.ts'
import { UNPRINTABLE } from '../../src/whitelist/report.ts'
import { texts } from '../messages/texts.ts'
import fc from '../properties.ts'
import { holds, isSwift } from './budget.ts'
import { changed, hostileText } from './mutation.ts'
import { uciFile } from './school.ts'

const test = suite('hostile settings')
const isPrintable = (text: string) => text.search(UNPRINTABLE) < 0 && !/[\r\n\t]/.test(text)

test('whatever stands in UCI: all that goes on is plain, and what was left out is said', () => {
  holds(2500, uciFile, (values) => {
    const { settings, faults } = readSettings(values)
    for (const fault of texts(faults)) assert.ok(isPrintable(fault) && fault.length < 400, fault)
    for (const { id, networks } of settings.rooms) {
      assert.match(id, /^[A-Za-z]\w{0,31}$/)
      for (const network of networks) assert.match(network, /^[\w.-]{1,32}$/)
    }
    for (const { mac } of [...settings.pcs, ...settings.exempt]) assert.match(mac, /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/)
    for (const address of settings.exempt.flatMap(({ addresses }) => addresses))
      assert.match(address, /^[0-9a-fA-F.:]+$/)
    for (const upstream of settings.upstreams) assert.match(upstream, /^[0-9a-fA-F.:]+(#\d+)?$/)
    assert.match(settings.journalDir, /^(\/[\w.-]+)+$/)
    for (const text of [
      settings.school,
      ...settings.rooms.map(({ name }) => name),
      ...settings.pcs.map((pc) => pc.name),
    ])
      assert.ok(!/\p{Cc}/u.test(text) && [...text].length <= 200)
    for (const wrong of Object.entries(values).filter(
      ([id, { '.type': type }]) => type === 'room' && !/^[A-Za-z]/.test(id),
    ))
      assert.ok(texts(faults).some((fault) => fault.startsWith(`${wrong[0]}:`)))
  })
  const long = { main: { '.type': 'aqtizim', upstream: 'x '.repeat(100_000), school: 'ш'.repeat(200_000) } }
  isSwift('a long file', () => readSettings(long))
})

test('a network of a room that cannot be made is shut, not forgotten', () => {
  const { settings } = readSettings({ '1room': { '.type': 'room', network: ['lan'] } })
  assert.equal(settings.rooms, [])
  const { facts } = readFacts(settings, [], { paused: new Set(), runDir: '/run' })
  assert.equal(facts.lockedNetworks, ['lan'])
})

test('a room behind the last port is shut, and the others go on', () => {
  const names = Array.from({ length: roomLimit + 2 }, (_, at) => `room${at}`)
  const { settings } = readSettings(
    Object.fromEntries(names.map((name) => [name, { '.type': 'room', network: [`${name}n`] }])),
  )
  const dump = names.map((name) => ({ interface: `${name}n`, l3_device: `br-${name}` }))
  const { facts, faults } = readFacts(settings, dump, { paused: new Set(), runDir: '/run' })
  assert.is(facts.rooms.length, roomLimit)
  assert.is(facts.lockedNetworks.length, roomLimit + 2)
  assert.is(texts(faults).filter((fault) => /none is left for this one/.test(fault)).length, 2)
})

test("the router's own loopback is no room", () => {
  const { settings, faults } = readSettings({ lab: { '.type': 'room', network: ['loopback', 'lan'] } })
  assert.equal(settings.rooms[0]?.networks, ['lan'])
  assert.is(faults.length, 2)
})

test('IPv6 with IPv4 at its end is not read the same way by everybody, so by nobody', () => {
  for (const text of ['::ffff:01.2.3.4', '::ffff:0x1.2.3.4', '::ffff:1.2.3.4', '1:2:3:4:5:6:1.2.3.4'])
    assert.is(isPlainAddress(text), false, text)
  for (const text of ['::1', '2001:DB8::1', '1:2:3:4:5:6:7:8']) assert.is(isPlainAddress(text), true, text)
})

test('arguments of a method are those that it names, or a sentence', () => {
  const names = Object.keys(declarations) as (keyof typeof declarations)[]
  const sample: Record<string, unknown> = {
    ...{ text: 'sites:\n', sha256: 'a'.repeat(64), by: 'A', post: '', order: '', date: '2026-09-01', signature: 'x' },
    ...{ since: '2026-09-01', room: 'lab', pc: 'PC', site: 'a.kz', verdict: 'allowed', limit: 5, open: true },
    ...{ name: 'vk.com', decision: 'taken', state: 'open' },
  }
  const value = fc.oneof(hostileText, fc.jsonValue({ maxDepth: 2 }), changed(['2026-09-01', 'allowed', 'a'.repeat(64)]))
  const keys = fc.oneof(fc.constantFrom(...Object.keys(sample)), hostileText)
  const overlay = fc.array(fc.tuple(keys, value), { maxLength: 4 })
  holds(2500, fc.constantFrom(...names), overlay, (name, entries) => {
    const known = Object.keys(declarations[name].takes.entries)
    const given = Object.fromEntries([...known.map((key) => [key, sample[key]]), ...entries])
    const read = v.safeParse(declarations[name].takes, given)
    if (!read.success) {
      const wrong = wrongArgument(read.issues)?.split('.')[0] ?? ''
      assert.ok(known.includes(wrong), wrong)
      assert.ok(isPrintable(issueMessage(read.issues[0]).text))
      return
    }
    const output: Readonly<Record<string, unknown>> = read.output
    assert.ok(Object.keys(output).every((key) => known.includes(key)))
    for (const [key, text] of Object.entries(output))
      if (typeof text === 'string' && key !== 'text' && key !== 'signature') assert.ok(!/\p{Cc}/u.test(text))
  })
})

test.run()
