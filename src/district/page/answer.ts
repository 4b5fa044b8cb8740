/** Answers what a browser asks: who it is, whether they may, and the page. Effects come in as arguments. */
import type { Language } from '../../documents/model.ts'
import type { Answer, Asked, Drawn, Tools } from './asked.ts'
import { asLanguage, type Framed, frame, framedOf, guarded, styleAnswer } from './frame.ts'
import { html, link, type Part } from './html.ts'
import type { Login } from './login.ts'
import { drills } from './pages/drills.ts'
import { overview } from './pages/overview.ts'
import { report, reportPaper } from './pages/report.ts'
import { school } from './pages/school.ts'
import { requests, sites } from './pages/sites.ts'
import { maySee, type Role, type Room, type Visitor } from './people.ts'
import { languageOf, type Request } from './request.ts'
import { words } from './words.ts'

export interface Page {
  readonly room: Room
  /** Whether the second part of the path is a school's name; then the visitor needs the right to see that school. */
  readonly ofSchool?: boolean
  draw(asked: Asked, tools: Tools): Promise<Drawn | Answer>
}

/** The pages by their path, with `*` for a school's name. */
export const pages: ReadonlyMap<string, Page> = new Map<string, Page>([
  ['', { room: 'overview', draw: overview }],
  ['sites', { room: 'figures', draw: sites }],
  ['requests', { room: 'figures', draw: requests }],
  ['drills', { room: 'figures', draw: drills }],
  ['report', { room: 'figures', draw: report }],
  ['report/paper', { room: 'figures', draw: reportPaper }],
  ['school/*', { room: 'journal', ofSchool: true, draw: school }],
])

/** Answers some paths before the visitor is identified, such as the metrics for Prometheus. */
export type Special = (request: Request, url: URL) => Promise<Answer | undefined>

export interface Desk {
  readonly tools: Tools
  /** Identify the visitor by a reverse proxy's header or by a session; at least one of them is given. */
  readonly byProxy: ((request: Request) => string | undefined) | undefined
  readonly login: Login | undefined
  readonly roleOf: (name: string) => Role | undefined
  readonly special: Special
  /** For the program's log. */
  readonly complain: (text: string) => void
}

function pathOf(url: URL): string[] | undefined {
  try {
    const all = url.pathname.slice(1).split('/').map(decodeURIComponent)
    return all.length === 1 && all[0] === '' ? [] : all
  } catch {
    return undefined
  }
}

const urlOf = (target: string): URL | undefined => {
  try {
    // A target that begins with two slashes would name another host.
    return new URL(`https://page${target.startsWith('/') ? target : `/${target}`}`)
  } catch {
    return undefined
  }
}

const note = (title: string, text: string, status: number, more?: Part): Drawn => ({
  ...{ title, status },
  body: html`<p>${text}</p>${more}`,
})

function nobodyIs(login: Login | undefined, url: URL, language: Language): Drawn {
  const say = words[language]
  if (login === undefined) return note(say.refusedTitle, say.nobody, 401)
  const way = link(['login'], { to: `${url.pathname}${url.search}` })
  return note(say.logIn, say.logInText, 401, html`<p><a href="${way}">${say.logIn}</a></p>`)
}

export async function answer(request: Request, desk: Desk): Promise<Answer> {
  const url = urlOf(request.target)
  const path = url === undefined ? undefined : pathOf(url)
  const question = url?.searchParams ?? new URLSearchParams()
  const language = languageOf(request, question)
  const say = words[language]
  const nobody: Framed = {
    language,
    district: desk.tools.district,
    visitor: undefined,
    path: [],
    question,
  }
  if (url === undefined || path === undefined) return frame(note(say.missingTitle, say.missing, 404), nobody)
  const special = (await desk.special(request, url)) ?? (await desk.login?.answer(request, url))
  if (special !== undefined) return special
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return { status: 405, headers: { ...guarded, Allow: 'GET, HEAD' }, body: '' }
  if (url.pathname === '/style.css') return styleAnswer
  const session = desk.login?.nameOf(request)
  const name = session ?? desk.byProxy?.(request)
  const mayLeave = session !== undefined
  if (name === undefined) return frame(nobodyIs(desk.login, url, language), nobody)
  const role = desk.roleOf(name)
  if (role === undefined)
    return frame(note(say.refusedTitle, say.refused, 403), {
      ...{ ...nobody, mayLeave },
      visitor: { name, role: [] },
    })
  const asked: Asked = { path, question, language, visitor: { name, role } }
  const drawn = await draw(asked, desk)
  const answered = 'headers' in drawn ? drawn : frame(drawn, { ...framedOf(asked, desk.tools.district), mayLeave })
  return withLanguage(answered, asLanguage(question.get('language')))
}

function withLanguage(given: Answer, language: Language | undefined): Answer {
  if (language === undefined) return given
  const cookie = `language=${language}; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax`
  return { ...given, headers: { ...given.headers, 'Set-Cookie': cookie } }
}

async function draw(asked: Asked, { tools, complain }: Desk): Promise<Drawn | Answer> {
  const { path, visitor, language } = asked
  const say = words[language]
  const [first = '', second, ...rest] = path
  const page =
    pages.get(path.join('/')) ?? pages.get([first, ...(second === undefined ? [] : ['*']), ...rest].join('/'))
  if (page === undefined || path.includes('*')) return note(say.missingTitle, say.missing, 404)
  if (!mayOpen(visitor, page, second)) return note(say.refusedTitle, say.refused, 403)
  try {
    return await page.draw(asked, tools)
  } catch (error) {
    complain(`/${path.map(encodeURIComponent).join('/')}: ${error instanceof Error ? error.message : String(error)}`)
    return note(say.brokenTitle, say.broken, 503)
  }
}

const mayOpen = (visitor: Visitor, { room, ofSchool = false }: Page, school: string | undefined) =>
  maySee(visitor, room, ofSchool ? school : undefined)
