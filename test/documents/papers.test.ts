/** Compares every paper with its golden, and tests what each counts. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { paperKinds } from '../../src/documents/all-papers.ts'
import type { Language, Paper } from '../../src/documents/model.ts'
import { isWrong, type PaperKind, readAnswers } from '../../src/documents/paper-kind.ts'
import type { Sources } from '../../src/documents/sources.ts'
import type { Found } from '../../src/logger/query.ts'
import type { VisitRow } from '../../src/logger/record.ts'
import { journalDir } from '../papers/journal.ts'
import { drills, makeSchool } from '../papers/school.ts'
import { compare, htmlOf, textOf } from './golden.ts'

const test = suite('papers')

/** Ten days of October with two PCs to a room: a gap on the 14th, another on the 21st. */
const small = () => makeSchool({ from: '2026-10-12', until: '2026-10-21', pcs: 2 })
const school = small()

function kindOf(sources: Sources, name: string): PaperKind {
  const kind = paperKinds(sources).find((each) => each.name === name)
  if (kind === undefined) throw new Error(name)
  return kind
}

async function write(
  sources: Sources,
  name: string,
  given: Record<string, string>,
  language: Language,
): Promise<Paper> {
  const kind = kindOf(sources, name)
  const read = readAnswers(kind, given, language)
  if ('wrong' in read) throw new Error(`${read.wrong.field}: ${read.wrong.message}`)
  const paper = await kind.write(read.answers, language, () => {})
  if (isWrong(paper)) throw new Error(`${paper.field}: ${paper.message}`)
  return paper
}

const wordsOf = async (sources: Sources, name: string, given: Record<string, string>, language: Language = 'en') =>
  textOf(await htmlOf(await write(sources, name, given, language)))

const numberAfter = (words: string, name: string) => Number(words.split(`${name} `)[1]?.split(' ')[0])

const cases: readonly (readonly [name: string, paper: string, answers: Record<string, string>])[] = [
  ['approval-sheet', 'approval-sheet', {}],
  ['approval-sheet-first', 'approval-sheet', { version: '1' }],
  ['approval-sheet-draft', 'approval-sheet', { draft: '1' }],
  ['access-journal', 'access-journal', { from: '2026-10-14', room: 'informatics', pupils: '1' }],
  ['access-journal-all', 'access-journal', { from: '2026-10-21' }],
  ['access-journal-empty', 'access-journal', { from: '2026-09-07', until: '2026-09-13' }],
  [
    'check-act',
    'check-act',
    {
      from: '2026-10-12',
      until: '2026-10-21',
      number: '3',
      date: '2026-11-02',
      place: 'Балқаш',
      commission: 'Ә. Қ. Өтегенұлы; Мектеп директоры\nГ. Ы. Іңкәрова',
      findings: 'Жақсы.\nСкажем прямо.',
      proposals: 'Жоқ.',
    },
  ],
  ['check-act-empty', 'check-act', { from: '2026-06-01', until: '2026-06-30' }],
]

for (const [name, paper, answers] of cases)
  for (const language of ['kk', 'ru'] as const)
    test(`${name} in ${language}`, async () => {
      compare(`${name}-${language}.html`, await htmlOf(await write(school.sources, paper, answers, language)))
    })

test('the journal numbers visits by their beginning and leaves background out but counts it', async () => {
  const words = await wordsOf(school.sources, 'access-journal', { from: '2026-10-14', room: 'informatics' })
  const times = [...words.matchAll(/(\d\d:\d\d)–\d\d:\d\d/g)].map(([, time]) => time ?? '')
  const half = times.indexOf([...times].sort().at(-1) ?? '') + 1
  assert.equal(times.slice(0, half), times.slice(0, half).sort())
  assert.not.match(words, 'msftconnecttest')
  assert.match(words, /Background rows \(updates, telemetry\): in the journal, not printed here [1-9]/)
  assert.not.match(words, 'MM-01')
})

test('of today it says that what goes on is not in it', async () => {
  const { sources } = makeSchool({ from: '2026-10-12', until: '2026-10-13', pcs: 1, now: '2026-10-13T11:00:00' })
  assert.match(await wordsOf(sources, 'access-journal', { from: '2026-10-13' }), 'Visits that still go on are not')
  assert.not.match(await wordsOf(sources, 'access-journal', { from: '2026-10-12' }), 'Visits that still go on')
})

