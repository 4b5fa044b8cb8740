/** Tests dates and numbers in words, in three languages. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  clockTime,
  inZone,
  lastOfMonth,
  longDate,
  monthInWords,
  periodInWords,
  schoolYear,
  shortDate,
  shortTime,
  weekdayNames,
} from '../../src/documents/dates.ts'
import { duration, formatNumber, russian } from '../../src/documents/numbers.ts'
import { addDays, weekday } from '../../src/machine/day.ts'

const test = suite('dates and numbers in words')

test('dates in three languages', () => {
  assert.is(longDate('2026-10-05', 'kk'), '2026 жылғы 5 қазан')
  assert.is(longDate('2026-10-05', 'ru'), '5 октября 2026 г.')
  assert.is(longDate('2026-10-05T09:12:03+05:00', 'en'), '5 October 2026')
  assert.is(shortDate('2026-10-05'), '05.10.2026')
  assert.is(shortTime('2026-10-05T09:12:03+05:00'), '05.10.2026 09:12')
})

test('Russian months bend', () => {
  const bent = Array.from({ length: 12 }, (_, at) => longDate(`2026-${String(at + 1).padStart(2, '0')}-01`, 'ru'))
  assert.equal(
    bent.map((text) => text.split(' ')[1]),
    'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' '),
  )
})

test('what is no date stays as it is', () => {
  for (const text of ['', '2026-02-30', '2026-1-1', 'вчера', '20261-01-01']) assert.is(longDate(text, 'kk'), text)
})

test('months and periods', () => {
  assert.is(monthInWords('2026-10', 'kk'), '2026 жылғы қазан')
  assert.is(monthInWords('2026-10-07', 'ru'), 'октябрь 2026 г.')
  assert.is(periodInWords('2026-10-01', '2026-10-31', 'kk'), '2026 жылғы 1 қазан – 31 қазан аралығы')
  const year = '2026 жылғы 1 қыркүйек – 2027 жылғы 25 мамыр аралығы'
  assert.is(periodInWords('2026-09-01', '2027-05-25', 'kk'), year)
  assert.is(periodInWords('2026-10-01', '2026-10-31', 'ru'), 'с 1 октября 2026 г. по 31 октября 2026 г.')
  assert.is(periodInWords('2026-10-01', '2026-10-01', 'ru'), '1 октября 2026 г.')
  assert.is(lastOfMonth('2028-02'), '2028-02-29')
  assert.is(addDays('2026-12-31', 1), '2027-01-01')
  assert.equal([schoolYear('2026-08-31'), schoolYear('2026-09-01')], [2025, 2026])
})

test('days of the week and times', () => {
  assert.is(weekdayNames.kk[weekday('2026-10-05')], 'дүйсенбі')
  assert.is(weekdayNames.ru[weekday('2026-10-11')], 'воскресенье')
  assert.is(clockTime('2026-10-05T09:12:03+05:00', true), '09:12:03')
  assert.is(inZone('2026-10-05T04:12:03Z', 'Asia/Almaty'), '2026-10-05T09:12:03+05:00')
  assert.is(inZone('soon', 'Asia/Almaty'), 'soon')
})

test('numbers', () => {
  assert.is(formatNumber(1234567), '1\u00a0234\u00a0567')
  assert.is(formatNumber(999), '999')
  const forms = ['запись', 'записи', 'записей'] as const
  assert.equal(
    [1, 2, 5, 11, 12, 21, 104, 111, 1000].map((value) => russian(value, forms)),
    'запись записи записей записей записей запись записи записей записей'.split(' '),
  )
  assert.equal(
    [59, 60, 3661, 90_000].map((seconds) => duration(seconds, 'kk')),
    ['59 с', '1 мин', '1 сағ 1 мин', '1 тәул 1 сағ'],
  )
})

test.run()
