/** Somebody who visits the district's page over HTTPS, with cookies as a browser keeps them, and logs in at the tests' issuer. */
import { readFileSync } from 'node:fs'
import { request } from 'node:https'

export interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly octets: Buffer
}

export interface GetOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** `ca`: PEM file. `tell` is asked what is known when no answer comes. */
export function get(address: string, ca: string, options: GetOptions = {}, tell = () => ''): Promise<Got> {
  const { method = 'GET', headers = {} } = options
  return new Promise((resolve, reject) => {
    const sent = request(address, { method, headers, ca: readFileSync(ca), agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const octets = Buffer.concat(chunks)
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: octets.toString('utf8'), octets })
      })
    })
    sent.setTimeout(120_000, () => sent.destroy(new Error(`no answer to ${method} ${address}: ${tell()}`)))
    sent.on('error', reject)
    sent.end()
  })
}

export const locationOf = ({ headers }: Got) => String(headers.location)

export class WebVisitor {
  readonly #page: string
  readonly #ca: string
  readonly #tell: () => string
  readonly cookies = new Map<string, string>()
  /** Cookies as the last answer set them. */
  set: readonly string[] = []

  /** `page`: `https://localhost:8443`. */
  constructor(page: string, ca: string, tell = () => '') {
    this.#page = page
    this.#ca = ca
    this.#tell = tell
  }

  async open(path: string, method = 'GET'): Promise<Got> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { Cookie: cookie, 'Accept-Language': 'en' }
    const got = await get(`${this.#page}${path}`, this.#ca, { method, headers }, this.#tell)
    this.set = [got.headers['set-cookie'] ?? []].flat()
    for (const each of this.set) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return got
  }

  /** Begins a login, and chooses at the issuer who to be: the path that leads back. */
  async choose(login: string, to = '/'): Promise<string> {
    const begun = await this.open(`/login?to=${encodeURIComponent(to)}`)
    if (begun.status !== 303) throw new Error(`/login: ${begun.status}: ${begun.body}`)
    const issuer = new URL(locationOf(begun))
    issuer.searchParams.set('as', login)
    const back = locationOf(await get(issuer.href, this.#ca, {}, this.#tell))
    if (!back.startsWith(`${this.#page}/login/back?`)) throw new Error(`the issuer sends to ${back}`)
    return back.slice(this.#page.length)
  }

  /** All of the way; gives the last answer. */
  async logIn(login: string, to = '/'): Promise<Got> {
    return this.open(await this.choose(login, to))
  }
}
