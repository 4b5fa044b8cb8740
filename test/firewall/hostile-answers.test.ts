/** A listed site's name server answers with thousands of addresses: the sets have room for the others, and forget them soon. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { createAnswerSets } from '../../src/firewall/answer-sets.ts'
import { startWatch, type Watch } from '../../src/firewall/watch.ts'
import { checkAnswerSets } from '../../src/health/engine-checks.ts'
import { nodeMachine } from '../../src/machine/node-machine.ts'
import { pause, until } from '../patience.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'
import { far, router, type SmallSchool, startSmallSchool } from './small-school.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('a name server that answers with thousands of addresses')
const [provider, kept] = far
const port = 443
const machine = nodeMachine()
const answerSets = createAnswerSets(() => school?.firewall.live()?.plan)
let school: SmallSchool
let watch: Watch

/** Elements of the set of IPv4 as the daemon counts them, from what the kernel tells of each. */
function counted(): number {
  const found = answerSets.read(machine.uptime()).find(({ set }) => set === 'l1_4')
  return found?.elements ?? 0
}

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
  watch = startWatch({
    ...{ machine, isFixed: () => false, onKernelChange: () => {}, onRuleChange: () => {}, onBlind: () => {} },
    onFilled: (set, addresses, isAdded) => answerSets.note(set, addresses, isAdded, machine.uptime()),
  })
  await until('the kernel is heard', async () => {
    mustRun(['nft', 'add', 'element', 'inet', 'aqtizim', 'l1_4', '{ 198.18.77.77 }'])
    mustRun(['nft', 'delete', 'element', 'inet', 'aqtizim', 'l1_4', '{ 198.18.77.77 }'])
    mustRun(['nft', 'add', 'element', 'inet', 'aqtizim', 'l1_4', '{ 198.18.77.77 timeout 1s }'])
    return counted() > 0
  })
})
test.after(async () => {
  watch?.stop()
  await school?.stop()
})

test('a set has the bounds of this version, whatever stood before', () => {
  assert.ok(bounds().size > 65_536 && bounds().timeout < 120, JSON.stringify(bounds()))
})

test('an answer that fits fills the set; one that has to come over TCP never does, and stops nobody else', async () => {
  await school.pc.do('askForMany', { below: 'some.test', server: router, count: 20, everyMs: 100 })
  await until('600 addresses came', () => school.elements('l1_4').length >= 600)
  await until('as many are counted', () => counted() >= 600)
  assert.ok(counted() <= 20 * 60 + 2, `${counted()} are counted`)
  const { verdict, what } = checkAnswerSets(answerSets.read(machine.uptime()))
  assert.is(verdict, 'ok')
  assert.match(what.text, /of informatics, has [0-9]+ of 262144 places/)
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
  const [left = ''] = school.elements('l1_4')
  assert.match(left, new RegExp(`"${kept}"`))
  await until('none is counted', () => counted() === 0)
})

test.run()
