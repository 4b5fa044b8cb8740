/** Writes blocks as WordprocessingML (ECMA-376, part 1, 17). Lengths are twentieths of a point. */
import { escapeText } from './clean.ts'
import {
  type Block,
  type Column,
  isShort,
  type Paper,
  type Piece,
  piecesOf,
  type Row,
  type Table,
  type Text,
} from './model.ts'
import { signatureWords } from './paper-words.ts'

/** A4 and the margins of html-style.ts. */
export const page = { width: 11_906, height: 16_838, top: 1134, right: 850, bottom: 1134, left: 1417 }

export const textWidth = (landscape: boolean) => (landscape ? page.height : page.width) - page.left - page.right

/** Pictures that the body has asked for, in their order. */
export interface Pictures {
  /** Gives the relationship's id. */
  add(qrText: string): { readonly id: string; readonly number: number }
}

interface Look {
  readonly style?: string
  readonly align?: string
  readonly bold?: boolean
  readonly mono?: boolean
  readonly keep?: boolean
  /** Stands before the text, and a tab after it. */
  readonly mark?: string
}

const alignments: Readonly<Record<string, string>> = { left: 'left', center: 'center', right: 'right', justify: 'both' }

/** One paragraph. The order of the elements is the schema's. */
export function wordParagraph(text: Text, { style, align, bold, mono, keep, mark }: Look = {}): string {
  const properties = [
    style === undefined ? '' : `<w:pStyle w:val="${style}"/>`,
    keep ? '<w:keepNext/><w:keepLines/>' : '',
    align === undefined ? '' : `<w:jc w:val="${alignments[align]}"/>`,
  ].join('')
  const runs = piecesOf(text).map((piece) => run(piece, { bold: bold === true, mono: mono === true }))
  const lead = mark === undefined ? '' : `<w:r><w:t>${escapeText(mark)}</w:t><w:tab/></w:r>`
  return `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}${lead}${runs.join('')}</w:p>`
}

function run(piece: Piece, whole: { bold: boolean; mono: boolean }): string {
  const part =
    typeof piece === 'string' ? { text: piece } : 'blank' in piece ? { text: '_'.repeat(piece.blank) } : piece
  const { text, bold, italic, mono } = { bold: false, italic: false, mono: false, ...part }
  const properties = [
    mono || whole.mono ? '<w:rStyle w:val="Mono"/>' : '',
    bold || whole.bold ? '<w:b/>' : '',
    italic ? '<w:i/>' : '',
  ].join('')
  const look = properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`
  return `<w:r>${look}<w:t xml:space="preserve">${escapeText(text)}</w:t></w:r>`
}

const isMono = (text: Text) =>
  piecesOf(text).some((piece) => typeof piece === 'object' && 'mono' in piece && piece.mono)

/** A block that is no table. `keep` holds it on the page of what follows. */
export function wordBlock(block: Exclude<Block, Table>, paper: Paper, pictures: Pictures, keep = false): string {
  switch (block.kind) {
    case 'paragraph': {
      const style = block.small ? 'Small' : block.indent ? 'Indented' : undefined
      return wordParagraph(block.text, {
        ...(style && { style }),
        // A hash has no place to break: justified, the words before it would drift apart.
        ...(block.align !== undefined ? { align: block.align } : isMono(block.text) && { align: 'left' }),
        keep,
      })
    }
    case 'heading':
      return wordParagraph(block.text, { style: 'Heading2', keep })
    case 'facts':
      return bareTable(
        paper,
        [38, 62],
        block.rows.map(([name, value]) => [cell(name), cell(value)]),
        keep,
      )
    case 'list':
      return block.items
        .map((item, at) => {
          const mark = block.ordered ? `${block.prefix ?? ''}${at + 1}.` : '–'
          return wordParagraph(item, { style: 'Item', keep, mark })
        })
        .join('')
    case 'signatures':
      return signatures(block, paper)
    case 'stamp':
      return block.lines.map((line) => wordParagraph(line, { style: 'Stamp' })).join('')
    case 'lines':
      return Array.from({ length: block.count }, () => wordParagraph('', { style: 'Line', keep })).join('')
    case 'qr':
      return picture(block, pictures, keep)
    case 'together':
      return block.blocks.map((inner) => wordBlock(inner, paper, pictures, true)).join('')
    case 'page-break':
      return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
  }
}

type Cell = { readonly text: Text; readonly look: Look }
const cell = (text: Text, look: Look = {}): Cell => ({ text, look: { style: 'Cell', ...look } })

function bareTable(paper: Paper, shares: readonly number[], rows: readonly (readonly Cell[])[], keep = false): string {
  const widths = widthsOf(shares, textWidth(paper.landscape === true))
  const body = rows.map((cells) => {
    const each = cells.map(({ text, look }, at) => {
      const properties = `<w:tcPr><w:tcW w:w="${widths[at] ?? 0}" w:type="dxa"/><w:vAlign w:val="bottom"/></w:tcPr>`
      return `<w:tc>${properties}${wordParagraph(text, { ...look, keep })}</w:tc>`
    })
    return `<w:tr><w:trPr><w:cantSplit/></w:trPr>${each.join('')}</w:tr>`
  })
  if (body.length === 0) return ''
  return `${tableHead('Bare', widths)}${body.join('')}</w:tbl>${wordParagraph('', { style: 'Gap' })}`
}

function signatures({ lines, dated = false }: Extract<Block, { kind: 'signatures' }>, paper: Paper): string {
  const words = signatureWords[paper.language]
  const rows = lines.flatMap(({ post, name }) => {
    const known = name !== undefined && name.trim() !== ''
    const line = cell('', { style: 'SignLine' })
    const under = (text: string) => cell(text, { style: 'Under' })
    return [
      [
        cell(post, { style: 'Sign' }),
        line,
        known ? cell(name, { style: 'Sign', align: 'center' }) : line,
        ...(dated ? [line] : []),
      ],
      [under(''), under(words.signature), under(known ? '' : words.name), ...(dated ? [under(words.date)] : [])],
    ]
  })
  return bareTable(paper, dated ? [34, 22, 26, 18] : [38, 28, 34], rows, true)
}

function tableHead(style: 'Grid' | 'Bare', widths: readonly number[]): string {
  const whole = widths.reduce((sum, width) => sum + width, 0)
  const columns = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')
  return (
    `<w:tbl><w:tblPr><w:tblStyle w:val="${style}"/><w:tblW w:w="${whole}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>` +
    `<w:tblGrid>${columns}</w:tblGrid>`
  )
}

