/** The district's page in a real browser, by role: axe finds nothing, nothing sticks out, and no text of a school's runs. */
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
import { PageLab } from './page-lab.ts'

const root = mkdtempSync(join(tmpdir(), 'district-browser-'))
const test = suite("the district's page in a browser")
let lab: PageLab
let browser: Browser

test.before(async () => {
  await bundle()
  lab = await PageLab.create(root)
  ;[browser] = await Promise.all([openBrowser(), lab.start()])
})
test.after(async () => {
  await browser?.close()
  await lab?.stop()
  rmSync(root, { recursive: true, force: true })
})

const figures = ['/sites', '/requests', '/drills', '/report']
const roles = {
  admin: ['/', ...figures, '/school/troubled'],
  viewer: ['/', ...figures],
  reader: ['/', '/school/troubled', '/sites'],
} as const

for (const [role, paths] of Object.entries(roles))
  test(`the pages of the ${role}`, async () => {
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      extraHTTPHeaders: { 'X-Remote-User': `${role}@edu.kz`, 'Accept-Language': 'ru' },
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(hangMs)
    const page = await context.newPage()
    const found: string[] = []
    page.on('pageerror', (error) => found.push(error.message))
    for (const path of paths)
      for (const [width, colorScheme] of [
        [1280, 'light'],
        [360, 'dark'],
      ] as const) {
        await page.setViewportSize({ width, height: 800 })
        await page.emulateMedia({ colorScheme })
        await page.goto(`${lab.url}${path}`)
        const violations = await findFaults(page)
        found.push(...violations.map((text) => `${path} ${colorScheme}: ${text}`))
        const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        if (Number(wide) > 0) found.push(`${path} sticks out by ${wide} px at ${width}`)
        assert.is(await page.evaluate('typeof window.__xss'), 'undefined', path)
        assert.is(await page.locator('main img').count(), 0, path)
      }
    await context.close()
    assert.equal(found, [])
  })

test.run()
