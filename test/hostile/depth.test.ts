/**
 * Texts that nest: a reader that calls itself for each level ends the process where the stack ends inside of V8's compiler of
 * regular expressions, and no `catch` sees it. Were a bound missing, this file would not come to its end.
 */
import { spawnSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseDocument } from 'yaml'
import { addSite, changeSite, removeSite } from '../../src/whitelist/edit.ts'
import { findTooDeep, NESTING_LIMIT } from '../../src/whitelist/nesting.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { PIECE_LIMIT } from '../../src/whitelist/read.ts'
import fc from '../properties.ts'
import { holds } from './budget.ts'

const test = suite('texts that nest')

/** What begins a level somewhere in YAML, and what stands between. */
const openers = [
  ...[
    '[',
    '{',
    '- ',
    '-\t',
    '? ',
    ': ',
    'a: ',
    '[a: ',
    '{a: [',
    '- [',
    '[? ',
    '? [',
    '"a": ',
    '{"a":',
    '- a: ',
    '- ? ',
  ],
  ...['[\n', '{\n', '- \n', 'a:\n', '? a\n', '? a\n: ', '[ #\n', '&a [', '!a [', '[,', '[[],', "['", '["'],
]
const between = ['', ' ', '\n', ', ', 'x', ']', '}', '"', "'", '#', '|\n', '\t', '\r\n', '*a', '---\n']

const deep = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...openers), fc.constantFrom(...between)), { minLength: 1, maxLength: 4 }),
    fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 4000 })),
  )
  .map(([parts, times]) =>
    parts
      .map((part) => part.join(''))
      .join('')
      .repeat(times)
      .slice(0, PIECE_LIMIT - 100),
  )

/** Each line a little further from the edge. */
const stairs = fc
  .tuple(fc.constantFrom('a:', '-', '- a:', '?', '- -', '? -', 'a: [', '- {'), fc.integer({ min: 1, max: 170 }))
  .map(([line, count]) => Array.from({ length: count }, (_, at) => `${' '.repeat(at)}${line}\n`).join(''))

const nested = fc.oneof(deep, stairs)
const heads = fc.constantFrom('', 'sites:\n', 'sites:\n  - ', 'sites:\n  - domain: a.kz\n    needs: ', 'sites: ')

test('a list that nests is refused in words, and is not edited', () => {
  holds(300, heads, nested, (head, text) => {
    const document = head + text
    const { whitelist, problems } = parse(document)
    assert.is(
      whitelist === undefined,
      problems.some(({ severity }) => severity === 'error'),
    )
    const edits = [
      addSite(document, { domain: 'b.kz' }, {}),
      changeSite(document, 'a.kz', { title: 'A' }, {}),
      removeSite(document, 'a.kz', {}),
    ]
    for (const edited of edits) assert.type(edited.text, 'string')
  })
})

test('three lines of a thousand brackets are an error with its place', () => {
  const line = `  - ${'['.repeat(1000)}\n`
  const { whitelist, problems } = parse(`sites:\n${line.repeat(3)}`)
  assert.is(whitelist, undefined)
  assert.equal(
    problems.map(({ code, line: at }) => [code, at]),
    [2, 3, 4].map((at) => ['yaml-syntax', at]),
  )
})

test('what the library is given needs little of the stack', () => {
  // With an eighth of the stack that Node has by itself.
  const source = `import('yaml').then(({ parseDocument }) => {
    let text = ''
    process.stdin.on('data', (piece) => (text += piece)).on('end', () => {
      for (const one of JSON.parse(text)) parseDocument(one, { schema: 'failsafe', uniqueKeys: false, logLevel: 'error' })
      console.log('read')
    })
  })`
  const texts = fc
    .sample(fc.tuple(heads, nested), { numRuns: 400, seed: 7 })
    .map(([head, text]) => head + text)
    .filter((text) => findTooDeep(text) === undefined)
  assert.ok(texts.length > 30, `${texts.length} texts are left`)
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--stack-size=120', '-e', source], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
  })
  assert.is(`${status} ${stdout.trim()}`, '0 read', stderr.slice(0, 2000))
})

test('no level that the library sees is missed', () => {
  const depthOf = (node: unknown): number => {
    const { items = [], key, value } = (node ?? {}) as { items?: unknown[]; key?: unknown; value?: unknown }
    const below = [...items, key, value].filter((one) => typeof one === 'object' && one !== null)
    return below.length === 0 ? 0 : 1 + Math.max(...below.map(depthOf))
  }
  holds(400, heads, nested, (head, text) => {
    const document = (head + text).slice(0, 2000)
    if (findTooDeep(document) !== undefined) return
    const { contents } = parseDocument(document, { schema: 'failsafe', uniqueKeys: false, logLevel: 'error' })
    // A pair, its value and a bracket in it are steps of this count, and one level of the text.
    assert.ok(depthOf(contents) <= 3 * NESTING_LIMIT, document)
  })
})

test.run()
