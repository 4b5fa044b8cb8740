/** Tests how the faults lab judges what it saw. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Sighting } from '../observations.ts'
import { forgedFrame } from './forged.ts'
import { difference, normaliseRules, normaliseTable } from './kernel.ts'
import { faults } from './table.ts'
import { isLeakedName, isListedFlow, isOpening } from './targets.ts'
import { awayFor } from './watcher.ts'

const test = suite('what faults are measured by')

const seen = (more: Partial<Sighting>): Sighting => ({ place: 'internet', kind: 'flow', at: 1, ...more })

test('takes for an opening what arrives at an unlisted place or for an unlisted name', () => {
  assert.ok(isOpening(seen({ address: '198.18.64.66', port: 22 })))
  assert.ok(isOpening(seen({ address: '2001:2:0:ffff::6666', port: 443 })))
  assert.ok(isOpening(seen({ address: '8.8.8.8', port: 53 })))
  assert.ok(isOpening(seen({ address: '198.18.12.4', port: 22 })))
  assert.ok(isOpening(seen({ kind: 'request', address: '198.18.10.4', port: 80, host: 'vk.test' })))
  assert.ok(isOpening(seen({ kind: 'hello', address: '198.18.10.4', port: 443, sni: 'vk.test' })))
  assert.not(isOpening(seen({ address: '198.18.12.4', port: 2222 })))
  assert.not(isOpening(seen({ address: '198.18.10.4', port: 80 })))
  assert.not(isOpening(seen({ place: 'router', address: '198.18.64.66' })))
})

test('knows a name that left, and flows that have to have rows', () => {
  assert.ok(isLeakedName(seen({ kind: 'query', name: 'n7-1.never.test' })))
  assert.not(isLeakedName(seen({ kind: 'query', name: 'bilimland.test' })))
  assert.ok(isListedFlow(seen({ kind: 'request', path: '/listed-3' })))
  assert.ok(isListedFlow(seen({ kind: 'connection', address: '198.18.12.4', port: 2222 })))
  assert.not(isListedFlow(seen({ kind: 'flow', address: '198.18.12.4', port: 2222 })))
})

test('measures from the first failed try to the next good one, for each kind by itself', () => {
  const tries = [
    { what: 'a', at: 0, ok: false },
    { what: 'a', at: 100, ok: true },
    { what: 'a', at: 200, ok: false },
    { what: 'a', at: 300, ok: false },
    { what: 'a', at: 400, ok: true },
    { what: 'b', at: 150, ok: true },
    { what: 'b', at: 350, ok: false },
    { what: 'b', at: 390, ok: true },
  ]
  assert.equal(awayFor(tries, 100), { ms: 200, until: 400, what: 'a', failed: 2 })
  assert.equal(awayFor(tries, 390), { ms: 0, until: 390, what: '', failed: 0 })
  assert.is(awayFor([...tries, { what: 'b', at: 500, ok: false }], 100), undefined)
})

const table = (...entries: object[]) => JSON.stringify({ nftables: [{ metainfo: {} }, ...entries] })
const rule = (chain: string, verdict: string, handle: number) => ({
  rule: { chain, handle, expr: [{ [verdict]: null }] },
})
const set = (name: string, elem: string[], flags?: string[]) => ({
  set: { name, handle: 1, elem, ...(flags ? { flags } : {}) },
})

test('compares the order of rules and the elements of fixed sets, and nothing that traffic changes', () => {
  const before = table(
    set('fixed', ['x', 'y']),
    set('filled', ['x'], ['timeout']),
    rule('a', 'accept', 1),
    rule('a', 'drop', 2),
  )
  const same = table(
    rule('a', 'accept', 8),
    rule('a', 'drop', 9),
    set('filled', [], ['timeout']),
    set('fixed', ['y', 'x']),
  )
  assert.is(normaliseTable(before), normaliseTable(same))
  const swapped = table(
    set('fixed', ['x', 'y']),
    set('filled', ['x'], ['timeout']),
    rule('a', 'drop', 1),
    rule('a', 'accept', 2),
  )
  const more = before.replace('["x","y"]', '["x","y","z"]')
  for (const other of [swapped, more]) {
    assert.is.not(normaliseTable(before), normaliseTable(other))
    const [was, is] = [before, other].map((json) => ({ table: normaliseTable(json), rules: '' }))
    assert.ok(was !== undefined && is !== undefined && difference(was, is) !== undefined)
  }
  assert.is(
    normaliseRules('0:\tfrom all lookup local\n900: x [detached] \n'),
    normaliseRules('900: x\n0: from all lookup local'),
  )
})

test('forges segments whose sums are right', () => {
  const sum = (data: Buffer) => {
    let total = 0
    for (let at = 0; at < data.length; at += 2)
      total += data.length - at > 1 ? data.readUInt16BE(at) : (data[at] ?? 0) << 8
    while (total > 0xffff) total = (total & 0xffff) + (total >>> 16)
    return total
  }
  const macs = { fromMac: '02:00:00:00:00:01', toMac: '02:00:00:00:ff:01', fromPort: 5000, toPort: 443 }
  const four = forgedFrame({ ...macs, from: '192.168.1.101', to: '198.18.64.66' })
  assert.is(sum(four.subarray(14, 34)), 0xffff)
  const six = forgedFrame({ ...macs, from: '2001:2:0:101::101', to: '2001:2:0:ffff::6666' })
  const payload = six.subarray(54)
  const pseudo = Buffer.concat([six.subarray(22, 54), Buffer.from([0, 0, 0, payload.length, 0, 0, 0, 6])])
  assert.is(sum(Buffer.concat([pseudo, payload])), 0xffff)
})

test('every fault has a name of its own', () => {
  const ids = faults.map(({ id }) => id)
  assert.equal([...new Set(ids)], ids)
  assert.equal(
    ids.filter((id) => !/^[a-z0-9-]+$/.test(id)),
    [],
  )
})

test.run()
