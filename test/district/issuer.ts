/** A small issuer of OpenID Connect over HTTPS, with real signatures; whoever comes chooses who to be. A test says what it does wrong. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface IssuerOptions {
  /** PEM. */
  readonly cert: string
  readonly key: string
  readonly client: string
  readonly secret: string
  /** Whom its page offers. */
  readonly people: readonly string[]
}

type Claims = Record<string, unknown>

/** What is wrong with the next ID token; nothing where it is empty. */
export interface Wrong {
  readonly claims?: (claims: Claims) => Claims
  /** Another key than the one that is published; no signature at all. */
  readonly signature?: 'other-key' | 'none'
}

interface Grant {
  readonly login: string
  readonly nonce: string
  readonly challenge: string
  readonly back: string
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const MOST = 1000

export class Issuer {
  readonly #options: IssuerOptions
  readonly #server: Server
  readonly #keys = pair()
  readonly #codes = new Map<string, Grant>()
  wrong: Wrong = {}
  /** Requests to its token endpoint, and how many it refused. */
  readonly asked = { tokens: 0, refused: 0 }

  static async start(options: IssuerOptions): Promise<Issuer> {
    const issuer = new Issuer(options)
    await new Promise<void>((resolve, reject) => {
      issuer.#server.once('error', reject)
      issuer.#server.listen(0, '127.0.0.1', resolve)
    })
    return issuer
  }

  private constructor(options: IssuerOptions) {
    this.#options = options
    this.#server = createServer({ cert: options.cert, key: options.key }, (request, response) => {
      this.#answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message))
    })
  }

  get url(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    const json = (value: unknown, status = 200) =>
      void response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
    if (url.pathname === '/.well-known/openid-configuration') return json(this.#metadata())
    if (url.pathname === '/keys') {
      const key = this.#keys.publicKey.export({ format: 'jwk' })
      return json({ keys: [{ ...key, kid: 'one', use: 'sig', alg: 'RS256' }] })
    }
    if (url.pathname === '/authorize') return this.#authorize(url.searchParams, response)
    if (url.pathname === '/token' && request.method === 'POST') {
      const token = this.#exchange(request.headers.authorization ?? '', new URLSearchParams(await read(request)))
      this.asked.tokens += 1
      if (token === undefined) this.asked.refused += 1
      return token === undefined ? json({ error: 'invalid_grant' }, 400) : json(token)
    }
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><h1>Logged out</h1>')
  }

  #metadata(): Claims {
    const at = (path: string) => `${this.url}/${path}`
    return {
      ...{ issuer: this.url, authorization_endpoint: at('authorize'), token_endpoint: at('token') },
      ...{ jwks_uri: at('keys'), end_session_endpoint: at('leave'), response_types_supported: ['code'] },
      ...{ subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'] },
    }
  }

  /** Whom the browser chose goes back with a code; who has not chosen is asked. */
  #authorize(question: URLSearchParams, response: ServerResponse): void {
    const given = (name: string) => question.get(name) ?? ''
    const [back, login] = [given('redirect_uri'), given('as')]
    if (given('client_id') !== this.#options.client || given('code_challenge_method') !== 'S256') {
      response.writeHead(400).end('no client of mine, or no PKCE')
      return
    }
    if (login === '') {
      const links = this.#options.people.map((each) => {
        const way = new URLSearchParams([...question, ['as', each]])
        return `<li><a href="/authorize?${way.toString().replaceAll('&', '&amp;')}">${each}</a></li>`
      })
      const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Log in</title><h1>Who are you?</h1><ul>${links.join('')}</ul>`
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page)
      return
    }
    const code = randomBytes(16).toString('hex')
    this.#codes.set(code, { login, back, nonce: given('nonce'), challenge: given('code_challenge') })
    for (const oldest of this.#codes.keys()) if (this.#codes.size > MOST) this.#codes.delete(oldest)
    const answer = new URLSearchParams({ code, state: given('state') })
    response.writeHead(302, { Location: `${back}?${answer}` }).end()
  }

  /** A code is good once, for who has the secret and the word behind the challenge. */
  #exchange(authorization: string, body: URLSearchParams): Claims | undefined {
    const code = body.get('code') ?? ''
    const grant = this.#codes.get(code)
    this.#codes.delete(code)
    const { client, secret } = this.#options
    // Both words are encoded as in a form (RFC 6749, section 2.3.1).
    const words = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':')
    const basic = words.map(decodeURIComponent).join(':')
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    const isRight =
      basic === `${client}:${secret}` && grant?.challenge === challenge && body.get('redirect_uri') === grant.back
    if (grant === undefined || !isRight) return undefined
    return { access_token: randomBytes(16).toString('hex'), token_type: 'Bearer', id_token: this.#token(grant) }
  }

  #token({ login, nonce }: Grant): string {
    const now = Math.floor(Date.now() / 1000)
    const claims: Claims = {
      ...{ iss: this.url, aud: this.#options.client, sub: createHash('sha256').update(login).digest('hex') },
      ...{ iat: now, exp: now + 300, nonce, email: login, email_verified: true },
    }
    const { signature, claims: change = (same) => same } = this.wrong
    const head = encode(signature === 'none' ? { alg: 'none' } : { alg: 'RS256', kid: 'one' })
    const text = `${head}.${encode(change(claims))}`
    const key: KeyObject = signature === 'other-key' ? pair().privateKey : this.#keys.privateKey
    return `${text}.${signature === 'none' ? '' : sign('sha256', Buffer.from(text), key).toString('base64url')}`
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
