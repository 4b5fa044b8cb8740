/** The room's home page: links to sites that are open in the room, and a list of what did not open. */
import { homeScript } from './home-script.ts'
import { homeTexts } from './home-texts.ts'
import { escapeHtml, style } from './page.ts'
import { scriptPolicy } from './script-policy.ts'
import { type Language, languages, texts } from './texts.ts'

const own = [
  'main{max-width:860px}',
  'nav{display:flex;gap:14px;justify-content:flex-end;font-size:15px}',
  'a{color:var(--mark);text-decoration:none}',
  'a:hover,a[aria-current]{text-decoration:underline}',
  'a:focus-visible,input:focus-visible{outline:3px solid var(--mark);outline-offset:2px}',
  'h2{margin:22px 0 8px;font-size:19px}',
  'ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(220px,1fr));gap:8px;margin:0;padding:0;list-style:none}',
  'li{padding:10px 12px;border:1px solid var(--line);border-radius:8px;overflow-wrap:anywhere}',
  'small{margin:0}',
  'input{width:100%;padding:11px;border:1px solid var(--line);border-radius:8px;background:var(--back);color:inherit;font:inherit}',
  'form{margin-top:8px;padding-top:8px}',
].join('')
const css = style + own

/** Its script may send requests to the gate only. */
export const homePolicy = scriptPolicy(css, homeScript, "'self'")

const tongues: Readonly<Record<Language, string>> = { kk: 'Қазақша', ru: 'Русский', en: 'English' }

/** `school` is any text; the links come later, over the script. */
export function renderHome(language: Language, school: string): string {
  const words = homeTexts[language]
  const { other, none, left, failed, nothing, reason, ask, away, outcomes } = words
  const told = JSON.stringify({ other, none, left, failed, nothing, reason, ask, away, outcomes })
  const links = languages.map((each) => {
    const current = each === language ? ' aria-current="true"' : ''
    return `<a href="/?lang=${each}" lang="${each}"${current}>${tongues[each]}</a>`
  })
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="robots" content="noindex">',
    `<title>${escapeHtml(words.title)}</title>`,
    `<style>${css}</style>`,
    '</head>',
    `<body data-words="${escapeHtml(told)}">`,
    '<main>',
    `<nav>${links.join('')}</nav>`,
    `<h1>${escapeHtml(words.title)}</h1>`,
    `<label for="search">${escapeHtml(words.search)}</label>`,
    '<input id="search" type="search" autocomplete="off">',
    `<noscript><p>${escapeHtml(words.script)}</p></noscript>`,
    '<div id="sites" role="status"></div>',
    '<section>',
    `<h2>${escapeHtml(words.refused)}</h2>`,
    `<p>${escapeHtml(words.refusedHint)}</p>`,
    `<button id="look" type="button">${escapeHtml(words.look)}</button>`,
    '<div id="refused" role="status"></div>',
    '</section>',
    `<footer>${texts.start[language].lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}${escapeHtml(school)}</footer>`,
    '</main>',
    `<script>${homeScript}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}
