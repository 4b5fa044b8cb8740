/** Tests papers with hostile texts of pupils, DNS answers and files. */

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
import { message } from '../../src/messages/message.ts'
import { holds } from '../hostile/budget.ts'
import fc from '../properties.ts'
import { checkDocx, checkHtml, evil, UNFIT } from './fit.ts'
import { docxOf, htmlOf, textOf } from './golden.ts'

const test = suite('papers of hostile texts')

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
    wrong: {
      code: 'seal',
      file: evil,
      line: 1,
      from: 1,
      to: 2,
      message: message('verify-unreadable', { reason: evil }),
    },
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
    {
      at: evil,
      room: evil,
      pc: evil,
      shut: { of: 1, held: 0 },
      open: { of: 1, held: 0 },
      failed: [{ name: evil, verdict: 'bypassed' }],
    },
  ],
}

const site = {
  ...{
    kind: 'domain' as const,
    line: 1,
    ports: [],
    domain: evil,
    subdomains: false,
    needs: [evil],
    needsExact: [evil],
    except: [evil],
  },
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
    approvalSheet(
      { ...sources, ...lists, fault: message('as-said', { output: evil }), before: { meta, whitelist: { sites: [] } } },
      'ru',
    ),
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

for (const [name, paper] of Object.entries(papers)) {
  test(`${name} as HTML has our tags alone`, async () => {
    const html = await htmlOf(paper())
    checkHtml(html)
    assert.match(textOf(html), '<script>alert(1)</script>')
  })

  test(`${name} for Word is well-formed, and no field but ours is in it`, async () => {
    checkDocx(await docxOf(paper()))
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
