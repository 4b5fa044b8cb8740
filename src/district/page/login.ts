/** Logs people in to the district's page and out of it: what `/login`, the issuer's way back and `/logout` answer. */
import type { Language } from '../../documents/model.ts'
import type { Answer, Drawn } from './asked.ts'
import { type Attempt, openAttempt, type SealOptions, sealAttempt } from './attempt.ts'
import { frame, guarded } from './frame.ts'
import { html } from './html.ts'
import { backPath, type Issuer } from './openid.ts'
import { isLogin, type Role } from './people.ts'
import { cookieOf, languageOf, type Request } from './request.ts'
import type { Sessions } from './sessions.ts'
import { words } from './words.ts'

export interface LoginOptions {
  readonly issuer: Issuer
  readonly sessions: Sessions
  readonly seal: SealOptions
  readonly roleOf: (name: string) => Role | undefined
  readonly district: string
  readonly complain: (text: string) => void
}

/** `__Host-`: other hosts cannot set this cookie, nor can plain HTTP. */
const SESSION = '__Host-session'
const ATTEMPT = '__Host-login'

const setCookie = (name: string, value: string, seconds?: number) =>
  `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax${seconds === undefined ? '' : `; Max-Age=${seconds}`}`
const clear = (name: string) => setCookie(name, '', 0)

/** Accepts only paths of this page, and none that would begin a login again. */
export function pathTo(text: string | null): string {
  if (text === null || text.length > 2000 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(text)) return '/'
  return /^\/log(in|out)\b/.test(text) ? '/' : text
}

const redirect = (to: string, ...cookies: string[]): Answer => ({
  status: 303,
  headers: { ...guarded, Location: to, 'Set-Cookie': cookies },
  body: '',
})

const reasonOf = (error: unknown): string => {
  const { code, message, cause } = error as { code?: unknown; message?: unknown; cause?: { message?: unknown } }
  const words = [code, message, cause?.message].filter((each) => typeof each === 'string')
  return words.join(': ').replace(/\s+/g, ' ').slice(0, 500)
}

export class Login {
  readonly #options: LoginOptions

  constructor(options: LoginOptions) {
    this.#options = options
  }

  /** The login whose session a request bears. */
  nameOf(request: Request): string | undefined {
    return this.#options.sessions.nameOf(cookieOf(request, SESSION))
  }

  /** Undefined where the path is not one of its own. */
  async answer(request: Request, { pathname, searchParams: question }: URL): Promise<Answer | undefined> {
    if (request.method === 'POST' && pathname === '/logout') return this.#end(request, question)
    if (request.method !== 'GET' || (pathname !== '/login' && pathname !== backPath)) return undefined
    try {
      if (pathname === '/login') return await this.#begin(request, question)
      const attempt = openAttempt(cookieOf(request, ATTEMPT), this.#options.seal)
      if (attempt === undefined) return this.#failed(request, question, 'nobody began it here, or too long ago', 400)
      return await this.#finish(request, question, attempt)
    } catch (error) {
      return this.#failed(request, question, reasonOf(error), pathname === '/login' ? 502 : 403)
    }
  }

  async #begin(request: Request, question: URLSearchParams): Promise<Answer> {
    const { issuer, seal } = this.#options
    const to = pathTo(question.get('to'))
    if (this.nameOf(request) !== undefined) return redirect(to)
    const { url, attempt } = await issuer.begin(to)
    return redirect(url, setCookie(ATTEMPT, sealAttempt(attempt, seal), 600))
  }

  async #finish(request: Request, question: URLSearchParams, attempt: Attempt): Promise<Answer> {
    const { issuer, sessions, roleOf, complain } = this.#options
    const name = await issuer.finish(`?${question}`, attempt)
    if (!isLogin(name)) return this.#failed(request, question, 'the issuer names no login', 403)
    if (roleOf(name) === undefined) {
      complain(`a login from ${request.address} failed: ${name} is not in the list of logins`)
      const language = languageOf(request, question)
      const { refused, refusedTitle: title } = words[language]
      return this.#say(language, { title, body: html`<p>${refused}</p>`, status: 403 }, clear(ATTEMPT), name)
    }
    // An earlier session of this browser ends.
    sessions.end(cookieOf(request, SESSION))
    return redirect(attempt.to, setCookie(SESSION, sessions.begin(name)), clear(ATTEMPT))
  }

  async #end(request: Request, question: URLSearchParams): Promise<Answer> {
    const { issuer, sessions } = this.#options
    sessions.end(cookieOf(request, SESSION))
    const there = await issuer.leaving().catch(() => undefined)
    const language = languageOf(request, question)
    const say = words[language]
    const rest = there !== undefined && html`<p><a href="${there}">${say.logOutThere}</a></p>`
    const body = html`<p>${say.loggedOut}</p><p><a href="/login">${say.logIn}</a></p>${rest}`
    return this.#say(language, { title: say.logOut, body }, clear(SESSION))
  }

  #failed(request: Request, question: URLSearchParams, why: string, status: number): Answer {
    this.#options.complain(`a login from ${request.address} failed: ${why}`)
    const language = languageOf(request, question)
    const { loginFailed, loginFailedTitle: title, logIn } = words[language]
    const body = html`<p>${loginFailed}</p><p><a href="/">${logIn}</a></p>`
    return this.#say(language, { title, body, status }, clear(ATTEMPT))
  }

  #say(language: Language, drawn: Drawn, cookie: string, name?: string): Answer {
    const visitor = name === undefined ? undefined : { name, role: [] }
    const { district } = this.#options
    const answer = frame(drawn, { language, district, visitor, path: [], question: new URLSearchParams() })
    return { ...answer, headers: { ...answer.headers, 'Set-Cookie': cookie } }
  }
}
