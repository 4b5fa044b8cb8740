/** What one PC leaves of the kernel's table of connections and of the gate, under as many MACs as it likes. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { sharesOf } from '../../src/firewall/shares.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'
import { far, type SmallSchool, startSmallSchool } from './small-school.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('shares of the rooms')
const [, kept] = far
const port = 8443
const site = (name: string, ports = '80, 443') => `  - domain: ${name}\n    ports: [${ports}]\n`
const list = `sites:\n${site('kept.test', '80, 8443')}`
let school: SmallSchool

/** The PC of the first room, under MAC after MAC; the router learns each. */
async function beCard(number: number): Promise<void> {
  const mac = `02:00:00:00:77:${number.toString(16).padStart(2, '0')}`
  await school.pc.do('beCard', { mac })
  mustRun(['ip', 'neigh', 'replace', '192.168.1.107', 'lladdr', mac, 'dev', 'br1'])
}

/** Tries some under each of so many MACs, and says how many were opened in all. */
async function holdUnderCards(key: string, cards: number, each: number, to: number): Promise<number> {
  let open = 0
  for (let card = 0; card < cards; card += 1) {
    await beCard(card)
    open += await school.pc.do('hold', { key: `${key}${card}`, address: kept, port: to, count: each })
  }
  return open
}

test.before(async () => {
  school = await startSmallSchool([`address=/kept.test/${kept}`], { flowsMax: 3000 }, 2)
  await school.site.do('serve', { port })
  await school.site.do('serveWeb', {})
  await school.apply(list)
  for (const [at, pc] of school.pcs.entries())
    assert.equal(await pc.do('resolve', { name: 'kept.test', server: `192.168.${at + 1}.1` }), [kept])
})
test.after(() => school?.stop())

test('flows past the gate: a card has half of what its network has, and made-up MACs no more', async () => {
  const { past, pastOfCard } = sharesOf(school.facts)
  assert.equal([past, pastOfCard], [250, 125])
  const ofCard = await school.pc.do('hold', { key: 'card', address: kept, port, count: 200 })
  assert.ok(ofCard > 100 && ofCard <= pastOfCard, `${ofCard} of one card`)
  const ofMany = ofCard + (await holdUnderCards('many', 6, 60, port))
  assert.ok(ofMany > past - 30 && ofMany <= past, `${ofMany} of the room`)
})

test('meanwhile the other room and the office have all that they ask for', async () => {
  const [, other] = school.pcs
  assert.is(await other?.do('hold', { key: 'other', address: kept, port, count: 100 }), 100)
  assert.is(await school.office.do('hold', { key: 'office', address: kept, port, count: 500 }), 500)
})

test('a list that takes force meanwhile gives the room no second share', async () => {
  await school.apply(`${list}${site('more.test')}`)
  const more = await holdUnderCards('again', 3, 20, port)
  assert.is(more, 0)
  const [, other] = school.pcs
  assert.is(await other?.do('hold', { key: 'again', address: kept, port, count: 20 }), 20)
})

test('places of the gate: a card has half of what its network has, and made-up MACs no more', async () => {
  const { gate, gateOfCard } = sharesOf(school.facts)
  assert.equal([gate, gateOfCard], [250, 125])
  const ofCard = await school.pc.do('hold', { key: 'gateCard', address: kept, port: 80, count: 200 })
  assert.ok(ofCard > 100 && ofCard <= gateOfCard, `${ofCard} of one card`)
  const open = ofCard + (await holdUnderCards('gate', 6, 60, 80))
  assert.ok(open > gate - 60 && open <= gate, `${open} of ${gate}`)
  const [, other] = school.pcs
  for (let look = 0; look < 5; look += 1)
    assert.is(await other?.do('getPage', { name: 'kept.test', address: kept }), 200, `look ${look}`)
  assert.is(await school.office.do('getPage', { name: 'kept.test', address: kept }), 200)
})

test.run()
