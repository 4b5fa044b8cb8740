/** Rows on their way from routers to ClickHouse, over TLS with certificates. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { pause, until } from '../patience.ts'
import { suite } from '../suite.ts'
import { District } from './district.ts'
import { Senders } from './sending.ts'

const root = mkdtempSync(join(tmpdir(), 'district-'))
let district: District
let senders: Senders
const test = suite('delivery')

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

test('rows of two schools', async () => {
  const [one, two] = [senders.add(), senders.add()]
  one.school.write(3000)
  two.school.write(500)
  await senders.holds(one)
  await senders.holds(two)
})

test('a school without a certificate of ours is not heard', async () => {
  const stranger = senders.add()
  stranger.school.targets = [district.target({ cert: undefined, key: undefined })]
  stranger.school.write(10)
  await until(
    'it is refused',
    () => stranger.forwarder.faults().length > 0 || stranger.forwarder.standings()[0]?.up === false,
  )
  await pause(1500)
  assert.is((await district.count(stranger.journal)).rows, 0)
  stranger.forwarder.stop()
})

test('the spool is empty when all of it is over', async () => {
  const sending = senders.add()
  sending.school.write(10)
  await senders.holds(sending)
  // What rsyslog has open stays; a new one begins when rsyslog does.
  await district.rsyslog.kill('SIGTERM')
  await until(
    'only the locks are left',
    () => district.spooled() < 1000,
    () => `${district.spooled()} octets`,
  )
  await district.rsyslog.start()
})

test.run()
