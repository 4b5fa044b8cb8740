/** Compares the registers' papers with their goldens in Kazakh and Russian, also empty ones. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drillResults } from '../../src/documents/drill.ts'
import type { Language } from '../../src/documents/model.ts'
import { isWrong, readAnswers } from '../../src/documents/paper-kind.ts'
import { registerKinds } from '../../src/documents/register-kinds.ts'
import type { RegisterSources } from '../../src/documents/register-sources.ts'
import { socialReport } from '../../src/documents/social-report.ts'
import { emptyBook } from '../../src/registers/briefings.ts'
import { emptyDrills } from '../../src/registers/drill.ts'
import { emptyMinutes } from '../../src/registers/minutes.ts'
import type { SocialNumbers } from '../../src/registers/social.ts'
import { emptyPlan } from '../../src/registers/year-plan.ts'
import { sampleRegisters, socialReportKind } from '../papers/registers.ts'
import { makeSchool } from '../papers/school.ts'
import { compare, docxOf, htmlOf, textOf } from './golden.ts'

const test = suite('papers of the registers')
const { sources: school } = makeSchool({ from: '2026-10-12', until: '2026-10-13', pcs: 1 })
const sources = sampleRegisters(school)
const languages: readonly Language[] = ['kk', 'ru']

async function write(from: RegisterSources, name: string, given: Record<string, string>, language: Language) {
  const kind = [...registerKinds(from), socialReportKind(from)].find((each) => each.name === name)
  if (kind === undefined) throw new Error(name)
  const read = readAnswers(kind, given, language)
  if ('wrong' in read) return read.wrong
  return kind.write(read.answers, language, () => {})
}

async function paperOf(from: RegisterSources, name: string, given: Record<string, string>, language: Language) {
  const paper = await write(from, name, given, language)
  if (isWrong(paper)) throw new Error(`${paper.field}: ${paper.message}`)
  return paper
}

for (const [file, name, answers] of [
  ['briefings', 'briefings', {}],
  ['briefings-first-term', 'briefings', { term: '1' }],
  ['plan', 'plan', { year: '2026' }],
  ['plan-report', 'plan-report', { year: '2026' }],
  ['minutes', 'minutes', {}],
  ['drill', 'drill', {}],
  ['social-report', 'social-report', {}],
] as const) {
  for (const language of languages)
    test(`${file} in ${language}`, async () => {
      const html = await htmlOf(await paperOf(sources, name, answers, language))
      compare(`registers/${file}-${language}.txt`, `${textOf(html).trim().replaceAll(' ', '\n')}\n`)
      const docx = await docxOf(await paperOf(sources, name, answers, language))
      assert.is(Buffer.from(docx).subarray(0, 2).toString(), 'PK')
    })
}

test('an empty register says so, or names the field that finds nothing', async () => {
  const empty = { briefings: emptyBook, plan: emptyPlan, minutes: emptyMinutes, drills: emptyDrills, classes: [] }
  const none = { ...sources, ...empty }
  const words = async (name: string) => textOf(await htmlOf(await paperOf(none, name, {}, 'ru')))
  assert.match(await words('briefings'), /записей в журнале нет/)
  assert.match(await words('plan'), /План на этот учебный год не составлен/)
  for (const name of ['minutes', 'drill']) {
    const wrong = await write(none, name, {}, 'ru')
    assert.ok(isWrong(wrong) && wrong.field === name && wrong.message.length > 0)
  }
})

test('days that lie the wrong way round are named', async () => {
  const wrong = await write(sources, 'briefings', { from: '2026-10-05', until: '2026-09-01' }, 'kk')
  assert.ok(isWrong(wrong) && wrong.field === 'until')
})

test('hostile words are words', async () => {
  const hostile = '<script>alert(1)</script>=1+1\u202e'
  const [line] = sources.briefings.briefings
  assert.ok(line)
  const briefings = { ...sources.briefings, briefings: [{ ...line, instructor: hostile, own: hostile }] }
  const html = await htmlOf(await paperOf({ ...sources, briefings, school: hostile }, 'briefings', { term: '1' }, 'ru'))
  assert.not.match(html, /<script/)
  assert.match(html, /&lt;script&gt;/)
  assert.not.match(html, /\u202e/)
})

test('without days of its own the report leaves lines to fill in, and counts what there is', async () => {
  const numbers = { classes: [], work: {}, scanned: false }
  const dates = { month: '2026-12', readyState: 'not-due', handedState: 'not-due' } as const
  const paper = socialReport({ school: '', numbers, dates, attempts: [] }, 'ru')
  const words = textOf(await htmlOf(paper))
  assert.match(words, /Результаты этого месяца из системы не внесены/)
  assert.match(words, /срок 25 декабря 2026 г\./)
  assert.match(words, /с 26 ноября 2026 г\. по 25 декабря 2026 г\./)
})

test('without a journal the report leaves the number of attempts to be filled in', async () => {
  const numbers = { classes: [], work: {}, scanned: false }
  const dates = { month: '2026-12', readyState: 'not-due', handedState: 'not-due' } as const
  const words = async (attempts: [] | undefined) =>
    textOf(await htmlOf(socialReport({ school: '', numbers, dates, attempts }, 'ru')))
  assert.match(await words(undefined), /журнала доступа нет: число неизвестно/)
  assert.not.match(await words(undefined), /таких попыток нет/)
  assert.match(await words([]), /В журнале таких попыток нет/)
})

test('where no classes are named, nobody counts those without a briefing', async () => {
  const briefings = { ...sources.briefings, classes: [] }
  const words = textOf(await htmlOf(await paperOf({ ...sources, briefings, classes: [] }, 'briefings', {}, 'ru')))
  assert.match(words, /Классы школы в систему не внесены/)
  assert.not.match(words, /Классов без инструктажа/)
  assert.not.match(words, /г\.\./)
})

test('the act gets one line a PC, of the days that it is about', () => {
  const results = drillResults(sources.drills.drills, '2026-10-28', '2026-10-28')
  assert.equal(
    results.map(({ pc, shut, open, failed }) => [pc, shut.of - shut.held, open.of, open.held, failed.length]),
    [
      ['PC-01', 0, 3, 3, 0],
      ['PC-02', 1, 3, 3, 1],
    ],
  )
  assert.equal(drillResults(sources.drills.drills, '2026-10-29', '2026-10-31'), [])
})

test('a category may be called as something that every object has', async () => {
  const base = { pupils: 1, consents: 1, refusals: 0, accounts: 1 }
  const classes: SocialNumbers['classes'] = [
    { ...base, class: '7 «А»', categories: { toString: 2 } },
    { ...base, class: '8 «А»', categories: {} },
  ]
  const numbers = { classes, work: {}, scanned: true }
  const dates = { month: '2026-10', readyState: 'not-due', handedState: 'not-due' } as const
  const words = textOf(await htmlOf(socialReport({ school: '', numbers, dates, attempts: [] }, 'ru')))
  assert.match(words, /toString\s+2\s+7 «А» — 2/)
  assert.not.match(words, /function|8 «А» —/)
})

test.run()
