/** Tests that a paper for Word has the parts that ECMA-376 asks for. */
import { strFromU8, unzipSync } from 'fflate'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Block, heading, type Paper, paragraph, type Row } from '../../src/documents/model.ts'
import { qrPng, qrSvg } from '../../src/documents/qr.ts'
import { docxOf, htmlOf } from './golden.ts'

const test = suite('a paper for Word')

const paper = (body: Iterable<Block> | AsyncIterable<Block>, more: Partial<Paper> = {}): Paper => ({
  language: 'kk',
  title: 'Акт',
  body,
  ...more,
})

async function partsOf(each: Paper): Promise<Record<string, string>> {
  const files = unzipSync(await docxOf(each))
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes, name.endsWith('.png'))]),
  )
}

async function* slowRows(count: number): AsyncGenerator<Row> {
  for (let at = 1; at <= count; at++) yield { cells: [String(at), 'сайт'] }
}

test('has the parts that the format asks for, and names each of them', async () => {
  const parts = await partsOf(
    paper([
      { kind: 'qr', text: 'one' },
      { kind: 'qr', text: 'two' },
    ]),
  )
  assert.equal(Object.keys(parts), [
    '[Content_Types].xml',
    '_rels/.rels',
    'docProps/core.xml',
    'word/document.xml',
    'word/footer1.xml',
    'word/styles.xml',
    'word/settings.xml',
    'word/_rels/document.xml.rels',
    'word/media/qr1.png',
    'word/media/qr2.png',
  ])
  const relations = parts['word/_rels/document.xml.rels'] ?? ''
  for (const [, id = '', target = ''] of relations.matchAll(/Id="(\w+)"[^>]*Target="([^"]+)"/g)) {
    assert.ok(`word/${target}` in parts, target)
    if (id.startsWith('picture')) assert.match(parts['word/document.xml'] ?? '', `r:embed="${id}"`)
  }
  for (const [, name = ''] of (parts['[Content_Types].xml'] ?? '').matchAll(/PartName="\/([^"]+)"/g))
    assert.ok(name in parts, name)
})

test('every style that a paragraph asks for is there', async () => {
  const blocks: Block[] = [
    { kind: 'stamp', lines: ['БЕКІТЕМІН'] },
    heading('1'),
    paragraph('a', { indent: true }),
    paragraph('b', { small: true }),
    { kind: 'facts', rows: [['a', 'b']] },
    { kind: 'list', items: ['a'] },
    { kind: 'lines', count: 1 },
    { kind: 'signatures', lines: [{ post: 'a' }] },
    { kind: 'table', small: true, columns: [{ title: 'a', width: 1, mono: true }], rows: [{ cells: ['b'] }] },
  ]
  const parts = await partsOf(paper(blocks, { header: ['Мектеп'], subtitle: 'қазан', footer: 'foot' }))
  const known = new Set([...(parts['word/styles.xml'] ?? '').matchAll(/w:styleId="(\w+)"/g)].map(([, id]) => id))
  const asked = `${parts['word/document.xml']}${parts['word/footer1.xml']}`
  for (const [, id] of asked.matchAll(/<w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"/g)) assert.ok(known.has(id), id)
})

test('a table repeats its head, cuts no row, and is as wide as the text', async () => {
  for (const landscape of [false, true]) {
    const table: Block = {
      kind: 'table',
      columns: [7, 13, 29].map((width) => ({ title: `w${width}`, width })),
      rows: [{ cells: ['1', '2', '3'] }, { cells: ['day'], span: true }],
    }
    const xml = (await partsOf(paper([table], { landscape })))['word/document.xml'] ?? ''
    assert.is((xml.match(/<w:tblHeader\/>/g) ?? []).length, 1)
    assert.is((xml.match(/<w:cantSplit\/>/g) ?? []).length, (xml.match(/<w:tr>/g) ?? []).length)
    const widths = [...xml.matchAll(/<w:gridCol w:w="(\d+)"/g)].map(([, width]) => Number(width))
    const [, page, left, right] = /w:pgSz w:w="(\d+)".*w:right="(\d+)".*w:left="(\d+)"/.exec(xml)?.map(Number) ?? []
    assert.is(
      widths.reduce((sum, width) => sum + width, 0),
      (page ?? 0) - (left ?? 0) - (right ?? 0),
    )
    assert.match(xml, '<w:gridSpan w:val="3"/>')
    assert.is(xml.includes('w:orient="landscape"'), landscape)
  }
})

test('a short table is kept whole, a long one keeps its head with the first row', async () => {
  const columns = [{ title: 'a', width: 1 }]
  const kept = async (rows: Row[] | AsyncGenerator<Row>) => {
    const xml = (await partsOf(paper([{ kind: 'table', columns, rows }])))['word/document.xml'] ?? ''
    return [...xml.matchAll(/<w:tr>.*?<\/w:tr>/g)].map(([row]) => row.includes('<w:keepNext/>'))
  }
  const short = Array.from({ length: 3 }, (_, at) => ({ cells: [String(at)] }))
  assert.equal(await kept(short), [true, true, true, false])
  assert.equal(await kept(slowRows(3)), [true, false, false, false])
  const long = Array.from({ length: 40 }, (_, at) => ({ cells: [String(at)] }))
  assert.is((await kept(long)).filter(Boolean).length, 1)
  const html = async (rows: Row[]) => htmlOf(paper([{ kind: 'table', columns, rows }]))
  assert.match(await html(short), '<table class="grid whole">')
  assert.match(await html(long), '<table class="grid">')
})

test('no table stands last in a cell or before another without a paragraph between', async () => {
  const table = (): Block => ({ kind: 'table', columns: [{ title: 'a', width: 1 }], rows: [] })
  const xml =
    (await partsOf(paper([table(), table(), { kind: 'facts', rows: [['a', 'b']] }])))['word/document.xml'] ?? ''
  assert.not.match(xml, /<\/w:tbl><w:tbl>|<\/w:tbl><w:sectPr>/)
})

test('the footer is asked for after the body, and counts pages in fields', async () => {
  let last = ''
  const body = async function* () {
    yield { kind: 'table', columns: [{ title: 'a', width: 1 }], rows: slowRows(500) } as const
    last = 'head-of-the-chain'
  }
  const footer = (await partsOf(paper(body(), { footer: () => last })))['word/footer1.xml'] ?? ''
  assert.match(footer, 'head-of-the-chain')
  assert.match(footer, ' PAGE ')
  assert.match(footer, ' NUMPAGES ')
  assert.match(footer, '-бет, барлығы ')
})

test('the same paper is the same bytes', async () => {
  const make = () => docxOf(paper([paragraph('a'), { kind: 'qr', text: 'x' }]))
  assert.ok(Buffer.from(await make()).equals(Buffer.from(await make())))
})

test('a code is a square of whole modules with its quiet zone, in both forms', () => {
  const svg = qrSvg('aqtizim 7 abc')
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1])
  const png = Buffer.from(qrPng('aqtizim 7 abc', 2))
  assert.is(png.readUInt32BE(16), size * 2)
  assert.is(png.readUInt32BE(20), size * 2)
  const starts = [...svg.matchAll(/M(\d+) (\d+)/g)].flatMap(([, x, y]) => [Number(x), Number(y)])
  assert.is(Math.min(...starts), 4)
})

test.run()
