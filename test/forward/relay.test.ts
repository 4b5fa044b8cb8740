/** Tests that a receiver that dies gets its rows again, each in its order. */
import { mkdtempSync, readdirSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Forwarder, ForwarderOptions } from '../../src/forward/forwarder.ts'
import { visit } from '../logger/journal-lab.ts'
import { pause } from '../patience.ts'
import * as fc from '../properties.ts'
import { Receiver } from './receiver.ts'
import { until } from './rsyslog.ts'
import { quick, School, target } from './school.ts'

const test = suite('relay')
const root = mkdtempSync(join(tmpdir(), 'relay-'))
const forwarders: Forwarder[] = []
let schools = 0

function newSchool(): School {
  const school = new School(join(root, String(schools++)))
  school.targets = [target()]
  return school
}

function forward(school: School, receiver: Receiver, changes: Partial<ForwarderOptions> = {}): Forwarder {
  const forwarder = school.forward({ dial: receiver.dial, ...changes })
  forwarders.push(forwarder)
  return forwarder
}

const lag = (forwarder: Forwarder) => forwarder.standings()[0]?.lag

test.after(() => {
  for (const forwarder of forwarders) forwarder.stop()
  rmSync(root, { recursive: true, force: true })
})

/** Rows come all the time, and the receiver, which has the latest ones in memory only, dies at the end of some rounds. */
async function dieAtTheEnd(kills: number, die: (receiver: Receiver) => void): Promise<void> {
  const school = newSchool()
  const receiver = new Receiver(quick.roundMs * 0.7)
  const writing = setInterval(() => school.write(3), 5)
  school.write(300)
  let rounds = 0
  receiver.onFinish = () => {
    // Every other round lives, so that some rows are settled.
    if (++rounds % 2 === 0 && rounds <= kills * 2) die(receiver)
  }
  const forwarder = forward(school, receiver)
  await until(() => rounds > kills * 2 + 1)
  clearInterval(writing)
  await until(() => lag(forwarder) === 0)
  forwarder.stop()
  const arrived = new Set(receiver.rows())
  const lost = school.lines().filter((line) => !arrived.has(line))
  assert.equal([lost.length, arrived.size], [0, school.lines().length])
}

test('a receiver that dies while it answers, with rows in its memory, gets them again', () =>
  dieAtTheEnd(4, (receiver) => receiver.kill()))

test('a receiver that dies just after it has answered gets its rows again', () =>
  dieAtTheEnd(4, (receiver) => void setTimeout(() => receiver.kill(), 1)))

test('a receiver that dies at any moments has every row in the end', async () => {
  const moments = fc.array(fc.integer({ min: 1, max: quick.roundMs * 3 }), { minLength: 4, maxLength: 8 })
  const dies = async (waits: readonly number[]) => {
    const school = newSchool()
    const receiver = new Receiver(quick.roundMs * 0.7)
    const writing = setInterval(() => school.write(3), 5)
    school.write(200)
    const forwarder = forward(school, receiver)
    for (const wait of waits) {
      await pause(wait)
      receiver.kill()
    }
    clearInterval(writing)
    await until(() => lag(forwarder) === 0)
    forwarder.stop()
    const arrived = new Set(receiver.rows())
    assert.is(school.lines().filter((line) => !arrived.has(line)).length, 0)
  }
  await fc.assert(fc.asyncProperty(moments, dies), { numRuns: 4 })
})

test('without trouble each row is sent once', async () => {
  const school = newSchool()
  const receiver = new Receiver()
  const forwarder = forward(school, receiver)
  for (let batch = 0; batch < 5; batch++) {
    school.write(50)
    await until(() => lag(forwarder) === 0)
  }
  assert.equal(receiver.rows(), school.lines())
  assert.is(forwarder.standings()[0]?.again, 0)
  assert.is(receiver.texts().filter((text) => text.startsWith('{"resume"')).length, 1)
})

test('what the disk does not have yet is not sent', async () => {
  const school = newSchool()
  const receiver = new Receiver()
  school.write(10)
  for (let n = 0; n < 10; n++) school.journal.append(visit('waiting.kz'))
  const forwarder = forward(school, receiver)
  await until(() => lag(forwarder) === 0)
  assert.is(receiver.rows().length, 11)
  school.journal.flush()
  await until(() => lag(forwarder) === 0 && receiver.rows().length === 21)
})

