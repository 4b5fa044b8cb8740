/** Holds the table of messages: each code once, each with its translations, and the same values in every language. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { messageEntries, readCatalogue } from '../../build/catalogue.ts'
import { lmoHash, lmoKey, writeLmo } from '../../build/lmo.ts'
import { areas, type Code, english } from '../../src/messages/english.ts'
import { fill, message, templateOf } from '../../src/messages/message.ts'
import { words, wordsByArea, wordsOf } from '../../src/messages/words.ts'
import { suite } from '../suite.ts'

const test = suite('messages')
const codes = Object.keys(english) as Code[]
const languages = ['kk', 'ru'] as const
const slots = (text: string) => (text.match(/\{[^}]*\}/g) ?? []).sort()

test('a code stands in one area, and its file joins the table', () => {
  const all = Object.values(areas).flatMap((area) => Object.keys(area))
  assert.equal(
    all.filter((code, at) => all.indexOf(code) !== at),
    [],
  )
  assert.equal([...all].sort(), [...codes].sort())
  const folder = fileURLToPath(new URL('../../src/messages', import.meta.url))
  const files = readdirSync(folder).filter((name) => name.endsWith('-words.ts'))
  assert.is(files.length, Object.keys(areas).length)
  const joined = Object.values(wordsByArea).flatMap((area) => Object.keys(area))
  assert.equal(joined.sort(), [...codes].sort())
})

test('an English text is one sentence whose values have names and types', () => {
  for (const code of codes) {
    assert.match(code, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    const text: string = english[code]
    for (const slot of slots(text)) assert.match(slot, /^\{[a-z]\w*(:(number|message))?\}$/i, code)
    assert.not.match(text, /^\s|\s$|\s\s|[\n\t%]|\.\.$/, code)
  }
})

for (const language of languages) {
  test(`${language}: none is missing, and all values are there`, () => {
    const wrong = codes.filter((code) => {
      const text = words[code][language]
      return text === '' || slots(text).join() !== slots(templateOf(code) ?? '').join() || /^TODO/.test(text)
    })
    assert.equal(wrong, [])
  })

  test(`${language}: words have no Latin letter that only looks like one of ours`, () => {
    const mixed = /[а-яёәғқңөұүһі][a-z]|[a-z][а-яёәғқңөұүһі]/i
    assert.equal(
      codes.filter((code) => mixed.test(words[code][language].replace(/\{\w+\}/g, ' '))),
      [],
    )
  })

  test(`${language}: LuCI finds each by its English text`, () => {
    const entries = readCatalogue(language)
    assert.ok((writeLmo(entries)?.length ?? 0) > 0)
    const keys = entries
      .filter(({ id }) => id !== '')
      .flatMap((entry) => entry.texts.map((_text, form) => lmoKey(entry, form)))
    assert.is(new Set(keys.map(lmoHash)).size, keys.length)
    // Two codes with one English text have one translation too.
    const said = new Map(messageEntries(language).map(({ id, texts }) => [id, texts[0]]))
    const other = codes.filter((code) => said.get(templateOf(code) ?? '') !== words[code][language])
    assert.equal(other, [])
  })
}

test('a message bears its values and its English text', () => {
  assert.equal(message('gate-lists-differ', { files: 'a.map' }), {
    code: 'gate-lists-differ',
    values: { files: 'a.map' },
    text: 'The gate holds other lists than the approved ones: a.map.',
  })
  // @ts-expect-error a value is missing
  message('gate-lists-differ')
  // @ts-expect-error another type
  message('route-lock-broken', { count: '2', rule: 'x' })
  // @ts-expect-error there is no such code
  assert.throws(() => message('no-such-code'))
})

test('a message within a message loses its full stop, in each language', () => {
  const fault = message('gate-silent')
  const outer = message('first-fault', { fault, more: 2 })
  assert.is(outer.text, 'The gate does not answer (and 2 more).')
  assert.is(wordsOf(outer, 'ru'), 'Шлюз не отвечает (и ещё 2).')
  assert.is(wordsOf(outer, 'en'), outer.text)
})

test('a value is put in once, whatever it holds', () => {
  assert.is(message('program-missing', { program: '{package}' }).text, '{package} is missing.')
  const none = () => {
    throw new Error('there is no message within')
  }
  assert.is(fill('{a} {b} {toString}', { a: '{b} $& $1', b: 'x' }, none), '{b} $& $1 x {toString}')
})

test('whoever reads a code of another version has its text', () => {
  const later = { ...message('gate-silent'), code: 'toString' as Code, text: 'A later version says so.' }
  assert.is(wordsOf(later, 'kk'), 'A later version says so.')
  assert.is(templateOf(later.code), undefined)
})

test('messages are made by their codes alone', () => {
  const root = fileURLToPath(new URL('../../src', import.meta.url))
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  const wrong = files.filter(
    (path) =>
      !path.startsWith('messages/') && /\bvalues: \{[^}]*\},\s*text: /.test(readFileSync(`${root}/${path}`, 'utf8')),
  )
  assert.equal(wrong, [])
})

test.run()
