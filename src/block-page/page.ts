/** Prints the pages for pupils: self-contained, without scripts, for screens from 360 px on, light and dark. */
import { createHash } from 'node:crypto'
import { form, type Language, type PageKind, texts } from './texts.ts'

/** Longest reason for a request, in characters. */
export const reasonLimit = 300

/** No two spaces in a row: HAProxy would print one of them, and the policy's hash would not fit. */
export const style = [
  ':root{color-scheme:light dark;--back:#eef4f6;--card:#fff;--text:#16252c;--soft:#51666f;--line:#d5e1e6;--mark:#0087a3}',
  '@media(prefers-color-scheme:dark){:root{--back:#0f1a1f;--card:#17262d;--text:#e8f1f4;--soft:#a3b8c1;--line:#2b3f48;--mark:#35c2dd}}',
  '*{box-sizing:border-box}',
  'body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:16px;',
  'background:var(--back);color:var(--text);font:17px/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif}',
  'main{width:100%;max-width:480px;background:var(--card);border:1px solid var(--line);border-top:6px solid var(--mark);',
  'border-radius:12px;padding:28px 24px}',
  'h1{margin:0 0 12px;font-size:25px;line-height:1.25}',
  'p{margin:0 0 10px}',
  '.name{font-weight:600;font-size:19px;color:var(--mark);overflow-wrap:anywhere}',
  'form{margin-top:20px;padding-top:18px;border-top:1px solid var(--line)}',
  'label{display:block;margin-bottom:6px}',
  'textarea{width:100%;min-height:84px;padding:10px;border:1px solid var(--line);border-radius:8px;',
  'background:var(--back);color:inherit;font:inherit;resize:vertical}',
  'button{width:100%;margin-top:12px;padding:13px;border:0;border-radius:8px;background:var(--mark);color:#fff;',
  'font:inherit;font-weight:600;cursor:pointer}',
  '@media(prefers-color-scheme:dark){button{color:#062028}}',
  'textarea:focus-visible,button:focus-visible{outline:3px solid var(--mark);outline-offset:2px}',
  'small,footer{color:var(--soft);font-size:14px}',
  'small{display:block;margin-top:10px}',
  'footer{margin-top:22px}',
  'section+section{margin-top:22px;padding-top:20px;border-top:1px solid var(--line)}',
].join('')

/** Value of Content-Security-Policy for every page: our one style, a form to the same host, and nothing else. */
export const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text for an element or a quoted attribute. Control characters are left out. */
export function escapeHtml(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]/g, ' ').replace(/[&<>"']/g, (found) => entities[found] ?? '')
}

const shows = { name: new Set<PageKind>(['refused', 'silent', 'sent', 'again']), form: new Set<PageKind>(['refused']) }

function section(kind: PageKind, language: Language, nameHtml: string, level: 'only' | 'one of many'): string {
  const text = texts[kind][language]
  const parts = [`<h1>${escapeHtml(text.title)}</h1>`]
  if (shows.name.has(kind) && nameHtml !== '') parts.push(`<p class="name">${nameHtml}</p>`)
  parts.push(...text.lines.map((line) => `<p>${escapeHtml(line)}</p>`))
  if (shows.form.has(kind)) {
    const { ask, reason, hint } = form[language]
    parts.push(
      '<form method="post" action="/.aqtizim/ask" accept-charset="utf-8">',
      `<label for="reason">${escapeHtml(reason)}</label>`,
      `<textarea id="reason" name="reason" maxlength="${reasonLimit}"></textarea>`,
      `<button type="submit">${escapeHtml(ask)}</button>`,
      `<small>${escapeHtml(hint)}</small>`,
      '</form>',
    )
  }
  const inner = parts.join('\n')
  return level === 'only' ? inner : `<section lang="${language}">\n${inner}\n</section>`
}

/** As `renderPage`, with a name that is HTML already. */
export function render(kind: PageKind, languages: readonly Language[], school: string, nameHtml: string): string {
  const [first = 'kk'] = languages
  const level = languages.length > 1 ? 'one of many' : 'only'
  return [
    '<!doctype html>',
    `<html lang="${first}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="robots" content="noindex">',
    `<title>${escapeHtml(texts[kind][first].title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...languages.map((language) => section(kind, language, nameHtml, level)),
    ...(school === '' ? [] : [`<footer>${escapeHtml(school)}</footer>`]),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** A finished page. `name` is escaped; '' shows none. */
export function renderPage(kind: PageKind, languages: readonly Language[], school: string, name: string): string {
  return render(kind, languages, school, escapeHtml(name))
}
