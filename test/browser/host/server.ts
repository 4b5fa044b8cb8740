/**
 * A small LuCI: login, menu, pages, and uhttpd's `/ubus`, over the bus of a pocket router. It offers the modules that our
 * pages use, so that a browser drives the pages as they are built.
 */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { connect, type Ubus } from 'ubus-client'
import { compileViews } from '../../../build/views.ts'
import { serveHttp } from '../../pocket-router/http.ts'
import { loadCatalogues, type Word } from './catalogue.ts'
import { type Groups, groupsFor, pagesFor, readMenu, resolve } from './menu.ts'
import { loginHtml, pageHtml } from './shell.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const packageRoot = here('../../../openwrt-package/luci-app-aqtizim')

export interface Host {
  /** `http://127.0.0.1:8080` */
  readonly url: string
  close(): Promise<void>
}

interface Inside {
  readonly bus: Ubus
  /** Static files by their path. */
  readonly files: ReadonlyMap<string, { readonly type: string; readonly body: string }>
  readonly words: ReadonlyMap<string, Word>
}

const sessionSeconds = 3600
const cookieName = 'sysauth_http'
const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' }

async function loadFiles(): Promise<Inside['files']> {
  const { outputFiles } = await build({
    entryPoints: [here('../client/main.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
  })
  const files: [string, string][] = [
    ['/luci-static/host/client.js', outputFiles[0]?.text ?? ''],
    ['/luci-static/host/theme.css', readFileSync(here('theme.css'), 'utf8')],
  ]
  for (const [name, text] of await compileViews()) files.push([`/luci-static/resources/view/aqtizim/${name}`, text])
  return new Map(
    files.map(([path, body]) => [path, { type: `${types[path.split('.').pop() ?? '']}; charset=utf-8`, body }]),
  )
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) text += chunk
  return new URLSearchParams(text)
}

/** Of the session: who it is and which groups it has. `undefined` where it has ended. */
async function readSession(bus: Ubus, id: string): Promise<{ user: string; groups: Groups } | undefined> {
  try {
    const { values } = await bus.call('session', 'get', { ubus_rpc_session: id, keys: ['username'] })
    const access = await bus.call('session', 'access', { ubus_rpc_session: id })
    const user = (values as { username?: unknown }).username
    return typeof user === 'string' ? { user, groups: (access['access-group'] ?? {}) as Groups } : undefined
  } catch {
    return undefined
  }
}

const languageOf = (request: IncomingMessage) =>
  /^(kk|ru|en)/.exec(request.headers['accept-language'] ?? '')?.[1] ?? 'en'

async function logIn({ bus }: Inside, request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const form = await readForm(request)
  const credentials = { username: form.get('luci_username') ?? '', password: form.get('luci_password') ?? '' }
  try {
    const made = await bus.call('session', 'login', { ...credentials, timeout: sessionSeconds })
    const cookie = `${cookieName}=${String(made.ubus_rpc_session)}; path=/cgi-bin/luci; SameSite=strict; HttpOnly`
    response.writeHead(302, { 'Set-Cookie': cookie, Location: path }).end()
  } catch {
    response.writeHead(403, { 'Content-Type': 'text/html' })
    response.end(loginHtml({ language: languageOf(request), title: 'OpenWrt', path }, true))
  }
}

async function showPage(
  inside: Inside,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const id = new RegExp(`${cookieName}=([0-9a-f]{32})`).exec(request.headers.cookie ?? '')?.[1] ?? ''
  const session = id === '' ? undefined : await readSession(inside.bus, id)
  const language = languageOf(request)
  const html = (status: number, text: string) =>
    response.writeHead(status, { 'Content-Type': 'text/html', 'Cache-Control': 'no-cache' }).end(text)
  if (session === undefined) return void html(403, loginHtml({ language, title: 'OpenWrt', path }, false))
  // Where a login lacks the page's group, LuCI answers without a body; its way out asks for a group as well.
  const deny = () => void html(403, '')
  if (path.endsWith('/admin/logout')) {
    if (session.groups['luci-base'] === undefined) return deny()
    await inside.bus.call('session', 'destroy', { ubus_rpc_session: id })
    return void response.writeHead(302, { Location: '/cgi-bin/luci/' }).end()
  }
  const menu = readMenu(`${packageRoot}/root/usr/share/luci/menu.d`)
  const pages = pagesFor(menu, session.groups)
  // Like LuCI's dispatcher, an alias answers at the address that was asked for.
  const asked = path.slice('/cgi-bin/luci/'.length).replace(/\/$/, '')
  const place = resolve(menu, session.groups, asked)
  const current = pages.find((page) => page.path === place)
  if (current === undefined && menu.has(asked)) return deny()
  if (current === undefined && pages[0] !== undefined && !path.includes('/aqtizim/'))
    return void response.writeHead(302, { Location: `/cgi-bin/luci/${pages[0].path}` }).end()
  const word = inside.words.get(language)
  const translate = (text: string) => word?.texts[text] ?? text
  const shell = { language, title: `OpenWrt | ${translate(current?.title ?? 'LuCI')}`, path }
  const folder = place.slice(0, place.lastIndexOf('/') + 1)
  html(
    current === undefined ? 404 : 200,
    pageHtml(shell, {
      session: id,
      user: session.user,
      catalogue: word,
      groups: groupsFor(menu, session.groups),
      pages: pages.filter((page) => page.path.startsWith(folder)),
      current,
      translate,
    }),
  )
}

async function respond(inside: Inside, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://router')
  const file = inside.files.get(pathname)
  if (file !== undefined) response.writeHead(200, { 'Content-Type': file.type }).end(file.body)
  else if (pathname === '/') response.writeHead(302, { Location: '/cgi-bin/luci/' }).end()
  else if (!pathname.startsWith('/cgi-bin/luci')) response.writeHead(404).end()
  else if (request.method === 'POST') await logIn(inside, request, response, pathname)
  else await showPage(inside, request, response, pathname)
}

/** Serves the pages on 127.0.0.1 with the bus at `socket`. Port 0 takes a free one. */
export async function serveHost(socket: string, port = 0): Promise<Host> {
  const bus = connect({ path: socket })
  const inside: Inside = { bus, files: await loadFiles(), words: loadCatalogues() }
  const server = await serveHttp(socket, '127.0.0.1', port, (request, response) =>
    respond(inside, request, response).catch((error: Error) => response.writeHead(500).end(error.stack)),
  )
  return {
    url: `http://127.0.0.1:${server.port}`,
    async close() {
      await server.close()
      await bus.close()
    },
  }
}
