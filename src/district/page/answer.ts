/** Answers what a browser asks: who it is, whether they may, and the page. Effects come in as arguments. */
import type { Language } from '../../documents/model.ts'
import type { Answer, Asked, Drawn, Tools } from './asked.ts'
import { asLanguage, type Framed, frame, framedOf, guarded, styleAnswer } from './frame.ts'
import { html } from './html.ts'
import { drills } from './pages/drills.ts'
import { overview } from './pages/overview.ts'
import { report, reportPaper } from './pages/report.ts'
import { school } from './pages/school.ts'
import { requests, sites } from './pages/sites.ts'
import { maySee, type Role, type Room, type Visitor } from './people.ts'
import { words } from './words.ts'

/** A request as the server has read it; header names in small letters. */
export interface Request {
  readonly method: string
  /** As it was sent: a path with its question. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly address: string
}

export interface Page {
  readonly room: Room
  /** Whether the second word of the path is a school's name, and which one may see it hangs on that. */
  readonly ofSchool?: boolean
  draw(asked: Asked, tools: Tools): Promise<Drawn | Answer>
}

/** By the path's words, a school's name as `*`. */
export const pages: ReadonlyMap<string, Page> = new Map<string, Page>([
  ['', { room: 'overview', draw: overview }],
  ['sites', { room: 'figures', draw: sites }],
  ['requests', { room: 'figures', draw: requests }],
  ['drills', { room: 'figures', draw: drills }],
  ['report', { room: 'figures', draw: report }],
  ['report/paper', { room: 'figures', draw: reportPaper }],
  ['school/*', { room: 'journal', ofSchool: true, draw: school }],
])

/** Answers some paths by itself, before anybody is asked who they are: figures for Prometheus. */
export type Special = (request: Request, url: URL) => Promise<Answer | undefined>

export interface Desk {
  readonly tools: Tools
  /** The login of whoever asks. */
  readonly identify: (request: Request) => string | undefined
  readonly roleOf: (name: string) => Role | undefined
  readonly special: Special
  /** For the program's log. */
  readonly complain: (text: string) => void
}

const cookieOf = (request: Request, name: string): string | undefined => {
  const header = request.headers.cookie
  const all = typeof header === 'string' ? header : ''
  return all
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1)
}

function languageOf(request: Request, question: URLSearchParams): Language {
  const asked = asLanguage(question.get('language')) ?? asLanguage(cookieOf(request, 'language'))
  const header = request.headers['accept-language']
  const wanted = typeof header === 'string' ? header.slice(0, 200).split(/[,;]/) : []
  return asked ?? wanted.map((word) => asLanguage(word.trim().slice(0, 2).toLowerCase())).find(Boolean) ?? 'kk'
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
    // A target of two slashes would name another host.
    return new URL(`https://page${target.startsWith('/') ? target : `/${target}`}`)
  } catch {
    return undefined
  }
}

const note = (title: string, text: string, status: number): Drawn => ({ title, body: html`<p>${text}</p>`, status })

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
  const special = await desk.special(request, url)
  if (special !== undefined) return special
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return { status: 405, headers: { ...guarded, Allow: 'GET, HEAD' }, body: '' }
  if (url.pathname === '/style.css') return styleAnswer
  const name = desk.identify(request)
  if (name === undefined) return frame(note(say.refusedTitle, say.nobody, 401), nobody)
  const role = desk.roleOf(name)
  if (role === undefined)
    return frame(note(say.refusedTitle, say.refused, 403), {
      ...nobody,
      visitor: { name, role: [] },
    })
  const asked: Asked = { path, question, language, visitor: { name, role } }
  const drawn = await draw(asked, desk)
  const answered = 'headers' in drawn ? drawn : frame(drawn, framedOf(asked, desk.tools.district))
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
