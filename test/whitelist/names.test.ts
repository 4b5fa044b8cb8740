/** Tests the matching of host names. */
import { domainToUnicode } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileNames, lookup, type Match, normaliseName } from '../../src/whitelist/names.ts'
import type { DomainSite, Site, Whitelist } from '../../src/whitelist/whitelist.ts'
import fc from '../properties.ts'

const test = suite('names')

function site(domain: string, rest: Partial<DomainSite> = {}): DomainSite {
  return {
    kind: 'domain',
    line: 1,
    ports: [],
    domain,
    subdomains: true,
    needs: [],
    needsExact: [],
    except: [],
    ...rest,
  }
}

const school: Whitelist = {
  sites: [
    site('bilimland.kz', { needs: ['cdn.bilimland.net'], except: ['games.bilimland.kz'] }),
    site('www.gov.kz', { subdomains: false }),
    site('xn--90aud6hb.xn--80ao21a'),
    site('chess.games.bilimland.kz'),
    { kind: 'address', line: 9, ports: [], family: 4, network: '198.18.0.5/32' },
  ],
}

const answers: [name: string, match: Match | undefined][] = [
  ['bilimland.kz', 0],
  ['BilimLand.KZ.', 0],
  ['a.b.bilimland.kz', 0],
  ['evilbilimland.kz', undefined],
  ['bilimland.kz.evil.com', undefined],
  ['kz', undefined],
  ['land.kz', undefined],
  ['x.cdn.bilimland.net', 0],
  ['bilimland.net', undefined],
  ['games.bilimland.kz', 'refused'],
  ['x.Games.bilimland.kz', 'refused'],
  ['xgames.bilimland.kz', 0],
  ['chess.games.bilimland.kz', 3],
  ['www.gov.kz', 1],
  ['a.www.gov.kz', undefined],
  ['gov.kz', undefined],
  ['білім.қаз', 2],
  ['Тест.БІЛІМ.ҚАЗ.', 2],
  ['XN--90AUD6HB.xn--80ao21a', 2],
  ['198.18.0.5', undefined],
  ['', undefined],
  ['.', undefined],
  ['.bilimland.kz', undefined],
  ['bilimland.kz..', undefined],
  ['bilimland.kz\0.evil.com', undefined],
  ['evil.com/bilimland.kz', undefined],
  ['evil.com%00.bilimland.kz', undefined],
]
for (const [name, match] of answers) {
  test(`${JSON.stringify(name)} is ${match}`, () => assert.is(lookup(compileNames(school), name), match))
}

const noNames = [
  ...['127.0.0.1', '0x7f.1', '１２７.０.０.１', '1', '0x', 'a.1', '::1', '[::1]', '-a.kz', 'a-.kz', 'a..kz', 'a b.kz'],
  ...['a.kz:443', 'https://a.kz', 'a／b.kz', 'a%2eb.kz', '*.a.kz', '@', 'a.b_', 'a\u200d.kz', `${'a'.repeat(64)}.kz`],
  `${'a.'.repeat(126)}kz`,
]
for (const text of noNames) test(`${JSON.stringify(text)} is no name`, () => assert.is(normaliseName(text), undefined))

test('the longest names stand', () => {
  const name = `${'a.'.repeat(125)}kaz`
  assert.is(name.length, 253)
  assert.is(normaliseName(`${name}.`), name)
  assert.is(normaliseName(`${'A'.repeat(63)}._x.k--z`), `${'a'.repeat(63)}._x.k--z`)
})

test('a chosen part of a list keeps the indexes of the whole', () => {
  const table = compileNames(school, (_, index) => index !== 0)
  assert.is(lookup(table, 'bilimland.kz'), undefined)
  assert.is(lookup(table, 'www.gov.kz'), 1)
})

test('what a parent says already is left out', () => {
  const table = compileNames({ sites: [site('a.kz', { needs: ['b.a.kz', 'cdn.kz'] }), site('c.a.kz')] })
  assert.equal(
    [...table.below],
    [
      ['a.kz', 0],
      ['c.a.kz', 1],
      ['cdn.kz', 0],
    ],
  )
  assert.is(table.exact.size, 0)
})

