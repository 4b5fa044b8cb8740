/** Reads what a browser sends to the district's page: a request, its cookies and the language that it wants. */
import type { Language } from '../../documents/model.ts'
import { asLanguage } from './frame.ts'

/** A request as the server has read it; header names in lower case. */
export interface Request {
  readonly method: string
  /** As it was sent: a path with its query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly address: string
}

export const cookieOf = (request: Request, name: string): string | undefined => {
  const header = request.headers.cookie
  const all = typeof header === 'string' ? header : ''
  return all
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1)
}

export function languageOf(request: Request, question: URLSearchParams): Language {
  const asked = asLanguage(question.get('language')) ?? asLanguage(cookieOf(request, 'language'))
  const header = request.headers['accept-language']
  const wanted = typeof header === 'string' ? header.slice(0, 200).split(/[,;]/) : []
  return asked ?? wanted.map((word) => asLanguage(word.trim().slice(0, 2).toLowerCase())).find(Boolean) ?? 'kk'
}
