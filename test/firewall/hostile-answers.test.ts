/** A listed site's name server answers with thousands of addresses: the sets have room for the others, and forget them soon. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { pause, until } from '../patience.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'
import { far, router, type SmallSchool, startSmallSchool } from './small-school.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('a name server that answers with thousands of addresses')
const [provider, kept] = far
const port = 443
let school: SmallSchool

interface Bounds {
  readonly size: number
  readonly timeout: number
}

function bounds(): Bounds {
  const { nftables } = JSON.parse(mustRun(['nft', '-j', '-t', 'list', 'set', 'inet', 'aqtizim', 'l1_4'])) as {
    nftables: { set?: Bounds }[]
  }
  const [found] = nftables.flatMap(({ set }) => set ?? [])
  if (found === undefined) throw new Error('there is no such set')
  return found
}

test.before(async () => {
  school = await startSmallSchool([`server=${provider}`], { nameCheck: false })
  const names = {
    ...{ 'many.test': { invented: 2000 }, 'some.test': { invented: 60 } },
    'kept.test': { addresses: [kept] },
  }
  await school.site.do('answerNames', { names })
  await school.site.do('serve', { port })
  // As an older version left it: the kernel would keep its bounds.
  const old = '{ type ipv4_addr; flags dynamic,timeout; timeout 30m; size 65536; }'
  mustRun(['nft', `add table inet aqtizim; add set inet aqtizim l1_4 ${old}`])
  await school.apply('sites:\n  - domain: many.test\n  - domain: some.test\n  - domain: kept.test\n')
})
test.after(() => school?.stop())

test('a set has the bounds of this version, whatever stood before', () => {
  assert.ok(bounds().size > 65_536 && bounds().timeout < 120, JSON.stringify(bounds()))
})

test('an answer that fits fills the set; one that has to come over TCP never does, and stops nobody else', async () => {
  await school.pc.do('askForMany', { below: 'some.test', server: router, count: 20, everyMs: 100 })
  await until('600 addresses came', () => school.elements('l1_4').length >= 600)
  await school.pc.do('askWithoutEnd', { name: '*.many.test', server: router, everyMs: 50 })
  for (let look = 0; look < 10; look += 1) {
    await pause(500)
    assert.equal(await school.pc.do('resolve', { name: 'kept.test', server: router }), [kept])
    await school.pc.do('hold', { key: 'kept', address: kept, port, count: 1 })
    assert.is(await school.pc.do('beat', { key: 'kept' }), 1, `look ${look}`)
  }
  assert.ok(school.elements('l1_4').length <= 20 * 60 + 1)
})

test('addresses that nobody connects to leave, and the one in use stays', async () => {
  await school.pc.do('stopAsking', {})
  await until('the set is empty but for one', () => school.elements('l1_4').length <= 1)
})

test.run()
