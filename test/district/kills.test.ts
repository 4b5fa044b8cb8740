/** Each program on the way from routers to ClickHouse is killed under load: no row is lost, and none is there twice. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from '../../build/bundle.ts'
import { pause, until } from '../patience.ts'
import { suite } from '../suite.ts'
import { District } from './district.ts'
import { Senders } from './sending.ts'

const root = mkdtempSync(join(tmpdir(), 'district-'))
let district: District
let senders: Senders
const test = suite('kills')

test.before(async () => {
  await bundle()
  district = await District.create(root)
  senders = new Senders(district)
  await district.start()
})

test.after(async () => {
  senders.stop()
  await district.stop()
  rmSync(root, { recursive: true })
})

const victims: Readonly<Record<string, () => Promise<void>>> = {
  'the loader': async () => {
    await district.stopLoader()
    await pause(300)
    district.startLoader()
  },
  ClickHouse: async () => {
    await district.server.stop()
    await pause(300)
    await district.server.start()
  },
  rsyslog: async () => {
    await district.rsyslog.kill()
    await pause(300)
    await district.rsyslog.start()
  },
  'the spooler': async () => {
    const [pid] = district.spoolers()
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  },
}

for (const [name, kill] of Object.entries(victims))
  test(`${name} is killed, again and again`, async () => {
    const sending = senders.add()
    for (let turn = 0; turn < 3; turn++) {
      sending.school.write(1000)
      await pause(200 * turn)
      await kill()
    }
    await senders.holds(sending)
    await until('everything is settled', () => sending.forwarder.standings()[0]?.lag === 0)
    await senders.holds(sending)
  })

test.run()
