/** Tests that a killed recorder goes on where it was, with each flow counted once. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Ledger } from '../../src/logger/ledger.ts'
import { defaultTimeouts } from '../../src/logger/timeouts.ts'
import { verifyFiles } from '../../src/logger/verify-files.ts'
import type { Clock } from '../../src/logger/visit.ts'
import * as fc from '../properties.ts'
import { Lab, START } from './journal-lab.ts'

const test = suite('ledger')

/** A recorder without its programs, which can be killed and started again on what it left. */
class Recording {
  readonly lab = new Lab()
  #up = 0
  #began = 0
  ledger: Ledger
  journal

  constructor() {
    this.journal = this.lab.open()
    this.ledger = this.#start()
  }

  #start(): Ledger {
    const ledger = new Ledger({
      journal: this.journal,
      markMask: 0x0f000000,
      timeouts: defaultTimeouts,
      identify: () => ({ room: 'lab', pc: 'PC-1', mac: '02:00:00:00:00:01', exempt: false }),
      siteOf: (name) => (name.endsWith('site.kz') ? 'site.kz' : undefined),
      siteOfAddress: () => undefined,
    })
    ledger.replay(this.journal.left.spool, this.clock)
    this.journal.flush()
    return ledger
  }

  get clock(): Clock {
    return { wall: this.lab.now / 1000, up: this.#up - this.#began }
  }

  wait(seconds: number): void {
    this.lab.now += seconds * 1000
    this.#up += seconds
  }

  /** A new process: nothing but the files is left, and its monotonic clock begins elsewhere. */
  kill(): void {
    this.#began = this.#up - 1000
    this.journal = this.lab.open()
    this.ledger = this.#start()
  }

  line(kind: 'NEW' | 'DESTROY', id: number): string {
    const gate = id % 2 === 0
    const bytes = kind === 'DESTROY' ? ' packets=4 bytes=100' : ''
    const state = kind === 'DESTROY' ? 'TIME_WAIT' : '120 SYN_SENT'
    const back = `src=198.18.0.2 dst=10.0.0.1 sport=443 dport=${1000 + id}${bytes}`
    const mark = gate ? 0x03000000 : 0x01000000
    return (
      `[${(this.lab.now / 1000).toFixed(6)}]\t[${kind}] ipv4     2 tcp      6 ${state} src=10.0.0.1 dst=198.18.0.2 ` +
      `sport=${1000 + id} dport=443${bytes} ${back} ${kind === 'DESTROY' ? '[ASSURED] ' : ''}mark=${mark} id=${id}`
    )
  }

  record(id: number): string {
    const at = new Date(this.lab.now).toISOString()
    return `<134>1 ${at} - haproxy 1 - - aq1 t 10.0.0.1 ${1000 + id} a${id % 3}.site.kz - allowed 9 9 9 --`
  }

  /** Flows in the rows and in the open visits. */
  get counted(): number {
    this.journal.flush()
    const rows = this.lab.lines().map((line) => JSON.parse(line))
    return [...rows, ...this.ledger.open(this.clock)].reduce((sum, { flows = 0 }) => sum + flows, 0)
  }
}

test('a killed recorder goes on where it was: visits, octets, names', () => {
  const it = new Recording()
  it.ledger.answers([{ client: '10.0.0.1', name: 'www.site.kz', address: '198.18.0.2', refused: false }], it.clock)
  it.journal.flush()
  it.ledger.conntrack([it.line('NEW', 1), it.line('NEW', 2)], it.clock)
  it.wait(5)
  it.kill()
  it.ledger.records([it.record(2)], it.clock)
  it.kill()
  it.wait(120)
  it.ledger.conntrack([it.line('DESTROY', 1), it.line('DESTROY', 2), it.line('NEW', 3)], it.clock)
  it.kill()
  it.wait(130)
  it.ledger.conntrack([it.line('DESTROY', 3)], it.clock)
  it.wait(200)
  it.ledger.tick(it.clock)
  it.kill()
  it.ledger.tick(it.clock)
  it.journal.flush()
  const rows = it.lab
    .lines()
    .map((line) => JSON.parse(line))
    .filter(({ verdict }) => verdict !== undefined)
  assert.equal(
    rows.map(({ site, host, flows, up, down }) => [site, host, flows, up, down]),
    [['site.kz', 'www.site.kz', 3, 300, 300]],
  )
})

