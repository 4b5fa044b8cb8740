/** Days, terms and the days that come back each year. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { addDays, daysBetween, isDay, lastDayOf, schoolYearOf, weekday } from '../../src/machine/day.ts'
import { drillCategories, listedCategory } from '../../src/registers/drill-sites.ts'
import { checkTerms, saferInternetDay, schoolYear, termAt } from '../../src/registers/school-year.ts'
import { topics } from '../../src/registers/topics.ts'
import * as fc from '../properties.ts'

const test = suite('the school year')

test('a day is one that the calendar has', () => {
  for (const right of ['2026-02-28', '2028-02-29', '2026-12-31']) assert.ok(isDay(right), right)
  for (const wrong of ['2026-02-29', '2026-13-01', '2026-1-1', '1999-01-01', '2026-10-05T00:00', '', '2026-04-31'])
    assert.not.ok(isDay(wrong), wrong)
})

test('adding days and counting them are each other’s inverse', () => {
  const days = fc.integer({ min: -5000, max: 5000 })
  fc.assert(fc.property(days, (count) => daysBetween('2026-10-05', addDays('2026-10-05', count)) === count))
  assert.is(weekday('2026-11-23'), 0)
  assert.is(lastDayOf('2028-02'), '2028-02-29')
  assert.is(schoolYearOf('2027-05-25'), 2026)
  assert.is(schoolYearOf('2026-09-01'), 2026)
})

/** As saferinternetday.org announced them. */
const announced = [
  ...['2018-02-06', '2019-02-05', '2020-02-11', '2021-02-09', '2022-02-08'],
  ...['2023-02-07', '2024-02-06', '2025-02-11', '2026-02-10', '2027-02-09'],
]
test('Safer Internet Day is on the day that was announced', () => {
  for (const day of announced) assert.is(saferInternetDay(Number(day.slice(0, 4))), day)
})

test('terms of a known year are the ministry’s, those of others are said to be assumed', () => {
  const known = schoolYear(2025)
  assert.is(known.assumed, false)
  assert.equal(known.terms[2], { number: 3, from: '2026-01-08', until: '2026-03-18' })
  const unknown = schoolYear(2031)
  assert.is(unknown.assumed, true)
  assert.is(unknown.terms[0]?.from, '2031-09-01')
  assert.is(unknown.terms[3]?.until, '2032-05-25')
})

test('the holidays belong to the term before them', () => {
  const { terms } = schoolYear(2025)
  assert.is(termAt(terms, '2025-10-30')?.number, 1)
  assert.is(termAt(terms, '2025-11-03')?.number, 2)
  assert.is(termAt(terms, '2025-08-31'), undefined)
})

test('terms that overlap are refused in words', () => {
  const first = { number: 1, from: '2026-09-01', until: '2026-10-25' }
  assert.throws(
    () => checkTerms([first, { number: 2, from: '2026-10-25', until: '2026-12-27' }]),
    /terms: term 2 begins/,
  )
  assert.throws(() => checkTerms([first, { number: 2, from: '2026-11-25', until: '2026-11-01' }]), /ends before/)
  assert.throws(() => checkTerms([first]), /two to six/)
})

test('what people read of topics, drills and terms is there in each language', () => {
  const years = [2023, 2025].map((year) => schoolYear(year).source)
  for (const words of [...topics, ...drillCategories, listedCategory, ...years]) {
    assert.match(words.kk, /[а-яәіңғүұқөһ]/i)
    assert.match(words.ru, /[а-я]/i)
    assert.not.match(words.en, /[^\x20-\x7e–]/)
    assert.ok(words.en.length > 3)
  }
})

test.run()
