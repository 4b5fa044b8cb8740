/** Who gets in, what each sees, and what happens when a login is over. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { addressOf, arrive, openBrowser } from './person.ts'
import { openSchool, type RoleName, type School } from './school.ts'

const test = suite('logins')
let school: School
let browser: Browser
test.before(async () => {
  ;[school, browser] = await Promise.all([openSchool(addReader), openBrowser()])
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

/** Somebody who may look at a teacher's pages, and no more. */
function addReader(root: string): void {
  const lists = ['unauthenticated', 'luci-base', 'aqtizim-teacher', 'aqtizim-for-*teacher*'].map(
    (group) => `\tlist read '${group}'\n`,
  )
  const section = `\nconfig login\n\toption username 'reader'\n\toption password 'reader'\n${lists.join('')}`
  appendFileSync(join(root, 'etc/config/rpcd'), section)
}

/** In the order of the menu. */
const sees: Readonly<Record<RoleName, readonly string[]>> = {
  admin: [
    ...['overview', 'requests', 'pcs', 'settings', 'whitelist', 'needs', 'journal'],
    ...['documents', 'briefings', 'plan', 'minutes', 'drill'],
  ],
  teacher: [
    ...['overview', 'requests', 'pcs', 'whitelist', 'needs', 'journal'],
    ...['documents', 'briefings', 'plan', 'minutes', 'drill'],
  ],
  director: ['overview', 'whitelist', 'journal', 'documents', 'briefings', 'plan', 'minutes', 'drill'],
  psychologist: ['overview', 'documents', 'plan', 'social'],
}
const pageNames = [...new Set(Object.values(sees).flat())]
/** Where the pages stood before they had groups. */
const oldAddress = (name: string) => `${school.url}/cgi-bin/luci/admin/services/aqtizim/${name}`

for (const role of Object.keys(sees) as RoleName[])
  test(`the ${role} finds the pages that are for them, and no others`, async () => {
    const { page, leave } = await arrive(browser, school, role)
    const found: string[] = []
    for (const group of ['today', 'list', 'journal', 'papers']) {
      await page.goto(addressOf(school, 'overview'))
      await page.waitForSelector('.aqtizim')
      const entry = page.locator(`#topmenu a[href$="/aqtizim/${group}"]`)
      if ((await entry.count()) === 0) continue
      // LuCI's theme unfolds them under the pointer alone.
      await page.goto(`${school.url}${await entry.getAttribute('href')}`)
      await page.waitForSelector('.aqtizim')
      await page.waitForSelector('#tabmenu li')
      const links = (await page.evaluate(
        `[...document.querySelectorAll('#tabmenu a')].map(({ pathname }) => pathname.split('/').pop())`,
      )) as string[]
      found.push(...links)
    }
    assert.equal(found, sees[role])
    for (const name of pageNames.filter((each) => !sees[role].includes(each)))
      for (const address of [addressOf(school, name), oldAddress(name)]) {
        // LuCI's answer has no body, which the browser takes for a failure.
        await page.goto(address).catch(() => {})
        assert.is(await page.locator('.aqtizim').count(), 0, address)
      }
    await leave()
  })

test('an address from before the menu had groups still leads to its page', async () => {
  const { page, leave, complaints } = await arrive(browser, school, 'admin')
  for (const name of ['', ...sees.admin]) {
    await page.goto(oldAddress(name))
    await page.waitForSelector('.aqtizim[data-ready]')
    const active = page.locator(`#tabmenu .active a[href$="/${name === '' ? 'overview' : name}"]`)
    await active.waitFor({ state: 'attached' })
  }
  assert.equal(complaints, [])
  await leave()
})

test('a wrong password shows nothing', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(addressOf(school, 'overview'))
  await page.locator('input[name=luci_username]').fill('teacher')
  await page.locator('input[name=luci_password]').fill('a guess')
  await page.locator('input[name=luci_password]').press('Enter')
  await page.locator('.alert-message', { hasText: 'Invalid username' }).waitFor()
  assert.is(await page.locator('.aqtizim').count(), 0)
  await context.close()
})

if (process.env.LUCI_URL === undefined)
  test('who may only read sees the pages without their buttons', async () => {
    const reading: School = { ...school, loginOf: () => ({ user: 'reader', password: 'reader' }) }
    const { page, open, leave, complaints } = await arrive(browser, reading, 'teacher')
    await open('overview')
    await page.locator('[data-room=informatics]').waitFor()
    assert.is(await page.locator('[data-room] button').count(), 0)
    await open('requests')
    assert.is(await page.locator('#view button').count(), 0)
    await open('journal')
    await page.locator('[data-name=export]').waitFor()
    assert.equal(complaints, [])
    await leave()
  })

test('when the login has ended, the page says so and offers a new one', async () => {
  const { page, open, leave } = await arrive(browser, school, 'teacher')
  await open('overview')
  await page.evaluate(
    `fetch('/ubus/', { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call',
       params: [L.env.sessionid, 'session', 'destroy', {}] }) })`,
  )
  // The host's own bus ends it where the login may not.
  await page.context().request.get(`${school.url}/cgi-bin/luci/admin/logout`)
  // The page asks by itself every few seconds.
  await page.locator('.modal h4').getByText('Session expired').waitFor()
  await page.locator('.modal .btn').click()
  await page.locator('input[name=luci_password]').waitFor()
  await leave()
})

test.run()
