/** The daemon's few places for forms: no room takes them from another. */
import { createServer, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace } from './own-namespace.ts'
import { far, type SmallSchool, startSmallSchool } from './small-school.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite("shares of the daemon's places")
const [, kept] = far
let school: SmallSchool
/** Forms of the first room that are with the daemon, and how many there were at most. */
let held = 0
let most = 0

/** Forms of the second room that wait until as many are here as it has places. */
const early: ServerResponse[] = []
const places = 10

/** Stands in for a daemon that answers one room and is busy with the other. */
const daemon = createServer((message, response) => {
  if (String(message.headers['x-aqtizim-client']).startsWith('192.168.2.')) {
    early.push(response)
    if (early.length >= places) for (const each of early) each.end('asked')
    return
  }
  held += 1
  most = Math.max(most, held)
  response.on('close', () => {
    held -= 1
  })
})

test.before(async () => {
  school = await startSmallSchool([`address=/kept.test/${kept}`], {}, 2)
  await new Promise<void>((resolve) => void daemon.listen(school.facts.requestsPort, '127.0.0.1', () => resolve()))
  await school.apply('sites:\n  - domain: kept.test\n')
})
test.after(async () => {
  daemon.closeAllConnections()
  daemon.close()
  await school?.stop()
})

test('one room that fills its half is told so, and a class of the other one is served, who waits as well', async () => {
  const [first, second] = school.pcs
  const form = { name: 'unlisted.test', address: kept }
  const refusing = first?.do('askForSite', { ...form, count: 40, enough: 30 })
  await until('the first room has its places', () => held === places)
  const served = await second?.do('askForSite', { ...form, count: 30, enough: 30 })
  assert.equal(served, Array(30).fill(200))
  const refused = await refusing
  // 504: on a busy machine the gate gives up the first ones before the last are sent.
  assert.ok(refused?.includes(503) && refused.every((status) => status === 503 || status === 504), String(refused))
  assert.is(most, places)
})

test.run()
