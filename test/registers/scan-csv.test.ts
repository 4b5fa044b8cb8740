/** Tables of the external system, in the encodings and shapes that Excel makes of them. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeBytes } from '../../src/registers/cyrillic.ts'
import { readScan, scanLimits } from '../../src/registers/scan-csv.ts'
import { addPupil, emptySocial, giveConsent, type Social, setAccount } from '../../src/registers/social.ts'
import * as fc from '../properties.ts'

const test = suite('the scan as CSV')
const author = { user: 'p', at: '2026-10-01T00:00:00Z', today: '2026-10-01' }
const withAccount = (social: Social, id: string, account: string) =>
  setAccount(giveConsent(addPupil(social, { class: '7 «А»', label: id }, id), id, '2026-09-05', author), id, account)
const register = withAccount(withAccount(emptySocial, 'p1', 'id11'), 'p2', 'nick')

const table = 'Аккаунт;Категория;Количество;Примечание\r\nvk.com/id11;Агрессия;3;топ «Ә»\r\nnick;Суицид;;\r\n'
const expected = [
  { pupil: 'p1', category: 'Агрессия', count: 3, note: 'топ «Ә»' },
  { pupil: 'p2', category: 'Суицид', count: 1, note: '' },
]
const russian = table.replace('Ә', 'Ё')

/** Letters of windows-1251 outside its rows of Russian letters. */
const single: Readonly<Record<string, number>> = { '«': 0xab, '»': 0xbb, Ё: 0xa8 }
const toSingle = (text: string, more: Readonly<Record<string, number>> = {}) =>
  Buffer.from(
    [...text].map((letter) => {
      const code = letter.codePointAt(0) ?? 0
      if (code < 0x80) return code
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : (more[letter] ?? single[letter] ?? 0x3f)
    }),
  )

for (const [name, bytes, encoding, text] of [
  ['UTF-8', Buffer.from(table), 'utf-8', table],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${table}`), 'utf-8', table],
  ['UTF-16LE', Buffer.from(`\ufeff${table}`, 'utf16le'), 'utf-16le', table],
  ['UTF-16BE', Buffer.from(`\ufeff${table}`, 'utf16le').swap16(), 'utf-16be', table],
  ['windows-1251', toSingle(russian), 'windows-1251', russian],
] as const) {
  test(`${name} is read`, () => {
    assert.equal(decodeBytes(bytes), { text, encoding })
    const read = readScan(register, bytes)
    assert.equal(read.problems, [])
    assert.equal(read.results?.length, 2)
    if (text === table) assert.equal(read.results, expected)
  })
}

test('KZ-1048 has its Kazakh letters where it is asked for', () => {
  const letters = { Ә: 0xa3, ә: 0xbc, Қ: 0x8d, қ: 0x9d, Ң: 0xbd, ң: 0xbe, Ғ: 0xaa, ғ: 0xba }
  const more = { Ұ: 0xa1, ұ: 0xa2, Ү: 0xaf, ү: 0xbf, Ө: 0xa5, ө: 0xb4, Һ: 0x8e, һ: 0x9e, І: 0xb2, і: 0xb3 }
  const text = 'ӘәҚқҢңҒғҰұҮүӨөҺһІі жаңа'
  assert.equal(decodeBytes(toSingle(text, { ...letters, ...more }), 'kz-1048'), { text, encoding: 'kz-1048' })
})

test('any bytes decode to something', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      assert.type(decodeBytes(bytes).text, 'string')
      assert.ok(readScan(register, bytes).results === undefined)
    }),
  )
})

for (const [what, text] of [
  ['commas and quotes', 'account,category,count,note\n"vk.com/id11","Агрессия",3,"топ «Ә»"\nnick,Суицид,,\n'],
  ['tabs', table.replaceAll(';', '\t')],
  [
    'columns in another order, with others between',
    'Сынып;Саны;Санат;Парақша;Ескерту\n7;3;Агрессия;id11;топ «Ә»\n7;;Суицид;nick;\n',
  ],
  ['a line for Excel before the head', `sep=;\r\n${table}`],
  ['empty lines at the end', `${table}\r\n;;;\r\n`],
  ['a line end in a quoted cell', table.replace('топ «Ә»', '"топ\r\n«Ә»"')],
] as const) {
  test(`${what} make no difference`, () => {
    const read = readScan(register, Buffer.from(text))
    assert.equal(read.problems, [])
    assert.equal(read.results, expected)
  })
}

const place = ({ problems }: ReturnType<typeof readScan>) =>
  problems.map(({ row, column, code }) => [row, column, code])

for (const [what, text, problems] of [
  ['nothing', '', [[1, 1, 'empty']]],
  ['a head alone', 'account;category\n', [[1, 1, 'empty']]],
  [
    'another table',
    'name;mark\nx;5\n',
    [
      [1, 2, 'head'],
      [1, 2, 'head'],
    ],
  ],
  ['no account in a cell', 'account;category\nid11;a\nИмя Фамилия;b\n', [[3, 1, 'account']]],
  ['an empty category', 'account;category\nid11;\n', [[2, 2, 'category']]],
  [
    'a count that is none',
    'account;category;count\nid11;a;много\nnick;a;-1\n',
    [
      [2, 3, 'count'],
      [3, 3, 'count'],
    ],
  ],
  ['more cells than the head', 'account;category\nid11;a;b\n', [[2, 3, 'columns']]],
  ['a row number that a spreadsheet shows', 'sep=;\naccount;category\nid11;\n', [[3, 2, 'category']]],
] as const) {
  test(`${what}: problems with row and column, and no results`, () => {
    const read = readScan(register, Buffer.from(text))
    assert.equal(place(read), problems)
    assert.is(read.results, undefined)
  })
}

test('an open quote is a problem', () => {
  const read = readScan(register, Buffer.from('account;category\nid11;"a\nnick;b\n'))
  assert.is(read.results, undefined)
  assert.is(read.problems[0]?.code, 'syntax')
})

test('rows of accounts without a consent are left out and counted, and no problem quotes a cell', () => {
  const read = readScan(register, Buffer.from('account;category\nМАРКЕР1;a\nid11;\nforeign9;МАРКЕР2\n'))
  assert.not.match(JSON.stringify(read.problems), /МАРКЕР|foreign9/)
  const fine = readScan(register, Buffer.from('account;category\nid11;a\nforeign9;b\n'))
  assert.equal([fine.results?.length, fine.leftOut, fine.problems[0]?.severity], [1, 1, 'warning'])
})

test('a file of half a megabyte and more is refused whole', () => {
  const read = readScan(register, Buffer.alloc(scanLimits.bytes + 1, 0x61))
  assert.equal(place(read), [[1, 1, 'too-large']])
})

test.run()
