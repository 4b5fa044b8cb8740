/** The briefing journal: what is written stays, and who was not told shows. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ArgumentError } from '../../src/messages/message.ts'
import {
  addBriefing,
  type BriefingBook,
  type BriefingInput,
  emptyBook,
  overview,
  selectBriefings,
  setClasses,
  setTerms,
  strikeBriefing,
  yearOf,
} from '../../src/registers/briefings.ts'
import { topicOf, topics } from '../../src/registers/topics.ts'

const test = suite('the briefing journal')
const author = { user: 'teacher', at: '2026-09-10T05:00:00.000Z', today: '2026-09-10' }
const input: BriefingInput = {
  ...{ date: '2026-09-08', class: '7 «А»', topics: ['room-rules', 'harmful-content'], own: '' },
  ...{ instructor: 'Серікова А. Б.', present: 22, of: 24 },
}
const term = { number: 1, from: '2026-09-01', until: '2026-10-25' }
let next = 0
const add = (book: BriefingBook, changes: Partial<BriefingInput> = {}) =>
  addBriefing(book, { ...input, ...changes }, author, `b${next++}`)

test('lines stand in the order of their days', () => {
  const book = add(add(add(emptyBook), { date: '2026-09-01' }), { date: '2026-09-05', class: '5 Ә' })
  assert.equal(
    book.briefings.map(({ date }) => date),
    ['2026-09-01', '2026-09-05', '2026-09-08'],
  )
  assert.is(selectBriefings(book, { class: '5 Ә' }).length, 1)
  assert.is(selectBriefings(book, { since: '2026-09-05', until: '2026-09-07' }).length, 1)
})

for (const [what, changes, words] of [
  ['a day to come', { date: '2026-09-11' }, /date: .*has been held/],
  ['no day', { date: '2026-02-30' }, /date: write a day/],
  ['a class that is a formula', { class: '=1+1' }, /^class/],
  ['an unknown topic', { topics: ['room-rules', 'x'] }, /topics: .*number 2/],
  ['no topic at all', { topics: [], own: ' \u200b ' }, /topics: choose/],
  ['more present than there are', { present: 25 }, /present: more/],
  ['half a pupil', { present: 1.5 }, /present: a number/],
  ['nobody who instructed', { instructor: '\u0000 ' }, /instructor/],
] as const) {
  test(`${what} is refused by name`, () => {
    assert.throws(
      () => add(emptyBook, changes),
      (error: Error) => error instanceof ArgumentError && words.test(error.message),
    )
  })
}

test('a wrong line is struck out, once, and stays', () => {
  const book = add(emptyBook)
  const id = book.briefings[0]?.id ?? ''
  const struck = strikeBriefing(book, id, 'басқа сынып', author)
  assert.equal(struck.briefings[0]?.struck, { user: 'teacher', at: author.at, why: 'басқа сынып' })
  assert.throws(() => strikeBriefing(struck, id, 'again', author), /already/)
  assert.throws(() => strikeBriefing(book, id, '  ', author), /why/)
  assert.equal(overview(struck, ['7 «А»'], term), [{ class: '7 «А»', days: [], harmful: false }])
})

test('classes that were told nothing show, in the order of a school', () => {
  const book = setClasses(add(add(emptyBook), { class: '10 Б', topics: ['room-rules'] }), ['2 «Б»', '11 А', '7 «А»'])
  assert.equal(
    overview(book, [], term).map((row) => [row.class, row.days.length, row.harmful]),
    [
      ['2 «Б»', 0, false],
      ['7 «А»', 1, true],
      ['10 Б', 1, false],
      ['11 А', 0, false],
    ],
  )
  assert.is(overview(book, [], { number: 2, from: '2026-11-02', until: '2026-12-27' })[1]?.days.length, 0)
})

test('a school sets the terms of its year, and takes them back', () => {
  const own = [term, { number: 2, from: '2026-11-02', until: '2026-12-27' }]
  const book = setTerms(emptyBook, 2026, own)
  assert.equal(yearOf(book, 2026).terms, own)
  assert.is(yearOf(book, 2026).assumed, false)
  assert.is(yearOf(setTerms(book, 2026, []), 2026).assumed, true)
  assert.throws(() => setTerms(emptyBook, 2025, own), /not of the school year/)
})

test('every topic stands in both languages under a name of its own', () => {
  assert.is(new Set(topics.map(({ id }) => id)).size, topics.length)
  for (const { id, kk, ru } of topics) {
    assert.ok(kk.length > 10 && ru.length > 10 && kk !== ru, id)
    assert.is(topicOf(id)?.id, id)
  }
  assert.ok(topics.filter(({ harmful }) => harmful).length >= 4)
})

test.run()
