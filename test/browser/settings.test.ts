/** The settings in a browser: LuCI's form with its checks, and the logins. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { addressOf, arrive, canary, openBrowser, overhang, type Person, shoot, wasHurt } from './person.ts'
import { openSchool, type School } from './school.ts'

const test = suite('browser: settings')
/** What needs files of the router, or a second login. */
const labTest = process.env.LUCI_URL === undefined ? test : () => {}

const by = (name: string) => `[data-name="${name}"]`
let school: School
let browser: Browser
let admin: Person

const option = (name: string) =>
  admin.page.locator(`.cbi-value${by(name)} :is(input:not([type=hidden]), textarea)`).first()
const press = (name: string) => admin.page.locator(by(name)).first().click()
const field = (name: string) => admin.page.locator(`[name="${name}"]`)
const waitForText = (selector: string, text: string) =>
  admin.page.locator(selector, { hasText: text }).first().waitFor()
const pathOf = (name: string) => join(school.aqtizim?.root ?? '', 'etc/config', name)
const file = (name: string) => readFileSync(pathOf(name), 'utf8')
const apply = () => admin.page.locator('.cbi-page-actions .cbi-button-apply').click()

test.before(async () => {
  school = await openSchool()
  browser = await openBrowser()
  admin = await arrive(browser, school, 'admin')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

labTest('a value is changed, saved and applied', async () => {
  await admin.open('settings')
  await option('keep_days').fill('500')
  await option('school').fill('№ 2 мектеп-интернат')
  await apply()
  await waitForText('.alert-message', 'Configuration changes applied')
  assert.match(file('aqtizim'), /option keep_days '500'/)
  assert.match(file('aqtizim'), /option school '№ 2 мектеп-интернат'/)
})

labTest('a name that another section has is refused, and the room stays a room', async () => {
  await admin.open('settings')
  const section = admin.page.locator('.cbi-section', { has: admin.page.locator('[data-type=forward]') })
  const add = async (name: string) => {
    await section.locator('[data-type=forward]').fill(name)
    await section.locator('button', { hasText: 'Add' }).click()
  }
  await add('informatics')
  await waitForText('.alert-message', 'The settings have a section “informatics” already.')
  assert.is(await admin.page.locator('[data-section=informatics] [data-name=host]').count(), 0)
  await add('archive')
  await admin.page.locator('[data-section=archive] [data-name=host] input').fill('127.0.0.1')
  await apply()
  await waitForText('.alert-message', 'Configuration changes applied')
  assert.match(file('aqtizim'), /config room 'informatics'/)
  assert.match(file('aqtizim'), /config forward 'archive'\n\toption host '127\.0\.0\.1'/)
  await admin.open('settings')
  await admin.page.locator('[data-section=archive]').getByRole('button', { name: 'Delete' }).click()
  await apply()
  await waitForText('.alert-message', 'Configuration changes applied')
  assert.not.match(file('aqtizim'), /config forward/)
})

labTest('an option that the file does not have is no change as long as nobody makes one', async () => {
  const without = file('aqtizim').replace(/^\toption (connectivity_answers|language|live_stream) .*\n/gm, '')
  writeFileSync(pathOf('aqtizim'), without)
  await admin.open('settings')
  await option('school').fill('№ 5 мектеп')
  await apply()
  await waitForText('.alert-message', 'Configuration changes applied')
  assert.is(file('aqtizim'), without.replace(/option school .*/, "option school '№ 5 мектеп'"))
  // A change from the standard is one, and so is the way back.
  await option('live_stream').check()
  await apply()
  await until('it is written', async () => /option live_stream '1'/.test(file('aqtizim')))
  await admin.open('settings')
  await option('live_stream').uncheck()
  await apply()
  await until('it is written again', async () => /option live_stream '0'/.test(file('aqtizim')))
})

for (const [name, wrong, words] of [
  ['keep_days', '0', 'whole number from 1 to 3660'],
  ['flush_seconds', 'soon', 'whole number from 1 to 3600'],
  ['journal_dir', '../etc', 'absolute folder'],
  ['upstream', 'dns.example', 'ADDRESS#PORT'],
  ['mark_mask', '0x0f000f00', 'four neighbouring bits'],
  ['metrics_file', '/tmp/metrics', '.prom'],
] as const) {
  labTest(`${name} does not take ${wrong}, and says why`, async () => {
    const before = file('aqtizim')
    await admin.open('settings')
    await option(name).fill(wrong)
    await apply()
    // LuCI leaves out what was typed below a list and not added yet; it says so at the field alone.
    const unadded = admin.page.locator(`.cbi-value${by(name)} .add-item .cbi-input-invalid`)
    await admin.page.locator('.modal', { hasText: words }).or(unadded).first().waitFor()
    assert.is(file('aqtizim'), before)
  })
}

labTest('script in a text is text', async () => {
  await admin.open('settings')
  await option('school').fill(canary)
  await apply()
  await waitForText('.alert-message', 'Configuration changes applied')
  await admin.open('settings')
  assert.is(await option('school').inputValue(), canary)
  assert.not.ok(await wasHurt(admin.page))
})

labTest('a login is made, changed and deleted', async () => {
  await admin.open('settings')
  await press('add-user')
  await field('user-name').fill('Айгүл')
  await press('save')
  await waitForText(by('form-news'), 'small Latin letters')
  await field('user-name').fill('aigul')
  await press('save')
  await waitForText(by('form-news'), 'needs a password')
  await field('user-password').fill('aigulaigul')
  await press('save')
  await waitForText(by('form-news'), 'words that everybody tries first')
  await field('user-password').fill('терезе кітап дала қоян')
  await press('save')
  await waitForText(`${by('users')} tr`, 'aigul')
  const row = admin.page.locator(`${by('users')} tr`, { hasText: 'aigul' })
  assert.match(await row.innerText(), /teacher/)
  assert.match(file('rpcd'), /option username 'aigul'/)
  assert.not.match(file('rpcd'), /терезе/)
  await row.locator(by('edit-user')).click()
  await field('user-role').selectOption('director')
  await press('save')
  await admin.page
    .locator(`${by('users')} tr`, { hasText: 'director' })
    .filter({ hasText: 'aigul' })
    .waitFor()
  const director = await arrive(browser, school, 'director')
  await director.open('overview')
  await director.page.locator(by('confirm-director')).click()
  await director.page.locator('[name=confirm-password]').fill('терезе кітап дала қоян')
  await director.page.locator(by('save')).click()
  await director.page.locator(by('confirm-director')).waitFor({ state: 'detached' })
  assert.is(file('rpcd').match(/'aqtizim-director'/g)?.length, 2)
  assert.equal(director.complaints, [])
  await director.leave()
  await row.locator(by('delete-user')).click()
  await press('confirm')
  await row.waitFor({ state: 'detached' })
  assert.not.match(file('rpcd'), /option username 'aigul'/)
})

test('nobody but an administrator has the page', async () => {
  for (const role of ['teacher', 'director', 'psychologist'] as const) {
    const person = await arrive(browser, school, role)
    assert.not.match(await person.page.content(), /aqtizim\/settings/)
    await person.page.goto(addressOf(school, 'settings')).catch(() => {})
    assert.is(await person.page.locator('.cbi-map').count(), 0)
    await person.leave()
  }
})

labTest('nothing sticks out at 360 px, in any language, light or dark', async () => {
  for (const language of ['kk', 'ru', 'en'] as const)
    for (const width of [1280, 360]) {
      const person = await arrive(browser, school, 'admin', { language, width, dark: width === 360 })
      await person.open('settings')
      await person.page.locator(`${by('users')} table`).waitFor()
      await shoot(person.page, `settings-full-${language}-${width}`)
      assert.is(await overhang(person.page), 0, `${language} ${width}`)
      assert.equal(person.complaints, [])
      await person.leave()
    }
})

/** LuCI's form throws what it has shown. */
test('the page had no error of its own', () =>
  assert.equal(
    admin.complaints.filter((text) => !text.includes(' Write ')),
    [],
  ))

test.run()