test('a receiver that takes nothing costs one piece of memory', async () => {
  const school = newSchool()
  const receiver = new Receiver()
  receiver.isStuck = true
  school.write(5000)
  const forwarder = forward(school, receiver)
  await until(() => receiver.octets > 0)
  await pause(quick.roundMs)
  assert.ok(receiver.octets < 65_536)
  assert.is(receiver.links, 1)
  forwarder.stop()
  assert.is(receiver.links, 0)
})

test('a connection that bears nothing may be closed without a word', async () => {
  const school = newSchool()
  const receiver = new Receiver()
  school.write(10)
  const forwarder = forward(school, receiver)
  await until(() => lag(forwarder) === 0)
  for (let n = 0; n < 3; n++) {
    await until(() => receiver.links === 1 || lag(forwarder) === 0)
    receiver.hangUp()
    school.write(10)
    await until(() => lag(forwarder) === 0)
  }
  assert.equal(receiver.rows(), school.lines())
  assert.equal(forwarder.faults(), [])
  assert.equal(school.said, [])
})

test('who is away is said once in the log, and after a while in status and journal', async () => {
  const school = newSchool()
  const receiver = new Receiver()
  receiver.refuses = Object.assign(new Error(''), { code: 'ECONNREFUSED' })
  school.write(10)
  const forwarder = forward(school, receiver, { awayMs: 100 })
  await until(() => receiver.dials > 3 && forwarder.faults().length > 0)
  assert.match(
    forwarder.faults()[0]?.text ?? '',
    /^district: the journal does not reach localhost:6514 since 2026-10-05 03:59 UTC: nothing listens there; 11 rows wait$/,
  )
  assert.equal(school.said, ['forward district: localhost:6514: nothing listens there; trying again'])
  assert.equal(
    school.events.map(({ event }) => event),
    ['forward-away'],
  )
  receiver.refuses = undefined
  await until(() => lag(forwarder) === 0 && school.events.length === 2)
  assert.is(school.events[1]?.event, 'forward-back')
  assert.equal(forwarder.faults(), [])
})

test('rows that went before they could be sent are told of, here and there', async () => {
  const school = newSchool()
  const receiver = new Receiver()
  school.write(20)
  const first = forward(school, receiver)
  await until(() => lag(first) === 0)
  first.stop()
  school.now += 86_400_000
  school.write(20)
  school.now += 86_400_000
  school.write(20)
  const [oldest, next] = readdirSync(school.dir).sort()
  for (const name of [oldest, next]) unlinkSync(join(school.dir, name ?? ''))
  const forwarder = forward(school, receiver)
  await until(() => lag(forwarder) === 0)
  const missing = receiver.texts().filter((text) => text.startsWith('{"missing"'))
  assert.equal(missing, ['{"missing":{"from":22,"to":44,"rows":23}}'])
  assert.equal(school.events, [{ event: 'forward-missing', target: 'district', from: 22, to: 44 }])
})

test('a journal that began anew is sent as a whole, with other ids', async () => {
  const receiver = new Receiver()
  const old = newSchool()
  old.write(50)
  const first = forward(old, receiver)
  await until(() => lag(first) === 0)
  first.stop()
  for (const rows of [20, 90]) {
    const anew = new School(join(root, String(schools++)))
    anew.now += rows * 1000
    anew.targets = [target()]
    anew.write(rows)
    const before = receiver.rows().length
    const forwarder = forward(anew, receiver, {
      ramDir: join(old.folder, 'ram', 'forward'),
      diskDir: join(old.folder, 'etc', 'forward'),
    })
    await until(() => lag(forwarder) === 0)
    forwarder.stop()
    assert.equal(receiver.rows().slice(before), anew.lines())
  }
  const ids =
    Buffer.concat(receiver.disk)
      .toString('utf8')
      .match(/ id="[^"]+"/g) ?? []
  assert.is(new Set(ids).size, ids.length - duplicates(receiver.rows()))
})

const duplicates = (rows: readonly string[]) => rows.length - new Set(rows).size

test('a target that is changed or taken away is heard of', async () => {
  const school = newSchool()
  const receiver = new Receiver()
  school.write(10)
  const forwarder = forward(school, receiver)
  await until(() => lag(forwarder) === 0)
  school.targets = []
  await until(() => forwarder.standings().length === 0)
  assert.is(receiver.links, 0)
  school.write(10)
  school.targets = [target({ host: 'new.example.kz', appName: 'other' })]
  await until(() => lag(forwarder) === 0)
  assert.equal(receiver.rows(), school.lines())
  assert.match(Buffer.concat(receiver.disk).toString(), / school-2 other - visit /)
})

test.run()
