/** Writes a paper as a .docx (ECMA-376) for Word and LibreOffice. */
import { escapeText } from './clean.ts'
import { type Pictures, page, wordBlock, wordParagraph, wordTable } from './docx-body.ts'
import { contentTypes, packageRelations, relations, settings, styles, wordNamespaces, xmlHead } from './docx-parts.ts'
import { pageWords } from './html-style.ts'
import { type Language, orLine, type Paper } from './model.ts'
import { qrPng } from './qr.ts'
import { writeZip, type ZipPart } from './zip.ts'

export const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

export async function* writeDocx(paper: Paper): AsyncGenerator<Uint8Array> {
  yield* writeZip(parts(paper))
}

/** The body comes before what only the body knows: pictures, and the foot of the page. */
async function* parts(paper: Paper): AsyncGenerator<ZipPart> {
  const wanted: string[] = []
  const pictures: Pictures = {
    add: (text) => {
      wanted.push(text)
      return { id: `picture${wanted.length}`, number: wanted.length }
    },
  }
  yield { name: '[Content_Types].xml', content: [contentTypes] }
  yield { name: '_rels/.rels', content: [packageRelations] }
  yield { name: 'docProps/core.xml', content: [coreProperties(paper)] }
  yield { name: 'word/document.xml', content: inPieces(document(paper, pictures)) }
  const footer = typeof paper.footer === 'function' ? paper.footer() : (paper.footer ?? '')
  yield { name: 'word/footer1.xml', content: [footerPart(paper.language, footer)] }
  yield { name: 'word/styles.xml', content: [styles(paper.language)] }
  yield { name: 'word/settings.xml', content: [settings] }
  yield { name: 'word/_rels/document.xml.rels', content: [relations(wanted.length)] }
  for (const [at, text] of wanted.entries()) yield { name: `word/media/qr${at + 1}.png`, content: qrPng(text) }
}

/** Many small strings make many small pushes into the archive. In characters. */
const PIECE = 32 * 1024

async function* inPieces(strings: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const text of strings) {
    piece += text
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  yield piece
}

async function* document(paper: Paper, pictures: Pictures): AsyncGenerator<string> {
  yield `${xmlHead}<w:document ${wordNamespaces}><w:body>`
  for (const line of paper.header ?? []) yield wordParagraph(orLine(line), { align: 'center', style: 'Header' })
  let titled = false
  for await (const block of paper.body) {
    if (!titled && block.kind !== 'stamp') {
      yield titleOf(paper)
      titled = true
    }
    if (block.kind === 'table') yield* wordTable(block, paper)
    else yield wordBlock(block, paper, pictures)
  }
  if (!titled) yield titleOf(paper)
  yield `${section(paper.landscape === true)}</w:body></w:document>`
}

function titleOf({ title, subtitle }: Paper): string {
  const under = subtitle === undefined ? '' : wordParagraph(subtitle, { style: 'Subtitle' })
  return wordParagraph(title, { style: 'Title' }) + under
}

function section(landscape: boolean): string {
  const { width, height, top, right, bottom, left } = page
  const size = landscape ? `w:w="${height}" w:h="${width}" w:orient="landscape"` : `w:w="${width}" w:h="${height}"`
  return (
    `<w:sectPr><w:footerReference w:type="default" r:id="footer1"/><w:pgSz ${size}/>` +
    `<w:pgMar w:top="${top}" w:right="${right}" w:bottom="${bottom}" w:left="${left}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`
  )
}

/** `N` and `M` of the words become fields that Word counts itself. */
function footerPart(language: Language, text: string): string {
  const run = (inner: string) => `<w:r>${inner}</w:r>`
  const words = (part: string) => run(`<w:t xml:space="preserve">${escapeText(part)}</w:t>`)
  const field = (name: string) =>
    run('<w:fldChar w:fldCharType="begin"/>') +
    run(`<w:instrText xml:space="preserve"> ${name} </w:instrText>`) +
    run('<w:fldChar w:fldCharType="separate"/>') +
    run('<w:t>1</w:t>') +
    run('<w:fldChar w:fldCharType="end"/>')
  const numbers = pageWords[language]
    .split(/\b([NM])\b/)
    .filter((part) => part !== '')
    .map((part) => (part === 'N' ? field('PAGE') : part === 'M' ? field('NUMPAGES') : words(part)))
  const running = text === '' ? '' : wordParagraph(text, { style: 'Footer' })
  const counted = `<w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="right"/></w:pPr>${numbers.join('')}</w:p>`
  return `${xmlHead}<w:ftr ${wordNamespaces}>${running}${counted}</w:ftr>`
}

function coreProperties({ title, language }: Paper): string {
  const spaces =
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
  const words = `<dc:title>${escapeText(title)}</dc:title><dc:language>${language}</dc:language>`
  return `${xmlHead}<cp:coreProperties ${spaces}>${words}</cp:coreProperties>`
}
