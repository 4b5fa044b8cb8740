/** Prints the drill's page. Its script asks sites whether they answer, and fetches nothing of them. */
import { drillScript } from './drill-script.ts'
import { drillTexts } from './drill-texts.ts'
import { escapeHtml, style } from './page.ts'
import { scriptPolicy } from './script-policy.ts'
import type { Language } from './texts.ts'

export interface DrillPage {
  /** Goes back with the report; known to this page alone. */
  readonly run: string
  readonly school: string
  readonly pc: string
  readonly room: string
  readonly probes: readonly { readonly name: string; readonly group: string; readonly expected: 'shut' | 'open' }[]
}

const own = [
  'main{max-width:760px}',
  'table{width:100%;margin-top:16px;border-collapse:collapse;font-size:15px}',
  'td,th{padding:5px 6px;border-bottom:1px solid var(--line);text-align:left;overflow-wrap:anywhere}',
  '.right{color:#1a7f37}.wrong{color:#c62828;font-weight:600}',
  '@media(prefers-color-scheme:dark){.right{color:#5fd38d}.wrong{color:#ff8a80}}',
].join('')
const css = style + own

/** Its script may send requests to any host, and reads answers of its own host only. */
export const drillPolicy = scriptPolicy(css, drillScript, 'http: https:')

function frame(language: Language, school: string, inner: readonly string[], script: string): string {
  const { title } = drillTexts[language]
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="robots" content="noindex">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${css}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${escapeHtml(title)}</h1>`,
    ...inner,
    ...(school === '' ? [] : [`<footer>${escapeHtml(school)}</footer>`]),
    '</main>',
    script,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** Nobody has opened a drill for this room. */
export function renderNoDrill(language: Language, school: string): string {
  const { closed } = drillTexts[language]
  return frame(
    language,
    school,
    closed.map((line) => `<p>${escapeHtml(line)}</p>`),
    '',
  )
}

export function renderDrill(language: Language, page: DrillPage): string {
  const words = drillTexts[language]
  const { run, probes } = page
  const data = JSON.stringify({ run, probes: probes.map(({ name }) => name), words: words.script })
  const rows = probes.map(
    ({ name, group, expected }) =>
      `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(group)}</td><td>${escapeHtml(words[expected])}</td><td></td></tr>`,
  )
  const head = words.head.map((title) => `<th>${escapeHtml(title)}</th>`).join('')
  return frame(
    language,
    page.school,
    [
      ...words.lines.map((line) => `<p>${escapeHtml(line)}</p>`),
      `<p class="name">${escapeHtml(`${page.room} · ${page.pc}`)}</p>`,
      `<button id="go" type="button">${escapeHtml(words.start)}</button>`,
      '<p id="state" role="status"></p>',
      `<table id="probes" data-drill="${escapeHtml(data)}"><thead><tr>${head}</tr></thead>`,
      `<tbody>${rows.join('')}</tbody></table>`,
    ],
    `<script>${drillScript}</script>`,
  )
}
