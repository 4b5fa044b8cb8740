/** The frame of each page of the district: head, menu of what the visitor may see, languages, logout. */
import type { Language } from '../../documents/model.ts'
import type { Answer, Asked, Drawn } from './asked.ts'
import { type Html, html, link } from './html.ts'
import { maySee, type Room, type Visitor } from './people.ts'
import { style } from './style.ts'
import { words } from './words.ts'

interface Entry {
  readonly path: string
  readonly name: 'overview' | 'sites' | 'requests' | 'drills' | 'report'
  readonly room: Room
}

/** The menu, in its order. */
export const menu: readonly Entry[] = [
  { path: '', name: 'overview', room: 'overview' },
  { path: 'sites', name: 'sites', room: 'figures' },
  { path: 'requests', name: 'requests', room: 'figures' },
  { path: 'drills', name: 'drills', room: 'figures' },
  { path: 'report', name: 'report', room: 'figures' },
]

/** No scripts, nothing from other servers, and no framing by other sites. */
const policy =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

export const guarded = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': policy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'same-origin',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
} as const

const languages: Readonly<Record<Language, string>> = { kk: 'Қазақша', ru: 'Русский', en: 'English' }

export const asLanguage = (text: string | null | undefined): Language | undefined =>
  text === 'kk' || text === 'ru' || text === 'en' ? text : undefined

export interface Framed {
  readonly language: Language
  readonly district: string
  /** Undefined where nobody is logged in, or the login has no rights here. */
  readonly visitor: Visitor | undefined
  /** Whether the visitor has a session here, and can end it. */
  readonly mayLeave?: boolean
  /** This page's path with its query, for the links to other languages. */
  readonly path: readonly string[]
  readonly question: URLSearchParams
}

export const framedOf = (asked: Asked, district: string): Framed => ({ ...asked, district })

function entries({ visitor, language, path }: Framed): Html {
  const say = words[language].menu
  const seen = visitor === undefined ? [] : menu.filter(({ room }) => maySee(visitor, room))
  const items = seen.map(({ path: to, name }) => {
    const isHere = (path[0] ?? '') === to
    return html`<li><a href="${link(to === '' ? [] : [to])}"${isHere && html` aria-current="page"`}>${say[name]}</a></li>`
  })
  return html`<nav aria-label="${words[language].menuName}"><ul>${items}</ul></nav>`
}

function others({ language, path, question }: Framed): Html {
  const links = (Object.keys(languages) as Language[]).map((each) => {
    const asked = { ...Object.fromEntries(question), language: each }
    return html`<a href="${link(path, asked)}" lang="${each}" hreflang="${each}"${each === language && html` aria-current="true"`}>${languages[each]}</a> `
  })
  return html`<span>${links}</span>`
}

export function frame({ title, body, status = 200 }: Drawn, framed: Framed): Answer {
  const { language, district, visitor, mayLeave = false } = framed
  const say = words[language]
  const who = visitor === undefined ? '' : html`<span>${visitor.name}</span>`
  const leave = mayLeave && html`<form method="post" action="/logout"><button>${say.logOut}</button></form>`
  const name = district === '' ? say.district : district
  const page = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} – ${name}</title><link rel="stylesheet" href="/style.css"></head><body>
<header><p><strong>${name}</strong> – Ақ тізім</p>${entries(framed)}<p>${others(framed)} ${who}</p>${leave}</header>
<main><h1>${title}</h1>
${body}</main>
</body></html>
`
  return { status, headers: { ...guarded, 'Content-Type': 'text/html; charset=utf-8' }, body: page.text }
}

export const styleAnswer: Answer = {
  status: 200,
  headers: { ...guarded, 'Cache-Control': 'max-age=300', 'Content-Type': 'text/css; charset=utf-8' },
  body: style,
}
