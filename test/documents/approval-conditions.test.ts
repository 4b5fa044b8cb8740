/** Tests that the approval sheet names every condition of an entry. */
import * as assert from 'uvu/assert'
import { approvalSheet } from '../../src/documents/approval-sheet.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { suite } from '../suite.ts'
import { htmlOf, textOf } from './golden.ts'

const test = suite('conditions on the approval sheet')

function read(text: string) {
  const { whitelist, problems } = parse(text)
  if (whitelist === undefined) throw new Error(JSON.stringify(problems))
  return whitelist
}

const plain = read('sites:\n  - domain: youtube.com\n  - domain: olymp.kz\n')
const special = read(`sites:
  - domain: youtube.com
    open: on-demand
    safe_search: moderate
    needs: [{domain: fonts.gstatic.com, subdomains: false}]
  - domain: olymp.kz
    from: 2026-12-01
    until: 2026-12-31
    group: olymp@2026-11-01
    ports: [443, 8000-8010]
  - domain: moodle
    inside: true
    resolver: 192.168.3.1
  - domain: gov.kz
    whole_suffix: true
`)

const about = { school: 'School', zone: 'UTC', rooms: [], people: [], sha256: 'a'.repeat(64) }
const approval = { by: 'D', post: '', order: '', date: '', user: '', at: '2026-10-05T09:12:03Z', signature: null }
const meta = { version: 1, sha256: 'b'.repeat(64), ...approval }

const expected = {
  en: [
    'only while a teacher opens it; safe search (moderate); + fonts.gstatic.com (without names below it)',
    'from 1 December 2026 until 31 December 2026; port: tcp/443, tcp/8000-8010; from the group olymp@2026-11-01',
    'the school’s own network, name server 192.168.3.1',
    'Attention: all sites below these names open, whoever runs them: gov.kz.',
    'opens: only while a teacher opens it (was: always open)',
  ],
  ru: ['с 1 декабря 2026 г. по 31 декабря 2026 г.', 'Внимание: открываются все сайты этих зон', 'безопасный поиск'],
  kk: ['бірінші күні: 2026 жылғы 1 желтоқсан', 'Назар аударыңыз: мына аймақтардың барлық сайттары ашылады: gov.kz'],
}

for (const language of ['en', 'ru', 'kk'] as const)
  test(`in ${language} the list and the changes tell of them`, async () => {
    const data = { ...about, meta: undefined, whitelist: special, before: { meta, whitelist: plain } }
    const text = textOf(await htmlOf(approvalSheet(data, language)))
    for (const words of expected[language]) assert.match(text, words)
  })

test('a list without them has no word of them', async () => {
  const text = textOf(await htmlOf(approvalSheet({ ...about, meta: undefined, whitelist: plain }, 'en')))
  for (const words of ['teacher opens', 'Attention', 'safe search', 'group']) assert.not.match(text, words)
})

test.run()
