/** Tests the parser of conntrack's lines. */
import { readFileSync, writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseConntrack, saysLoss } from '../../src/kernel/conntrack.ts'
import * as fc from '../properties.ts'

const test = suite('conntrack')
const golden = (name: string) => new URL(`../golden/logger/conntrack/${name}`, import.meta.url)
const lines = (name: string) => readFileSync(golden(name), 'utf8').split('\n').slice(0, -1)

for (const name of ['events', 'listing']) {
  test(`${name} taken from a real kernel`, () => {
    const got = lines(`${name}.txt`)
      .map((line) => `${JSON.stringify(parseConntrack(line, 1_795_000_000) ?? 'garbage')}\n`)
      .join('')
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden(`${name}.jsonl`), got)
    assert.is(got, readFileSync(golden(`${name}.jsonl`), 'utf8'))
    assert.not.ok(got.includes('garbage'))
  })
}

test('a closed flow has its octets, its duration and its mark', () => {
  const event = parseConntrack(
    '[1795429765.902446]\t[DESTROY] ipv4     2 tcp      6 TIME_WAIT src=192.168.1.107 dst=198.18.0.2 sport=47706 dport=443 packets=7 bytes=450 src=192.168.1.1 dst=192.168.1.107 sport=8443 dport=47706 packets=6 bytes=931 [ASSURED] mark=50331648 delta-time=2 id=852654781',
    0,
  )
  assert.equal(event, {
    type: 'destroy',
    at: 1795429765.902446,
    id: 852654781,
    family: 4,
    protocol: 'tcp',
    state: 'TIME_WAIT',
    timeout: undefined,
    source: '192.168.1.107',
    destination: '198.18.0.2',
    sourcePort: 47706,
    destinationPort: 443,
    replySource: '192.168.1.1',
    replyDestination: '192.168.1.107',
    replySourcePort: 8443,
    replyDestinationPort: 47706,
    mark: 0x03000000,
    up: { packets: 7, bytes: 450 },
    down: { packets: 6, bytes: 931 },
    duration: 2,
    assured: true,
    unreplied: false,
  })
})

test("ICMP's own id is not the entry's", () => {
  const event = parseConntrack(
    'ipv4     2 icmp     1 29 src=10.0.0.2 dst=10.0.0.1 type=8 code=0 id=77 src=10.0.0.1 dst=10.0.0.2 type=0 code=0 id=77 mark=0 use=1 id=4000000001',
    5,
  )
  assert.is(event?.id, 4000000001)
  assert.is(event?.type, 'listed')
  assert.is(event?.at, 5)
  assert.is(event?.sourcePort, undefined)
})

test('what is no event gives nothing', () => {
  const good = lines('events.txt')[0] ?? ''
  const bad = [
    '',
    ' ',
    'WARNING: We have hit ENOBUFS! We are losing events.',
    'conntrack v1.4.7 (conntrack-tools): 120 flow events have been shown.',
    '[1795429765.9',
    '[17x] [NEW] ipv4',
    '[1795429765.9]\t[WEIRD] ipv4     2 udp      17 3 src=1.1.1.1 dst=2.2.2.2 src=2.2.2.2 dst=1.1.1.1 id=1',
    good.replace(/ id=.*/, ''),
    good.replace(/sport=\d+/, 'sport=12x'),
    good.replace(/ id=.*/, ' id=99999999999999999999'),
    good.replace('ipv4', 'ipv5'),
    good.slice(0, 90),
  ]
  for (const line of bad) assert.is(parseConntrack(line, 0), undefined, line)
  assert.ok(saysLoss(bad[2] ?? ''))
  assert.not.ok(saysLoss(good))
})

test('nothing makes it throw', () => {
  const good = [...lines('events.txt'), ...lines('listing.txt')]
  const damaged = fc
    .tuple(fc.constantFrom(...good), fc.nat(300), fc.string({ maxLength: 8 }), fc.nat(20))
    .map(([line, at, text, cut]) => line.slice(0, at) + text + line.slice(at + cut))
  fc.assert(
    fc.property(fc.oneof(damaged, fc.string(), fc.string({ unit: 'binary' })), (line) => {
      const event = parseConntrack(line, 1)
      if (event === undefined) return
      assert.ok(Number.isSafeInteger(event.id) && event.id >= 0)
      assert.ok(Number.isFinite(event.at))
      assert.ok(event.source !== '' && event.destination !== '')
      assert.ok((event.up?.bytes ?? 0) >= 0)
    }),
  )
})

test.run()
