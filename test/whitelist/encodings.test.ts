/** Tests which encoding a file is taken for. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decode, guessEncoding } from '../../src/whitelist/encodings.ts'

const test = suite('encodings')

/** Kazakh and Russian, as other programs write them. */
const kazakh = Buffer.from('8de0e7e09df8e020bcbee3b3ece53a20c1b3ebb3ec20b9203720972020aba3bb', 'hex')
const russian = Buffer.from('d3f7e8f2e5ebfc3a20d8eaeeebe020b9203720ab97bb', 'hex')

test('KZ-1048 is told from Windows-1251, and both are read', () => {
  assert.is(guessEncoding(kazakh), 'kz-1048')
  assert.is(decode(kazakh, 'kz-1048'), 'Қазақша әңгіме: Білім № 7 —  «Ә»')
  assert.is(guessEncoding(russian), 'windows-1251')
  assert.is(decode(russian, 'windows-1251'), 'Учитель: Школа № 7 «—»')
})

test('KOI8-R and CP866 are told from Windows-1251 by words alone, whatever their capitals', () => {
  const rows = [
    'Школа',
    'школьный сайт',
    'МЕКТЕП, ШКОЛА № 7',
    'Учитель: Ёлка',
    'сайт;название\nbilimland.kz;Математика и физика',
    'Русский язык, 5 «А»',
  ]
  const all = ['абвгдеёжзийклмнопрстуфхцчшщъыьэюя', 'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ']
  for (const encoding of ['windows-1251', 'koi8-r', 'cp866'] as const) {
    const sign = (byte: number) => decode(Uint8Array.of(byte), encoding)
    const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [sign(byte), byte]))
    for (const text of [...rows, ...all]) {
      const written = [...text].filter((letter) => bytes.has(letter)).join('')
      const file = Uint8Array.from([...written].map((letter) => bytes.get(letter) ?? 0))
      assert.is(decode(file, encoding), written)
      if (rows.includes(text)) assert.is(guessEncoding(file), encoding, `${encoding}: ${text}`)
    }
  }
  // As iconv writes them.
  assert.is(decode(Buffer.from('fbcbcfccc120a3b3', 'hex'), 'koi8-r'), 'Школа ёЁ')
  assert.is(decode(Buffer.from('98aaaeaba020f1f0fc', 'hex'), 'cp866'), 'Школа ёЁ№')
})

test('no Russian text of ours in Windows-1251 is taken for another, in small letters and in capitals', () => {
  const po = readFileSync(new URL('../../openwrt-package/luci-app-aqtizim/po/ru/aqtizim.po', import.meta.url), 'utf8')
  const texts = [...po.matchAll(/^msgstr "(.*[а-я]{3}.*)"$/gm)].map(([, text = '']) => text)
  assert.ok(texts.length > 500)
  const letters = new Map(Array.from({ length: 256 }, (_, byte) => [decode(Uint8Array.of(byte), 'windows-1251'), byte]))
  for (const text of texts.flatMap((one) => [one, one.toLowerCase(), one.toUpperCase()]))
    assert.is(
      guessEncoding(Uint8Array.from([...text].map((letter) => letters.get(letter) ?? 0x20))),
      'windows-1251',
      text,
    )
})

test('a single wrong byte in UTF-8 makes no text of DOS of it', () => {
  const bytes = Buffer.concat([Buffer.from('Білім, мектеп, сайттар тізімі; учебный список'), Buffer.of(0xff)])
  assert.ok(!['koi8-r', 'cp866'].includes(guessEncoding(bytes)))
})

test('UTF-16 in both orders, with a mark and without', () => {
  const text = 'sites:\n  - domain: a.kz\n    title: Білім\n'
  const little = Buffer.from(text, 'utf16le')
  const big = Buffer.from(little).swap16()
  const mark = Buffer.from([0xff, 0xfe])
  const marked = [Buffer.concat([mark, little]), Buffer.concat([Buffer.from(mark).swap16(), big])]
  for (const bytes of [little, big, ...marked]) {
    assert.is(guessEncoding(bytes), 'utf-16')
    assert.is(decode(bytes, 'utf-16'), text)
  }
})

test('UTF-16 without a mark that is mostly Kazakh, whatever its first letter', () => {
  const rows = [
    'Мектептің сайты туралы\tбілім.қаз\n',
    'bilimland.kz;Қазақстан мектептеріне арналған\n',
    'Білім',
    '№ 7 «Ә»: а.kz',
  ]
  for (const text of rows) {
    const little = Buffer.from(text, 'utf16le')
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      assert.is(guessEncoding(bytes), 'utf-16', text)
      assert.is(decode(bytes, 'utf-16'), text)
    }
  }
})

test('UTF-8 stays what it is, without a byte-order mark', () => {
  const bytes = Buffer.from('\ufeffБілім')
  assert.is(guessEncoding(bytes), 'utf-8')
  assert.is(decode(bytes, 'utf-8'), 'Білім')
})

test.run()
