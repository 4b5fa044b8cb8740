/** Tests how flows become visits. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MANY } from '../../src/logger/visits.ts'
import * as fc from '../properties.ts'
import { brief, clock, DNS, event, FORWARDED, GATE, lab, record } from './flows-lab.ts'

const test = suite('flows')
test("a flow to the gate is named by its record, and its octets are the kernel's", () => {
  const { flows, visits } = lab()
  flows.event(event('new', 1, 0), clock(0))
  assert.equal(visits.open(), [])
  flows.record(record(1, 5, { name: 'cdn.net' }), clock(5))
  flows.event(event('destroy', 1, 125), clock(125))
  assert.equal(visits.takeQuiet(clock(124)), [])
  assert.equal(brief(visits.takeQuiet(clock(126))), ['PC-1 site.kz allowed  1 0 1000 5000 0 5'])
  assert.equal(flows.totals, { lab: { allowed: 0, gate: 1, refused: 0 } })
})

test('a room may be called as something that every object has', () => {
  const { flows } = lab(100, 'constructor')
  flows.event(event('new', 1, 0), clock(0))
  assert.equal(Object.entries(flows.totals), [['constructor', { allowed: 0, gate: 1, refused: 0 }]])
})

test('flows of one PC to one site join; another PC, site or verdict is another visit', () => {
  const { flows, visits } = lab()
  const other = { source: '10.0.0.2' }
  flows.event(event('new', 1, 0), clock(0))
  flows.event(event('new', 2, 1), clock(1))
  flows.event(event('new', 3, 2, other), clock(2))
  flows.event(event('new', 4, 3), clock(3))
  flows.record(record(1, 4), clock(4))
  flows.record(record(2, 5), clock(5))
  flows.record(record(3, 6, { client: '10.0.0.2' }), clock(6))
  flows.record(record(4, 7, { name: 'vk.com', verdict: 'refused', why: 'unlisted' }), clock(7))
  for (const id of [1, 2, 4]) flows.event(event('destroy', id, 127), clock(127))
  flows.event(event('destroy', 3, 127, other), clock(127))
  assert.equal(brief(visits.takeQuiet(clock(250))).sort(), [
    'PC-1 site.kz allowed  2 0 2000 10000 0 7',
    'PC-1 vk.com refused unlisted 1 0 1000 5000 3 7',
    'PC-2 site.kz allowed  1 0 1000 5000 2 7',
  ])
})

test('requests on one connection to two sites: one flow, its octets shared out', () => {
  const { flows, visits } = lab()
  flows.event(event('new', 1, 0), clock(0))
  flows.record(record(1, 1, { kind: 'http' }), clock(1))
  flows.record(record(1, 2, { kind: 'http' }), clock(2))
  const refused = { kind: 'http', name: 'vk.com', verdict: 'refused', why: 'unlisted', up: 100, down: 300 } as const
  flows.record(record(1, 3, refused), clock(3))
  flows.event(event('destroy', 1, 123), clock(123))
  assert.equal(brief(visits.takeQuiet(clock(300))), [
    'PC-1 site.kz allowed  1 2 900 4700 0 3',
    'PC-1 vk.com refused unlisted 0 1 100 300 2 3',
  ])
})

test('a record before its event, and one after the flow has gone', () => {
  const { flows, visits } = lab()
  flows.record(record(1, 1), clock(1))
  flows.event(event('new', 1, 0), clock(2))
  flows.event(event('new', 2, 3), clock(3))
  flows.event(event('destroy', 2, 4, { timeout: 10 }), clock(4))
  flows.record(record(2, 4), clock(6))
  flows.event(event('destroy', 1, 121), clock(121))
  assert.equal(brief(visits.open()), ['PC-1 site.kz allowed  2 0 2000 10000 0 4'])
  flows.tick(clock(400))
  assert.is(flows.table.size, 0)
})

test('a record waits twice the grace for its flow; then it counts as one, and a late one as none', () => {
  const { flows, visits } = lab()
  flows.record(record(1, 0), clock(0))
  flows.tick(clock(9))
  assert.equal(visits.open(), [])
  flows.tick(clock(10))
  assert.equal(brief(visits.open()), ['PC-1 site.kz allowed  1 0 10 20 -1 0'])
  flows.event(event('new', 2, 11), clock(11))
  flows.event(event('destroy', 2, 11, { timeout: 10 }), clock(11))
  flows.tick(clock(16))
  flows.record(record(2, 11, { name: 'vk.com', verdict: 'refused', why: 'unlisted' }), clock(17))
  flows.tick(clock(40))
  assert.is(flows.totals.lab?.gate, 2)
  assert.is(
    visits.open().reduce((sum, visit) => sum + visit.flows, 0),
    2,
  )
})

test('no record: a connection that never stood says gate-down, one that stood goes by its name', () => {
  const { flows, visits, names } = lab()
  names.set('10.0.0.1 198.18.0.2', 'cdn.net')
  const never = { state: 'CLOSE', timeout: 10, assured: false, down: { packets: 1, bytes: 40 } }
  flows.event(event('new', 1, 0), clock(0))
  flows.event(event('destroy', 1, 0, never), clock(0))
  flows.event(event('new', 2, 0), clock(0))
  flows.event(event('destroy', 2, 120), clock(120))
  flows.event(event('new', 3, 0, { destination: '198.18.0.5' }), clock(0))
  flows.event(event('destroy', 3, 120, { destination: '198.18.0.5' }), clock(120))
  flows.tick(clock(120))
  flows.tick(clock(126))
  assert.equal(brief(visits.open()).sort(), [
    'PC-1 198.18.0.5 refused no-name 1 0 1000 5000 0 0',
    'PC-1 site.kz allowed  1 0 1000 5000 0 0',
    'PC-1 site.kz refused gate-down 1 0 1000 40 0 0',
  ])
})

test('forwarded flows are allowed, named by what that PC was told, else by address', () => {
  const { flows, visits, names } = lab()
  names.set('10.0.0.1 198.18.0.2', 'cdn.net')
  const forwarded = { mark: FORWARDED, destinationPort: 8443 }
  flows.event(event('new', 1, 0, forwarded), clock(0))
  flows.event(event('new', 2, 0, { ...forwarded, source: '10.0.0.2' }), clock(0))
  flows.event(event('new', 3, 0, { ...forwarded, destination: '198.18.0.77' }), clock(0))
  const seen = visits.open().map(({ who, site, ports }) => `${who.pc} ${site} ${ports}`)
  assert.equal(seen, ['PC-1 site.kz tcp/8443', 'PC-2 198.18.0.2 tcp/8443', 'PC-1 198.18.0.77 tcp/8443'])
})

test('DNS, NTP, foreign marks and the teacher are no visits', () => {
  const { flows, visits } = lab()
  for (const mark of [DNS, 0x04000000, 0x05000000, 0, 0x30000000])
    flows.event(event('new', mark, 0, { mark }), clock(0))
  flows.event(event('new', 1, 0, { source: '10.0.0.9', mark: FORWARDED }), clock(0))
  flows.refused({ source: '10.0.0.9', destination: '8.8.8.8', protocol: 'udp', port: 53, packets: 3 }, clock(0))
  flows.record(record(1, 0, { client: '10.0.0.9' }), clock(0))
  flows.tick(clock(100))
  assert.is(flows.table.size, 0)
  assert.equal(visits.open(), [])
  assert.equal(flows.totals, {})
})

test('bits of other owners of the mark do not matter', () => {
  const { flows } = lab()
  flows.event(event('new', 1, 0, { mark: 0x91000042 }), clock(0))
  assert.is(flows.table.size, 1)
})

test('an address of no room is journalled all the same', () => {
  const { flows, visits } = lab()
  flows.event(event('new', 1, 0, { source: '172.16.0.5', mark: FORWARDED }), clock(0))
  assert.equal(
    visits.open().map(({ who }) => `${who.room} ${who.pc}`),
    ['unknown 172.16.0.5'],
  )
})

test('what the kernel refused: a listed site on another port, an address nobody named, a name that is not listed', () => {
  const { flows, visits, names } = lab()
  names.set('10.0.0.1 198.18.0.2', 'site.kz').set('10.0.0.1 198.18.0.6', 'old.kz')
  const refuse = (destination: string, port: number, packets: number) =>
    flows.refused({ source: '10.0.0.1', destination, protocol: 'udp', port, packets }, clock(1))
  refuse('198.18.0.2', 443, 2)
  refuse('8.8.8.8', 853, 1)
  refuse('198.18.0.6', 443, 1)
  refuse('198.18.0.77', 443, 1)
  refuse('198.18.0.2', 443, 0)
  assert.equal(brief(visits.open()), [
    'PC-1 site.kz refused port 2 0 0 0 1 1',
    'PC-1 8.8.8.8 refused direct-address 1 0 0 0 1 1',
    'PC-1 old.kz refused unlisted 1 0 0 0 1 1',
    'PC-1 198.18.0.77 refused port 1 0 0 0 1 1',
  ])
  assert.is(flows.totals.lab?.refused, 5)
})

test('a flood of invented names joins beyond a bound, and no count is lost', () => {
  const { flows, visits } = lab(10)
  for (let i = 0; i < 500; i++) {
    flows.refused(
      { source: '10.0.0.1', destination: `198.18.3.${i}`, protocol: 'tcp', port: 22, packets: 1 },
      clock(i / 100),
    )
  }
  assert.is(visits.open().length, 11)
  assert.is(visits.open().find(({ site }) => site === MANY)?.flows, 490)
})

test('a listing adds what was missed, ends what has gone, and brings nothing back', () => {
  const { flows, visits } = lab()
  const forwarded = { mark: FORWARDED }
  flows.event(event('new', 1, 0, forwarded), clock(0))
  flows.event(event('new', 2, 0, forwarded), clock(0))
  flows.event(event('destroy', 2, 1, { ...forwarded, timeout: 9 }), clock(1))
  flows.event(event('listed', 2, 2, forwarded), clock(2))
  flows.event(event('listed', 3, 2, { ...forwarded, duration: 30, up: { packets: 1, bytes: 7 } }), clock(2))
  flows.reconcile(new Set([2, 3]), clock(1).up, clock(2))
  assert.is(flows.table.size, 1)
  assert.ok(flows.table.has(3))
  assert.equal(brief(visits.open()), ['PC-1 198.18.0.2 allowed  3 0 1000 5000 -28 2'])
})

test('a flow that came and went while events were lost is counted by its end', () => {
  const { flows, visits } = lab()
  flows.event(event('destroy', 1, 150, { mark: FORWARDED, duration: 140 }), clock(150))
  assert.equal(brief(visits.open()), ['PC-1 198.18.0.2 allowed  1 0 1000 5000 10 30'])
})

test('an id that the kernel gives again is another flow', () => {
  const { flows, visits } = lab()
  const forwarded = { mark: FORWARDED }
  flows.event(event('new', 1, 0, forwarded), clock(0))
  flows.event(event('new', 1, 9, { ...forwarded, sourcePort: 40_000 }), clock(9))
  flows.event(event('destroy', 1, 130, { ...forwarded, sourcePort: 40_000 }), clock(130))
  assert.is(visits.open()[0]?.flows, 2)
  assert.is(visits.open()[0]?.open, 0)
})

test('a visit waits for a connection that may belong to it', () => {
  const { flows, visits, names } = lab()
  names.set('10.0.0.1 198.18.0.2', 'site.kz')
  flows.event(event('new', 1, 0), clock(0))
  flows.record(record(1, 1), clock(1))
  flows.event(event('destroy', 1, 121), clock(121))
  flows.event(event('new', 2, 50), clock(50))
  assert.equal(visits.takeQuiet(clock(500), flows.table.holds()), [])
  flows.record(record(2, 900), clock(900))
  flows.event(event('destroy', 2, 1020), clock(1020))
  assert.equal(brief(visits.takeQuiet(clock(1021), flows.table.holds())), [
    'PC-1 site.kz allowed  2 0 2000 10000 0 900',
  ])
})

test('after a stop and a start, what was written is not counted again', () => {
  const first = lab()
  first.flows.event(event('new', 1, 0), clock(0))
  first.flows.event(event('new', 2, 0, { mark: FORWARDED }), clock(0))
  const cut = first.flows.settleAll(clock(5))
  const second = lab()
  second.flows.skip(cut)
  second.flows.event(event('listed', 1, 6), clock(6))
  second.flows.event(event('listed', 2, 6, { mark: FORWARDED }), clock(6))
  second.flows.event(event('destroy', 2, 7, { mark: FORWARDED }), clock(7))
  second.flows.record(record(1, 8), clock(8))
  second.flows.tick(clock(60))
  assert.equal(second.flows.totals, {})
  assert.is(
    second.visits.open().reduce((sum, { flows }) => sum + flows, 0),
    0,
  )
})

test('what was written before many restarts is forgotten once the kernel has forgotten it', () => {
  let flows = lab().flows
  const peers: number[] = []
  for (let life = 1; life <= 20; life++) {
    const at = life * 1000
    for (const id of [1, 2, 3]) flows.event(event('new', life * 10 + id, at), clock(at))
    const cut = flows.settleAll(clock(at + 5))
    peers.push(cut.peers.length)
    const next = lab()
    next.flows.skip(cut)
    // The first goes on for a while, the second ends in between, and of the third there is a record first.
    next.flows.event(event('listed', life * 10 + 1, at + 6), clock(at + 6))
    next.flows.reconcile(new Set([life * 10 + 1]), clock(at + 6).up, clock(at + 6))
    next.flows.record(record(life * 10 + 1, at + 7), clock(at + 7))
    next.flows.record(record(life * 10 + 3, at + 7), clock(at + 7))
    next.flows.event(event('destroy', life * 10 + 1, at + 130), clock(at + 130))
    next.flows.tick(clock(at + 300))
    assert.equal(next.flows.totals, {})
    assert.is(
      next.visits.open().reduce((sum, { flows: count }) => sum + count, 0),
      0,
    )
    ;({ flows } = next)
  }
  assert.is(Math.max(...peers), 3)
})

// The kernel lists nothing that has timed out, although the event of its end is still to come (ctnetlink_dump_table).
test('an end that a listing told of and whose event comes later is not counted again', () => {
  const { flows, visits } = lab()
  flows.event(event('new', 1, 0, { mark: FORWARDED }), clock(0))
  flows.event(event('new', 2, 0, { mark: FORWARDED }), clock(0))
  flows.reconcile(new Set([2]), clock(3).up, clock(3))
  flows.event(event('destroy', 1, 4, { mark: FORWARDED }), clock(4))
  const cut = flows.settleAll(clock(5))
  assert.equal(flows.totals, { lab: { allowed: 2, gate: 0, refused: 0 } })
  assert.is(visits.open()[0]?.flows, 2)
  for (const listed of [new Set<number>(), new Set([2])]) {
    const second = lab()
    second.flows.skip(cut)
    second.flows.reconcile(listed, clock(6).up, clock(6))
    for (const id of [1, 2]) second.flows.event(event('destroy', id, 7, { mark: FORWARDED }), clock(7))
    assert.equal(second.flows.totals, {})
    assert.equal(second.visits.open(), [])
  }
})

test('in any order and with anything lost, each flow is counted once', () => {
  const step = fc.record({
    id: fc.integer({ min: 1, max: 6 }),
    what: fc.constantFrom('new', 'listed', 'destroy', 'record', 'tick', 'again' as const),
    gate: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { visits, another } = lab()
      let flows = another()
      const begun = new Set<number>()
      let now = 0
      for (const { id, what } of steps) {
        now += 0.1
        const mark = id % 2 === 0 ? GATE : FORWARDED
        if (what === 'tick') flows.tick(clock(now))
        else if (what === 'record') {
          if (begun.has(id) && mark === GATE) flows.record(record(id, now), clock(now))
        } else if (what === 'again') {
          const saved = JSON.parse(JSON.stringify(flows.save()))
          flows = another()
          flows.restore(saved, clock(now))
        } else if (what !== 'new' || !begun.has(id)) {
          // The kernel tells of a beginning once; listings and ends may come twice.
          begun.add(id)
          flows.event(event(what, id, now, { mark }), clock(now))
        }
      }
      now += 59
      flows.tick(clock(now))
      flows.settleAll(clock(now))
      const counted = Object.values(flows.totals).reduce((sum, room) => sum + room.allowed + room.gate, 0)
      const inVisits = visits.open().reduce((sum, visit) => sum + visit.flows, 0)
      assert.is(inVisits, counted)
      assert.is(counted, begun.size)
    }),
  )
})

test('a machine that looks for its address is nobody’s visit; the same from an address is', () => {
  const { flows, visits } = lab()
  const seen = { source: '::', destination: 'ff02::16', protocol: 'icmpv6', port: undefined, packets: 3 }
  flows.refused(seen, clock(0))
  assert.equal(visits.open(), [])
  flows.refused({ ...seen, source: 'fe80::1' }, clock(0))
  flows.refused({ ...seen, destination: '2001:db8::16' }, clock(0))
  assert.is(visits.open().length, 2)
})

test.run()
