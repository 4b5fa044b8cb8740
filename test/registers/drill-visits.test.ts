/** Tests which visits count as a drill's. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { VisitRow } from '../../src/logger/record.ts'
import { type Drills, duringDrill } from '../../src/registers/drill.ts'
import { drillVisits } from '../../src/registers/drill-visits.ts'

const test = suite('visits of drills')

const probe = { name: 'vk.com', category: 'social', expected: 'shut', verdict: 'refused', http: 'failed' } as const
const runOf = (mac: string, from: string, to: string) => ({
  ...{ pc: 'PC-01', mac, ip: '192.168.1.101', from, to, version: 1 },
  probes: [{ ...probe, https: 'failed' as const }],
})
const drills: Drills = {
  drills: [
    {
      ...{ id: 'a', room: 'r', user: 'u', from: '2026-10-05T23:50:00+05:00', until: '2026-10-06T00:20:00+05:00' },
      runs: [
        runOf('02:00:00:00:00:01', '2026-10-05T23:59:30+05:00', '2026-10-06T00:00:30+05:00'),
        runOf('02:00:00:00:00:02', '2026-10-06T00:10:00+05:00', '2026-10-06T00:10:40+05:00'),
      ],
    },
  ],
}
const visit = (start: string, mac = '02:00:00:00:00:01', site = 'vk.com') =>
  ({ start, mac, site, ip: '192.168.1.101', verdict: 'refused' }) as unknown as VisitRow

test('a run over midnight has visits on both days', () => {
  const isDrill = drillVisits(drills)
  assert.ok(isDrill(visit('2026-10-05T23:59:40+05:00')))
  assert.ok(isDrill(visit('2026-10-06T00:00:10+05:00')))
  assert.not(isDrill(visit('2026-10-06T00:10:10+05:00')))
  assert.ok(isDrill(visit('2026-10-06T00:10:10+05:00', '02:00:00:00:00:02')))
  assert.not(isDrill(visit('2026-10-06T00:00:10+05:00', '02:00:00:00:00:01', 'tiktok.com')))
  assert.not(isDrill(visit('2026-10-07T00:00:10+05:00')))
  assert.not(isDrill({ ...visit('2026-10-06T00:00:10+05:00'), verdict: 'allowed' }))
})

test('says what duringDrill says', () => {
  const isDrill = drillVisits(drills)
  for (let minute = 0; minute < 60; minute++)
    for (const mac of ['02:00:00:00:00:01', '02:00:00:00:00:02', '02:00:00:00:00:03']) {
      const each = visit(`2026-10-06T00:${String(minute).padStart(2, '0')}:15+05:00`, mac)
      assert.is(isDrill(each), duringDrill(drills, each))
    }
})

test.run()
