/** A listed name whose answer does not fit UDP: it opens for PCs and the gate, and its resolver goes on filling the sets. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { resolverPaths } from '../../src/firewall/dnsmasq.ts'
import { fixed } from '../../src/firewall/facts.ts'
import { createLongAnswers, keepAnswers } from '../../src/firewall/long-answers.ts'
import { startOtherAddresses } from '../../src/firewall/other-address-server.ts'
import { handedOn } from '../../src/firewall/probe-resolver.ts'
import { ResolverLogs } from '../../src/logger/resolver-logs.ts'
import { nodeMachine } from '../../src/machine/node-machine.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace } from './own-namespace.ts'
import { far, router, type SmallSchool, startSmallSchool } from './small-school.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const [provider, site] = far
const machine = nodeMachine()
const list = 'sites:\n  - domain: long.test\n  - domain: short.test\n'

const bounds = suite('names whose answers are too long')

bounds('what is no name of a host is none of them', () => {
  const { note, names } = createLongAnswers(() => 0)
  for (const name of ['a/#/x.test', 'a#.test', 'x..test', '192.0.2.1', '', `${'a'.repeat(64)}.test`])
    assert.not.ok(note(name))
  assert.ok(note('Long.Test.'))
  assert.equal(names(), ['long.test'])
})

bounds('a name server that cuts everything has the resolvers told ever more seldom', () => {
  let now = 0
  const { note, names } = createLongAnswers(() => now)
  let told = 0
  for (; now < 3_600_000; now += 100) if (note(`n${now}.test`)) told += 1
  assert.ok(told > 8 && told < 20, `${told} times in an hour`)
  now += 1_200_000
  assert.ok(note('a.test'))
  now += 3000
  assert.ok(note('b.test'))
  for (let i = 0; i < 60; i += 1) {
    now += 600_000
    note(`m${i}.test`)
  }
  assert.is(names().length, 50)
  assert.ok(names().includes('m59.test'))
  assert.not.ok(names().includes('m9.test'))
  now += 600_000
  assert.not.ok(note('m59.test'), 'it is known')
})

bounds('all who want the same within some seconds get one answer', async () => {
  let [now, asked] = [0, 0]
  const ask = keepAnswers(
    async (name, family) => {
      asked += 1
      return `${name} ${family} ${asked}`
    },
    () => now,
  )
  assert.equal(await Promise.all([ask('a', 4), ask('a', 4), ask('a', 6)]), ['a 4 1', 'a 4 1', 'a 6 2'])
  now = 5000
  assert.is(await ask('a', 4), 'a 4 3')
})

bounds.run()

for (const { what, nameCheck } of [
  { what: 'through the gate', nameCheck: true },
  { what: "with name_check '0'", nameCheck: false },
]) {
  const test = suite(`an answer that is too long for UDP, ${what}`)
  const logs = new ResolverLogs(machine.files)
  const long = createLongAnswers(machine.uptime)
  let school: SmallSchool
  let endDaemon = async () => {}

  const page = (name: string) => school.pc.do('page', { name, server: router })
  const follow = () =>
    logs.follow(school.firewall.live()?.plan.groups.map((group) => resolverPaths(school.facts, group).log) ?? [])

  test.before(async () => {
    school = await startSmallSchool([`server=${provider}`], { nameCheck, requestsPort: fixed.requestsPort })
    // 100 records are 1,600 octets; all lead to the site.
    const names = {
      'long.test': { addresses: Array.from({ length: 100 }, () => site) },
      'short.test': { addresses: [provider] },
    }
    await school.site.do('answerNames', { names })
    await school.site.do('serveWeb', {})
    await school.apply(list)
    endDaemon = await startOtherAddresses({ machine, plan: () => school.firewall.live()?.plan })
    follow()
  })
  test.after(async () => {
    logs.close()
    await endDaemon()
    await school?.stop()
  })

  test('it is shut at first, and the resolver says which name it is', async () => {
    assert.is(await page('short.test'), 'site')
    assert.is(await page('long.test'), 'no address')
    await until('the log says that an answer was cut', () => {
      logs.read()
      return logs.takeCut().some((name) => long.note(name))
    })
    assert.equal(long.names(), ['long.test'])
  })

  test('it opens when the resolver asks the daemon for it, and what is below it is asked for as before', async () => {
    await school.apply(list, { longNames: long.names() })
    assert.is(await page('long.test'), 'site')
    const found = await school.pc.do('resolve', { name: 'long.test', server: router })
    assert.equal(
      found,
      Array.from({ length: handedOn }, () => site),
    )
    assert.is(await page('short.test'), 'site')
    assert.is.not(await page('unlisted.test'), 'site')
  })

  test('without the daemon all others open', async () => {
    await endDaemon()
    assert.is(await page('short.test'), 'site')
  })

  test.run()
}
