/** One PC asks for names that nobody answers: the router's own resolver, with its usual bound, goes on for the others. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { askResolver } from '../../src/firewall/probe-resolver.ts'
import { pause } from '../patience.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace } from './own-namespace.ts'
import { far, router, type SmallSchool, startSmallSchool } from './small-school.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('questions without an answer')
const [provider, kept] = far
let school: SmallSchool

test.before(async () => {
  // Without `dns-forward-max`: 150, as on a router.
  school = await startSmallSchool([`server=${provider}`])
  // Of names below silent.test the provider never hears.
  await school.site.do('answerNames', { names: { 'kept.test': { addresses: [kept] } } })
  await school.apply('sites:\n  - domain: silent.test\n  - domain: kept.test\n')
})
test.after(() => school?.stop())

test('the staff is answered, and so is the room for other names', async () => {
  const asking = school.pc.do('askForMany', { below: 'silent.test', server: router, count: 1200, everyMs: 10 })
  const own = school.firewall.live()?.plan.groups[0]?.ports.dns ?? 0
  let isOver = false
  const over = asking.finally(() => (isOver = true))
  over.catch(() => {})
  let looks = 0
  for (; !isOver; looks += 1) {
    // The staff asks the router's resolver itself, for names that it has to ask the provider for.
    assert.equal(await askResolver(53, 'kept.test', 20_000), [kept], `the staff, look ${looks}`)
    // The room's resolver, as its other PCs find it: this one has used up what a card may ask.
    assert.equal(await askResolver(own, 'kept.test', 20_000), [kept], `the room, look ${looks}`)
    await pause(100)
  }
  await over
  assert.ok(looks > 3)
})

test.run()
