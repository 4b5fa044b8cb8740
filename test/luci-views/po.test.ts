/** The translations: none missing, none stale, every placeholder where it was, and nothing that LuCI could not find. */
import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { lmoHash, lmoKey, type PoEntry, readPo, writeLmo } from '../../build/lmo.ts'
import { formCount, gatherSaid, pluralForms, poFolder, printPo, readSaid, type Said, updatePo } from '../../build/po.ts'
import { suite } from '../suite.ts'

const test = suite('translations')
const languages = Object.keys(pluralForms)
const textOf = (language: string) => readFileSync(`${poFolder}/${language}/aqtizim.po`, 'utf8')
const entriesOf = (language: string) => readPo(textOf(language)).filter(({ id }) => id !== '')
let said: Said[]
test.before(async () => {
  said = await gatherSaid()
})

const placeholders = (text: string) => (text.match(/%[a-z%]/g) ?? []).join(' ')
const shown = ({ id, context }: Pick<PoEntry, 'id' | 'context'>) => (context === undefined ? id : `${context}: ${id}`)

test('the template is what the pages say now (npm run translate)', () => {
  const template = readFileSync(`${poFolder}/templates/aqtizim.pot`, 'utf8')
  assert.is(
    template,
    printPo('', said, ({ plural }) => (plural === undefined ? [''] : ['', ''])),
  )
})

for (const language of languages) {
  test(`${language}: none is missing, none is stale, none is fuzzy`, () => {
    const missing = entriesOf(language)
      .filter(({ texts }) => texts.includes(''))
      .map(shown)
    assert.equal(missing, [])
    assert.is(textOf(language), updatePo(language, said, textOf(language)))
    assert.not.match(textOf(language), /^#,.*fuzzy/m)
  })

  test(`${language}: placeholders stand in their order, since LuCI's format knows no other`, () => {
    const wrong = entriesOf(language).filter(({ id, plural, texts }) => {
      const many = placeholders(plural ?? id)
      return texts.some((text) => text !== '' && placeholders(text) !== many)
    })
    assert.equal(wrong.map(shown), [])
  })

  test(`${language}: it becomes a catalogue in which every text is found`, () => {
    const entries = readPo(textOf(language))
    assert.ok((writeLmo(entries)?.length ?? 0) > 0)
    const keys = entries
      .filter(({ id }) => id !== '')
      .flatMap((entry) => entry.texts.map((_text, form) => lmoKey(entry, form)))
    assert.is(new Set(keys.map(lmoHash)).size, keys.length)
    const forms = entries.filter(({ plural }) => plural !== undefined)
    assert.equal(forms.filter(({ texts }) => texts.length !== formCount(language)).map(shown), [])
  })

  test(`${language}: words have no Latin letter that only looks like one of ours`, () => {
    const mixed = /[а-яёәғқңөұүһі][a-z]|[a-z][а-яёәғқңөұүһі]/i
    const wrong = entriesOf(language).flatMap(({ texts }) => texts.filter((text) => mixed.test(text)))
    assert.equal(wrong, [])
  })
}

test('Russian counts as Russian does', () => {
  const [, rule = ''] = /plural=([^;]+);/.exec(pluralForms.ru ?? '') ?? []
  const form = new Function('n', `return +(${rule})`) as (n: number) => number
  assert.equal([1, 2, 5, 11, 12, 21, 22, 25, 101, 111, 0].map(form), [0, 1, 2, 2, 2, 0, 1, 2, 0, 2, 2])
})

test('no text breaks the rules of LMO', () => {
  const wrong = said.flatMap(({ id, plural, context }) =>
    [id, plural ?? 'x', context ?? 'x'].filter(
      (text) => /^\s|\s$|\s\s|[\n\t]/.test(text) || Buffer.byteLength(text) > 4000 || text === '',
    ),
  )
  assert.equal(wrong, [])
})

test('what a page says is found as it is written, and a call without a literal is a fault', () => {
  const page = `a(_("one"),_('it\\'s "two"'),N_(f(x,g(1)),"%d cat","%d cats"),_("open","room"));b._("no");x_("no")`
  assert.equal(
    readSaid(page).map(({ id, plural, context }) => [id, plural, context]),
    [
      ['one', undefined, undefined],
      [`it's "two"`, undefined, undefined],
      ['%d cat', '%d cats', undefined],
      ['open', undefined, 'room'],
    ],
  )
  assert.throws(() => readSaid('_("a"+b)'), /not written out/)
})

test.run()
