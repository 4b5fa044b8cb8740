/** Tests the reader of dnsmasq's log, with lines of real ones. */
import { readFileSync, writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DnsLog, Names } from '../../src/logger/dns-log.ts'
import * as fc from '../properties.ts'

const test = suite('dns log')
const golden = (name: string) => new URL(`../golden/logger/dns-log/${name}`, import.meta.url)
const lines = readFileSync(golden('queries.txt'), 'utf8').split('\n').slice(0, -1)

test('the lines of a real dnsmasq 2.90', () => {
  const log = new DnsLog()
  const got = lines.flatMap((line) => log.read(line) ?? []).map((answer) => `${JSON.stringify(answer)}\n`)
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden('answers.jsonl'), got.join(''))
  assert.is(got.join(''), readFileSync(golden('answers.jsonl'), 'utf8'))
  assert.is(log.garbage, 0)
})

const ask = (name: string, type = 'A') =>
  `Nov 23 10:00:00 dnsmasq[1]: 7 10.0.0.2/999 query[${type}] ${name} from 10.0.0.2`
const say = (rest: string) => `Nov 23 10:00:00 dnsmasq[1]: 7 10.0.0.2/999 ${rest}`
const play = (...script: string[]) => {
  const log = new DnsLog()
  return script.flatMap((line) => log.read(line) ?? [])
}

test('a name behind CNAMEs is the name asked for, in lower case and without its final dot', () => {
  const got = play(ask('WWW.Site.kz.'), say('reply WWW.Site.kz is <CNAME>'), say('reply edge.cdn.net is 2a00::1'))
  assert.equal(got, [{ client: '10.0.0.2', name: 'www.site.kz', address: '2a00::1', refused: false }])
})

test('a name from the resolver itself is refused', () => {
  assert.is(play(ask('vk.com'), say('config vk.com is 192.168.1.1'))[0]?.refused, true)
})

test('names whose answers were cut, once each, and of questions that were asked alone', () => {
  const log = new DnsLog()
  for (const line of [ask('Big.kz'), say('reply is truncated'), say('reply is truncated')]) log.read(line)
  log.read(`Nov 23 10:00:00 dnsmasq[1]: 8 10.0.0.2/999 reply is truncated`)
  log.read(say('reply other.kz is truncated'))
  assert.equal(log.takeCut(), ['big.kz'])
  assert.equal(log.takeCut(), [])
})

test('nobody forges an answer', () => {
  const forged = [
    // A name with blanks in it, a text that looks like an address, an answer to nobody's question.
    [ask('x is 198.18.0.2'), say('config x is 198.18.0.2 is 192.168.1.1')],
    [ask('listed.kz', 'TXT'), say('reply listed.kz is 198.18.0.2')],
    [say('reply listed.kz is 198.18.0.2')],
    [ask('listed.kz'), 'Nov 23 10:00:00 dnsmasq[1]: 7 10.0.0.3/999 reply listed.kz is 198.18.0.2'],
    [ask('a.kz'), say('reply a.kz is NODATA-IPv4'), say('reply a.kz is NXDOMAIN'), say('reply error is REFUSED')],
    [ask('listed.kz'), say('nftset add 4 inet t s4 198.18.0.2 '), say('forwarded listed.kz to 198.18.0.2')],
  ]
  for (const script of forged) assert.equal(play(...script), [])
})

test('private addresses that dnsmasq left out are told once of each PC that waits for them', () => {
  const log = new DnsLog()
  const line = (client: string, rest: string) => `Nov 23 10:00:00 dnsmasq[1]: 7 ${client}/999 ${rest}`
  const rebind = (name: string) => `Nov 23 10:00:00 dnsmasq[1]: possible DNS-rebind attack detected: ${name}`
  for (const script of [
    line('10.0.0.1', 'query[A] moodle.kz from 10.0.0.1'),
    line('10.0.0.1', 'reply moodle.kz is 198.18.0.1'),
    line('10.0.0.2', 'query[A] Moodle.kz from 10.0.0.2'),
    `Nov 23 10:00:00 dnsmasq[1]: 8 10.0.0.2/998 query[AAAA] Moodle.kz from 10.0.0.2`,
    line('10.0.0.3', 'query[A] other.kz from 10.0.0.3'),
    rebind('Moodle.kz'),
    rebind('Moodle.kz'),
    rebind('x y'),
    rebind(''),
  ])
    log.read(script)
  assert.equal(log.takeLeftOut(), [{ client: '10.0.0.2', name: 'moodle.kz' }])
  assert.equal(log.takeLeftOut(), [])
  assert.is(log.garbage, 0)
})

