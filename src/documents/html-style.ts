/** Defines the style of a printed page: A4, the margins that schools use, and page numbers by the browser itself. */
import { escapeCss } from './clean.ts'
import type { Language, Texts } from './model.ts'

/** Left, where papers are filed, is wider. */
export const margins = { top: 20, right: 15, bottom: 20, left: 25 }

/** `N` is this page, `M` all of them. */
export const pageWords: Texts = { kk: 'N-бет, барлығы M', ru: 'Стр. N из M', en: 'Page N of M' }

const base = [
  '*{box-sizing:border-box}',
  'body{margin:0;font:12pt/1.3 "Times New Roman","Liberation Serif","Tinos","DejaVu Serif",serif;color:#000;background:#fff}',
  'p{margin:0 0 6pt;text-align:justify;overflow-wrap:anywhere}',
  'p.indent{text-indent:12.5mm}p:has(code){text-align:left}',
  '.left{text-align:left}.center{text-align:center}.right{text-align:right}',
  '.small{font-size:9pt}',
  'header p{text-align:center;margin:0}',
  'h1{font-size:14pt;text-align:center;margin:12pt 0 2pt;overflow-wrap:anywhere;text-wrap:balance}',
  'p.subtitle{text-align:center;margin-bottom:10pt}',
  'h2{font-size:12pt;margin:10pt 0 4pt;break-after:avoid;overflow-wrap:anywhere}',
  'code{font:0.85em "DejaVu Sans Mono",Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}',
  'table{width:100%;border-collapse:collapse;table-layout:fixed;margin:0 0 8pt}',
  'thead{display:table-header-group}',
  'tr{break-inside:avoid}',
  'th,td{padding:2pt 4pt;text-align:left;vertical-align:top;overflow-wrap:anywhere;unicode-bidi:isolate}',
  '.grid th,.grid td{border:0.5pt solid #000}',
  '.grid{font-size:11pt;width:calc(100% - 1px)}.grid.small{font-size:9pt}',
  '.grid th{text-align:center;vertical-align:middle;overflow-wrap:normal;hyphens:manual}',
  '.grid td.span{background:#eee;font-weight:bold;break-after:avoid}',
  '.strong td{font-weight:bold}',
  '.facts td:first-child{width:38%;padding-left:0}',
  '.list{margin:0 0 6pt;padding:0;list-style:none}',
  '.list li{display:flex;gap:4pt;margin-bottom:3pt;break-inside:avoid}',
  '.list li>span:last-child{flex:1;min-width:0;overflow-wrap:anywhere;text-align:justify}',
  '.list li>span:first-child{min-width:7mm}',
  '.stamp{width:45%;margin:10pt 0 8pt auto;break-inside:avoid}',
  '.stamp p{text-align:left;margin-bottom:2pt}',
  // Never alone on a page, and never in two parts.
  '.signatures{break-inside:avoid;break-before:avoid}',
  '.signatures td{padding:9pt 4pt 0;vertical-align:bottom}',
  '.signatures td:first-child{width:38%;padding-left:0}',
  '.signatures td:nth-child(3){width:26%}',
  '.signatures i{display:block;border-bottom:0.5pt solid #000;height:1em}',
  '.signatures .under td{padding-top:0;font-size:8pt;text-align:center;vertical-align:top}',
  '.lines div{height:8mm;border-bottom:0.5pt solid #000}',
  '.lines{margin-bottom:8pt}',
  '.together,.whole{break-inside:avoid}',
  '.page-break{break-after:page}',
  'figure{margin:6pt 0;display:flex;align-items:center;gap:8pt;break-inside:avoid}',
  'figure .qr{width:32mm;height:32mm;flex:none}',
  'figcaption{font-size:9pt;overflow-wrap:anywhere;min-width:0}',
  '@media screen{html{background:#ddd}body{max-width:210mm;margin:8px auto;padding:20mm 15mm 20mm 25mm;',
  'box-shadow:0 1px 6px #0006}body.landscape{max-width:297mm}}',
  '@media screen and (max-width:600px){body{padding:12px}}',
].join('')

export function styleOf(landscape: boolean): string {
  const { top, right, bottom, left } = margins
  const size = landscape ? 'A4 landscape' : 'A4'
  return `@page{size:${size};margin:${top}mm ${right}mm ${bottom}mm ${left}mm}${base}`
}

/** Margin boxes of CSS Paged Media 3: Chromium prints them since 131; other browsers print their own page numbers. */
export function footerStyle(language: Language, text: string): string {
  const content = pageWords[language]
    .split(/\b([NM])\b/)
    .filter((part) => part !== '')
    .map((part) => (part === 'N' ? 'counter(page)' : part === 'M' ? 'counter(pages)' : `"${escapeCss(part)}"`))
    .join(' ')
  const font = 'font:8pt "Times New Roman","Liberation Serif","DejaVu Serif",serif;vertical-align:top;padding-top:4mm'
  const running = text === '' ? '' : `@bottom-left{content:"${escapeCss(text)}";${font};text-align:left;width:80%}`
  const counted = `@bottom-right{content:${content};${font};text-align:right;width:20%}`
  return `@page{${running}${counted}}`
}
