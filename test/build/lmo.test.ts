/** Compares our catalogues with those that po2lmo writes. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compilePo, lmoHash, lmoKey, readPo, writeLmo } from '../../build/lmo.ts'
import * as fc from '../properties.ts'
import { readLmo } from './read-lmo.ts'

const golden = (file: string) => fileURLToPath(new URL(`../golden/build/lmo/${file}`, import.meta.url))
const input = readFileSync(golden('input.po'), 'utf8')
const compiled = Buffer.from(compilePo(input) ?? [])

const test = suite('catalogues')

test('are the bytes that po2lmo makes', () => {
  assert.is(compiled.toString('hex'), readFileSync(golden('expected.lmo')).toString('hex'))
})

test('are the bytes that po2lmo makes of our own catalogues too, where po2lmo is there to ask', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-lmo-'))
  try {
    writeFileSync(join(folder, 'in.po'), input)
    const ran = spawnSync('po2lmo', [join(folder, 'in.po'), join(folder, 'out.lmo')])
    // Where it is not, what it said when it was.
    const expected = readFileSync(ran.error === undefined ? join(folder, 'out.lmo') : golden('expected.lmo'))
    assert.is(compiled.compare(expected), 0)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('give the browser what it looks up', () => {
  const entries = readLmo(compiled)
  const find = (key: string) => entries.find((entry) => entry.key === lmoHash(key))?.text
  assert.is(find('White list'), 'Белый список')
  assert.is(find('a room\u0001Open'), 'Открыт')
  assert.is(find('a lesson\u0001Open'), 'Идёт')
  assert.is(find('%d site\u00022'), '%d сайтов')
  assert.is(find('report\u0001%d visit\u00021'), '%d посещения')
  assert.is(find('Not translated'), undefined)
  assert.is(find('LuCI'), undefined)
  assert.match(entries.find(({ key }) => key === 0)?.text ?? '', /^nplurals=3; plural=/)
})

test('keep every text under its key', () => {
  // A blank inside or outside, a backslash and n, or a control character is what `checkFindable` refuses.
  const word = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((text) => !/[\s\\]|\p{Cc}/u.test(text))
  const entry = fc.record({
    context: fc.option(word, { nil: undefined }),
    id: word,
    plural: fc.option(word, { nil: undefined }),
    texts: fc.array(word, { minLength: 1, maxLength: 1 }),
  })
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: (each) => lmoHash(lmoKey(each, 0)) }), (entries) => {
      const kept = new Map(readLmo(writeLmo(entries) ?? Buffer.alloc(4)).map(({ key, text }) => [key, text]))
      for (const each of entries) {
        const key = lmoHash(lmoKey(each, 0))
        assert.is(kept.get(key), key === lmoHash(each.texts[0] ?? '') ? undefined : each.texts[0])
      }
    }),
  )
})

test('are not made of nothing', () => {
  assert.is(compilePo('msgid "a"\nmsgstr ""\n'), undefined)
  assert.is(compilePo(''), undefined)
})

test('name the line of what is no catalogue', () => {
  for (const [text, what] of [
    ['msgid "a"\nnonsense', 'line 2'],
    ['"a text"', 'line 1'],
    ['msgid "a', 'line 1'],
    ['msgid "a"\nmsgstr "b" c', 'line 2'],
  ] as const)
    assert.throws(
      () => readPo(text),
      (error: Error) => error instanceof SyntaxError && error.message.startsWith(what),
    )
})

test('refuse an entry that the browser could never find', () => {
  for (const id of ['two  blanks', ' first', 'last ', 'a\\nline'])
    assert.throws(() => compilePo(`msgid "${id}"\nmsgstr "x"\n`), /never find/)
})

test.run()