test('the act of a whole journal says that it is whole, and by which key', async () => {
  const words = await wordsOf(school.sources, 'check-act', { from: '2026-10-12', until: '2026-10-20' })
  assert.match(words, 'The journal is whole')
  assert.match(words, school.sources.key?.fingerprint ?? 'no key')
  assert.match(words, 'The journal has 1 gap')
})

test('a changed row is said at the beginning of the act, with the day that it stands in', async () => {
  const { files, sources } = small()
  const path = `${journalDir}/2026-10-15.jsonl`
  const before = String(files.readFileSync(path, 'utf8'))
  files.writeFileSync(path, before.replace('bilimland.kz', 'bilimland.kg'))
  const words = await wordsOf(sources, 'check-act', { from: '2026-10-12', until: '2026-10-21' })
  assert.match(words, /1\. To be noted – The journal’s integrity is broken/)
  assert.match(words, /INTEGRITY IS BROKEN: file of 15\.10\.2026, line \d+, row \d+ to \d+: sealed rows were changed/)
  assert.not.match(words, journalDir)
})

test('a missing day is named, and so is the chain that breaks there', async () => {
  const { files, sources } = small()
  files.unlinkSync(`${journalDir}/2026-10-16.jsonl`)
  const words = await wordsOf(sources, 'check-act', { from: '2026-10-12', until: '2026-10-21' })
  assert.match(words, 'There is no journal for these days: 16.10.2026.')
  assert.match(words, 'INTEGRITY IS BROKEN')
})

test('a period without an approved list says so; one that got it late says until when', async () => {
  const { files, sources } = small()
  for (const name of files.readdirSync('/etc/aqtizim/versions')) files.unlinkSync(`/etc/aqtizim/versions/${name}`)
  const none = await wordsOf(sources, 'check-act', { from: '2026-10-12', until: '2026-10-21' })
  assert.match(none, 'In this period there was no list approved by the principal: no site should have opened.')
  const early = await wordsOf(small().sources, 'check-act', { from: '2026-08-25', until: '2026-10-21' })
  assert.match(early, 'Until 31 August 2026 there was no approved list: no site should have opened.')
})

test('a version that was changed after its approval is named and counts for nothing', async () => {
  const { files, sources } = small()
  files.writeFileSync('/etc/aqtizim/versions/0002.yaml', 'sites: []\n')
  const words = await wordsOf(sources, 'check-act', { from: '2026-10-01', until: '2026-10-21' })
  assert.match(words, 'The file of version 2 is damaged: it cannot be in force.')
  assert.match(await wordsOf(sources, 'approval-sheet', {}), 'Version number № 1 ')
  assert.match(
    await wordsOf(sources, 'approval-sheet', { version: '2' }),
    'it cannot be in force: The list was changed after',
  )
})

test('PCs that went dark are named with class and time, or it is said that nobody checked', async () => {
  const { sources } = makeSchool({ from: '2026-10-12', until: '2026-10-21', pcs: 6 })
  const dark = await wordsOf(sources, 'check-act', { from: '2026-10-12', until: '2026-10-21' })
  assert.match(dark, /8 «Ә» PC-03, Информатика кабинеті 10:0\d–10:30/)
  assert.match(dark, /1\. To be noted .*PCs without traffic in a lesson: \d+ times \(see 5\)\./)
  const { darkSearch: _, ...blind } = sources
  assert.match(await wordsOf(blind, 'check-act', { from: '2026-10-12', until: '2026-10-12' }), 'This was not checked.')
})

test('PCs of the same name in two rooms are two PCs', async () => {
  const time = { start: '2026-10-12T09:00:00+05:00', end: '2026-10-12T09:01:00+05:00' }
  const visit = { ...time, pc: 'PC-01', mac: '', ip: '', site: 'vk.com', verdict: 'refused', why: 'unlisted', flows: 1 }
  const rows = ['informatics', 'informatics', 'multimedia'].map(
    (room, at) =>
      ({ line: '', date: '', row: { kind: 'visit', row: { ...visit, n: at + 1, room } } }) as unknown as Found,
  )
  const answers = { from: '2026-10-12', until: '2026-10-12' }
  const words = await wordsOf({ ...school.sources, rows: () => rows }, 'check-act', answers)
  assert.match(words, 'PC-01, Информатика кабинеті 2 PC-01, Мультимедиа кабинеті 1 ')
})

