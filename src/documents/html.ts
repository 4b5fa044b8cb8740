/** Writes a paper as a printable page: self-contained, without a script, in pieces of some kilobytes. */
import { escapeText } from './clean.ts'
import { footerStyle, styleOf } from './html-style.ts'
import {
  type Block,
  isShort,
  orLine,
  type Paper,
  type Piece,
  piecesOf,
  type Row,
  type Table,
  type Text,
} from './model.ts'
import { signatureWords } from './paper-words.ts'
import { qrSvg } from './qr.ts'

/** Pieces are at least this long, in characters, but for the last. */
const PIECE = 16 * 1024

/** Nothing is ever loaded from anywhere, whatever a text would ask for. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

export async function* writeHtml(paper: Paper): AsyncGenerator<string> {
  let piece = ''
  for await (const part of parts(paper)) {
    piece += part
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

async function* parts(paper: Paper): AsyncGenerator<string> {
  const { language, landscape = false } = paper
  yield `<!doctype html>\n<html lang="${language}">\n<head>\n<meta charset="utf-8">\n`
  yield `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`
  yield `<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>${escapeText(paper.title)}</title>\n`
  yield `<style>${styleOf(landscape)}</style>\n</head>\n<body${landscape ? ' class="landscape"' : ''}>\n`
  const header = (paper.header ?? []).map(orLine)
  if (header.length > 0) yield `<header>${header.map((line) => `<p>${escapeText(line)}</p>`).join('')}</header>\n`
  let titled = false
  for await (const block of paper.body) {
    // The approval in the corner stands above the title.
    if (!titled && block.kind !== 'stamp') {
      yield titleOf(paper)
      titled = true
    }
    if (block.kind === 'table') yield* table(block)
    else yield `${flow(block, paper)}\n`
  }
  if (!titled) yield titleOf(paper)
  const footer = typeof paper.footer === 'function' ? paper.footer() : (paper.footer ?? '')
  yield `<style>${footerStyle(language, footer)}</style>\n</body>\n</html>\n`
}

function titleOf({ title, subtitle }: Paper): string {
  const under = subtitle === undefined ? '' : `<p class="subtitle">${escapeText(subtitle)}</p>\n`
  return `<h1>${escapeText(title)}</h1>\n${under}`
}

function inline(text: Text): string {
  return piecesOf(text).map(inlinePiece).join('')
}

function inlinePiece(piece: Piece): string {
  if (typeof piece === 'string') return escapeText(piece)
  if ('blank' in piece) return '_'.repeat(piece.blank)
  const wrap = (tag: string, inner: string, wanted: boolean | undefined) =>
    wanted ? `<${tag}>${inner}</${tag}>` : inner
  const plain = escapeText(piece.text)
  return wrap('b', wrap('i', wrap('code', plain, piece.mono), piece.italic), piece.bold)
}

function flow(block: Exclude<Block, Table>, paper: Paper): string {
  switch (block.kind) {
    case 'paragraph': {
      const names = [block.align ?? '', block.indent ? 'indent' : '', block.small ? 'small' : ''].filter(Boolean)
      return `<p${names.length > 0 ? ` class="${names.join(' ')}"` : ''}>${inline(block.text)}</p>`
    }
    case 'heading':
      return `<h2>${inline(block.text)}</h2>`
    case 'facts': {
      const rows = block.rows.map(([name, value]) => `<tr><td>${escapeText(name)}</td><td>${inline(value)}</td></tr>`)
      return `<table class="facts"><tbody>${rows.join('')}</tbody></table>`
    }
    case 'list': {
      const mark = (at: number) => (block.ordered ? `${escapeText(block.prefix ?? '')}${at + 1}.` : '–')
      const items = block.items.map((item, at) => `<li><span>${mark(at)}</span><span>${inline(item)}</span></li>`)
      return `<ul class="list">${items.join('')}</ul>`
    }
    case 'signatures':
      return signatures(block, paper)
    case 'stamp':
      return `<div class="stamp">${block.lines.map((line) => `<p>${inline(line)}</p>`).join('')}</div>`
    case 'lines':
      return `<div class="lines">${'<div></div>'.repeat(block.count)}</div>`
    case 'qr': {
      const caption = block.caption === undefined ? '' : `<figcaption>${inline(block.caption)}</figcaption>`
      return `<figure>${qrSvg(block.text)}${caption}</figure>`
    }
    case 'together':
      return `<div class="together">${block.blocks.map((inner) => flow(inner, paper)).join('\n')}</div>`
    case 'page-break':
      return '<div class="page-break"></div>'
  }
}

function signatures({ lines, dated = false }: Extract<Block, { kind: 'signatures' }>, { language }: Paper): string {
  const words = signatureWords[language]
  const rows = lines.map(({ post, name }) => {
    const known = name !== undefined && name.trim() !== ''
    const cells = [
      `<td>${escapeText(post)}</td><td><i></i></td>`,
      known ? `<td class="center">${escapeText(name)}</td>` : '<td><i></i></td>',
      dated ? '<td><i></i></td>' : '',
    ]
    const under = ['', words.signature, known ? '' : words.name, ...(dated ? [words.date] : [])]
    return `<tr>${cells.join('')}</tr><tr class="under">${under.map((word) => `<td>${word}</td>`).join('')}</tr>`
  })
  return `<table class="signatures"><tbody>${rows.join('')}</tbody></table>`
}

async function* table(block: Table): AsyncGenerator<string> {
  const { columns, rows, small = false } = block
  const whole = columns.reduce((sum, { width }) => sum + width, 0)
  const share = (width: number) => ((width * 100) / whole).toFixed(2)
  yield `<table class="grid${small ? ' small' : ''}${isShort(block) ? ' whole' : ''}"><colgroup>`
  yield `${columns.map(({ width }) => `<col style="width:${share(width)}%">`).join('')}</colgroup>\n<thead><tr>`
  yield `${columns.map(({ title }) => `<th>${escapeText(title)}</th>`).join('')}</tr></thead>\n<tbody>\n`
  for await (const row of rows) yield tableRow(row, columns)
  yield '</tbody></table>\n'
}

function tableRow({ cells, bold = false, span = false }: Row, columns: Table['columns']): string {
  const start = bold ? '<tr class="strong">' : '<tr>'
  if (span) return `${start}<td class="span" colspan="${columns.length}">${inline(cells[0] ?? '')}</td></tr>\n`
  const each = columns.map(({ align = 'left', mono = false }, at) => {
    const text = inline(cells[at] ?? '')
    return `<td${align === 'left' ? '' : ` class="${align}"`}>${mono ? `<code>${text}</code>` : text}</td>`
  })
  return `${start}${each.join('')}</tr>\n`
}
