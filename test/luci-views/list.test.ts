/** The white list's page where it computes: a document cut into parts, and problems in words. */
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cutParts, sizeOf } from '../../src/luci-views/parts/list/cut-parts.ts'
import { parse } from '../../src/whitelist/parse.ts'
import type { Problem } from '../../src/whitelist/problems.ts'
import fc from '../properties.ts'

const test = suite('white list page')

test('parts make the text again, fit into a POST, and cut no character in two', () => {
  const character = fc.constantFrom('a', 'ұ', '😀', '"', '\n', '\u0001', 'ж')
  const text = fc
    .tuple(fc.array(character, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 9000 }))
    .map(([pattern, times]) => pattern.join('').repeat(times))
  fc.assert(
    fc.property(text, (whole) => {
      const parts = cutParts(whole)
      assert.is(parts.join(''), whole)
      for (const part of parts) {
        assert.ok(sizeOf(JSON.stringify(part)) <= 48 * 1024 && part.length <= 32 * 1024)
        assert.not.match(part, /^[\udc00-\udfff]|[\ud800-\udbff]$/)
      }
    }),
    { numRuns: 60 },
  )
  assert.equal(cutParts(''), [''])
})

/** The page's module wants what LuCI puts into a window. */
async function loadWords(): Promise<(problem: Problem) => string> {
  Object.assign(globalThis, { _: (text: string) => text })
  Object.assign(String.prototype, {
    format(this: string, ...values: unknown[]) {
      return this.replace(/%s/g, () => String(values.shift()))
    },
  })
  const path = fileURLToPath(new URL('../../src/luci-views/parts/list/words.ts', import.meta.url))
  const module = (await import(path)) as { problemWords: (problem: Problem) => string }
  return module.problemWords
}

const documents = [
  'sites:\n  - domain: https://a.kz/x\n  - domain: 198.18.0.1\n  - domain: word\n  - domain: com.kz\n  - domain: "a b"\n',
  'sites:\n  - title: x\n  - domain: a.kz\n    titel: y\n    ports: [0, x]\n    rooms: []\n    subdomains: maybe\n    needs: a\n',
  'sites:\n  - domain: a.kz\n    ports: []\n    rooms: [attic]\n    except: [b.kz]\n    needs: [c.kz, c.kz, a.kz]\n  - domain: a.kz\n',
  'sites:\n  - address: 127.0.0.1\n  - address: 10.0.0.0/8\n  - address: x\n  - domain: \u0007a.kz\n - domain: b.kz\n',
  `sites:\n  - domain: a.kz\n    title: ${'x'.repeat(300)}\n  - domain: ${'a.'.repeat(30)}kz\n  - [1\n`,
  'x: y\n',
  '',
]

test('every problem is said in a sentence of ours, with its value', async () => {
  const words = await loadWords()
  const seen = new Set<string>()
  for (const problem of documents.flatMap((text) => parse(text, { rooms: ['informatics'] }).problems)) {
    const sentence = words(problem)
    seen.add(problem.code)
    assert.not.match(sentence, /“”|undefined|%s/, JSON.stringify(problem))
    assert.match(sentence, /[.]$/)
  }
  assert.ok(seen.size >= 11, [...seen].join(' '))
})

test('entries are found by words, subject, group and state, and sorted without touching the list', async () => {
  const path = fileURLToPath(new URL('../../src/luci-views/parts/list/site-filters.ts', import.meta.url))
  const { chosenSites } = (await import(path)) as { chosenSites: (...of: unknown[]) => { domain: string }[] }
  const sites = [
    { line: 2, domain: 'b.kz', title: 'Ана', subject: 'Физика', group: 'phet@2026-11-30' },
    { line: 3, domain: 'a.kz', open: 'on-demand', subject: 'Химия' },
    { line: 4, domain: 'c.kz', from: '2026-12-01', needs: ['cdn.net'] },
    { line: 5, domain: 'd.kz', rooms: ['media'], safe_search: 'strict' },
  ]
  const all = { text: '', subject: '', group: '', state: '', order: 'list' }
  const found = (wanted: object) =>
    chosenSites(sites, { ...all, ...wanted }, ({ line }: { line: number }) => (line === 4 ? [{}] : []))
      .map(({ domain }) => domain[0])
      .join('')
  const cases = { b: { text: 'АНА' }, c: { text: 'cdn.net' }, bacd: {}, abcd: { order: 'name' } } as const
  for (const [names, wanted] of Object.entries(cases)) assert.is(found(wanted), names)
  assert.equal([found({ subject: 'Химия' }), found({ subject: '-' })], ['a', 'cd'])
  assert.equal([found({ group: 'phet' }), found({ group: '-' })], ['b', 'acd'])
  const states = ['noted', 'demand', 'dated', 'rooms', 'safe'].map((state) => found({ state }))
  assert.equal(states, ['c', 'a', 'c', 'd', 'd'])
  assert.is(found({ order: 'subject' }), 'bacd')
  assert.equal(sites.map(({ domain }) => domain[0]).join(''), 'bacd')
})

test.run()
