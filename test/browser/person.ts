/** A person at a browser: logs in, opens pages, and looks. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type PageName, placeOf } from '../../src/luci-views/parts/place.ts'
import { browserProgram, browserWords } from '../browser-program.ts'
import { hangMs } from '../patience.ts'
import type { RoleName, School } from './school.ts'

export type Language = 'kk' | 'ru' | 'en'

export interface PersonSettings {
  readonly language?: Language
  readonly width?: number
  readonly dark?: boolean
}

export interface Person {
  readonly page: Page
  readonly context: BrowserContext
  /** Opens one of our pages (`overview`) and waits until it has been drawn. */
  open(name: string): Promise<void>
  /** Errors that the browser met, and dialogs that a script opened. Empty is good. */
  readonly complaints: string[]
  leave(): Promise<void>
}

const shots = fileURLToPath(new URL('shots', import.meta.url))

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: browserProgram, args: [...browserWords], timeout: hangMs })

/** Of one of our pages, `overview` or `whitelist?add=bilimland.kz`. */
export function addressOf({ url }: School, name: string): string {
  const [page = '', query] = name.split('?')
  return `${url}/cgi-bin/luci/${placeOf(page as PageName).join('/')}${query === undefined ? '' : `?${query}`}`
}

/** What a pupil's text must never do. */
export const canary = "<img src=x onerror=\"window.__xss='set'\"><script>window.__xss='set'</script>"

async function logIn(page: Page, school: School, role: RoleName): Promise<void> {
  const { user, password } = school.loginOf(role)
  await page.goto(addressOf(school, 'overview'))
  await page.locator('input[name=luci_username]').fill(user)
  const field = page.locator('input[name=luci_password]')
  await field.fill(password)
  // Alerts of the theme have buttons too, and stand before the form.
  await field.press('Enter')
  await page.waitForSelector('#view', { state: 'attached' })
  // LuCI fetches its menu then, and whoever leaves the page before it is there can hold up LuCI's next answers: the
  // processes that uhttpd forks for two pages at once share one connection to ubus.
  await page.waitForSelector('#tabmenu li, #topmenu li', { state: 'attached' })
}

/** Logs in as the role's login. Rejects where that fails. */
export async function arrive(
  browser: Browser,
  school: School,
  role: RoleName,
  { language = 'en', width = 1280, dark = false }: PersonSettings = {},
): Promise<Person> {
  const context = await browser.newContext({
    locale: language,
    extraHTTPHeaders: { 'Accept-Language': language },
    viewport: { width, height: 800 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(hangMs)
  const page = await context.newPage()
  // LuCI's own page for the login complains that nobody may read its settings yet.
  await logIn(page, school, role)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return {
    page,
    context,
    complaints,
    async open(name) {
      await page.goto(addressOf(school, name))
      await page.waitForSelector('.aqtizim[data-ready]')
    },
    leave: () => context.close(),
  }
}

/** Whether a pupil's script ran in the page. */
export const wasHurt = async (page: Page): Promise<boolean> => (await page.evaluate('window.__xss')) !== undefined

/** Names are told apart by the eye: `overview-kk-360`. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
}

/** How many pixels stick out to the right: nothing may be cut off. */
export const overhang = async (page: Page): Promise<number> =>
  Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))
