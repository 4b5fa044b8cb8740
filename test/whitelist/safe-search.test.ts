/** Which names are led to an engine's safe results. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileNames } from '../../src/whitelist/names.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { enginesIn, isSafeSearchKnown, safeNames } from '../../src/whitelist/safe-search.ts'

const test = suite('safe search')

function read(entries: string) {
  const { whitelist, problems } = parse(`sites:\n${entries}`)
  if (whitelist === undefined) throw new Error(JSON.stringify(problems))
  return whitelist
}
function safe(entries: string): Record<string, string> {
  const whitelist = read(entries)
  const domains = whitelist.sites.filter((site) => site.kind === 'domain')
  return Object.fromEntries(safeNames(domains, compileNames(whitelist)))
}

const makers: readonly [string, string, Record<string, string>][] = [
  ['google.kz', 'true', { 'www.google.kz': 'forcesafesearch.google.com' }],
  ['google.com', 'true', { 'www.google.com': 'forcesafesearch.google.com' }],
  ['youtube.com', 'true', { 'www.youtube.com': 'restrict.youtube.com', 'm.youtube.com': 'restrict.youtube.com' }],
  [
    'youtube.com',
    'moderate',
    { 'www.youtube.com': 'restrictmoderate.youtube.com', 'm.youtube.com': 'restrictmoderate.youtube.com' },
  ],
  ['bing.com', 'true', { 'bing.com': 'strict.bing.com', 'www.bing.com': 'strict.bing.com' }],
  [
    'duckduckgo.com',
    // There is nothing milder.
    'moderate',
    {
      'duckduckgo.com': 'safe.duckduckgo.com',
      'www.duckduckgo.com': 'safe.duckduckgo.com',
      'start.duckduckgo.com': 'safe.duckduckgo.com',
    },
  ],
  ['yandex.kz', 'strict', { 'yandex.kz': 'familysearch.yandex.ru', 'www.yandex.kz': 'familysearch.yandex.ru' }],
  ['pixabay.com', 'true', { 'pixabay.com': 'safesearch.pixabay.com', 'www.pixabay.com': 'safesearch.pixabay.com' }],
  ['search.brave.com', 'true', { 'search.brave.com': 'forcesafe.search.brave.com' }],
]
for (const [domain, mode, expected] of makers)
  test(`${domain}, ${mode}`, () => assert.equal(safe(`  - domain: ${domain}\n    safe_search: ${mode}\n`), expected))

test('one entry speaks for the whole list, and the stronger mode counts', () => {
  const both = `  - domain: youtube.com\n    safe_search: moderate\n  - domain: www.youtube-nocookie.com\n    safe_search: strict\n`
  const other = '  - domain: youtubei.googleapis.com\n  - domain: www.bing.com\n'
  const found = safe(both + other)
  assert.equal(new Set(Object.values(found)), new Set(['restrict.youtube.com']))
  assert.ok('youtubei.googleapis.com' in found, 'another entry does not open the same engine as it is')
  assert.not('www.bing.com' in found, 'an engine that nobody has asked it for stays as it is')
})

test('what the list does not open is led nowhere', () => {
  assert.equal(
    safe('  - domain: google.kz\n    safe_search: true\n    except: [www.google.kz]\n  - domain: www.bing.com\n'),
    {},
  )
  assert.equal(safe('  - domain: www.google.com\n    subdomains: false\n    safe_search: true\n'), {
    'www.google.com': 'forcesafesearch.google.com',
  })
})

test('an entry that opens no engine is none, also where its name looks like one', () => {
  for (const domain of ['bilimland.kz', 'mail.google.com', 'google.example.kz', 'notgoogle.com']) {
    const [site] = read(`  - domain: ${domain}\n    safe_search: true\n`).sites
    assert.ok(site?.kind === 'domain')
    assert.equal(enginesIn(site), [], domain)
    assert.not(isSafeSearchKnown(site))
  }
  const [needing] = read('  - domain: portal.kz\n    needs: [{domain: www.bing.com, subdomains: false}]\n').sites
  assert.ok(needing?.kind === 'domain')
  assert.equal(enginesIn(needing), ['Bing'])
  assert.ok(isSafeSearchKnown(needing))
})

test.run()
