/** Ready groups: what the package ships is right, and what the draft has of a group is told apart. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  asList,
  CATALOGUE_LIMIT,
  type Catalogue,
  entryOf,
  type Group,
  loadCatalogue,
  readCatalogue,
} from '../../src/catalogue/catalogue.ts'
import { compare } from '../../src/catalogue/compare.ts'
import { readImport } from '../../src/list-import/import.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { sitesIn } from '../../src/whitelist/site-values.ts'

const test = suite('ready groups')
const path = fileURLToPath(new URL('../../src/catalogue/catalogue.json', import.meta.url))

function read(text: string): Catalogue {
  const found = readCatalogue(text)
  if ('fault' in found) throw new Error(found.fault.text)
  return found
}
const shipped = read(readFileSync(path, 'utf8'))

test('every shipped group is a list without an error or a warning', () => {
  const wrong = shipped.groups.flatMap((group) =>
    parse(asList(group)).problems.map(({ code, message }) => `${group.id}: ${code}: ${message}`),
  )
  assert.equal(wrong, [])
})

test('all shipped groups together have no error either, and each line becomes an entry or is opened already', () => {
  let draft = 'sites:\n'
  for (const group of shipped.groups) {
    const { whitelist } = parse(draft)
    if (whitelist === undefined) throw new Error(draft)
    const found = readImport(Buffer.from(asList(group)), whitelist, { rooms: [] })
    if ('fault' in found) throw new Error(found.fault.text)
    assert.is(found.counts.unread, 0, group.id)
    draft += asList(group).slice('sites:\n'.length)
  }
  const { problems } = parse(draft)
  assert.equal(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  )
})

test('every line has its source and day, every group its day and three titles, no two the same id', () => {
  const ids = shipped.groups.map(({ id }) => id)
  assert.is(new Set(ids).size, ids.length)
  for (const { id, date, sites } of shipped.groups) {
    assert.match(id, /^[a-z0-9][a-z0-9-]{0,63}$/)
    assert.is(new Set(sites.map(({ domain }) => domain)).size, sites.length, id)
    for (const { source, written } of sites) {
      assert.match(source, /^https:\/\/[\w.-]+\/\S*$/)
      assert.ok(written <= date, `${id}: ${written} is after ${date}`)
    }
  }
})

test('what the school asked for is there', () => {
  const ids = shipped.groups.map(({ id }) => id)
  const services = ['kundelik', 'bilimland', 'onlinemektep', 'daryn', 'egov', 'google-classroom', 'google-docs']
  const more = ['microsoft-365', 'zoom', 'moodle', 'wikipedia', 'khan-academy', 'scratch', 'code-org', 'geogebra']
  const system = ['system-windows', 'system-certificates', 'system-time', 'system-browsers']
  for (const id of [...services, ...more, 'phet', 'canva', 'youtube', ...system]) assert.ok(ids.includes(id), id)
  assert.equal(
    ids.filter((id) => id.startsWith('system-')),
    system,
  )
  const names = shipped.groups.find(({ id }) => id === 'system-certificates')?.sites.map(({ domain }) => domain)
  assert.ok(names?.includes('pki.gov.kz'))
  const [youtube] = shipped.groups.find(({ id }) => id === 'youtube')?.sites ?? []
  assert.is(youtube?.safe_search, 'strict')
})

const group = (date: string, ...sites: Group['sites'][number][]): Group => ({
  ...{ id: 'olymp', date, title: { kk: 'Олимпиада', ru: 'Олимпиада', en: 'Olympiad' }, sites },
})
const site = (domain: string, more = {}) => ({ domain, source: 'https://olymp.kz/', written: '2026-09-01', ...more })
const stateOf = (of: Group, draft: string) => compare({ groups: [of] }, sitesIn(draft, 0, draft.length))

test('an entry says from which group and day it is', () => {
  const of = group('2026-09-01', site('olymp.kz', { title: 'Olymp', needs: ['cdn.olymp.kz'] }))
  const entry = { domain: 'olymp.kz', title: 'Olymp', needs: ['cdn.olymp.kz'], group: 'olymp@2026-09-01' }
  assert.equal(entryOf(of, of.sites[0] ?? site('')), entry)
  assert.equal(
    sitesIn(asList(of), 0, 1e6).map(({ line: _, ...values }) => values),
    [entry],
  )
})

const nothing = { subdomains: true, needs: [], needs_exact: [], safe_search: '' }

test('a newer catalogue tells what is new, gone and changed', () => {
  const old = group('2026-09-01', site('a.kz'), site('b.kz'), site('білім.қаз'))
  const now = group('2026-11-01', site('a.kz', { needs: ['cdn.kz'] }), site('білім.қаз'), site('c.kz'))
  const [state] = stateOf(now, asList(old)).groups
  assert.equal([state?.listed, state?.from], [3, '2026-09-01'])
  assert.equal([state?.added, state?.gone], [['c.kz'], ['b.kz']])
  assert.equal(state?.changed, [{ name: 'a.kz', values: { ...nothing, needs: ['cdn.kz'], group: 'olymp@2026-11-01' } }])
})

test('what a teacher changed in a group of the same day is the teacher’s', () => {
  const of = group('2026-09-01', site('a.kz'), site('b.kz'))
  const draft = 'sites:\n  - domain: a.kz\n    needs: [cdn.kz]\n    group: olymp@2026-09-01\n'
  const [state] = stateOf(of, draft).groups
  assert.equal([state?.listed, state?.added, state?.gone, state?.changed], [1, [], [], []])
})

test('what the draft has under no group is not told as new', () => {
  const old = group('2026-09-01', site('a.kz'))
  const now = group('2026-11-01', site('a.kz'), site('c.kz'))
  assert.equal(stateOf(now, `${asList(old)}  - domain: c.kz\n`).groups[0]?.added, [])
})

test('a group that the catalogue has no more is named with its entries', () => {
  const { groups, vanished } = stateOf(
    { ...group('2026-11-01', site('a.kz')), id: 'other' },
    asList(group('2026-09-01', site('a.kz'), site('b.kz'))),
  )
  assert.is(groups[0]?.listed, 0)
  assert.equal(vanished, [{ id: 'olymp', sites: ['a.kz', 'b.kz'] }])
})

test('what is no catalogue is refused as a whole', () => {
  const good = { format: 1, groups: [group('2026-09-01', site('a.kz'))] }
  assert.is(read(JSON.stringify(good)).groups.length, 1)
  const [first] = good.groups
  const bad = [
    ...['', '{', 'null', '[]', '{"format":2,"groups":[]}'],
    ...[{ format: 1 }, { ...good, groups: [null] }, { ...good, groups: [{ ...first, sites: [] }] }].map((each) =>
      JSON.stringify(each),
    ),
    ...[
      { source: '' },
      { source: 'javascript:alert(1)' },
      { source: 'data:text/html,https://a.kz' },
      { written: 'today' },
      { needs: 'a.kz' },
      { subdomains: 'no' },
      { domain: 7 },
    ].map((wrong) => JSON.stringify({ ...good, groups: [{ ...first, sites: [site('a.kz', wrong)] }] })),
    `${JSON.stringify(good)}${' '.repeat(CATALOGUE_LIMIT)}`,
  ]
  for (const text of bad) {
    const found = readCatalogue(text)
    assert.is('fault' in found && found.fault.code, 'catalogue-broken', text.slice(0, 80))
  }
})

test('a file that is not there is told with its reason', () => {
  const readFileSync = () => {
    throw new Error('ENOENT: no such file')
  }
  const found = loadCatalogue({ readFileSync } as never, '/usr/lib/aqtizim/catalogue.json')
  assert.is('fault' in found && found.fault.code, 'catalogue-missing')
})

test.run()
