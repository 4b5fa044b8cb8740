/** One PC asks for names that nobody answers: the router's own resolver goes on for the staff and for the other rooms. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { askResolver } from '../../src/firewall/probe-resolver.ts'
import { pause } from '../patience.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace } from './own-namespace.ts'
import { far, router, type SmallSchool, startSmallSchool } from './small-school.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const [provider, kept] = far

for (const { what, silent, limit } of [
  { what: 'below one listed site, with the stock resolver as OpenWrt has it', silent: 1, limit: [] },
  { what: 'below six, with what the installation sets', silent: 6, limit: ['dns-forward-max=1500'] },
]) {
  const test = suite(`questions without an answer ${what}`)
  let school: SmallSchool

  test.before(async () => {
    school = await startSmallSchool([`server=${provider}`, ...limit], {}, 2)
    // Of names below the silent sites the provider never hears.
    await school.site.do('answerNames', { names: { 'kept.test': { addresses: [kept] } } })
    const sites = Array.from({ length: silent }, (_, at) => `  - domain: silent${at}.test\n`)
    await school.apply(`sites:\n${sites.join('')}  - domain: kept.test\n`)
  })
  test.after(() => school?.stop())

  test('the staff is answered, and so are both rooms for other names', async () => {
    let looks = 0
    /** As long as it takes to look four times, however slow the looks are. */
    const ask = async (_: unknown, at: number) => {
      const many = { server: router, count: 1200 / silent, everyMs: 10 * silent }
      do await school.pc.do('askForMany', { below: `silent${at}.test`, ...many })
      while (looks < 4)
    }
    const asking = Promise.all(Array.from({ length: silent }, ask))
    const own = school.firewall.live()?.plan.groups[0]?.ports.dns ?? 0
    const [, other] = school.pcs
    let isOver = false
    void asking.then(() => (isOver = true))
    for (; !isOver; looks += 1) {
      // The staff asks the router's resolver itself, for names that it has to ask the provider for.
      assert.equal(await askResolver(53, 'kept.test', 20_000), [kept], `the staff, look ${looks}`)
      // The room's resolver, as its other PCs find it: this one has used up what a card may ask.
      assert.equal(await askResolver(own, 'kept.test', 20_000), [kept], `the room, look ${looks}`)
      const answer = await other?.do('resolve', { name: 'kept.test', server: '192.168.2.1' })
      assert.equal(answer, [kept], `the other room, look ${looks}`)
      await pause(100)
    }
    assert.ok(looks >= 4)
  })

  test.run()
}
