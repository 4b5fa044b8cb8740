/** Writes the parts of a .docx that are the same for every paper: types, relations, styles. */
import type { Language } from './model.ts'

export const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const opc = 'http://schemas.openxmlformats.org/package/2006'
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'

export const wordNamespaces = [
  `xmlns:w="${main}"`,
  `xmlns:r="${office}"`,
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"',
].join(' ')

export const contentTypes = [
  `${xmlHead}<Types xmlns="${opc}/content-types">`,
  `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`,
  '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>',
  `<Override PartName="/word/document.xml" ContentType="${word}.document.main+xml"/>`,
  `<Override PartName="/word/styles.xml" ContentType="${word}.styles+xml"/>`,
  `<Override PartName="/word/settings.xml" ContentType="${word}.settings+xml"/>`,
  `<Override PartName="/word/footer1.xml" ContentType="${word}.footer+xml"/>`,
  '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>',
  '</Types>',
].join('')

const relation = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`

export const packageRelations = [
  `${xmlHead}<Relationships xmlns="${opc}/relationships">`,
  relation('document', `${office}/officeDocument`, 'word/document.xml'),
  relation('core', `${opc}/relationships/metadata/core-properties`, 'docProps/core.xml'),
  '</Relationships>',
].join('')

/** Of the document: its styles, its foot and so many pictures. */
export function relations(pictures: number): string {
  const each = Array.from({ length: pictures }, (_, at) =>
    relation(`picture${at + 1}`, `${office}/image`, `media/qr${at + 1}.png`),
  )
  return [
    `${xmlHead}<Relationships xmlns="${opc}/relationships">`,
    relation('styles', `${office}/styles`, 'styles.xml'),
    relation('settings', `${office}/settings`, 'settings.xml'),
    relation('footer1', `${office}/footer`, 'footer1.xml'),
    ...each,
    '</Relationships>',
  ].join('')
}

/** Word lays a file of an unknown age out as Word 2007 would. */
export const settings =
  `${xmlHead}<w:settings xmlns:w="${main}"><w:compat>` +
  '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>' +
  '</w:compat></w:settings>'

const face = (name: string) => `<w:rFonts w:ascii="${name}" w:hAnsi="${name}" w:cs="${name}" w:eastAsia="${name}"/>`
/** In half points. */
const size = (value: number) => `<w:sz w:val="${value}"/><w:szCs w:val="${value}"/>`
const spacing = (before: number, after: number) => `<w:spacing w:before="${before}" w:after="${after}"/>`

/** `paragraph` and `character` are properties in the schema's order. */
function style(id: string, paragraph: string, character = '', name = id): string {
  return (
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/>` +
    `<w:pPr>${paragraph}</w:pPr>${character === '' ? '' : `<w:rPr>${character}</w:rPr>`}</w:style>`
  )
}

const bottomLine = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="000000"/></w:pBdr>'
// Neighbours with the same border are one box to Word, unless there is a border between them.
const ruledLines = bottomLine.replace(
  '</w:pBdr>',
  '<w:between w:val="single" w:sz="4" w:space="1" w:color="000000"/></w:pBdr>',
)
const cellMargins =
  '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
const borders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
  .join('')

function tableStyle(id: string, properties: string): string {
  return `<w:style w:type="table" w:styleId="${id}"><w:name w:val="${id}"/><w:tblPr>${properties}</w:tblPr></w:style>`
}

export function styles(language: Language): string {
  const code = { kk: 'kk-KZ', ru: 'ru-RU', en: 'en-GB' }[language]
  const left = '<w:jc w:val="left"/>'
  return [
    `${xmlHead}<w:styles xmlns:w="${main}">`,
    `<w:docDefaults><w:rPrDefault><w:rPr>${face('Times New Roman')}${size(24)}<w:lang w:val="${code}"/></w:rPr></w:rPrDefault>`,
    '<w:pPrDefault/></w:docDefaults>',
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>',
    `<w:pPr>${spacing(0, 120)}<w:jc w:val="both"/></w:pPr></w:style>`,
    `<w:style w:type="character" w:styleId="Mono"><w:name w:val="Mono"/><w:rPr>${face('Courier New')}${size(18)}</w:rPr></w:style>`,
    style('Header', `${spacing(0, 120)}<w:jc w:val="center"/>`, '', 'header'),
    style('Title', `<w:keepNext/>${spacing(240, 60)}<w:jc w:val="center"/>`, `<w:b/>${size(28)}`),
    style('Subtitle', `${spacing(0, 200)}<w:jc w:val="center"/>`),
    style('Heading2', `<w:keepNext/>${spacing(200, 80)}${left}<w:outlineLvl w:val="1"/>`, '<w:b/>', 'heading 2'),
    style('Indented', '<w:ind w:firstLine="709"/>'),
    style('Small', `${spacing(0, 60)}${left}`, size(18)),
    style('Item', `${spacing(0, 60)}<w:ind w:left="425" w:hanging="425"/>`),
    style('Stamp', `${spacing(0, 40)}<w:ind w:left="5103"/>${left}`),
    style('Line', `${ruledLines}${spacing(200, 40)}`),
    style('Cell', `${spacing(0, 0)}${left}`, size(22)),
    style('CellSmall', `${spacing(0, 0)}${left}`, size(18)),
    style('Sign', `${spacing(180, 0)}${left}`),
    style('SignLine', `${bottomLine}${spacing(180, 0)}<w:ind w:left="57" w:right="57"/>${left}`),
    style('Under', `${spacing(0, 0)}<w:jc w:val="center"/>`, size(16)),
    style('Gap', spacing(0, 0), size(12)),
    style('Footer', `${spacing(0, 0)}${left}`, size(16), 'footer'),
    tableStyle('Grid', `<w:tblBorders>${borders}</w:tblBorders>${cellMargins}`),
    tableStyle('Bare', cellMargins),
    '</w:styles>',
  ].join('')
}
