/** What the journal says of the newest version against what the router remembers of it. */
import { fs as memory, vol } from 'memfs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Found } from '../../src/logger/query.ts'
import type { Files } from '../../src/machine/machine.ts'
import { traceVersions } from '../../src/recording/version-trace.ts'
import { newest } from '../../src/whitelist/file.ts'
import { type Highest, readHighest, writeHighest } from '../../src/whitelist/highest.ts'
import { approve } from '../../src/whitelist/write-version.ts'

const test = suite('the trace of versions')
const files = memory as unknown as Files
const dir = '/etc/aqtizim/versions'
const approver = { by: 'A', post: '', order: '', date: '', user: 'root', at: '2026-10-05T09:12:03+05:00' }
const hash = (digit: string) => digit.repeat(64)

/** Approves so many lists; gives their hashes. */
function start(versions: number): string[] {
  vol.reset()
  return Array.from({ length: versions }, (_, index) => {
    approve(files, dir, `sites:\n  - domain: site${index}.kz\n`, approver, { rooms: [] })
    return readHighest(files, dir)?.highest?.sha256 ?? ''
  })
}

const row = (details: object): Found => ({
  line: '',
  date: '',
  row: { kind: 'event', row: { n: 1, at: '', event: 'approved', ...details } },
})

async function trace(...rows: (Found | string)[]) {
  const events: [string, object][] = []
  const changed = await traceVersions({
    ...{ files, dir, rows: () => rows, breathe: async () => {}, isOver: () => false },
    onDisk: () => newest(files, dir, { rooms: [] }).version,
    event: (name, details) => void events.push([name, details]),
  })
  const alarms = events.flatMap(([name, details]) => (name === 'alarm' ? [(details as { code: string }).code] : []))
  return { changed, alarms, told: events.at(-1), kept: readHighest(files, dir) }
}

test('what agrees is told in a row, and nothing else happens', async () => {
  const [, second = ''] = start(2)
  const highest = { version: 2, sha256: second }
  for (const told of [[], [row(highest)], ['a piece', row({ version: 2 })], [row({ version: 1, sha256: hash('a') })]])
    assert.equal(await trace(...told), {
      changed: false,
      alarms: [],
      told: ['newest-version', highest],
      kept: { highest },
    })
})

test('a router of an older version takes over what is there, with the signature that it has', async () => {
  const [, second = ''] = start(2)
  const highest = { version: 2, sha256: second }
  vol.unlinkSync(`${dir}.json`)
  assert.equal(await trace(), { changed: true, alarms: [], told: ['newest-version', highest], kept: { highest } })
  const record = JSON.parse(String(vol.readFileSync(`${dir}/0002.json`)))
  vol.writeFileSync(`${dir}/0002.json`, JSON.stringify({ ...record, signature: 'untrusted comment: x' }))
  vol.unlinkSync(`${dir}.json`)
  assert.equal((await trace()).kept, { highest, unnumbered: true })
})

test('a file that is gone, damaged or of an older version is an alarm, and the journal is believed', async () => {
  const [first = '', second = ''] = start(2)
  const highest = { version: 2, sha256: second }
  const older: Highest = { highest: { version: 1, sha256: first } }
  for (const spoil of [
    () => vol.unlinkSync(`${dir}.json`),
    () => vol.writeFileSync(`${dir}.json`, 'x'),
    () => writeHighest(files, dir, older),
    () => writeHighest(files, dir, { highest: { version: 2, sha256: hash('b') } }),
  ]) {
    spoil()
    const { alarms, kept, changed } = await trace(row(highest))
    assert.equal([alarms, kept, changed], [['version-trace-behind'], { highest }, true])
  }
})

test('versions and file removed together are missed by the journal', async () => {
  const [, second = ''] = start(2)
  for (const name of ['0002.yaml', '0002.json']) vol.unlinkSync(`${dir}/${name}`)
  vol.unlinkSync(`${dir}.json`)
  const { alarms, kept } = await trace(row({ version: 2, sha256: second }))
  assert.equal([alarms, kept], [['version-trace-behind'], { highest: { version: 2, sha256: second } }])
  assert.equal(
    newest(files, dir, { rooms: [] }).faults.map(({ code }) => code),
    ['version-lost'],
  )
})

test('an approval that a power cut ended at its last step is finished', async () => {
  const [first = '', second = ''] = start(2)
  writeHighest(files, dir, { highest: { version: 1, sha256: first }, pending: { version: 2, sha256: second } })
  assert.is(newest(files, dir, { rooms: [] }).version?.version, 2)
  const { alarms, kept } = await trace(row({ version: 1, sha256: first }))
  assert.equal([alarms, kept], [[], { highest: { version: 2, sha256: second } }])
})

test('without any version there is nothing to tell', async () => {
  start(0)
  assert.equal(await trace(), { changed: false, alarms: [], told: undefined, kept: undefined })
})

test.run()
