/** The whole way of a page, from the question for its name to its site: with real resolvers, gate and site, and judged. */
import { fileURLToPath } from 'node:url'
import { suite as plainSuite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Check } from '../../src/health/check.ts'
import { checkListed, checkUpstreams, type ListedReading, namesToTry } from '../../src/health/end-to-end.ts'
import { readListed, readUpstreams } from '../../src/health/readings.ts'
import { room } from '../firewall/gate-plan.ts'
import { enterOwnNamespace } from '../firewall/own-namespace.ts'
import { plan as samplePlan } from '../firewall/sample.ts'
import { far, type SmallSchool, startSmallSchool } from '../firewall/small-school.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const is = (check: Check, verdict: Check['verdict'], words = /./) => {
  assert.is(check.verdict, verdict, check.what.text)
  assert.match(check.what.text, words)
  if (verdict !== 'ok') assert.match(check.remedy?.text ?? '', /\.$/)
}

const judged = plainSuite('what was read of the way of a page')
const listed = (...names: ListedReading['names']) => checkListed({ group: { key: 'l1', rooms: [room('a', 1)] }, names })

judged('a name server that does not answer is named, with what helps', () => {
  const stock = (answer: Parameters<typeof checkUpstreams>[0][number]['answer']) =>
    checkUpstreams([{ upstream: '127.0.0.1#53', answer }])
  is(stock({ code: 'ENOTFOUND' }), 'ok')
  is(stock(['192.0.2.1']), 'ok')
  is(stock({ code: 'EREFUSED' }), 'ok')
  for (const code of ['ECONNREFUSED', 'ETIMEOUT']) {
    const check = stock({ code })
    is(check, 'failed', new RegExp(`127\\.0\\.0\\.1#53.*${code}`))
    assert.match(check.remedy?.text ?? '', /service dnsmasq restart/)
  }
  const away = { upstream: '192.0.2.1#53', answer: { code: 'ETIMEOUT' } }
  is(checkUpstreams([away]), 'failed', /192/)
  is(checkUpstreams([away, { upstream: '192.0.2.2#53', answer: { code: 'ENOTFOUND' } }]), 'warning', /192/)
})

judged(
  'one site that is reached will do; none is a fault where there was an answer for its name, or nobody answers',
  () => {
    const [found, gone, silent] = [['192.0.2.1'], { code: 'ENOTFOUND' }, { code: 'ESERVFAIL' }]
    is(listed(), 'ok')
    is(listed({ name: 'a.kz', answer: silent }, { name: 'b.kz', answer: found, reached: true }), 'ok')
    is(
      listed({ name: 'a.kz', answer: found, reached: false }, { name: 'b.kz', answer: gone }),
      'failed',
      /reach.*a\.kz/,
    )
    is(listed({ name: 'a.kz', answer: silent }, { name: 'b.kz', answer: silent }), 'failed', /a\.kz \(ESERVFAIL\)/)
    is(listed({ name: 'a.kz', answer: gone }), 'warning', /a\.kz/)
    is(listed({ name: 'a.kz', answer: gone }, { name: 'b.kz', answer: silent }), 'warning')
  },
)

judged('other names are tried each minute, and none that opens nowhere', () => {
  const plan = samplePlan()
  const [group] = plan.groups
  assert.ok(group)
  const at = (minute: number) => namesToTry(plan, group, minute * 60_000)
  assert.equal([at(0).length, at(0)[0], at(1)[0]], [3, 'bilimland.kz', 'www.gov.kz'])
  assert.equal([...new Set([0, 1, 2, 3].flatMap(at))].length, group.domains.length)
  assert.equal(namesToTry(plan, { ...group, rooms: group.rooms.map((one) => ({ ...one, paused: true })) }, 0), [])
})
judged.run()

const test = suite('the way of a page')
let school: SmallSchool
test.before(async () => {
  school = await startSmallSchool([`address=/page.test/${far[0]}`, 'address=/away.test/198.18.0.99'])
  await school.site.do('serveWeb', {})
})
test.after(() => school?.stop())

/** As the monitor makes them. */
async function checks(): Promise<Check[]> {
  const plan = school.firewall.live()?.plan
  if (plan === undefined) throw new Error('nothing is in force')
  const [upstreams, reading] = [await readUpstreams(plan, 1), await readListed(plan, 0, 1)]
  return [checkUpstreams(upstreams), ...reading.map(checkListed)]
}
const verdicts = async () => (await checks()).map(({ id, verdict }) => `${id} ${verdict}`)

test('a listed site is reached through resolver and gate', async () => {
  await school.apply('sites:\n  - domain: page.test\n')
  await until('all is well', async () => (await verdicts()).join() === 'upstreams ok,listed-l1 ok')
})

test('a site that does not answer, and a name that the provider refuses, are faults that name it', async () => {
  for (const name of ['away.test', 'unknown.test']) {
    await school.apply(`sites:\n  - domain: ${name}\n`)
    const [upstream, way] = await checks()
    assert.equal([upstream?.verdict, way?.verdict], ['ok', 'failed'], name)
    assert.match(way?.what.text ?? '', new RegExp(name))
  }
})

test('where the router’s own dnsmasq is stopped both say so, with the remedy', async () => {
  await school.apply('sites:\n  - domain: page.test\n')
  await until('all is well', async () => (await verdicts()).join() === 'upstreams ok,listed-l1 ok')
  await school.endUpstream()
  const told = async () => (await verdicts()).join()
  // The resolver may know the name for a moment.
  await until('both fail', async () => (await told()) === 'upstreams failed,listed-l1 failed', told)
  for (const check of await checks()) assert.match(check.remedy?.text ?? '', /service dnsmasq restart/)
})

test.run()
