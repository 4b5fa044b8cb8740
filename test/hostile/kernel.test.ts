/** Tests readers of changed output of nft and ip. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createRefusedDeltas, readCounters, readRefusedElements, readSuspects } from '../../src/firewall/readings.ts'
import { expectedRules, missingRules, rulesInFront } from '../../src/firewall/route-rules.ts'
import { createMonitorReader, type KernelChange } from '../../src/firewall/watch.ts'
import { parseArp, parseNeighbour } from '../../src/kernel/neighbour-table.ts'
import { facts } from '../firewall/sample.ts'
import fc from '../properties.ts'
import { holds, isSwift } from './budget.ts'
import { changed, changedLines, hostileText } from './mutation.ts'

const test = suite('hostile words of the kernel')
const bulk = 256 * 1024

const monitored = [
  'add table inet aqtizim',
  'add chain inet aqtizim load_0123456789ab',
  'add chain inet aqtizim nat { type nat hook prerouting priority dstnat - 5; policy accept; }',
  'add rule inet aqtizim nat_informatics udp dport 123 ct mark set ct mark & 0xf0ffffff | 0x04000000 redirect to :123',
  'add element inet aqtizim never4 { 10.0.0.0/8 }',
  'add element inet aqtizim l1_4 { 198.18.0.2 timeout 30m expires 30m }',
  'delete element inet aqtizim l1_4 { 198.18.0.2 }',
  'delete rule inet aqtizim route_informatics handle 12',
  '# new generation 12 by process 4711 (nft)',
  '# new generation 13 by process 4712 (dnsmasq)',
]
const isFixed = (set: string) => set === 'never4'

test('nft monitor: a change that touches our table is told, in few words, whatever stands round it', () => {
  holds(700, changedLines(monitored, 40), (lines) => {
    const changes: KernelChange[] = []
    const read = createMonitorReader(isFixed, (change) => changes.push(change))
    lines.forEach(read)
    for (const { what, mark, pid, filled } of changes) {
      assert.ok(what.length <= 200 && Number.isInteger(pid) && filled.every((set) => !isFixed(set)))
      assert.ok(mark === undefined || /^load_[0-9a-f]{12}$/.test(mark))
    }
    read('delete rule inet aqtizim route_informatics handle 12')
    const before = changes.length
    read('# new generation 14 by process 4713 (nft)')
    assert.is(changes.length, before + 1)
  })
})

test('a process cannot take the name of another', () => {
  // comm(5): at most 15 bytes; a line feed in it nft would print as it is, which only root could give itself.
  const comm = fc
    .oneof(hostileText, fc.constantFrom('x) (dnsmasq', '(dnsmasq)', ' by process 1 ('))
    .map((text) => text.replace(/[\n\r]/g, '').slice(0, 15))
  holds(500, comm, (name) => {
    const changes: KernelChange[] = []
    const read = createMonitorReader(isFixed, (change) => changes.push(change))
    read('add element inet aqtizim l1_4 { 8.8.8.8 }')
    read(`# new generation 3 by process 9 (${name})`)
    if (name === 'dnsmasq' || /[\u2028\u2029]/.test(name)) return
    assert.equal(
      changes.map(({ process, pid }) => [process, pid]),
      [[name, 9]],
    )
  })
})

const counters = JSON.stringify({
  nftables: [
    { metainfo: { version: '1.0.6' } },
    { counter: { family: 'inet', name: 'lab_allowed', table: 'aqtizim', handle: 3, packets: 5, bytes: 300 } },
    { counter: { family: 'inet', name: 'lab_refused', table: 'aqtizim', handle: 4, packets: 7, bytes: 420 } },
  ],
})
const element = (...concat: unknown[]) => ({ elem: { val: { concat }, counter: { packets: 7, bytes: 1 } } })
const sets = JSON.stringify({
  nftables: [
    {
      set: {
        ...{ family: 'inet', name: 'refused4', table: 'aqtizim' },
        elem: [element('192.168.1.101', '198.18.10.20', 'tcp', 443), element('192.168.1.101', '8.8.8.8', 'icmp')],
      },
    },
    {
      set: {
        ...{ family: 'inet', name: 'rogue_by', table: 'aqtizim' },
        elem: [{ elem: { val: '02:00:00:00:00:01', counter: { packets: 2, bytes: 1 } } }],
      },
    },
  ],
})

/** Whoever asks for readings takes an error for "cannot be read"; anything else would end the daemon. */
function attempt(read: () => void): void {
  try {
    read()
  } catch (error) {
    assert.ok(error instanceof SyntaxError || error instanceof TypeError, String(error))
  }
}

test('readings of nft are read, or an error says that they are none', () => {
  const deltas = createRefusedDeltas()
  holds(1500, changed([counters, sets]), (json) => {
    attempt(() => readCounters(json))
    attempt(() => deltas(readRefusedElements(json)))
    attempt(() => readSuspects(json))
  })
  const counted = readCounters(counters.replaceAll('lab', 'constructor'))
  assert.is(JSON.stringify(counted), '{"constructor":{"allowed":5,"gate":0,"refused":7}}')
})

const mac = '02:00:00:00:00:01'
const neighbours = [
  `192.168.1.101 dev br-lan lladdr ${mac} REACHABLE`,
  `2001:2:0:101::101 dev br-lan lladdr ${mac} router STALE`,
  `Deleted 192.168.1.101 dev br-lan lladdr ${mac} STALE`,
]
const arp = `IP address HW type\n192.168.1.101    0x1         0x2         ${mac}     *        br-lan\n`

test('neighbours are an address and a MAC, or nothing', () => {
  const check = (found: { readonly address: string; readonly mac: string }) => {
    assert.match(found.address, /^[0-9a-f.:]+$/)
    assert.match(found.mac, /^[0-9a-f:]{17}$/)
  }
  holds(1500, changed(neighbours), (line) => {
    const found = parseNeighbour(line)
    if (found !== undefined) check(found)
  })
  holds(800, changed([arp]), (text) => parseArp(text).forEach(check))
  for (const piece of ['1 lladdr ', ' ', 'lladdr 02:00', '0'])
    isSwift(`neighbours of ${piece}`, () => {
      parseNeighbour(`1 ${piece.repeat(bulk / piece.length)}`)
      parseArp(piece.repeat(bulk / piece.length))
    })
})

const school = facts()
const expected = expectedRules(school)
const shown = expected.map(({ priority, text }) => `${priority}:\t${text}`)

test('a changed line of ip rule is never taken for the one that should stand there', () => {
  holds(800, changedLines(shown, 20), (lines) => {
    const missing = missingRules(expected, 4, lines.join('\n'))
    for (const rule of expected) {
      if (rule.family !== 4) continue
      const words = (line: string) => line.replace(' [detached]', '').split(/\s+/).filter(Boolean).join(' ')
      const isThere = lines.some((line) =>
        line.split('\n').some((each) => words(each) === `${rule.priority}: ${rule.text}`),
      )
      assert.is(missing.includes(rule), !isThere, rule.text)
    }
    for (const { priority } of rulesInFront(school, lines.join('\n'))) assert.ok(Number.isSafeInteger(priority))
  })
  isSwift('blanks in a rule', () => rulesInFront(school, `1: x${' '.repeat(bulk)}x`))
})

test.run()
