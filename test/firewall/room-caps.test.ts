/** What all cards of a room may ask for together: a PC that makes up MACs, or that has the gate ask for it, is bounded. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { resolverPaths } from '../../src/firewall/dnsmasq.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'
import { far, router, type SmallSchool, startSmallSchool } from './small-school.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('caps of a room')
const [provider, kept] = far
let school: SmallSchool

test.before(async () => {
  school = await startSmallSchool([`server=${provider}`])
  await school.site.do('answerNames', { names: { 'kept.test': { addresses: [kept] } } })
  await school.site.do('serveWeb', {})
  await school.apply('sites:\n  - domain: kept.test\n')
})
test.after(() => school?.stop())

/** Questions that the resolver has heard, and that a machine asked. */
function questions(from: string): number {
  const plan = school.firewall.live()?.plan
  const [group] = plan?.groups ?? []
  if (plan === undefined || group === undefined) throw new Error('nothing is in force')
  const lines = readFileSync(resolverPaths(plan.facts, group).log, 'latin1').split('\n')
  return lines.filter((line) => line.includes('.kept.test from') && line.endsWith(` from ${from}`)).length
}

/** So many come at most, however long it took. */
function isWithin(count: number, perSecond: number, burst: number, since: number, least: number): void {
  const most = burst + (perSecond * (performance.now() - since)) / 1000
  assert.ok(count >= least, `only ${count} came: nothing was tried`)
  assert.ok(count <= most + 1, `${count} came, ${Math.round(most)} at most`)
}

test('look-ups that the gate makes for a PC over connections that stay, from as many addresses as it likes', async () => {
  const from = Array.from({ length: 20 }, (_, at) => `192.168.1.${120 + at}`)
  await school.pc.do('takeAddresses', { addresses: from })
  const since = performance.now()
  await school.pc.do('requestMany', { name: '*.kept.test', address: kept, connections: 100, ms: 20_000, from })
  isWithin(questions('127.0.0.1'), 50, 300, since, 100)
  // Others of the room, whose look-ups are the same resolver's.
  await school.pc.do('beCard', { mac: '02:00:00:00:77:99' })
  mustRun(['ip', 'neigh', 'replace', '192.168.1.107', 'lladdr', '02:00:00:00:77:99', 'dev', 'br1'])
  for (let look = 0; look < 5; look += 1)
    assert.is(await school.pc.do('getPage', { name: 'kept.test', address: kept }), 200, `look ${look}`)
})

test('questions of a PC under MACs that it makes up', async () => {
  const since = performance.now()
  await school.pc.do('askUnderManyCards', { cards: 60, name: '*.kept.test', server: router })
  isWithin(questions('192.168.1.107'), 200, 6000, since, 500)
})

test.run()
