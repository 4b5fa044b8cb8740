/** What the district's list would change in a draft, and the draft with it. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compareWith, type OfferKind, takeOver, valuesByName } from '../../src/district-list/compare.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { sitesIn } from '../../src/whitelist/site-values.ts'
import type { Whitelist } from '../../src/whitelist/whitelist.ts'

const test = suite("the district's list and the draft")

function read(text: string): Whitelist {
  const { whitelist, problems } = parse(text)
  if (whitelist === undefined) throw new Error(JSON.stringify(problems))
  return whitelist
}

const district = `sites:
  - domain: new.kz
    title: New
    needs: [cdn.new.net, {domain: one.new.net, subdomains: false}]
    ports: [443, 8443]
  - domain: БІЛІМ.қаз
    subdomains: false
  - address: 203.0.114.0/24
    ports: [tcp/443]
  - domain: same.kz
    title: Their title
`
const draft = `# ours
sites:
  - domain: білім.қаз
    title: Our title
    rooms: [lab]
    except: [games.білім.қаз]
  # Said once.
  - domain: same.kz
    title: Our title
    group: district@2026-01-01
  - domain: gone.kz
    group: district@2026-01-01
  - domain: own.kz
`
const offers = () => compareWith(read(district), read(draft))
const take = (kind: OfferKind, name?: string) => {
  const wanted = offers().offers.filter((offer) => offer.kind === kind && (name === undefined || offer.name === name))
  return takeOver(draft, wanted, valuesByName(sitesIn(district, 0, district.length), 'district@2026-11-30'))
}

test('what is new, what differs and what has left it; a title and rooms are the school’s', () => {
  const found = offers()
  assert.equal(
    found.offers.map(({ kind, name, fields }) => [kind, name, fields]),
    [
      ['added', 'new.kz', []],
      ['changed', 'xn--90aud6hb.xn--80ao21a', ['subdomains', 'except']],
      ['added', '203.0.114.0/24', []],
      ['removed', 'gone.kz', []],
    ],
  )
  assert.is(found.marked, 2)
})

test('taken over, each stands in the draft with its mark, and the rest stays letter by letter', () => {
  const added = take('added')
  assert.ok(added.startsWith(draft))
  const [first, second] = read(added).sites.slice(-2)
  const [wanted] = read(district).sites
  assert.equal({ ...first, line: 0 }, { ...wanted, line: 0, group: 'district@2026-11-30' })
  assert.equal(second?.kind === 'address' && [second.network, second.group], ['203.0.114.0/24', 'district@2026-11-30'])
  const one = take('added', 'new.kz')
  assert.is(read(one).sites.length, 5)
  const changed = take('changed')
  assert.match(changed, 'domain: білім.қаз\n    title: Our title\n    rooms: [lab]\n    subdomains: false\n')
  assert.not.match(changed, 'except')
  assert.match(changed, 'group: district@2026-11-30')
  const removed = take('removed')
  assert.equal(removed, draft.replace('  - domain: gone.kz\n    group: district@2026-01-01\n', ''))
})

test('after all was taken nothing is left', () => {
  const values = valuesByName(sitesIn(district, 0, district.length), 'district@2026-11-30')
  const text = takeOver(draft, offers().offers, values)
  assert.equal(compareWith(read(district), read(text)).offers, [])
})

test.run()
