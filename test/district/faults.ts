/** What can go wrong on the way from routers to ClickHouse, each as something that a test does under load. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { sql, trusted } from '../../src/district/sql.ts'
import { quick, School } from '../forward/school.ts'
import { visit } from '../logger/journal-lab.ts'
import { pause, until } from '../patience.ts'
import type { Fault, FaultLab } from './fault-lab.ts'

type Kill = (lab: FaultLab) => Promise<void>

const victims: Readonly<Record<string, Kill>> = {
  'the loader': async ({ district }) => {
    await district.stopLoader()
    await pause(300)
    district.startLoader()
  },
  ClickHouse: async ({ district }) => {
    await district.server.stop()
    await pause(300)
    await district.server.start()
  },
  rsyslog: async ({ district }) => {
    await district.rsyslog.kill()
    await pause(300)
    await district.rsyslog.start()
  },
  'the spooler': async ({ district }) => {
    const [pid] = district.spoolers()
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  },
}

const kills: readonly Fault[] = Object.entries(victims).map(([name, kill]) => ({
  name: `${name} is killed, again and again`,
  async work(lab, { school }) {
    for (let turn = 0; turn < 3; turn++) {
      school.write(1000)
      await pause(200 * turn)
      await kill(lab)
    }
  },
}))

const count = async ({ district }: FaultLab, from: string) =>
  Number((await district.clickhouse.rows<{ rows: string }>(trusted(`SELECT count() AS rows FROM ${from}`)))[0]?.rows)

const clickhouseFull: Fault = {
  name: "ClickHouse's disk is full",
  needsDisks: true,
  async work({ district, disks }, { school }) {
    const disk = join(district.folder, 'clickhouse/data')
    disks?.fill(disk)
    school.write(2000)
    await until(
      'the loader is told that there is no room',
      () => /No space left on device|Not enough (free )?space|Cannot reserve/.test(district.said),
      () => district.said.slice(-1500),
    )
    school.write(500)
    disks?.empty(disk)
  },
}

/** rsyslog has no queue of its own: the spool is the only one. */
const spoolFull: Fault = {
  name: 'the queue is full: the disk of the spool',
  needsDisks: true,
  async work({ district, disks }, { school, forwarder }) {
    disks?.fill(district.spool)
    school.write(2000)
    await until('the router is not answered', () => (forwarder.standings()[0]?.lag ?? 0) > 0)
    await pause(3000)
    assert.ok((forwarder.standings()[0]?.lag ?? 0) > 0, 'rows were taken for arrived while there was no room')
    school.write(500)
    disks?.empty(district.spool)
  },
}

const rubbish: Fault = {
  name: 'a school sends rubbish',
  async work(lab, { school }) {
    const before = await count(lab, 'rejected')
    school.write(300)
    const frame = (text: string | Buffer) =>
      Buffer.concat([Buffer.from(`${Buffer.byteLength(text)} `), Buffer.from(text)])
    for (const bytes of [
      Buffer.from('GET / HTTP/1.1\r\nHost: district\r\n\r\n'),
      randomBytes(200_000),
      Buffer.alloc(3_000_000, 'y'),
      Buffer.from('999999999 <134>1 '),
      Buffer.from(`${'9'.repeat(100_000)} x`),
      Buffer.concat(
        Array.from({ length: 500 }, (_, at) => frame(`<134>1 - h a - visit [aqtizim@32473 journal="${at}"] {}`)),
      ),
      frame(Buffer.concat([Buffer.from('<134>1 - h a - visit - '), randomBytes(1000)])),
      frame('<134>1 - h a - visit [aqtizim@32473 id="x\\"] {"n":1}\n{"n":2}'),
    ]) {
      school.write(50)
      await lab.sendRaw(bytes)
    }
    await until('it is among what was rejected', async () => (await count(lab, 'rejected')) > before)
  },
}

const otherSchool: Fault = {
  name: "a school sends rows as another school's",
  async work(lab, { school, journal }) {
    const forger = new School(join(lab.district.folder, `forger-of-${journal}`))
    forger.targets = [lab.district.target({ hostname: 'school-forger' })]
    // The same numbers, other rows; the first of them arrive before the true ones.
    forger.now += 60_000
    forger.write(300)
    const forwarder = forger.forward({ journal, timings: { ...quick, roundMs: 500 } })
    try {
      await until('they are there', () => forwarder.standings()[0]?.lag === 0)
      school.write(500)
      forger.write(300)
      await until('they are there too', () => forwarder.standings()[0]?.lag === 0)
    } finally {
      forwarder.stop()
    }
    const where = `visits WHERE journal = '${journal}'`
    await until('the true ones too', async () => (await count(lab, where)) > 1000)
    const { status, output } = lab.district.run(['verify', journal])
    assert.is(status, 1)
    assert.match(output, /more than one content|another version/)
  },
}

const unset: Fault = {
  name: 'a clock of 1970',
  async work(lab, { school, journal }) {
    const { now } = school
    school.now = 7000
    school.write(300)
    school.now = now
    school.write(300)
    await until('they are in the tables, with no day', async () => {
      const [found] = await lab.district.clickhouse.rows<{ rows: string }>(
        sql`SELECT count() AS rows FROM visits WHERE journal = ${journal} AND toUInt16(day) = 0`,
      )
      return Number(found?.rows) === 300
    })
  },
}

const long: Fault = {
  name: 'rows of 64 KiB',
  async work(_, { school }) {
    for (let n = 0; n < 60; n++) {
      const bare = Buffer.byteLength(JSON.stringify(school.journal.append(visit('.kz', { room: 'Информатика' }))))
      school.journal.append(visit(`${'x'.repeat(64 * 1024 - bare)}.kz`, { room: 'Информатика' }))
      school.write(20)
    }
  },
}

export const faults: readonly Fault[] = [...kills, clickhouseFull, spoolFull, rubbish, otherSchool, unset, long]