test('for one name except wins, then the exact name, the domain, the earlier site', () => {
  const whitelist = {
    sites: [
      site('a.kz', { needs: ['own.kz', 'shared.kz'], except: ['no.a.kz', 'exact.a.kz'] }),
      site('no.a.kz'),
      site('exact.a.kz', { subdomains: false }),
      site('own.kz', { needs: ['shared.kz'] }),
      site('a.kz'),
      site('a.kz', { subdomains: false }),
    ],
  }
  const table = compileNames(whitelist)
  const ask = (name: string): Match | undefined => lookup(table, name)
  assert.equal(['no.a.kz', 'exact.a.kz', 'own.kz', 'shared.kz', 'x.a.kz', 'a.kz'].map(ask), [
    ...['refused', 'refused'],
    ...[3, 0, 0, 5],
  ])
})

// The naive reference: every rule of every site is tried, and the most specific one that fits decides.
interface Rule {
  labels: string[]
  whole: boolean
  match: Match
  strength: number
}

function rules(sites: readonly Site[]): Rule[] {
  return sites.flatMap((one, index) => {
    if (one.kind === 'address') return []
    const rule = (name: string, strength: number, match: Match = index, whole = false): Rule => {
      return { labels: name.split('.'), whole, match, strength }
    }
    return [
      ...one.except.map((name) => rule(name, 3, 'refused')),
      one.subdomains ? rule(one.domain, 1) : rule(one.domain, 2, index, true),
      ...one.needs.map((name) => rule(name, 0)),
    ]
  })
}

function naive(sites: readonly Site[], name: string): Match | undefined {
  const labels = name.split('.')
  const fits = ({ labels: own, whole }: Rule): boolean => {
    if (whole && own.length !== labels.length) return false
    return own.length <= labels.length && own.every((label, at) => label === labels[labels.length - own.length + at])
  }
  const found = rules(sites).filter(fits)
  // A stable sort: of equals the earlier site stays in front.
  found.sort((a, b) => b.labels.length - a.labels.length || b.strength - a.strength)
  return found[0]?.match
}

const label = fc.constantFrom('a', 'b', 'ab', 'kz', 'x--y', '_c')
const name = fc.array(label, { minLength: 0, maxLength: 4 }).map((labels) => [...labels, 'kz'].join('.'))
const names = fc.array(name, { maxLength: 3 })
const sites = fc.array(
  fc.record({ domain: name, subdomains: fc.boolean(), needs: names, except: names }).map(({ domain, ...rest }) => {
    return site(domain, rest)
  }),
  { maxLength: 6 },
)

test('the table agrees with a naive matcher by labels', () => {
  fc.assert(
    fc.property(sites, fc.array(name, { minLength: 1, maxLength: 20 }), (list, asked) => {
      const table = compileNames({ sites: list })
      for (const one of asked) assert.is(lookup(table, one), naive(list, one), one)
    }),
    { numRuns: 1000 },
  )
})

test('no entry of a table can go without changing an answer', () => {
  fc.assert(
    fc.property(sites, (list) => {
      const { exact, below } = compileNames({ sites: list })
      for (const [key, match] of below) {
        const rest = new Map([...below].filter(([other]) => other !== key))
        assert.is.not(lookup({ exact: new Map(), below: rest }, key), match)
      }
      for (const [key, match] of exact) assert.is.not(lookup({ exact: new Map(), below }, key), match)
    }),
    { numRuns: 500 },
  )
})

test('spelling makes no difference', () => {
  const unicode = fc.constantFrom('білім.қаз', 'қазақ.bilimland.kz', 'straße.de', 'мектеп.school.test', 'www.gov.kz')
  fc.assert(
    fc.property(unicode, fc.boolean(), fc.boolean(), fc.boolean(), (written, upper, dot, ascii) => {
      const wanted = normaliseName(written)
      if (wanted === undefined) throw new Error(written)
      const cased = upper && written !== 'straße.de' ? written.toUpperCase() : written
      const spelt = (ascii ? wanted.toUpperCase() : cased) + (dot ? '.' : '')
      assert.is(normaliseName(spelt), wanted)
      assert.is(normaliseName(domainToUnicode(wanted)), wanted)
    }),
  )
})

test('whatever comes in, what comes out is plain and stays the same', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'aZ09.-_ ％１。．ıİßÄ\0\u00ad\u200d@:/[]xn--'), maxLength: 30 }),
  )
  fc.assert(
    fc.property(hostile, (text) => {
      const normal = normaliseName(text)
      if (normal === undefined) return
      assert.match(normal, /^[a-z0-9_.-]{1,253}$/)
      assert.is(normaliseName(normal), normal)
      for (const one of normal.split('.')) assert.match(one, /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/)
    }),
    { numRuns: 3000 },
  )
})

test.run()