/** Whole numbers that make up `total` exactly. */
function widthsOf(shares: readonly number[], total: number): number[] {
  const sum = shares.reduce((all, share) => all + share, 0)
  const widths = shares.map((share) => Math.floor((share * total) / sum))
  const rest = total - widths.reduce((all, width) => all + width, 0)
  return widths.map((width, at) => (at === 0 ? width + rest : width))
}

export async function* wordTable(block: Table, paper: Paper): AsyncGenerator<string> {
  const { columns, rows, small = false } = block
  const widths = widthsOf(
    columns.map(({ width }) => width),
    textWidth(paper.landscape === true),
  )
  const style = small ? 'CellSmall' : 'Cell'
  const head = { style, align: 'center', bold: true, keep: true }
  const heads = columns.map(({ title }, at) => wordCell(title, widths[at] ?? 0, head))
  yield `${tableHead('Grid', widths)}<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>${heads.join('')}</w:tr>`
  // Word keeps rows together that are each kept with the next one; the last is not, and the page may end there.
  const short = isShort(block)
  let last: Row | undefined
  for await (const row of rows) {
    if (last !== undefined) yield wordRow(last, columns, widths, { style, keep: short })
    last = row
  }
  if (last !== undefined) yield wordRow(last, columns, widths, { style })
  yield `</w:tbl>${wordParagraph('', { style: 'Gap' })}`
}

function wordRow(row: Row, columns: readonly Column[], widths: readonly number[], look: Look): string {
  const { cells, bold = false, span = false } = row
  const whole = widths.reduce((sum, width) => sum + width, 0)
  const each = span
    ? [wordCell(cells[0] ?? '', whole, { ...look, bold: true, keep: true }, columns.length)]
    : columns.map(({ align, mono }, at) =>
        wordCell(cells[at] ?? '', widths[at] ?? 0, {
          ...look,
          bold,
          ...(align && { align }),
          ...(mono && { mono }),
        }),
      )
  return `<w:tr><w:trPr><w:cantSplit/></w:trPr>${each.join('')}</w:tr>`
}

function wordCell(text: Text, width: number, look: Look, columns = 1): string {
  const span =
    columns === 1 ? '' : `<w:gridSpan w:val="${columns}"/><w:shd w:val="clear" w:color="auto" w:fill="EEEEEE"/>`
  return `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${span}</w:tcPr>${wordParagraph(text, look)}</w:tc>`
}

/** 32 mm, in English Metric Units (36 000 a millimetre). */
const QR_SIZE = 32 * 36_000

function picture({ text, caption }: Extract<Block, { kind: 'qr' }>, pictures: Pictures, keep: boolean): string {
  const { id, number } = pictures.add(text)
  const extent = `cx="${QR_SIZE}" cy="${QR_SIZE}"`
  const drawing =
    `<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent ${extent}/>` +
    `<wp:docPr id="${number}" name="QR ${number}"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">` +
    `<pic:pic><pic:nvPicPr><pic:cNvPr id="${number}" name="QR ${number}"/><pic:cNvPicPr/></pic:nvPicPr>` +
    `<pic:blipFill><a:blip r:embed="${id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
    `<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>` +
    '</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>'
  const under = caption === undefined ? '' : wordParagraph(caption, { style: 'Small', keep })
  return `<w:p><w:pPr><w:keepNext/></w:pPr><w:r>${drawing}</w:r></w:p>${under}`
}
