/** Receives the block page's form on 127.0.0.1; the gate forwards it, with the PC and the site in headers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { normaliseName } from '../whitelist/names.ts'
import type { DrillPage } from './drill-page.ts'
import { policy, renderPage } from './page.ts'
import { cleanReason, type Outcome, type SiteRequest } from './requests.ts'
import { type Language, languages, type PageKind } from './texts.ts'

export interface AskServerOptions {
  /** 0: any free port. */
  readonly port: number
  /** As the settings have it now. */
  school(): string
  /** Wall clock, ms since the epoch. */
  now(): number
  /** Finds out which PC has the address, if that is not known yet: limits are counted by PC. */
  recognise?(client: string): Promise<void>
  /** Keeps the request and says what became of it. */
  take(request: SiteRequest): Outcome
  readonly drill?: DrillDoor
  /** Names that were refused to this PC in the last minutes, as people read them; the latest first. */
  refused?(client: string): Promise<readonly string[]>
}

/** The drill's page. Both methods give nothing where no drill is open for this PC. */
export interface DrillDoor {
  page(client: string): DrillPage | undefined
  /** Takes what the browser saw, unchecked JSON, and gives what the page shows. */
  report(client: string, told: unknown): Promise<object | undefined>
}

export interface AskServer {
  readonly port: number
  close(): Promise<void>
}

/** 300 characters of four bytes, percent-encoded, with room to spare; a report has some forty lines. */
const bodyLimit = 8192

const statuses: Partial<Record<PageKind, number>> = { sent: 200, again: 200, enough: 429 }

/** Undefined where the body is too long. Rejects where the connection breaks. */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > bodyLimit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const header = (message: IncomingMessage, name: string) => {
  const value = message.headers[name]
  return typeof value === 'string' ? value : ''
}

async function readRequest(message: IncomingMessage, at: number): Promise<SiteRequest | undefined> {
  const client = header(message, 'x-aqtizim-client')
  const name = normaliseName(header(message, 'x-aqtizim-name'))
  if (message.method !== 'POST' || message.url !== '/.aqtizim/ask') return undefined
  if (isIP(client) === 0 || name === undefined) return undefined
  const body = await readBody(message)
  if (body === undefined) return undefined
  return { at, client, name, reason: cleanReason(new URLSearchParams(body).get('reason') ?? '') }
}

function send(response: ServerResponse, status: number, type: string, contentPolicy: string, text: string): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Security-Policy': contentPolicy,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    Vary: 'Accept-Language',
    Connection: 'close',
  })
  response.end(text)
}

function answer(response: ServerResponse, kind: PageKind, language: Language, school: string, name: string): void {
  const text = renderPage(kind, [language], school, name)
  send(response, statuses[kind] ?? 400, 'text/html; charset=utf-8', policy, text)
}

/** Undefined where the text is not JSON. */
async function readJson(message: IncomingMessage): Promise<unknown> {
  const body = await readBody(message)
  try {
    return body === undefined ? undefined : JSON.parse(body)
  } catch {
    return undefined
  }
}

async function handleDrill(
  message: IncomingMessage,
  response: ServerResponse,
  { drill, school }: AskServerOptions,
): Promise<void> {
  const language = languageOf(message)
  const client = header(message, 'x-aqtizim-client')
  const isKnown = isIP(client) !== 0 && drill !== undefined
  if (message.method === 'POST') {
    // The page's own script alone sends this type; another site's could not without being asked first.
    const isJson = header(message, 'content-type') === 'application/json'
    const told = isJson ? await readJson(message) : undefined
    const result = isKnown && told !== undefined ? await drill.report(client, told) : undefined
    const text = result === undefined ? '{}' : JSON.stringify(result)
    return send(response, result === undefined ? 403 : 200, 'application/json', policy, text)
  }
  const { drillPolicy, renderDrill, renderNoDrill } = await import('./drill-page.ts')
  const page = isKnown && message.method === 'GET' ? drill.page(client) : undefined
  const text = page === undefined ? renderNoDrill(language, school()) : renderDrill(language, page)
  send(response, page === undefined ? 403 : 200, 'text/html; charset=utf-8', drillPolicy, text)
}

/** What did not open on this PC, and the request for one of these. */
async function handleRefused(
  message: IncomingMessage,
  response: ServerResponse,
  { refused, now, take }: AskServerOptions,
): Promise<void> {
  const client = header(message, 'x-aqtizim-client')
  const say = (status: number, what: object) => send(response, status, 'application/json', policy, JSON.stringify(what))
  if (isIP(client) === 0 || refused === undefined) return say(403, {})
  const names = await refused(client)
  if (message.method === 'GET') return say(200, { names })
  // The page's own script alone sends this type; another site's could not without being asked first.
  const isJson = message.method === 'POST' && header(message, 'content-type') === 'application/json'
  const told = isJson
    ? ((await readJson(message)) as { name?: unknown; reason?: unknown } | null | undefined)
    : undefined
  if (told === undefined || told === null) return say(403, {})
  const name = typeof told.name === 'string' && names.includes(told.name) ? normaliseName(told.name) : undefined
  if (name === undefined) return say(200, { outcome: 'gone' })
  const reason = cleanReason(typeof told.reason === 'string' ? told.reason : '')
  return say(200, { outcome: take({ at: now(), client, name, reason }) })
}

const languageOf = (message: IncomingMessage): Language =>
  languages.find((known) => known === header(message, 'x-aqtizim-language')) ?? 'kk'

async function handle(message: IncomingMessage, response: ServerResponse, options: AskServerOptions): Promise<void> {
  const [path] = message.url?.split('?') ?? []
  await options.recognise?.(header(message, 'x-aqtizim-client'))
  if (path === '/.aqtizim/drill') return handleDrill(message, response, options)
  if (path === '/.aqtizim/refused') return handleRefused(message, response, options)
  const language = languageOf(message)
  const request = await readRequest(message, options.now())
  const kind = request === undefined ? 'unreadable' : options.take(request)
  answer(response, kind, language, options.school(), request?.name ?? '')
}

/** Rejects where the port is taken (`code: 'EADDRINUSE'`). */
export function startAskServer(options: AskServerOptions): Promise<AskServer> {
  // Node looks for requests that take too long only every 30 s by itself.
  const server: Server = createServer({ connectionsCheckingInterval: 1000 }, (message, response) => {
    // The connection broke: there is nobody left to answer.
    handle(message, response, options).catch(() => response.destroy())
  })
  server.maxConnections = 50
  server.requestTimeout = 5000
  server.headersTimeout = 5000
  server.keepAliveTimeout = 1000
  server.maxRequestsPerSocket = 1
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', () => {
      server.removeListener('error', reject)
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : options.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            server.closeAllConnections()
          }),
      })
    })
  })
}
