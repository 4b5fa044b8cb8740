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
  # Theirs and ours.
  - domain: both.kz
    group: district@2026-01-01
  - domain: both.kz
    rooms: [lab]
`
const breathe = async () => {}
const values = valuesByName(sitesIn(district, 0, district.length), 'district@2026-11-30')
const offers = () => compareWith(read(district), read(draft))
const take = (kind: OfferKind, name?: string) => {
  const wanted = offers().offers.filter((offer) => offer.kind === kind && (name === undefined || offer.name === name))
  return takeOver(draft, wanted, values, breathe)
}

test('what is new, what differs and what has left it; a title and rooms are the school’s, and so is what stands beside theirs', () => {
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
  assert.is(found.marked, 3)
  assert.equal(
    found.offers.map(({ own }) => own),
    [false, true, false, false],
  )
})

test('taken over, each stands in the draft with its mark, and the rest stays letter by letter', async () => {
  const { text: added, taken } = await take('added')
  assert.is(taken, 2)
  assert.ok(added.startsWith(draft))
  const [first, second] = read(added).sites.slice(-2)
  const [wanted] = read(district).sites
  assert.equal({ ...first, line: 0 }, { ...wanted, line: 0, group: 'district@2026-11-30' })
  assert.equal(second?.kind === 'address' && [second.network, second.group], ['203.0.114.0/24', 'district@2026-11-30'])
  const one = await take('added', 'new.kz')
  assert.is(read(one.text).sites.length, 7)
  const { text: changed } = await take('changed')
  assert.match(changed, 'domain: білім.қаз\n    title: Our title\n    rooms: [lab]\n    subdomains: false\n')
  assert.not.match(changed, 'except')
  assert.match(changed, 'group: district@2026-11-30')
  const { text: removed } = await take('removed')
  assert.equal(removed, draft.replace('  - domain: gone.kz\n    group: district@2026-01-01\n', ''))
})

test('after all was taken nothing is left', async () => {
  const { text } = await takeOver(draft, offers().offers, values, breathe)
  assert.equal(compareWith(read(district), read(text)).offers, [])
})

test('five hundred at once read the text some ten times, not once for each', async () => {
  const many = (title: string) =>
    `sites:\n${Array.from({ length: 500 }, (_, index) => `  - domain: s${index}.kz\n    ${title}\n`).join('')}`
  const [ours, theirs] = [many('group: district@2026-01-01'), many('ports: [8443]')]
  let readings = 0
  const { text, taken } = await takeOver(
    ours,
    compareWith(read(theirs), read(ours)).offers,
    valuesByName(sitesIn(theirs, 0, theirs.length), 'district@2026-11-30'),
    async () => {
      readings += 1
    },
  )
  assert.is(taken, 500)
  assert.ok(readings < 20, `${readings}`)
  assert.equal(compareWith(read(theirs), read(text)).offers, [])
})

test.run()
