/** Tests the difference of two lists. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { diff } from '../../src/whitelist/diff.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { type Site, siteName, type Whitelist } from '../../src/whitelist/whitelist.ts'
import fc from '../properties.ts'

const test = suite('diff')

function read(...entries: string[]): Whitelist {
  const { whitelist, problems } = parse(
    `sites:\n${entries.map((one) => `  - ${one.replaceAll('\n', '\n    ')}\n`).join('')}`,
  )
  if (!whitelist) throw new Error(JSON.stringify(problems))
  return whitelist
}

function show(before: Whitelist, after: Whitelist): string[] {
  const { added, removed, changed } = diff(before, after)
  return [
    ...added.map((site) => `+ ${siteName(site)}`),
    ...removed.map((site) => `- ${siteName(site)}`),
    ...changed.map(({ before: old, fields }) => `${old.line} ${siteName(old)}: ${fields.join(' ')}`),
  ]
}

test('added, removed and changed sites are named', () => {
  const before = read('domain: a.kz\ntitle: A', 'domain: b.kz', 'address: 198.18.0.5')
  const after = read('domain: c.kz', 'address: 198.18.0.5\nports: [22]', 'domain: a.kz\ntitle: B\nneeds: [d.kz]')
  assert.equal(show(before, after), ['+ c.kz', '- b.kz', '5 198.18.0.5/32: ports', '2 a.kz: title needs'])
})

const fields: [field: string, one: string, other: string][] = [
  ['title', '', 'title: A'],
  ['subject', 'subject: A', 'subject: B'],
  ['rooms', '', 'rooms: [a]'],
  ['rooms', 'rooms: [a, b]', 'rooms: [a]'],
  ['ports', '', 'ports: [80]'],
  ['subdomains', '', 'subdomains: false'],
  ['needs', 'needs: [b.kz]', 'needs: [c.kz]'],
  ['except', '', 'except: [b.a.kz]'],
  ['needs_exact', '', 'needs: [{domain: b.kz, subdomains: false}]'],
  ['ports', 'ports: [8000]', 'ports: [8000-8001]'],
  ['open', '', 'open: on-demand'],
  ['from', 'from: 2026-12-01', 'from: 2026-12-02'],
  ['until', '', 'until: 2026-12-01'],
  ['inside', '', 'inside: true'],
  ['resolver', 'inside: true', 'inside: true\nresolver: 192.168.3.1'],
  ['safe_search', 'safe_search: true', 'safe_search: moderate'],
  ['group', '', 'group: moodle@2026-11-01'],
]
for (const [field, one, other] of fields) {
  test(`${JSON.stringify(one)} to ${JSON.stringify(other)} changes ${field} alone`, () => {
    const [before, after] = [read(`domain: a.kz\n${one}`), read(`domain: a.kz\n${other}`)]
    assert.equal(show(before, after), [`2 a.kz: ${field}`])
    assert.equal(show(after, before), [`2 a.kz: ${field}`])
  })
}

test('order, place and spelling are no change', () => {
  const before = read('domain: a.kz\nneeds: [b.kz, c.kz]\nrooms: [x, y]', 'domain: b.kz')
  const after = read('domain: B.kz.', 'domain: a.kz\nrooms: [y, x]\nneeds: [c.kz, b.kz]\nports: [443, 80]')
  assert.equal(show(before, after), [])
})

test('of several entries of a name the equal ones are paired first', () => {
  const before = read('domain: a.kz\nrooms: [x]', 'domain: a.kz\nrooms: [y]')
  const after = read('domain: a.kz\nrooms: [y]', 'domain: a.kz\nrooms: [z]', 'domain: a.kz\nrooms: [w]')
  assert.equal(show(before, after), ['+ a.kz', '2 a.kz: rooms'])
})

const entry = fc.record({ name: fc.constantFrom('a.kz', 'b.kz', 'c.kz'), title: fc.constantFrom('A', 'B') })
const list = fc
  .array(entry, { maxLength: 6 })
  .map((all) => read(...all.map(({ name, title }) => `domain: ${name}\ntitle: ${title}`)))

test('the difference leads from the old list to the new one', () => {
  const key = (site: Site): string => JSON.stringify({ ...site, line: 0 })
  fc.assert(
    fc.property(list, list, (before, after) => {
      const { added, removed, changed } = diff(before, after)
      const bag = before.sites.map(key)
      for (const site of [...removed, ...changed.map((one) => one.before)]) bag.splice(bag.indexOf(key(site)), 1)
      bag.push(...[...added, ...changed.map((one) => one.after)].map(key))
      assert.equal(bag.sort(), after.sites.map(key).sort())
      for (const one of changed) {
        assert.is(siteName(one.before), siteName(one.after))
        assert.ok(one.fields.length > 0)
      }
      // No name is both added and removed: that would be a change.
      const names = new Set(added.map(siteName))
      assert.not.ok(removed.some((site) => names.has(siteName(site))))
    }),
  )
})

test.run()
