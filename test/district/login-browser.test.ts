/** A person logs in to the district's page and out of it, in a real browser, with nothing but what can be pressed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { openBrowser } from '../browser/person.ts'
import { hangMs } from '../patience.ts'
import { suite } from '../suite.ts'
import { findFaults } from './axe.ts'
import type { Issuer } from './issuer.ts'
import { PageLab } from './page-lab.ts'

const root = mkdtempSync(join(tmpdir(), 'district-login-browser-'))
const test = suite("logins to the district's page in a browser")
let lab: PageLab
let issuer: Issuer
let browser: Browser

test.before(async () => {
  await bundle()
  lab = await PageLab.create(root, async (place) => {
    issuer = await place.addIssuer(['viewer@edu.kz', 'stranger@edu.kz'])
  })
  ;[browser] = await Promise.all([openBrowser(), lab.start()])
})
test.after(async () => {
  await browser?.close()
  await lab?.stop()
  await issuer?.stop()
  rmSync(root, { recursive: true, force: true })
})

const open = async () => {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    extraHTTPHeaders: { 'Accept-Language': 'ru' },
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(hangMs)
  return context
}

test('in by the issuer to the page that was wanted, out by a button', async () => {
  const context = await open()
  const page = await context.newPage()
  await page.goto(`${lab.url}/sites`)
  assert.equal(await findFaults(page), [])
  await page.getByRole('link', { name: 'Войти' }).click()
  await page.getByRole('link', { name: 'viewer@edu.kz' }).click()
  await page.getByRole('heading', { name: 'Сайты', exact: true }).waitFor()
  assert.is(new URL(page.url()).pathname, '/sites')
  assert.equal(await findFaults(page), [])
  await page.getByRole('button', { name: 'Выйти' }).click()
  await page.getByText('Вы вышли с этой страницы.').waitFor()
  assert.equal(await findFaults(page), [])
  await page.getByRole('link', { name: 'Выйти и из службы входа' }).click()
  await page.getByRole('heading', { name: 'Logged out' }).waitFor()
  await page.goto(`${lab.url}/sites`)
  await page.getByRole('link', { name: 'Войти' }).waitFor()
  await context.close()
})

test('a login that is nobody’s is told so', async () => {
  const context = await open()
  const page = await context.newPage()
  await page.goto(`${lab.url}/login`)
  await page.getByRole('link', { name: 'stranger@edu.kz' }).click()
  await page.getByRole('heading', { name: 'Нет доступа' }).waitFor()
  assert.equal(await findFaults(page), [])
  assert.equal(
    (await context.cookies()).filter(({ name }) => name.startsWith('__Host-')),
    [],
  )
  await context.close()
})

test.run()
