/** Every text that a paper prints may be an enemy's: a pupil's, a DNS answer's, a file's. */
import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { accessJournal } from '../../src/documents/access-journal.ts'
import { approvalSheet } from '../../src/documents/approval-sheet.ts'
import { checkAct } from '../../src/documents/check-act.ts'
import { gather } from '../../src/documents/check-act-data.ts'
import { clean, escapeCss, escapeText } from '../../src/documents/clean.ts'
import type { Block, Paper } from '../../src/documents/model.ts'
import { readableName } from '../../src/documents/readable-name.ts'
import type { Sources } from '../../src/documents/sources.ts'
import type { Found } from '../../src/logger/query.ts'
import { holds } from '../hostile/budget.ts'
import { docxOf, htmlOf, textOf } from './golden.ts'

const test = suite('papers of hostile texts')

const evil = [
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

const row = (more: Record<string, unknown>): Found =>
  ({ line: '', date: '2026-10-05', row: { kind: 'visit', row: { n: 1, ...more } } }) as unknown as Found

const visit = (verdict: string, background = false) =>
  row({
    ...{ start: '2026-10-05T09:00:00+05:00', end: '2026-10-05T09:10:00+05:00', flows: 1, verdict, background },
    ...{ room: evil, pc: evil, mac: evil, ip: evil, site: evil, host: evil, why: evil, lesson: evil },
  })

const gap = {
  line: '',
  date: '2026-10-05',
  row: {
    kind: 'gap',
    row: { n: 2, gap: { from: '2026-10-05T09:00:00+05:00', to: '2026-10-05T09:00:00+05:00', why: evil } },
  },
} as unknown as Found

const seal = {
  line: '',
  date: '2026-10-05',
  row: { kind: 'seal', row: { n: 3, at: '2026-10-05T10:00:00+05:00', seal: { rows: 3, head: evil } } },
} as unknown as Found

const meta = {
  ...{ version: 1, sha256: 'a'.repeat(64), by: evil, post: evil, order: evil, date: '2026-10-01', user: evil },
  ...{ at: '2026-10-01T04:00:00Z', signature: evil },
}

const stretch = { from: 1_791_172_800, to: 1_791_173_800 }
const sources: Sources = {
  school: evil,
  zone: 'Asia/Almaty',
  rooms: [{ id: 'r', name: evil }],
  people: [{ name: evil, post: evil, role: 'director', commission: 'chair' }],
  now: '2026-10-31T10:00:00+05:00',
  rows: () => [visit('allowed'), visit('refused'), visit('refused', true), gap, seal],
  pause: async () => {},
  verify: async () => ({
    ...{ rows: 3, seals: 1, signatures: 0, head: evil, unsealed: 9 },
    wrong: { code: 'seal', file: evil, line: 1, from: 1, to: 2, message: evil },
  }),
  key: { id: evil, fingerprint: evil },
  versions: () => [{ version: 1, meta, at: meta.at }],
  list: () => undefined,
  seats: () => new Map([[evil, evil]]),
  darkSearch: () => ({
    add: () => {},
    result: () => [
      { ...stretch, room: evil, class: evil, pc: evil, mac: evil, lesson: stretch, others: 1, seen: false },
    ],
    lessons: 1,
  }),
  drills: () => [
    { at: evil, room: evil, pc: evil, shut: { of: 1, held: 0 }, open: { of: 1, held: 0 }, failed: [evil, evil] },
  ],
}

const site = {
  ...{ kind: 'domain' as const, line: 1, ports: [], domain: evil, subdomains: false, needs: [evil], except: [evil] },
  ...{ title: evil, subject: evil, rooms: [evil] },
}
const lists = { meta, sha256: evil, whitelist: { sites: [site] } }

const act = {
  ...{ from: '2026-10-01', until: '2026-10-31', number: evil, place: evil, findings: evil, proposals: evil },
  commission: [{ name: evil, post: evil }],
}

const papers: Record<string, () => Paper> = {
  'access journal': () =>
    accessJournal(sources, { from: '2026-10-05', until: '2026-10-05', pupils: true }, 'kk', () => {}),
  'approval sheet': () =>
    approvalSheet({ ...sources, ...lists, fault: evil, before: { meta, whitelist: { sites: [] } } }, 'ru'),
  act: () => checkAct(sources, act, () => gather(sources, act, () => {}), 'kk'),
  model: () => ({
    ...{ language: 'en' as const, header: [evil], title: evil, subtitle: evil, footer: evil },
    body: everyBlock(),
  }),
}

function* everyBlock(): Generator<Block> {
  const text = [evil, { text: evil, bold: true, italic: true, mono: true }, { blank: 5 }]
  yield { kind: 'stamp', lines: [text] }
  yield { kind: 'paragraph', text, align: 'right', indent: true, small: true }
  yield { kind: 'heading', text }
  yield { kind: 'facts', rows: [[evil, text]] }
  yield { kind: 'list', items: [text], ordered: true, prefix: evil }
  const columns = [
    { title: evil, width: 1 },
    { title: evil, width: 3, align: 'right' as const, mono: true },
  ]
  yield {
    kind: 'table',
    columns,
    rows: [{ cells: [text, text, text] }, { cells: [], bold: true }, { cells: [text], span: true }],
  }
  yield { kind: 'signatures', lines: [{ post: evil, name: evil }, { post: evil }], dated: true }
  yield { kind: 'lines', count: 2 }
  yield { kind: 'qr', text: evil, caption: text }
  yield { kind: 'page-break' }
  yield { kind: 'together', blocks: [{ kind: 'heading', text }] }
}

const tags = new Set(
  'html head meta title style body header h1 h2 p b i code table colgroup col thead tbody tr th td ul li span div figure figcaption svg path'.split(
    ' ',
  ),
)
const UNFIT = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/

/** Tags that are closed in turn; no other tag and no attribute than ours. */
function checkHtml(html: string): void {
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

for (const [name, paper] of Object.entries(papers)) {
  test(`${name} as HTML has our tags alone`, async () => {
    const html = await htmlOf(paper())
    checkHtml(html)
    assert.match(textOf(html), '<script>alert(1)</script>')
  })

  test(`${name} for Word is well-formed, and no field but ours is in it`, async () => {
    const parts = unzipSync(await docxOf(paper()))
    for (const [path, bytes] of Object.entries(parts)) if (/\.(xml|rels)$/.test(path)) checkXml(strFromU8(bytes))
    const body = strFromU8(parts['word/document.xml'] ?? new Uint8Array())
    assert.not.match(body, /<w:(instrText|fldSimple|hyperlink|object)\b/)
    const fields = [...strFromU8(parts['word/footer1.xml'] ?? new Uint8Array()).matchAll(/<w:instrText[^>]*>([^<]*)</g)]
    assert.equal(
      fields.map(([, field = '']) => field.trim()),
      ['PAGE', 'NUMPAGES'],
    )
    assert.not.match(strFromU8(parts['word/_rels/document.xml.rels'] ?? new Uint8Array()), 'External')
  })
}

test('any text is harmless in an element, an attribute and a style', () => {
  holds(500, fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
    assert.not.match(escapeText(text), /[<>"']/)
    assert.not.match(clean(text), UNFIT)
    assert.is(Buffer.from(clean(text)).toString('utf8'), clean(text))
    assert.match(`"${escapeCss(text)}"`, /^"(?:[\p{L}\p{N} ]|\\[0-9a-f]+ )*"$/u)
  })
})

test('a name of mixed scripts stays in ASCII, one of a single script is read', () => {
  assert.is(readableName('xn--90aud6hb.xn--80ao21a'), 'білім.қаз')
  assert.is(readableName('bilimland.kz'), 'bilimland.kz')
  // «pаypal» with a Cyrillic а.
  assert.is(readableName('xn--pypal-4ve.com'), 'xn--pypal-4ve.com')
  assert.is(readableName('xn--'), 'xn--')
})

test.run()
