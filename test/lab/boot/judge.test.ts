/** Tests what the boot lab makes of what it saw: openings, flows that a power cut may cost, and its last line. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { listed, unlisted } from '../faults/targets.ts'
import type { JournalRow } from '../journal-check.ts'
import type { Sighting } from '../observations.ts'
import { exitStatus, judgeCut, lastLine, openings } from './judge.ts'

const test = suite('boot lab')
const began = Date.parse('2026-09-01T09:00:00+05:00')
const at = (second: number) => began + second * 1000
const time = (second: number) => new Date(at(second)).toISOString()
const life = { bootedAt: began, cutAt: at(60) }

const arrival = (second: number): Sighting => ({
  ...{ place: 'internet', kind: 'request', at: at(second), address: listed.http.address, port: 80 },
  ...{ host: listed.http.name, path: `/listed-${second}` },
})
const row = (second: number, flows: number, more: JournalRow = {}): JournalRow => ({
  ...{ start: time(second), site: listed.http.name, verdict: 'allowed', flows },
  ...more,
})
const gap = (from: number, why = 'power-cut'): JournalRow => ({ gap: { from: time(from), to: time(90), why } })
const seen = [10, 20, 30, 40, 55].map(arrival)

test('what was not written yet may be missing where the journal says so', () => {
  const { faults, ...report } = judgeCut(life, seen, [row(10, 4), gap(50)], 10)
  assert.equal(report, { lost: 0, missingMs: 10_000, recorded: 4 })
  assert.equal(faults, [])
})

test('a flow that had to be written and stands in no row is lost', () => {
  const { lost, faults } = judgeCut(life, seen, [row(10, 3), gap(50)], 10)
  assert.is(lost, 1)
  assert.equal(faults, ['1 flows that had to be written stand in no row'])
})

test('rows of other sites, of other lives and of refusals do not stand for it', () => {
  const others = [row(10, 9, { site: 'vk.test' }), row(-60, 9), row(95, 9), row(10, 9, { verdict: 'refused', why: '' })]
  assert.is(judgeCut(life, seen, [...others, gap(50)], 10).lost, 4)
  // The gate died before it said what became of them.
  assert.is(judgeCut(life, seen, [row(10, 4, { verdict: 'refused', why: 'gate-down' }), gap(50)], 10).lost, 0)
})

test('a power cut of which the journal does not tell is a fault, whatever is there', () => {
  for (const rows of [[row(10, 5)], [row(10, 5), gap(50, 'daemon-down')], [row(10, 5), gap(70)]]) {
    const { missingMs, faults } = judgeCut(life, seen, rows, 10)
    assert.is(missingMs, undefined)
    assert.equal(faults, ['the journal does not tell of the power cut'])
  }
})

test('more than flush_seconds missing is a fault', () => {
  assert.equal(judgeCut(life, seen, [row(10, 4), gap(40)], 10).faults, ['rows of 20.0 s are missing, 10 s may be'])
  assert.equal(judgeCut(life, seen, [row(10, 4), gap(40)], 20).faults, [])
})

test('what is unlisted and arrives is an opening', () => {
  const opening: Sighting = { place: 'internet', kind: 'flow', at: began, address: unlisted.v4, port: 443 }
  assert.equal(openings([...seen, { ...opening, place: 'router' }]), [])
  assert.equal(openings([...seen, opening]), [`flow at ${unlisted.v4} port 443`])
})

test('the last line and the exit status', () => {
  const good = { boots: 42, cuts: 40, opened: 0, lost: 0, faults: 0 }
  assert.is(lastLine(good), 'boot: 42 boots, 40 cuts, 0 opened, 0 lost')
  assert.is(exitStatus(good), 0)
  for (const bad of [{ boots: 0 }, { opened: 1 }, { lost: 1 }, { faults: 1 }])
    assert.is(exitStatus({ ...good, ...bad }), 1, JSON.stringify(bad))
  assert.is(lastLine({ ...good, faults: 2 }), 'boot: 42 boots, 40 cuts, 0 opened, 0 lost, 2 wrong')
})

test.run()
