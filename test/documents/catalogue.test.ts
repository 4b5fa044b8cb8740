/** Tests how a paper checks the answers of its form. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Field, readAnswers } from '../../src/documents/paper-kind.ts'
import { samplePapers } from '../papers/all.ts'

const test = suite('answers of a form')

const label = { kk: 'а', ru: 'б', en: 'c' }
const choices = [{ value: 'one', label }]
const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({ name, type, label, ...more })
const form = {
  fields: [
    field('day', 'date', { required: true }),
    field('month', 'month'),
    field('line', 'text'),
    field('note', 'lines'),
    field('count', 'number'),
    field('yes', 'flag'),
    field('pick', 'choice', { choices }),
    field('room', 'room'),
    field('version', 'version'),
    field('class', 'class'),
  ],
}

test('answers that fit come back trimmed, and empty ones not at all', () => {
  const given = { day: '2026-10-05', month: ' 2026-10 ', line: '', note: 'a\r\nb', yes: '1', class: '7 «Ә»' }
  assert.equal(readAnswers(form, given, 'kk'), {
    answers: { day: '2026-10-05', month: '2026-10', note: 'a\nb', yes: '1', class: '7 «Ә»' },
  })
})

const wrong: readonly (readonly [name: string, value: string])[] = [
  ...(['2026-02-30', '2026-1-1', '05.10.2026', '2026-10-05T09:00', ''] as const).map(
    (value) => ['day', value] as const,
  ),
  ...(['2026-13', '2026', '2026-10-05', '2026-00'] as const).map((value) => ['month', value] as const),
  ['line', 'two\nlines'],
  ['line', 'x'.repeat(201)],
  ['line', '\u0000'],
  ['note', 'a\u001bb'],
  ['note', 'x'.repeat(8001)],
  ['count', '-1'],
  ['count', '1e3'],
  ['yes', 'true'],
  ['pick', 'two'],
  ['room', '../etc'],
  ['version', '0'],
  ['version', '0007'],
  ['class', '=1+1'],
  ['nothing', 'x'],
  ['__proto__x', 'x'],
  ['toString', 'x'],
]

for (const [name, value] of wrong)
  test(`${name}: ${JSON.stringify(value.slice(0, 20))} is refused by its name`, () => {
    const read = readAnswers(form, { day: '2026-10-05', [name]: value }, 'ru')
    assert.is('wrong' in read ? read.wrong.field : '', name)
    assert.match('wrong' in read ? read.wrong.message : '', /[а-я]/)
  })

test('a name out of the prototype is no answer', () => {
  const bare = { fields: [field('toString', 'text')] }
  assert.equal(readAnswers(bare, {}, 'en'), { answers: {} })
})

test('every paper has a name for a file, a title in three languages, and fields with names of their own', () => {
  const kinds = samplePapers()
  assert.is(new Set(kinds.map(({ name }) => name)).size, kinds.length)
  for (const { name, title, fields } of kinds) {
    assert.match(name, /^[a-z][a-z-]{2,40}$/)
    for (const text of [title.kk, title.ru, title.en]) assert.ok(text.length > 3)
    assert.is(new Set(fields.map((each) => each.name)).size, fields.length)
    for (const each of fields) {
      assert.match(each.name, /^[a-z][a-z_-]{0,40}$/)
      for (const text of Object.values(each.label)) assert.ok(text.length > 0, `${name}.${each.name}`)
    }
  }
})

test.run()
