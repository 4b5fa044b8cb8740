/** On the lab's router: an older list that root brings back does not pass for the newest one. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import type { Health } from '../../src/luci-bridge/contract.ts'
import { type Aqtizim, installAqtizim } from '../lab/aqtizim.ts'
import { startLab } from '../lab/lab.ts'
import { until } from '../patience.ts'

const test = suite('rollback')

async function failures(aqtizim: Aqtizim): Promise<string[]> {
  const { stdout } = await aqtizim.command('health', '--json')
  const { checks } = JSON.parse(stdout) as Health
  return checks.filter(({ verdict }) => verdict === 'failed').map(({ id, message }) => `${id} ${message.code}`)
}

type Rows = readonly Readonly<Record<string, unknown>>[]
const rowsOf = async (aqtizim: Aqtizim) => (await aqtizim.journal()) as readonly object[] as Rows
const alarmsOf = async (aqtizim: Aqtizim) =>
  (await rowsOf(aqtizim)).filter(({ event }) => event === 'alarm').map(({ about, code }) => `${about} ${code}`)

test('what root does to the versions while the daemon is down is a fault and an alarm with its code', async () => {
  await bundle()
  const lab = await startLab()
  try {
    const aqtizim = await installAqtizim(lab)
    const etc = join(aqtizim.root, 'etc/aqtizim')
    const version = (number: number, part: string) => join(etc, `versions/000${number}.${part}`)
    const list = join(aqtizim.root, 'list.yaml')
    const approve = async (domain: string) => {
      writeFileSync(list, `sites:\n  - domain: ${domain}\n`)
      const { status, stderr } = await aqtizim.command('approve', list, '--by', 'Director', '--date', '2026-09-01')
      assert.is(status, 0, stderr)
    }
    for (const name of ['one.test', 'two.test', 'three.test']) await approve(name)
    // On a busy machine the gate may be slow to answer right after three lists.
    await until('all is well', async () => (await failures(aqtizim)).length === 0)
    const approved = (await rowsOf(aqtizim)).filter(({ event }) => event === 'approved')
    assert.equal(
      approved.map(({ version: number, sha256 }) => [number, typeof sha256]),
      [1, 2, 3].map((number) => [number, 'string']),
    )
    const kept = JSON.parse(readFileSync(join(etc, 'versions.json'), 'utf8'))
    assert.equal(kept, { format: 1, highest: { version: 3, sha256: approved[2]?.sha256 } })

    const during = async (change: () => void, ...codes: string[]) => {
      const before = (await alarmsOf(aqtizim)).length
      await aqtizim.restart(change)
      const news = async () => (await alarmsOf(aqtizim)).slice(before)
      for (const code of codes) await until(`an alarm ${code}`, async () => (await news()).includes(code))
      await until('health says so', async () => (await failures(aqtizim)).some((failure) => codes.includes(failure)))
    }

    // The newest list is removed with all that names it.
    await during(() => {
      for (const part of ['yaml', 'json']) rmSync(version(3, part))
    }, 'approved-version version-lost')
    await approve('four.test')
    await until('all is well', async () => (await failures(aqtizim)).length === 0)
    await during(
      () => {
        for (const part of ['yaml', 'json']) rmSync(version(4, part))
        rmSync(join(etc, 'versions.json'))
      },
      'version-trace version-trace-behind',
      'approved-version version-lost',
    )
    await approve('five.test')
    // An old one under a higher number, with a record that fits.
    await during(() => {
      cpSync(version(1, 'yaml'), version(6, 'yaml'))
      const record = JSON.parse(readFileSync(version(1, 'json'), 'utf8'))
      writeFileSync(version(6, 'json'), JSON.stringify({ ...record, version: 6 }))
    }, 'approved-version version-file-fault')
    const status = JSON.parse((await aqtizim.command('status', '--json')).stdout)
    assert.is(status.list.version, 5)
  } finally {
    await lab.stop()
  }
})

test.run()
