/** The HTML of the login and of a page, in the shape that LuCI's has. */
import type { MenuPage } from './menu.ts'

export interface Shell {
  readonly language: string
  readonly title: string
  /** The page's own address, for the login to come back to. */
  readonly path: string
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? letter)
/** JSON inside a script element. */
const inScript = (value: unknown) => JSON.stringify(value ?? null).replace(/</g, '\\u003c')

const frame = ({ language, title }: Shell, head: string, body: string) => `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script>
{
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const set = () => document.documentElement.setAttribute('data-darkmode', dark.matches)
  dark.addEventListener('change', set)
  set()
}
</script>
<link rel="stylesheet" href="/luci-static/host/theme.css">
<link rel="icon" href="data:,">
${head}</head>
<body>${body}</body>
</html>
`

export function loginHtml(shell: Shell, failed: boolean): string {
  const wrong = failed ? '<div class="alert-message error">Invalid username and/or password!</div>' : ''
  return frame(
    shell,
    '',
    `<div id="maincontent" class="container">
<div class="alert-message warning"><h4>An alert</h4><button type="button" class="btn">Somewhere else</button></div>
<form method="post" action="${escapeHtml(shell.path)}">
<h2>Authorization Required</h2>${wrong}
<p><label>Username <input name="luci_username" autocomplete="username"></label></p>
<p><label>Password <input type="password" name="luci_password" autocomplete="current-password"></label></p>
<p><button class="btn cbi-button-positive">Log in</button></p>
</form></div>`,
  )
}

export interface PageParts {
  readonly session: string
  readonly user: string
  /** What `_` and `N_` look into. */
  readonly catalogue: unknown
  /** The first level of the menu, and the pages of the group that is open. */
  readonly groups: readonly { readonly path: string; readonly title: string }[]
  readonly pages: readonly MenuPage[]
  readonly current: MenuPage | undefined
  readonly translate: (text: string) => string
}

export function pageHtml(shell: Shell, parts: PageParts): string {
  const { current, translate } = parts
  const item = ({ path, title }: { readonly path: string; readonly title: string }) =>
    `<li class="${current !== undefined && `${current.path}/`.startsWith(`${path}/`) ? 'active' : ''}"><a href="/cgi-bin/luci/${escapeHtml(path)}">${escapeHtml(translate(title))}</a></li>`
  const environment = { sessionid: parts.session, view: current?.view, readonly: current?.readonly ?? true }
  const scripts = `<script>window.environment = ${inScript(environment)}; window.catalogue = ${inScript(parts.catalogue)}</script>
${current === undefined ? '' : '<script type="module" src="/luci-static/host/client.js"></script>\n'}`
  const body = `<header><a class="brand" href="/cgi-bin/luci/">OpenWrt</a><ul id="topmenu">${parts.groups.map(item).join('')}</ul><span class="user">${escapeHtml(parts.user)} <a href="/cgi-bin/luci/admin/logout" aria-label="${escapeHtml(translate('Log out'))}">×</a></span></header>
<div id="maincontent" class="container">
<div id="tabmenu"><ul class="tabs">${parts.pages.map(item).join('')}</ul></div>
<div id="view">${current === undefined ? 'No page is registered here, or this login may not see it.' : ''}</div>
</div>`
  return frame(shell, scripts, body)
}
