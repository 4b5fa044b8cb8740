/** Entries on demand, of certain days, and with keys that no compiler knows: shut unless somebody says that they are open. */
import { execFileSync, spawnSync } from 'node:child_process'
import * as assert from 'uvu/assert'
import { compileResolvers } from '../../src/firewall/dnsmasq.ts'
import { gateMaps } from '../../src/firewall/gate-maps.ts'
import { compileTable } from '../../src/firewall/nftables.ts'
import { atBoot, makePlan } from '../../src/firewall/plan.ts'
import type { Openness } from '../../src/whitelist/open-now.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { siteName, type Whitelist } from '../../src/whitelist/whitelist.ts'
import { suite } from '../suite.ts'
import { facts } from './sample.ts'

const test = suite('what is open now')
const namespace = `aqopen${process.pid}`
test.before(() => void execFileSync('ip', ['netns', 'add', namespace]))
test.after(() => void execFileSync('ip', ['netns', 'del', namespace]))

function read(text: string): Whitelist {
  const { whitelist, problems } = parse(text)
  if (whitelist === undefined) throw new Error(JSON.stringify(problems))
  return whitelist
}

const whitelist = read(`sites:
  - domain: always.kz
  - domain: demand.kz
    open: on-demand
  - domain: winter.kz
    from: 2026-12-01
    until: 2026-12-31
  - domain: both.kz
    open: on-demand
    until: 2026-12-31
  - address: 198.18.7.0/24
    open: on-demand
    ports: [udp/50000-50059, 8443]
  - domain: inside.kz
    inside: true
  - domain: duckduckgo.com
    safe_search: true
  - domain: alone.kz
    subdomains: false
    needs: [{domain: cdn.net, subdomains: false}]
`)

/** The sites open in each room, and whether a name of theirs is anywhere in what the engines get. */
function openIn(room: string, openness: Openness, plan = makePlan(facts(), whitelist, openness)): string[] {
  const group = plan.groups.find(({ rooms }) => rooms.some(({ id }) => id === room))
  const sites = [...(group?.domains ?? []), ...(group?.addresses ?? [])].map(siteName)
  const text = [compileTable(plan).text, ...[...compileResolvers(plan), ...gateMaps(plan)].map((file) => file.text)]
  for (const site of whitelist.sites.map(siteName)) {
    const named = site.replace(/\/.*/, '')
    const isOpenSomewhere = plan.groups.some((each) =>
      each.sites.some((at) => whitelist.sites[at]?.line === lineOf(site)),
    )
    assert.is(
      text.some((one) => one.includes(named)),
      isOpenSomewhere,
      site,
    )
  }
  return sites
}
const lineOf = (name: string) => whitelist.sites.find((site) => siteName(site) === name)?.line

const demanded = (...names: string[]): NonNullable<Openness['isOpened']> => {
  return (site, room) => room === 'library' && names.includes(siteName(site))
}

test('without a word of the day or a teacher only what is always open is', () => {
  for (const room of ['informatics', 'library'])
    assert.equal(openIn(room, {}), ['always.kz', 'inside.kz', 'duckduckgo.com', 'alone.kz'])
})

test('days are inclusive, and a teacher opens for one room', () => {
  const isOpened = demanded('demand.kz', 'both.kz', 'always.kz', '198.18.7.0/24')
  const on = (today: string, room = 'library') => openIn(room, { today, isOpened })
  const base = ['always.kz', 'demand.kz']
  assert.equal(on('2026-11-30'), [...base, 'both.kz', 'inside.kz', 'duckduckgo.com', 'alone.kz', '198.18.7.0/24'])
  assert.equal(on('2026-12-01'), [
    ...base,
    'winter.kz',
    'both.kz',
    'inside.kz',
    'duckduckgo.com',
    'alone.kz',
    '198.18.7.0/24',
  ])
  assert.equal(on('2026-12-31'), on('2026-12-01'))
  assert.equal(on('2027-01-01'), [...base, 'inside.kz', 'duckduckgo.com', 'alone.kz', '198.18.7.0/24'])
  assert.equal(on('2026-12-31', 'informatics'), ['always.kz', 'winter.kz', 'inside.kz', 'duckduckgo.com', 'alone.kz'])
})

test('the ruleset for the boot has nothing of what was open for a while', () => {
  const open = makePlan(facts(), whitelist, { today: '2026-12-05', isOpened: () => true })
  assert.match(compileTable(open).text, '198.18.7.0/24')
  assert.equal(openIn('library', {}, atBoot(open)), ['always.kz', 'inside.kz', 'duckduckgo.com', 'alone.kz'])
  assert.not.match(compileTable(atBoot(open)).text, '198.18.7.0/24')
})

test('a name that is needed alone opens nothing below it', () => {
  const plan = makePlan(facts(), whitelist)
  const [{ text = '' } = {}] = gateMaps(plan).filter(({ path }) => path.endsWith('gate-l1.map'))
  assert.match(text, /^cdn\.net a-a-$/m)
  assert.match(
    compileResolvers(plan)
      .map((file) => file.text)
      .join(''),
    'server=/*.cdn.net/',
  )
})

test('the kernel takes ranges of ports, also where they overlap', () => {
  const ranges = read(`sites:
  - address: 198.18.7.0/24
    ports: [udp/50000-50059, 443]
  - address: 198.18.7.9
    ports: [udp/50010-50100, tcp/443, tcp/400-500]
  - address: 198.18.0.0/16
    ports: [udp/50000-50059, udp/50020]
  - address: 2001:2:7::/48
    ports: [udp/50000-50059]
  - domain: games.kz
    ports: [443, 8000-8010, 8443]
  - domain: other.kz
    ports: [8005-8443]
`)
  for (const nameCheck of [true, false]) {
    const { text } = compileTable(makePlan(facts({ nameCheck }), ranges))
    const loaded = spawnSync('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], { input: text, encoding: 'utf8' })
    assert.is(loaded.status, 0, loaded.stderr)
    assert.match(text, 'ip daddr { 198.18.0.0/16 } udp dport 50000-50059 ')
    assert.match(text, 'ip daddr { 198.18.7.9/32 } udp dport 50010-50100 ')
    assert.match(text, 'ip6 daddr { 2001:2:7::/48 } udp dport 50000-50059 ')
    assert.match(text, nameCheck ? 'tcp dport { 8000-8010, 8443 }' : 'tcp dport { 443, 8000-8010, 8443 }')
  }
})

test.run()
