/** Tests rpcd's access lists in the stand-in. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import fc from '../properties.ts'
import { matchesPattern, readGrants } from './access-lists.ts'
import { parseUci } from './uci-file.ts'
import type { UciSection } from './uci-model.ts'

const test = suite('access lists')

const files = [
  {
    teachers: {
      description: 'what teachers do',
      read: { ubus: { aqtizim: ['status', 'journal'] }, uci: ['aqtizim'] },
      write: { ubus: { aqtizim: ['list_save'] } },
    },
    directors: { write: { ubus: { aqtizim: ['approve'] } } },
    unauthenticated: { read: { ubus: { session: ['login'] } } },
  },
]

function login(text: string): UciSection | undefined {
  const parsed = parseUci(`config login\n${text}`)
  return 'package' in parsed ? parsed.package.sections[0] : undefined
}

const calls = (text: string) => readGrants(files, login(text)).map((grant) => grant.join(' '))

test('who may read gets what read names', () => {
  assert.equal(calls("list read 'teachers'"), [
    'ubus aqtizim status',
    'ubus aqtizim journal',
    'uci aqtizim read',
    'access-group teachers read',
  ])
})

test('who may write may also read', () => {
  const granted = calls("list write 'teachers'")
  assert.ok(granted.includes('ubus aqtizim status'))
  assert.ok(granted.includes('ubus aqtizim list_save'))
  assert.ok(granted.includes('access-group teachers write'))
})

test('an exclamation mark forbids what a wildcard would give', () => {
  const granted = calls("list write '*'\nlist write '!dir*'")
  assert.ok(granted.includes('ubus aqtizim list_save'))
  assert.not(granted.includes('ubus aqtizim approve'))
})

test('nobody gets only what is for everybody', () => {
  assert.equal(
    readGrants(files, undefined).map((grant) => grant.join(' ')),
    ['ubus session login', 'access-group unauthenticated read'],
  )
})

test('wildcards', () => {
  const cases: [string, string, boolean][] = [
    ['*', '', true],
    ['a*c', 'abc', true],
    ['a*c', 'ac/bc', true],
    ['a?c', 'ac', false],
    ['[ab]x', 'bx', true],
    ['[!ab]x', 'bx', false],
    ['a.c', 'abc', false],
    ['a(b', 'a(b', true],
  ]
  for (const [pattern, text, fits] of cases) assert.is(matchesPattern(pattern, text), fits, `${pattern} ${text}`)
})

test('a text without wildcards fits itself alone', () => {
  const plain = fc.string().filter((text) => !/[*?[\]]/.test(text))
  fc.assert(
    fc.property(plain, plain, (pattern, text) => {
      assert.is(matchesPattern(pattern, text), pattern === text)
      assert.ok(matchesPattern(pattern, pattern))
    }),
  )
})

test.run()
