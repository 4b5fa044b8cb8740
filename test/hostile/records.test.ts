/** Tests readers of hostile lines of the resolver, the kernel and the gate. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseConntrack } from '../../src/kernel/conntrack.ts'
import { DnsLog } from '../../src/logger/dns-log.ts'
import { parseGateRecord } from '../../src/logger/gate-log.ts'
import { RingLines } from '../../src/logger/haproxy-log-reader.ts'
import type { Identity } from '../../src/logger/visit.ts'
import { Visits } from '../../src/logger/visits.ts'
import fc from '../properties.ts'
import { holds, isSwift } from './budget.ts'
import { changed, changedLines, hostileText } from './mutation.ts'

const test = suite('hostile records')
const golden = (path: string) => readFileSync(new URL(`../golden/logger/${path}`, import.meta.url))
const linesOf = (path: string) => golden(path).toString().split('\n').filter(Boolean)
const bulk = 256 * 1024

const isAddress = (text: string) => /^[0-9a-f.:]{2,60}$/.test(text)
const isName = (text: string) => /^[\x21-\x7e]{1,253}$/.test(text) && text === text.toLowerCase()

const dnsLines = linesOf('dns-log/queries.txt')

test("lines of a resolver's log: an answer is a name and an address, or there is none", () => {
  holds(700, changedLines(dnsLines, 60), (lines) => {
    const log = new DnsLog()
    for (const line of lines) {
      const answer = log.read(line)
      if (answer !== undefined) assert.ok(isAddress(answer.address) && isName(answer.name), JSON.stringify(answer))
    }
  })
  isSwift('a long line', () => new DnsLog().read(`Nov 23 dnsmasq[1]: ${'1 '.repeat(bulk)}`))
  isSwift('many questions', () => {
    const log = new DnsLog()
    for (let n = 0; n < 50_000; n += 1) log.read(`x dnsmasq[1]: ${n} 10.0.0.1/${n} query[A] a${n}.kz from 10.0.0.1`)
  })
})

test('the name that a pupil asks for says nothing about whose it is and where it leads', () => {
  // dnsmasq prints a name on one line (RFC 1035 labels may hold anything; what is unprintable it escapes).
  const name = hostileText.map((text) => text.replace(/[\x00-\x1f\x7f]/g, '?'))
  holds(2000, name, name, (asked, answered) => {
    const log = new DnsLog()
    const head = 'Nov 23 10:33:26 dnsmasq[7812]: 5 192.168.1.107/40179'
    assert.is(log.read(`${head} query[A] ${asked} from 192.168.1.107`), undefined)
    const answer = log.read(`${head} reply ${answered} is 198.18.0.2`)
    if (answer === undefined) return
    assert.equal([answer.client, answer.address, answer.refused], ['192.168.1.107', '198.18.0.2', false])
    assert.is(`${answer.name}`, asked.toLowerCase().replace(/\.$/, ''))
  })
})

const flowLines = [...linesOf('conntrack/events.txt'), ...linesOf('conntrack/listing.txt')]

test('lines of conntrack: an event has addresses and whole numbers, or there is none', () => {
  holds(4000, changed(flowLines), (line) => {
    const event = parseConntrack(line, 7)
    if (event === undefined) return
    const numbers = [event.id, event.mark, event.timeout, event.duration, event.sourcePort, event.destinationPort]
    for (const volume of [event.up, event.down]) numbers.push(volume?.packets, volume?.bytes)
    assert.ok(numbers.every((value) => value === undefined || (Number.isSafeInteger(value) && value >= 0)))
    assert.ok(Number.isFinite(event.at) && (event.family === 4 || event.family === 6))
    assert.ok(event.source !== '' && event.destination !== '' && event.replySource !== '')
  })
  for (const piece of ['src=1.1.1.1 ', '[', '9', '[NEW] ', ' ', '=', 'id=1 '])
    isSwift(`a line of ${piece}`, () => parseConntrack(`ipv4 2 tcp 6 ${piece.repeat(bulk / piece.length)}`, 0))
})

const stream = golden('gate-log/ring.txt').toString()
const messages = new RingLines().push(stream)

test("the gate's records: all fields are what they should be, or there is no record", () => {
  holds(3000, changed(messages), (message) => {
    const record = parseGateRecord(message, 7)
    if (record === undefined) return
    assert.ok(isAddress(record.client) && record.port >= 0 && record.port < 65536)
    assert.ok(record.name === undefined || isName(record.name))
    assert.ok(record.destination === undefined || isAddress(record.destination))
    assert.ok(record.why === undefined || /^[a-z0-9-]+$/.test(record.why))
    for (const count of [record.up, record.down, record.milliseconds]) assert.ok(Number.isSafeInteger(count))
    assert.ok(Number.isFinite(record.at))
  })
  for (const piece of ['[x ', '["\\" ', '[a="b"]', ' ', 'aq1 '])
    isSwift(`a record of ${piece}`, () => parseGateRecord(`<1>1 a b c d e ${piece.repeat(bulk / piece.length)}`, 0))
})

test('the name that a pupil gives the gate moves no other field of the record', () => {
  const head = '<134>1 2026-11-23T10:43:17.146087+00:00 - haproxy 16394 - - aq1 t 192.168.1.7 34048'
  const name = fc.oneof(hostileText, fc.constantFrom('a allowed 1 2 3 --', '- - allowed 1 1 1 --', ' '))
  holds(2000, name, (asked) => {
    const record = parseGateRecord(`${head} ${asked} - refused:unlisted 71 76 5 PR`, 0)
    if (record === undefined) return
    const { client, port, verdict, why, up, down, milliseconds } = record
    assert.equal(
      [client, port, verdict, why, up, down, milliseconds],
      ['192.168.1.7', 34048, 'refused', 'unlisted', 71, 76, 5],
    )
  })
})

test('records are the same however the answer is cut, and a line without an end is let go', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 })
  holds(400, changed([stream.slice(0, 3000)]), sizes, (text, cuts) => {
    const [whole, cut] = [new RingLines(), new RingLines()]
    const some: string[] = []
    for (let at = 0, turn = 0; at < text.length; turn += 1) {
      const size = cuts[turn % cuts.length] ?? 1
      some.push(...cut.push(text.slice(at, at + size)))
      at += size
    }
    assert.equal(some, whole.push(text))
  })
  const endless = new RingLines()
  isSwift('letters one by one', () => {
    for (let at = 0; at < 20_000; at += 1) assert.equal(endless.push('<'), [])
  })
  assert.equal(endless.push('<\n<134>1 whole\n'), ['<134>1 whole'])
})

test('a host may bear the name of something that every object of JavaScript has', () => {
  const visits = new Visits()
  const who: Identity = { room: 'lab', pc: 'PC-01', mac: '02:00:00:00:00:01', exempt: false }
  const clock = { wall: 1000, up: 1000 }
  for (const host of ['constructor', '__proto__', 'hasownproperty', 'constructor'])
    visits.add({ who, ip: '1', site: 'x.kz', host, verdict: 'refused', start: 1, end: 1, flows: 1 }, clock)
  const [visit] = visits.open()
  assert.equal(Object.values(visit?.hosts ?? {}).every(Number.isInteger), true)
  assert.is(visit?.hosts.constructor, 2 as unknown as typeof Object)
})

test.run()
