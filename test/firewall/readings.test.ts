/** Reads the JSON of a real nft and a real kernel. */
import { spawnSync } from 'node:child_process'
import * as assert from 'uvu/assert'
import { compileTable } from '../../src/firewall/nftables.ts'
import {
  createRefusedDeltas,
  type RefusedElement,
  readCounters,
  readRefusedElements,
} from '../../src/firewall/readings.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'
import { plan } from './sample.ts'

enterOwnNamespace(import.meta.filename)
const test = suite('readings')

function load(text: string): void {
  const { status, stderr } = spawnSync('nft', ['-f', '-'], { input: text, encoding: 'utf8' })
  assert.is(status, 0, stderr)
}
const sets = () => mustRun(['nft', '-j', 'list', 'sets', 'inet'])

test.before(() => {
  load(compileTable(plan()).text)
  load('table inet other {\n counter informatics_allowed { packets 99 bytes 1; }\n}\n')
})

test('counters are those of our table, by room', () => {
  const counts = readCounters(mustRun(['nft', '-j', 'list', 'counters']))
  const none = { allowed: 0, gate: 0, refused: 0 }
  assert.equal(counts.informatics, none)
  assert.equal(Object.keys(counts).sort(), ['informatics', 'library', 'multimedia'])
})

test('a fresh table has no refusals', () => assert.equal(readRefusedElements(sets()), []))

test('refusals are read with their addresses, protocol, port and packets, as the kernel keeps them', () => {
  const add = (set: string, element: string) => load(`add element inet aqtizim ${set} { ${element} }\n`)
  add('refused4', '192.168.1.101 . 198.18.10.20 . tcp . 443 counter packets 7 bytes 420')
  add('refused6', '2001:2:0:101::101 . 2001:2:0:ffff::120 . udp . 443 counter packets 2 bytes 100')
  add('refused_other4', '192.168.1.101 . 8.8.8.8 . icmp counter packets 3 bytes 252')
  add('refused_other4', '192.168.1.101 . 8.8.8.8 . 99 counter packets 1 bytes 20')
  const found = readRefusedElements(sets()).map((element) => Object.values(element).join(' '))
  assert.equal(found.sort(), [
    '192.168.1.101 198.18.10.20 tcp 443 7',
    '192.168.1.101 8.8.8.8 99  1',
    '192.168.1.101 8.8.8.8 icmp  3',
    '2001:2:0:101::101 2001:2:0:ffff::120 udp 443 2',
  ])
})

test('only what came since the last reading counts, and an element that began anew counts from its beginning', () => {
  const deltas = createRefusedDeltas()
  const at = (packets: number): RefusedElement[] => [
    { source: '192.168.1.101', destination: '8.8.8.8', protocol: 'tcp', port: 53, packets },
  ]
  const packets = (elements: RefusedElement[]) => deltas(elements).map((element) => element.packets)
  assert.equal(packets(at(5)), [5])
  assert.equal(packets(at(5)), [])
  assert.equal(packets(at(9)), [4])
  assert.equal(packets(at(2)), [2])
  assert.equal(packets([]), [])
  assert.equal(packets([]), [])
  assert.equal(packets(at(2)), [2])
})

test('an element that a listing gives twice, or leaves out once, is counted once', () => {
  const deltas = createRefusedDeltas()
  const at = (...counts: number[]): RefusedElement[] =>
    counts.map((packets) => ({ source: '192.168.1.101', destination: '8.8.8.8', protocol: 'tcp', port: 53, packets }))
  const sum = (elements: RefusedElement[]) => deltas(elements).reduce((all, { packets }) => all + packets, 0)
  assert.is(sum(at(5, 5)), 5)
  assert.is(sum(at(7, 8)), 3)
  assert.is(sum(at()), 0)
  assert.is(sum(at(10)), 2)
})

test('a daemon that comes back does not count again what the one before it had read', () => {
  let saved: Readonly<Record<string, number>> | undefined
  const store = {
    load: () => saved,
    save(reading: Readonly<Record<string, number>>) {
      saved = reading
    },
  }
  const at = (packets: number): RefusedElement[] => [
    { source: '192.168.1.101', destination: '8.8.8.8', protocol: 'tcp', port: 53, packets },
  ]
  const packets = (count: number) => createRefusedDeltas(store)(at(count)).map((element) => element.packets)
  assert.equal(packets(5), [5])
  assert.equal(packets(5), [])
  assert.equal(packets(9), [4])
})

test.run()
