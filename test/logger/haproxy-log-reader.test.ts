/** The gate's records, over restarts of either side: all of them, in their order, each once. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AfterLast, followGateRing } from '../../src/logger/haproxy-log-reader.ts'
import { nodeTimers } from '../../src/machine/node-machine.ts'
import { until as hold, pause } from '../patience.ts'
import { startFakeRing } from './fake-ring.ts'

const test = suite('reader of the log of HAProxy')
const folder = mkdtempSync(join(tmpdir(), 'gate-ring-'))
const socket = join(folder, 'gate.sock')
test.after(() => rmSync(folder, { recursive: true, force: true }))

const record = (name: string) => `<134>1 2026-11-23T10:00:00.000001+00:00 - gate 1 - - aq1 h ${name}`

/** A daemon: what it saw outlives it where it was saved. */
function daemon(seen: string[] = []) {
  const ring = followGateRing({
    timers: nodeTimers,
    socket,
    last: () => seen.at(-1),
    onMessages: (messages) => seen.push(...messages),
  })
  return { seen, stop: () => ring.close() }
}

const until = (holds: () => boolean) => hold(String(holds), holds)

test('what came before, what comes, and what came while nobody read', async () => {
  const gate = await startFakeRing(socket, [record('a'), record('b')])
  const first = daemon()
  await until(() => first.seen.length === 2)
  gate.push(record('c'))
  await until(() => first.seen.length === 3)
  first.stop()
  gate.push(record('d'))
  gate.push(record('e'))
  const second = daemon(first.seen)
  await until(() => second.seen.length === 5)
  gate.push(record('f'))
  await until(() => second.seen.length === 6)
  assert.equal(second.seen, ['a', 'b', 'c', 'd', 'e', 'f'].map(record))
  second.stop()
  await gate.stop()
})

test('a ring in which the last record is no more is new from its first', async () => {
  const gate = await startFakeRing(socket, [record('x'), record('y')])
  const { seen, stop } = daemon([record('gone')])
  await until(() => seen.length === 3)
  gate.push(record('z'))
  await until(() => seen.length === 4)
  assert.equal(seen, ['gone', 'x', 'y', 'z'].map(record))
  stop()
  await gate.stop()
})

test('a gate that comes later, dies, and is back with an empty ring', async () => {
  const { seen, stop } = daemon()
  const first = await startFakeRing(socket, [record('a')])
  await until(() => seen.length === 1)
  await first.stop()
  const second = await startFakeRing(socket)
  // Asked for all first: what was seen is not in this ring.
  await until(() => second.asked.at(-1) === 'show events records -w')
  second.push(record('b'))
  await until(() => seen.length === 2)
  assert.equal(seen, ['a', 'b'].map(record))
  stop()
  await second.stop()
})

test('once it is closed, nothing more is handed over', async () => {
  const gate = await startFakeRing(socket)
  const { seen, stop } = daemon()
  await until(() => gate.asked.includes('show events records -w'))
  stop()
  gate.push(record('late'))
  await pause(50)
  assert.equal(seen, [])
  await gate.stop()
})

test('a last record that left the ring as it was read again is given up, not waited for', () => {
  const fresh = new AfterLast(record('gone'))
  const many = Array.from({ length: 10_000 }, (_, n) => record(`${n}.kz`.padEnd(200, 'x')))
  assert.equal([fresh.isLost, fresh.push([record('a')]), fresh.isLost], [false, [], false])
  assert.equal([fresh.push(many), fresh.isLost], [[], true])
})

test.run()
