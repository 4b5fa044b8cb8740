/** Faults of every kind under load, with real rsyslog and ClickHouse: no row is lost, none is there twice, and others are unhurt. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { suite } from '../suite.ts'
import { lineOf } from './balance.ts'
import { FaultLab } from './fault-lab.ts'
import { faults } from './faults.ts'

const root = mkdtempSync(join(tmpdir(), 'district-'))
const test = suite('faults')
let lab: FaultLab

test.before(async () => {
  await bundle()
  lab = await FaultLab.create(root)
  await lab.start()
})

test.after(async () => {
  await lab?.stop()
  rmSync(root, { recursive: true, force: true })
})

for (const fault of faults)
  test(fault.name, async () => {
    assert.ok(fault.needsDisks !== true || lab.disks !== undefined, 'no namespace for a small disk')
    await lab.run(fault)
  })

test('all of it together', async () => {
  const balance = await lab.balance()
  assert.match(lineOf(balance), /^district: (\d+) rows sent, \1 queryable, 0 lost, 0 twice$/)
  assert.ok(balance.sent > 15_000)
})

test.run()
