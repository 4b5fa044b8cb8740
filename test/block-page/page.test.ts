/** Tests the pages for pupils: three languages, escaping, and HAProxy's log-format. */
import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gatePages } from '../../src/block-page/gate-pages.ts'
import { escapeHtml, policy, renderPage } from '../../src/block-page/page.ts'
import { languages, pageKinds, texts } from '../../src/block-page/texts.ts'
import fc from '../properties.ts'
import { matchesGolden } from './golden.ts'

const test = suite('pages for pupils')

for (const language of languages) {
  test(`the block page in ${language}`, () => {
    matchesGolden(`refused-${language}.html`, gatePages('Балқаш қаласы, № 2 мектеп').page('refused', [language]))
  })
}

test('a page in all languages', () => {
  matchesGolden('unavailable-all.html', gatePages('').page('unavailable', languages))
})

test('every page says something of its own in every language', () => {
  for (const kind of pageKinds) {
    const titles = languages.map((language) => texts[kind][language].title)
    assert.is(new Set(titles).size, languages.length, kind)
    for (const language of languages) assert.ok(texts[kind][language].lines.length > 0)
  }
})

test('no page leads anywhere, runs anything, or is too large for a buffer of the gate', () => {
  for (const kind of pageKinds) {
    const whole = gatePages('x'.repeat(200)).page(kind, languages)
    // The home page has a script of its own, which home.test.ts holds to its text.
    const page = kind === 'start' ? whole.replace(/<script>[\s\S]*?<\/script>/, '') : whole
    assert.is(page !== whole, kind === 'start', kind)
    assert.is(/<script|<link|<img|https?:|\son[a-z]+=|javascript:/i.test(page), false, kind)
    assert.ok(Buffer.byteLength(page) < 12_000, `${kind}: ${Buffer.byteLength(page)}`)
    assert.is(/ {2}/.test(page), false, `${kind}: two spaces in a row`)
  }
})

test('the policy names the style that the pages have', () => {
  const style = /<style>([\s\S]*)<\/style>/.exec(renderPage('start', ['kk'], '', ''))?.[1] ?? ''
  assert.ok(policy.includes(createHash('sha256').update(style).digest('base64')))
  assert.ok(style.length > 500)
})

test('the only variable of a page for the gate is the checked name', () => {
  const page = gatePages('100% %[src] %s %n').page('refused', ['ru'])
  const variables = page.replaceAll('%%', '').match(/%[^\s]*/g) ?? []
  assert.equal(variables.length > 0 && new Set(variables.map((text) => text.replace(/<.*/, ''))).size, 1)
  assert.ok(page.includes('<p class="name">%[var(txn.name)]</p>'))
  assert.ok(page.includes('100%% %%[src] %%s %%n'))
})

test('a school or a name of any text stays text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeHtml(text)
      assert.is(/[<>"'\x00-\x1f]/.test(escaped), false)
      assert.is(/&(?!(amp|lt|gt|quot|#39);)/.test(escaped), false)
    }),
  )
  const page = renderPage('sent', ['en'], '<b>"school"', '"><script>')
  assert.is(page.includes('<b>') || page.includes('<script>'), false)
  assert.ok(page.includes('&quot;&gt;&lt;script&gt;'))
})

test.run()