test('half lines and garbage are counted, and nothing throws', () => {
  const log = new DnsLog()
  log.read('half a li')
  log.read('')
  assert.is(log.garbage, 2)
  const damaged = fc
    .tuple(fc.constantFrom(...lines), fc.nat(120), fc.string({ maxLength: 6 }), fc.nat(9))
    .map(([line, at, text, cut]) => line.slice(0, at) + text + line.slice(at + cut))
  fc.assert(
    fc.property(fc.array(fc.oneof(damaged, fc.string()), { maxLength: 20 }), (script) => {
      for (const answer of play(...script)) {
        assert.match(answer.name, /^[\x21-\x7e]{1,253}$/)
        assert.match(answer.address, /^[0-9a-f.:]+$/)
      }
    }),
  )
})

test('two PCs may know one address by two names', () => {
  const names = new Names()
  names.remember('10.0.0.2', '198.18.0.2', 'a.kz', 0)
  names.remember('10.0.0.3', '198.18.0.2', 'b.kz', 0)
  assert.is(names.nameOf('10.0.0.2', '198.18.0.2', 1), 'a.kz')
  assert.is(names.nameOf('10.0.0.3', '198.18.0.2', 1), 'b.kz')
  assert.is(names.nameOf('10.0.0.4', '198.18.0.2', 1), undefined)
})

test('names expire, and the least used one leaves a full memory', () => {
  const names = new Names(() => '', 2, 60)
  names.remember('c', '1.1.1.1', 'one', 0)
  names.remember('c', '1.1.1.2', 'two', 0)
  assert.is(names.nameOf('c', '1.1.1.1', 1), 'one')
  names.remember('c', '1.1.1.3', 'three', 0)
  assert.is(names.size, 2)
  assert.is(names.nameOf('c', '1.1.1.2', 1), undefined)
  assert.is(names.nameOf('c', '1.1.1.1', 60), 'one')
  assert.is(names.nameOf('c', '1.1.1.1', 61), undefined)
})

test('names come back in their order from parts, the newest part first', () => {
  const [from, to] = [new Names(), new Names()]
  for (const name of ['a', 'b', 'c', 'd']) from.remember('10.0.0.1', `198.18.0.${name}`, name, 0)
  const saved = from.save()
  to.restore(saved.slice(2))
  to.restore(saved.slice(0, 2))
  assert.equal(to.save(), saved)
})

test('a room that floods the memory of names leaves those of another room, and a PC those of its neighbour', () => {
  const names = new Names((client) => (client.startsWith('10.1.') ? 'other' : 'own'))
  const address = (at: number) => `198.18.${at >> 8}.${at & 255}`
  for (let at = 0; at < 100; at++) names.remember('10.1.0.2', address(at), `other${at}.kz`, 0)
  names.remember('10.2.0.2', address(0), 'neighbour.kz', 0)
  for (let at = 0; at < 5000; at++) names.remember('10.2.0.9', address(at), 'flood.kz', 0)
  assert.is(names.size, 2101)
  assert.is(names.nameOf('10.2.0.2', address(0), 1), 'neighbour.kz')
  for (let at = 0; at < 30_000; at++) names.remember(`10.2.${at >> 8}.${at & 255}`, address(0), 'flood.kz', 0)
  assert.is(names.size, 20_000)
  for (let at = 0; at < 100; at++) assert.is(names.nameOf('10.1.0.2', address(at), 1), `other${at}.kz`)
})

test.run()