test('killed at any moment, each flow is counted once, and the chain holds', () => {
  const step = fc.record({
    what: fc.constantFrom('new', 'new', 'destroy', 'record', 'refused', 'tick', 'wait', 'flush', 'kill'),
    id: fc.integer({ min: 1, max: 12 }),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 80 }), (steps) => {
      const it = new Recording()
      const begun = new Set<number>()
      const ended = new Set<number>()
      const refusal = { source: '10.0.0.1', destination: '8.8.8.8', protocol: 'udp', port: 53, packets: 2 }
      let refused = 0
      for (const { what, id } of steps) {
        it.wait(0.5)
        if (what === 'new' && !begun.has(id)) {
          begun.add(id)
          it.ledger.conntrack([it.line('NEW', id)], it.clock)
        } else if (what === 'destroy' && begun.has(id) && !ended.has(id)) {
          ended.add(id)
          it.ledger.conntrack([it.line('DESTROY', id)], it.clock)
        } else if (what === 'record' && begun.has(id) && id % 2 === 0) it.ledger.records([it.record(id)], it.clock)
        else if (what === 'refused') {
          refused += 2
          it.ledger.refused([refusal], it.clock)
        } else if (what === 'tick') it.ledger.tick(it.clock)
        else if (what === 'wait') it.wait(id * 20)
        else if (what === 'flush') it.journal.flush()
        else if (what === 'kill') it.kill()
      }
      it.ledger.tick(it.clock)
      assert.is(it.counted, begun.size + refused)
      it.kill()
      assert.is(it.counted, begun.size + refused)
      assert.is(verifyFiles(it.lab.files, '/flash/journal').wrong, undefined)
    }),
    { numRuns: 150 },
  )
})

test('what waiting had settled stays settled: no second row, and a late record is no second flow', () => {
  for (const flushed of [false, true]) {
    const it = new Recording()
    it.ledger.conntrack([it.line('NEW', 2)], it.clock)
    it.ledger.records([it.record(4)], it.clock)
    it.wait(1)
    it.ledger.conntrack([it.line('DESTROY', 2)], it.clock)
    it.wait(30)
    it.ledger.tick(it.clock)
    assert.is(it.ledger.open(it.clock).length, 2)
    it.wait(25)
    if (flushed) it.journal.flush()
    it.kill()
    it.ledger.records([it.record(2)], it.clock)
    it.wait(200)
    it.ledger.tick(it.clock)
    it.wait(200)
    it.ledger.tick(it.clock)
    it.kill()
    it.wait(200)
    it.ledger.tick(it.clock)
    assert.equal(it.ledger.open(it.clock), [])
    assert.is(it.counted, 2)
  }
})

test('a state of many parts comes back whole: flows and names', () => {
  const recording = new Recording()
  const answers = Array.from({ length: 1203 }, (_, n) => ({
    client: '10.0.0.1',
    address: `198.18.${n >> 8}.${n & 255}`,
    name: `a${n}.site.kz`,
    refused: false,
  }))
  recording.ledger.answers(answers as never, recording.clock)
  const lines = Array.from({ length: 1203 }, (_, n) => recording.line('NEW', n + 1))
  recording.ledger.conntrack(lines, recording.clock)
  recording.journal.flush()
  recording.kill()
  assert.is(recording.ledger.flows, 1203)
  assert.is(recording.counted, 1203)
})

test('a name whose private addresses were left out is a row of no flow, and survives a kill', () => {
  const it = new Recording()
  const leftOut = (...names: string[]) =>
    it.ledger.leftOut(
      names.map((name) => ({ client: '10.0.0.1', name })),
      it.clock,
    )
  leftOut('a1.site.kz', 'unlisted.kz')
  it.kill()
  leftOut('a1.site.kz')
  const rows = it.ledger.open(it.clock).map(({ site, verdict, why, flows }) => [site, verdict, why, flows])
  assert.equal(rows, [['site.kz', 'refused', 'private-address', 0]])
  assert.equal(it.ledger.totals(), {})
})

test('a visit that was written is not written again after a kill', () => {
  const it = new Recording()
  it.ledger.conntrack([it.line('NEW', 2)], it.clock)
  it.wait(1)
  it.ledger.conntrack([it.line('DESTROY', 2)], it.clock)
  it.wait(300)
  it.ledger.tick(it.clock)
  it.ledger.tick(it.clock)
  assert.equal(it.ledger.open(it.clock), [])
  it.kill()
  it.wait(300)
  it.ledger.tick(it.clock)
  assert.is(it.counted, 1)
})

test('garbage is counted, and harms nothing', () => {
  const it = new Recording()
  it.ledger.conntrack(['', 'garbage', it.line('NEW', 1).slice(0, 50), it.line('NEW', 3)], it.clock)
  it.ledger.records(['garbage', it.record(2)], it.clock)
  assert.equal(it.ledger.garbage, { conntrack: 2, gate: 1 })
  it.wait(30)
  it.ledger.tick(it.clock)
  assert.is(it.counted, 2)
  assert.ok(it.lab.now > START)
})

test('a killed recorder knows the last record that it saw, also where its news were taken together since', () => {
  const recording = new Recording()
  assert.is(recording.ledger.lastRecord, undefined)
  const last = recording.record(4)
  recording.ledger.records([recording.record(2), last], recording.clock)
  recording.kill()
  assert.is(recording.ledger.lastRecord, last)
  // The start has just written the state anew: the record itself is in the spool no more.
  recording.kill()
  assert.is(recording.ledger.lastRecord, last)
})

test.run()
