/** Compares what lists parse to with the goldens. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileNames, lookup } from '../../src/whitelist/names.ts'
import { DOCUMENT_LIMIT, parse } from '../../src/whitelist/parse.ts'
import type { ProblemCode } from '../../src/whitelist/problems.ts'
import { namesOf, type Whitelist } from '../../src/whitelist/whitelist.ts'
import fc from '../properties.ts'

const test = suite('parse')

const golden = new URL('../golden/whitelist/', import.meta.url)
const rooms = ['informatics', 'multimedia']

const seen = new Set<ProblemCode>()
for (const name of readdirSync(golden).sort()) {
  test(`golden ${name}`, () => {
    const parsed = parse(readFileSync(new URL(`${name}/input.yaml`, golden), 'utf8'), { rooms, today: '2026-11-30' })
    for (const { code } of parsed.problems) seen.add(code)
    const expected = new URL(`${name}/expected.json`, golden)
    const actual = print(parsed)
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(expected, actual)
    assert.is(actual, readFileSync(expected, 'utf8'))
  })
}

/** One problem a line and one site a line: a golden is read by people. */
function print({ whitelist, problems }: ReturnType<typeof parse>): string {
  const list = (items: readonly unknown[]): string => {
    return items.length === 0 ? '[]' : `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
  }
  const sites = whitelist ? list(whitelist.sites) : 'null'
  return `{\n  "problems": ${list(problems)},\n  "sites": ${sites}\n}\n`
}

test('the goldens have every code', () => {
  const codes: Record<ProblemCode, true> = {
    'yaml-syntax': true,
    'unknown-key': true,
    'missing-key': true,
    'bad-domain': true,
    'public-suffix': true,
    'bad-address': true,
    'private-address': true,
    'bad-port': true,
    'unknown-room': true,
    'bad-date': true,
    expired: true,
    'foreign-resolver': true,
    'mixed-script': true,
    encoding: true,
    'not-on-the-internet': true,
    'shared-store': true,
    'safe-search': true,
    duplicate: true,
    covered: true,
    'too-large': true,
  }
  assert.equal([...seen].sort(), Object.keys(codes).sort())
})

test('a document of 4 MiB is read, and one byte more is not', () => {
  const list = 'sites:\n  - domain: a.kz\n#'
  const padding = DOCUMENT_LIMIT - list.length
  assert.ok(parse(list + 'x'.repeat(padding), { rooms }).whitelist)
  for (const long of [list + 'x'.repeat(padding + 1), list + 'қ'.repeat(padding / 2 + 1)]) {
    const { whitelist, problems } = parse(long, { rooms })
    assert.is(whitelist, undefined)
    assert.equal(
      problems.map(({ code, line }) => [code, line]),
      [['too-large', 1]],
    )
  }
})

test('a name deeper than the gate looks is refused where it stands, wherever it stands', () => {
  const deep = (labels: number) => `${Array.from({ length: labels - 2 }, (_, i) => `l${i}`).join('.')}.school.kz`
  for (const key of ['needs', 'except']) {
    const text = (name: string) => `sites:\n  - domain: school.kz\n    ${key}: [${name}]\n`
    const codes = (name: string) => parse(text(name), { rooms }).problems.filter(({ severity }) => severity === 'error')
    assert.equal(codes(deep(10)), [])
    assert.equal(
      codes(deep(11)).map(({ code, line }) => [code, line]),
      [['too-large', 3]],
    )
  }
})

test('100,000 sites are read, and their names found', () => {
  const text = `sites:\n${Array.from({ length: 100_000 }, (_, i) => `  - domain: s${i}.b${i % 97}.kz\n`).join('')}`
  const { whitelist, problems } = parse(text, { rooms })
  assert.equal(problems, [])
  assert.is(whitelist?.sites.length, 100_000)
  const table = compileNames(whitelist ?? { sites: [] })
  assert.is(lookup(table, 'www.s99999.b89.kz'), 99_999)
  assert.is(whitelist?.sites[99_999]?.line, 100_001)
})

test('of too many problems the first thousand of a kind are listed, and the rest counted', () => {
  const errors = parse(`sites:\n${'  - domain: kz\n'.repeat(5000)}`, { rooms })
  assert.is(errors.problems.length, 1001)
  assert.match(errors.problems[1000]?.message ?? '', /more errors are not shown/)
  const warned = parse(`sites:\n${'  - domain: a.kz\n'.repeat(2001)}`, { rooms })
  assert.is(warned.problems.length, 1001)
  assert.match(warned.problems[1000]?.message ?? '', /1000 more warnings/)
  assert.is(warned.whitelist?.sites.length, 2001)
  assert.is(parse(`sites:\n${'  - domain: a.kz\n'.repeat(2001)}  - domain: kz\n`, { rooms }).whitelist, undefined)
})

test('line ends and a byte-order mark change nothing but the columns', () => {
  const text = 'sites:\n  - domain: a.kz\n    title: A\n    needs:\n      - b.kz\n'
  const wanted = parse(text, { rooms })
  assert.equal(parse(text.replaceAll('\n', '\r\n'), { rooms }), wanted)
  assert.equal(parse(`\ufeff${text}`, { rooms }), wanted)
  assert.equal(parse(text.trimEnd(), { rooms }), wanted)
})

test('without rooms any name is taken for one', () => {
  const text = 'sites:\n  - domain: a.kz\n    rooms: [attic]\n'
  assert.equal(parse(text).whitelist?.sites[0]?.rooms, ['attic'])
  assert.is(parse(text, { rooms: [] }).whitelist, undefined)
})

/** What may reach nft, dnsmasq and HAProxy: nothing but these characters, whatever was written. */
function assertPlain({ sites }: Whitelist): void {
  for (const site of sites) {
    for (const { number, last = number } of site.ports) {
      assert.ok(Number.isInteger(number) && Number.isInteger(last) && number >= 1 && number <= last && last <= 65535)
    }
    if (site.kind === 'address') assert.match(site.network, /^[0-9a-f.:]+\/\d{1,3}$/)
    else for (const name of [...namesOf(site), ...site.except]) assert.match(name, /^[a-z0-9_.-]{3,253}$/)
    for (const room of site.rooms ?? []) assert.ok(rooms.includes(room))
    for (const text of [site.title ?? '', site.subject ?? ''])
      assert.not.match(text, /[\x00-\x1f\x7f-\x9f\u2028-\u202e]/)
  }
}

const odd = fc.oneof(
  fc.constantFrom(
    'a.kz',
    'x.a.kz',
    'kz',
    '10.0.0.1',
    '::1',
    '198.18.0.0/24',
    '443',
    'informatics',
    'true',
    '',
    '"',
    "'",
  ),
  fc.string({ unit: fc.constantFrom(...'ab./:*-_#[]{},"\'\\\n\r\t %&!|>@\0\u2028әı１。'), maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const keys = fc.constantFrom(
  'domain',
  'address',
  'title',
  'subject',
  'needs',
  'except',
  'rooms',
  'ports',
  'subdomains',
  'x',
)
const values = fc.oneof(
  odd,
  odd.map((text) => JSON.stringify(text)),
  fc.array(odd, { maxLength: 3 }).map((all) => `[${all.join(', ')}]`),
)
const anyPairs = fc.array(fc.tuple(keys, values), { minLength: 1, maxLength: 5 })
// A right entry with odd texts, so that many lists come through.
const oddText = fc.tuple(fc.constantFrom('title', 'subject', 'domain'), values)
const nearlyRight = fc
  .tuple(fc.constantFrom('a.kz', 'Білім.қаз.', '"b.kz"'), fc.option(oddText))
  .map(([name, text]) => {
    return [['domain', name] as [string, string], ...(text ? [text as [string, string]] : [])]
  })
const entries = fc.oneof(
  fc.array(fc.oneof(anyPairs, nearlyRight), { maxLength: 4 }),
  fc.array(nearlyRight, { minLength: 1, maxLength: 2 }),
)

test('whatever is written, what comes out is plain, and problems stand in order inside the text', () => {
  let right = 0
  fc.assert(
    fc.property(entries, (list) => {
      const text = `sites:\n${list.map((pairs) => `  - ${pairs.map(([key, value]) => `${key}: ${value}`).join('\n    ')}\n`).join('')}`
      const { whitelist, problems } = parse(text, { rooms })
      const lines = text.split('\n')
      let before = { line: 1, column: 1 }
      for (const { line, column, message } of problems) {
        assert.ok(line > before.line || (line === before.line && column >= before.column), text)
        assert.ok(line <= lines.length && column <= (lines[line - 1]?.length ?? 0) + 1, text)
        assert.not.match(message, /[\x00-\x1f\x7f-\x9f\u2028-\u202e]/)
        before = { line, column }
      }
      const failed = problems.some(({ severity }) => severity === 'error')
      assert.is(whitelist === undefined, failed)
      if (whitelist && whitelist.sites.length > 0) right++
      if (whitelist) assertPlain(whitelist)
    }),
    { numRuns: 3000 },
  )
  assert.ok(right > 100, `only ${right} lists without errors`)
})

test('bytes that are no list at all give problems and no throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const { whitelist, problems } = parse(text, { rooms })
      assert.ok(whitelist === undefined && problems.length > 0)
    }),
    { numRuns: 2000 },
  )
})

test.run()
