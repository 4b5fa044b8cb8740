/** The daemon's few places for forms: no room takes them from another. */
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
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

/** Stands in for a daemon that answers one room and is busy with the other. */
const daemon = createServer((message, response) => {
  if (String(message.headers['x-aqtizim-client']).startsWith('192.168.2.')) return void response.end('asked')
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

test('one room that fills its half is told so, and the other one is served', async () => {
  const [first, second] = school.pcs
  const form = { name: 'unlisted.test', address: kept }
  const refused = await first?.do('askForSite', { ...form, count: 40, enough: 30 })
  // 504: on a busy machine the gate gives up the first ones before the last are sent.
  assert.ok(refused?.includes(503) && refused.every((status) => status === 503 || status === 504), String(refused))
  assert.ok(most > 0 && most <= 10, `${most} at once`)
  assert.equal(await second?.do('askForSite', { ...form, count: 5, enough: 5 }), [200, 200, 200, 200, 200])
})

test.run()
