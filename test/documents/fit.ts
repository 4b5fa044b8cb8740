/** Gives hostile texts, and checks papers of them: our tags alone, well-formed, nothing that runs or loads. */
import { strFromU8, unzipSync } from 'fflate'
import * as assert from 'uvu/assert'

export const evil = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "';}</style><style>*{display:none}",
  '=HYPERLINK("http://evil.test","x")',
  '\u202egnp.exe\u2066',
  'a\u0000b\u0008c\u001bd\u009be\ufffe',
  ']]></w:t></w:r><w:r><w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText>',
  '&lt;b&gt;&#0;&unknown;',
  '\ud800 half a pair',
  'לבן ברשימה',
  'ж'.repeat(5000),
  '\\0a \\"; } @import url(http://evil.test)',
].join(' ')

const tags = new Set(
  'html head meta title style body header h1 h2 p b i code table colgroup col thead tbody tr th td ul li span div figure figcaption svg path'.split(
    ' ',
  ),
)
export const UNFIT = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/

/** Tags that are closed in turn; no other tag and no attribute than ours. */
export function checkHtml(html: string): void {
  assert.not.match(html, UNFIT)
  const body = html.replace(/<style>[^<]*<\/style>/g, '')
  assert.is((html.match(/<style/g) ?? []).length, 2)
  const open: string[] = []
  for (const [tag, slash, name = '', rest = ''] of body.matchAll(/<(\/?)([a-z!]\w*)((?:[^>"]|"[^"]*")*)>/gi)) {
    if (name === '!doctype') continue
    assert.ok(tags.has(name), tag)
    assert.not.match(rest.replace(/"[^"]*"/g, ''), /\bon|src|href|['<]/i)
    if (slash) assert.is(open.pop(), name)
    else if (!['meta', 'col', 'path'].includes(name)) open.push(name)
  }
  assert.equal(open, [])
  assert.is((body.match(/</g) ?? []).length, (body.match(/<\/?[a-z!]\w*(?:[^>"]|"[^"]*")*>/gi) ?? []).length)
}

/** Well-formed as XML 1.0 has it, with elements of known names alone. */
function checkXml(xml: string): void {
  assert.not.match(xml, UNFIT)
  const open: string[] = []
  let at = 0
  for (const found of xml.matchAll(/<\?xml [^>]*\?>|<(\/?)((?:\w+:)?\w+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/g)) {
    const between = xml.slice(at, found.index)
    assert.not.match(between, /[<>]|&(?!(?:amp|lt|gt|quot|#39);)/)
    at = found.index + found[0].length
    const [, slash, name = '', , empty] = found
    if (name === '') continue
    assert.match(name, /^(w|wp|a|pic|cp|dc):|^(Types|Default|Override|Relationships?)$/)
    if (slash) assert.is(open.pop(), name)
    else if (!empty) open.push(name)
  }
  assert.equal([open.length, xml.slice(at).trim()], [0, ''])
}

/** A .docx: every part is XML, its fields are those of the footer, and it loads nothing. */
export function checkDocx(bytes: Uint8Array): void {
  const parts = unzipSync(bytes)
  for (const [path, part] of Object.entries(parts)) if (/\.(xml|rels)$/.test(path)) checkXml(strFromU8(part))
  const body = strFromU8(parts['word/document.xml'] ?? new Uint8Array())
  assert.not.match(body, /<w:(instrText|fldSimple|hyperlink|object)\b/)
  const fields = [...strFromU8(parts['word/footer1.xml'] ?? new Uint8Array()).matchAll(/<w:instrText[^>]*>([^<]*)</g)]
  assert.equal(
    fields.map(([, field = '']) => field.trim()),
    ['PAGE', 'NUMPAGES'],
  )
  assert.not.match(strFromU8(parts['word/_rels/document.xml.rels'] ?? new Uint8Array()), 'External')
}