test('the act tells our list from the provider where a drill went otherwise', async () => {
  const [drill] = drills
  assert.ok(drill)
  const failed = [
    { name: 'vk.com', verdict: 'bypassed' },
    { name: 'kitap.kz', verdict: 'elsewhere' },
    { name: 'ok.ru', verdict: 'bypassed' },
  ] as const
  const answers = { from: '2026-10-12', until: '2026-10-31' }
  const words = await wordsOf({ ...school.sources, drills: () => [{ ...drill, failed }] }, 'check-act', answers, 'ru')
  assert.match(
    words,
    'vk.com, ok.ru: открылся в обход маршрутизатора; kitap.kz: список пропустил; провайдер или сайт не ответил',
  )
})

test('what a drill tried is nobody’s attempt: it is left out and counted', async () => {
  const day = { from: '2026-10-12', until: '2026-10-21' }
  const isDrill = ({ site, pc }: VisitRow) => site === 'vk.com' && pc === 'PC-01'
  for (const [name, sentence] of [
    ['check-act', /What the drills themselves did \(\d+\) is not in 2 and 3\./],
    ['access-journal', /Rows of drills, in the journal and not printed here \d+ /],
  ] as const) {
    const plain = await wordsOf(school.sources, name, day)
    const words = await wordsOf({ ...school.sources, isDrill }, name, day)
    assert.not.match(plain, sentence)
    assert.match(words, sentence)
    const of = (text: string) => (text.match(/PC-01 vk\.com/g) ?? []).length
    if (name === 'access-journal') assert.ok(of(plain) > 0 && of(words) === 0)
    else
      assert.ok(numberAfter(words, 'PC-01, Информатика кабинеті') < numberAfter(plain, 'PC-01, Информатика кабинеті'))
  }
})

test('usual posts are written in the language of the paper, others as they are', async () => {
  const day = { from: '2026-10-12', until: '2026-10-12', commission: 'А. Б.; мектеп директоры\nВ. Г.; Кеңесші' }
  const words = await wordsOf(school.sources, 'check-act', day, 'ru')
  assert.match(words, 'А. Б., Директор школы')
  assert.match(words, 'В. Г., Кеңесші')
  assert.match(words, 'УТВЕРЖДАЮ Директор школы')
})

test('a day that goes on has no signature yet', async () => {
  const verify: Sources['verify'] = async () => ({
    ...{ rows: 5, seals: 1, signatures: 0, head: 'a'.repeat(64), unsealed: 0, wrong: undefined },
  })
  const day = { from: '2026-10-12', until: '2026-10-12' }
  assert.match(await wordsOf({ ...school.sources, verify }, 'check-act', day), 'so there is no signature')
})

test('a school without a name has a line for it', async () => {
  const words = await wordsOf({ ...school.sources, school: '' }, 'approval-sheet', {})
  assert.match(words, /_{40} APPROVED/)
})

test('answers that do not fit together are named', async () => {
  const { sources } = school
  const wrong = async (name: string, answers: Record<string, string>) => {
    const result = await kindOf(sources, name).write(answers, 'en', () => {})
    return isWrong(result) ? result.field : 'written'
  }
  assert.is(await wrong('access-journal', { from: '2026-10-02', until: '2026-10-01' }), 'until')
  assert.is(await wrong('access-journal', { from: '2026-10-01', until: '2026-11-01' }), 'until')
  assert.is(await wrong('access-journal', { from: '2026-10-01', room: 'kitchen' }), 'room')
  assert.is(await wrong('check-act', { from: '2026-10-01', until: '2027-10-02' }), 'until')
  assert.is(await wrong('approval-sheet', { version: '99' }), 'version')
})

test('a period without a journal has lines to fill in and no nought', async () => {
  for (const name of ['access-journal', 'check-act'])
    for (const language of ['kk', 'ru'] as const) {
      const words = await wordsOf(school.sources, name, { from: '2026-06-01', until: '2026-06-30' }, language)
      assert.not.match(words, / 0 /)
      assert.match(words, language === 'ru' ? 'нет ни одной записи' : 'бірде-бір жазба жоқ')
    }
})

test('progress comes to its end', async () => {
  const steps: [number, number][] = []
  const answers = { from: '2026-10-12', until: '2026-10-21' }
  const paper = await kindOf(school.sources, 'check-act').write(answers, 'kk', (done, of) => steps.push([done, of]))
  if (isWrong(paper)) throw new Error(paper.message)
  assert.equal(steps, [])
  await htmlOf(paper)
  assert.ok(steps.length > 10)
  const last = steps.at(-1) ?? [0, 1]
  assert.is(last[0], last[1])
})

test.run()
