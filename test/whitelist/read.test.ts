/** Tests that the fast reader agrees with the YAML library. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readPlain } from '../../src/whitelist/fast-reader.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { PIECE_LIMIT, readEntries, readPiece, readWhole } from '../../src/whitelist/read.ts'
import { collect, linesOf } from '../../src/whitelist/report.ts'
import { outline } from '../../src/whitelist/split-entries.ts'
import type { Node } from '../../src/whitelist/tree.ts'
import fc from '../properties.ts'

const test = suite('read')

interface Reading {
  readonly nodes: Node[]
  readonly errors: string[]
}

function reading(text: string, read: (report: ReturnType<typeof collect>['report']) => Iterable<Node>): Reading {
  const collected = collect()
  const nodes = [...read(collected.report)]
  return { nodes, errors: collected.problems(linesOf(text)).map(({ line, message }) => `${line}: ${message}`) }
}

// Lines that a list is made of, and that go wrong: right and wrong indents, every quote, marks with a meaning in YAML.
const word = fc.constantFrom(
  'a.kz',
  'b',
  'Білім',
  '443',
  'tcp/80',
  'no',
  '1.10',
  '~',
  'null',
  'a-b',
  '_c',
  'x:y',
  '::1',
  'a#b',
)
const hostile = fc.string({ unit: fc.constantFrom(...'ab :#-?,[]{}&*!|>\'"%@`\\~\t\u00a0\u0085\r=<'), maxLength: 8 })
const item = fc.oneof({ weight: 6, arbitrary: word }, { weight: 1, arbitrary: hostile })
const value = fc.oneof(
  { weight: 6, arbitrary: item },
  { weight: 2, arbitrary: fc.tuple(item, item).map(([a, b]) => `${a} ${b}`) },
  { weight: 2, arbitrary: fc.array(item, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`) },
  { weight: 1, arbitrary: item.map((text) => `"${text}"`) },
  { weight: 1, arbitrary: item.map((text) => `'${text}'`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '|', '>-', '&a b', '*a', '!x y', '{a: b}', '# c', '"a', '[a', '- a', '? a'),
  },
)
const key = fc.constantFrom('domain', 'title', 'needs', 'except', 'ports', 'Ключ', 'a b', '"q"')
const comment = fc.constantFrom('', '', '', ' # c', '\t# c', '\u00a0', '# c', '  #', ' ')
const spaces = fc.constantFrom('', ' ', ' ', ' ', '  ', '\t')
const indent = fc.constantFrom('    ', '    ', '    ', '    ', '      ', '  ', '   ', '', '\t')
const pair = fc.tuple(key, spaces, value, comment).map(([name, space, text, end]) => `${name}:${space}${text}${end}`)
const line = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(indent, pair).map(([margin, text]) => margin + text) },
  { weight: 2, arbitrary: fc.tuple(indent, spaces, value).map(([margin, space, text]) => `${margin}-${space}${text}`) },
  { weight: 1, arbitrary: fc.tuple(indent, comment).map(([margin, text]) => margin + text) },
  { weight: 1, arbitrary: fc.tuple(indent, hostile).map(([margin, text]) => margin + text) },
)
const dash = fc.constantFrom('  - ', '  - ', '  - ', '  -   ', '- ', '   - ', '  -', '  -\t')
const begin = fc.oneof(
  word.map((text) => `  - domain: ${text}`),
  fc.tuple(dash, pair).map((parts) => parts.join('')),
)
// An entry with at most one odd line among tame ones, so that many stay within what the plain reader reads.
const tameLine = fc.oneof(
  fc.tuple(fc.constantFrom('title', 'needs', 'ports', 'rooms'), word).map(([name, text]) => `    ${name}: ${text}`),
  fc.tuple(fc.constantFrom('needs', 'ports'), word, word).map(([name, a, b]) => `    ${name}: [${a}, ${b}]`),
  fc
    .tuple(fc.constantFrom('    ', '      '), word, word)
    .map(([in_, a, b]) => `    except:\n${in_}- ${a}\n${in_}- ${b}`),
)
const lines = fc.oneof(
  fc.array(line, { maxLength: 4 }),
  fc
    .tuple(fc.array(tameLine, { maxLength: 2 }), line, fc.array(tameLine, { maxLength: 2 }))
    .map((parts) => parts.flat()),
)
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n')
const entry = fc.tuple(begin, lines, lineEnd, fc.boolean()).map(([head, lines, end, last]) => {
  return [head, ...lines].join(end) + (last ? end : '')
})

test('the plain reader says what the YAML library says, or nothing', () => {
  let plain = 0
  fc.assert(
    fc.property(entry, (text) => {
      const piece = { start: 0, end: text.length }
      // Only what the outline takes for one entry comes to either reader.
      const { entries, strays } = outline(`sites:\n${text}`)
      if (entries.length !== 1 || strays.length > 0) return
      const node = readPlain(text, piece)
      if (!node) return
      plain++
      const whole = reading(text, (report) => [readPiece(text, piece, report)])
      assert.equal({ nodes: [node], errors: [] }, whole, JSON.stringify(text))
    }),
    { numRuns: 10_000 },
  )
  assert.ok(plain > 500, `only ${plain} plain entries`)
})

test('a document cut into entries means what it means as a whole', () => {
  let right = 0
  const document = fc.tuple(fc.constantFrom('', '# c\n', '\n', '\ufeff', '---\n'), fc.array(entry, { maxLength: 4 }))
  fc.assert(
    fc.property(document, ([head, entries]) => {
      const text = `${head}sites:\n${entries.map((one) => (one.endsWith('\n') ? one : `${one}\n`)).join('')}`
      const whole = reading(text, (report) => readWhole(text, report))
      const cut = reading(text, (report) => readEntries(text, report))
      if (whole.errors.length > 0 && cut.errors.length > 0) return
      assert.equal(cut, whole, JSON.stringify(text))
      right++
    }),
    { numRuns: 1500 },
  )
  assert.ok(right > 80, `only ${right} documents without errors`)
})

test('the usual shapes take the fast way', () => {
  const usual = [
    '  - domain: bilimland.kz   # c\n    title: BilimLand, "all" of it (2)\n    subject: Ақпарат\n',
    '- domain: \'a.kz\'\n  title: "a: b"\n  needs: [a.b, c-d.e]\n\n  # c\n  ports: [443, tcp/80]\n  rooms: []\n',
    '  - needs:\n      - a.kz\n      # c\n      - b.kz # c\n    except:\n    - c.kz\n    title:\n',
    '  - domain: a.kz\r\n    subdomains: false\r\n',
  ]
  for (const text of usual) {
    const piece = { start: 0, end: text.length }
    const node = readPlain(text, piece)
    assert.ok(node, text)
    assert.equal(
      { nodes: [node], errors: [] },
      reading(text, (report) => [readPiece(text, piece, report)]),
    )
  }
})

// Each of these made the library slow, huge or dead at 4 MiB, or would if it were given the whole text.
const size = 4 * 1024 * 1024 - 100
const bombs: [name: string, text: string][] = [
  ['brackets', `sites: ${'['.repeat(size - 8)}`],
  ['braces', '{'.repeat(size)],
  ['dashes', '- '.repeat(size / 2)],
  ['dashes in an entry', `sites:\n${'- '.repeat(PIECE_LIMIT / 2)}\n`],
  ['brackets in entries', `sites:\n${`- ${'['.repeat(PIECE_LIMIT - 4)}\n`.repeat(200)}`],
  ['maps in an entry', `sites:\n- ${'{a: '.repeat(4000)}\n`],
  [
    'deep lines in an entry',
    `sites:\n- a:\n${Array.from({ length: 170 }, (_, i) => `${' '.repeat(i + 3)}a:\n`).join('')}`,
  ],
  ['keys', `sites:\n- a: b\n${Array.from({ length: 300_000 }, (_, i) => `  k${i}: 1\n`).join('')}`],
  ['equal keys', `sites:\n- a: b\n${'  a: b\n'.repeat(400_000)}`],
  ['short keys', `sites:\n- a: b\n${Array.from({ length: 500_000 }, (_, i) => `  ${letters(i)}: 1\n`).join('')}`],
  ['an endless quote', `sites:\n- domain: "${'\\'.repeat(size - 20)}`],
  ['aliases', `sites:\n- title: &a [x]\n${`- needs: [${'*a,'.repeat(4000)}]\n`.repeat(300)}`],
  ['a laugh', `a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nsites: [*c,*c,*c]\n`],
]
for (const [name, text] of bombs) {
  test(`${name} are reported and no more`, () => {
    const { whitelist, problems } = parse(text)
    assert.is(whitelist, undefined)
    assert.ok(problems.length > 0 && problems.length <= 1001)
  })
}

function letters(number: number): string {
  return number.toString(26).replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
}

test.run()
