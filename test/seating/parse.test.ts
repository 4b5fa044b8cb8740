/** Tests the parser of seat plans. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseSeats } from '../../src/seating/parse.ts'
import { seatLimits } from '../../src/seating/seat.ts'
import * as fc from '../properties.ts'

const test = suite('seats')
const read = (text: string, pcs: readonly string[] = []) => {
  const { seats, problems } = parseSeats(text, pcs)
  const said = problems.map(({ code, row, column }) => `${code} ${row}:${column}`)
  return [...seats.map(({ pc, pupil }) => `${pc}=${pupil}`), ...said]
}
const three = ['PC-01=Әлия С.', 'PC-02=Иван П.', 'PC-03=Ұлан Қ.']

test('two columns, as spreadsheets give them', () => {
  assert.equal(read('PC-01\tӘлия С.\nPC-02\tИван П.\nPC-03\tҰлан Қ.\n'), three)
  assert.equal(read('\ufeffPC-01;Әлия С.\r\nPC-02;"Иван П."\r\nPC-03; Ұлан  Қ. \r\n\r\n'), three)
  assert.equal(read('ПК\tУченик\nПК 1\t1\nПК 2\t2'), ['ПК 1=1', 'ПК 2=2'])
  assert.equal(read('ПК 1\tОқушы 5\nПК 2\tОқушы 6'), ['ПК 1=Оқушы 5', 'ПК 2=Оқушы 6'])
  assert.equal(read('ПК 1\tПК 2\nОқушы 5\tОқушы 6'), ['ПК 1=Оқушы 5', 'ПК 2=Оқушы 6'])
  assert.equal(read('Компьютер,Оқушы\nPC-01,Әлия С.\nPC-02,\n'), ['PC-01=Әлия С.'])
})

test('pairs beside each other, a map with pupils below, and cells with both', () => {
  assert.equal(read('PC-01\tӘлия С.\t\tPC-02\tИван П.\nPC-03\tҰлан Қ.\t\t\t'), three)
  assert.equal(read('PC-01\tPC-02\nӘлия С.\tИван П.\n\t\nPC-03\t\nҰлан Қ.\t\n'), three)
  assert.equal(read('PC-01: Әлия С.\tPC-02 - Иван П.\n"PC-03\nҰлан Қ."\t\n'), three)
})

test('the names that the router knows are told from others, and spelled as there', () => {
  assert.equal(read('pc 01\tА\n7\tБ\nPC-09\tВ', ['PC-01', '7']), ['PC-01=А', '7=Б', 'PC-09=В', 'unknown-pc 3:1'])
})

test('mistakes have their place, and no plan comes of them', () => {
  assert.equal(read('PC-01\tА\nPC-02\tБ\nPC-01\tВ'), ['same-pc 3:1'])
  assert.equal(read('PC-01\tА\nhello\tБ'), ['no-pc 2:1', 'no-pc 2:2'])
  assert.equal(read('PC-01\tPC-02\nА\tБ\tВ'), ['no-pc 2:3'])
  assert.equal(read('PC-01\tА\u202eБ'), ['bad-text 1:2'])
  assert.equal(read(`PC-01\t${'я'.repeat(seatLimits.pupil + 1)}`), ['bad-text 1:2'])
  assert.equal(read('PC-01\t"А'), ['syntax 1:1'])
  assert.equal(read(''), ['empty 1:1'])
  assert.equal(read('x'.repeat(seatLimits.text + 1)), ['too-large 1:1'])
  assert.equal(read('PC-01\tА\nPC-02\tА'), ['PC-01=А', 'PC-02=А', 'same-pupil 2:2'])
  const many = Array.from({ length: seatLimits.seats + 1 }, (_, at) => `PC-${at}\tп${at}`)
  assert.ok(
    parseSeats(
      many.join('\n'),
      many.map((line) => line.split('\t')[0] ?? ''),
    ).problems.some(({ code }) => code === 'too-large'),
  )
})

test('no message quotes a pupil, and no text breaks the reader', () => {
  const cell = fc.oneof(fc.constantFrom('PC-01', 'PC-02', '', '"', '\t', '\n', ': ', 'SECRET'), fc.string())
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 30 }), (cells) => {
      const { seats, problems } = parseSeats(cells.join('\t'), ['PC-01'])
      for (const { message } of problems) assert.not.match(JSON.stringify(message), /SECRET/)
      if (problems.some(({ severity }) => severity === 'error')) assert.is(seats.length, 0)
      for (const { pc, pupil } of seats) assert.ok(pc !== '' && pupil !== '' && !/[\n\t]/.test(pupil))
      assert.ok(seats.length > 0 || problems.length > 0)
    }),
  )
})

test.run()
