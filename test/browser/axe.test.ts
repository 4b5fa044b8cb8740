/** Every page for everybody: axe finds nothing, light and dark, wide and at 360 px, and the keyboard alone will do. */
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { violations, walk } from './axe.ts'
import type { RoleName } from './logins.ts'
import { arrive, overhang, type Person } from './person.ts'
import type { School } from './school.ts'
import { closeStage, openWithList } from './stage.ts'
import { by, field, loaded, press } from './touch.ts'

const test = suite('pages for everybody')
let school: School
let browser: Browser
test.before(async () => {
  ;({ school, browser } = await openWithList())
})
test.after(() => closeStage(browser, school))

const pages: Readonly<Record<RoleName, readonly string[]>> = {
  teacher: [
    ...['overview', 'requests', 'pcs', 'whitelist', 'needs', 'journal'],
    ...['documents', 'briefings', 'plan', 'minutes', 'drill'],
  ],
  director: ['overview', 'whitelist', 'journal', 'documents', 'briefings', 'plan', 'minutes', 'drill'],
  psychologist: ['overview', 'documents', 'plan', 'social'],
  admin: ['overview', 'requests', 'pcs', 'settings', 'whitelist', 'needs', 'documents', 'drill'],
}

/** Wide in the light, narrow in the dark; nothing sticks out at 360 px. */
async function look(person: Person, name: string): Promise<string[]> {
  const { page } = person
  const light = await violations(person, `${name} light`)
  await page.setViewportSize({ width: 360, height: 800 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.waitForSelector('html[data-darkmode=true]')
  const dark = await violations(person, `${name} dark`)
  const wide = await overhang(page)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.emulateMedia({ colorScheme: 'light' })
  await page.waitForSelector('html[data-darkmode=false]')
  return [...light, ...dark, ...(wide > 0 ? [`${name} sticks out by ${wide} px`] : [])]
}

/** What comes a moment after the page. */
async function settle(person: Person, name: string): Promise<void> {
  await loaded(person)
  if (name === 'overview') await person.page.locator('[data-check]').first().waitFor({ state: 'attached' })
}

for (const role of Object.keys(pages) as RoleName[])
  test(`the pages of the ${role}`, async () => {
    const person = await arrive(browser, school, role)
    const found: string[] = []
    for (const name of pages[role]) {
      await person.open(name)
      await settle(person, name)
      found.push(...(await look(person, name)))
      const { missed, unmarked } = await walk(person)
      found.push(...missed.map((text) => `${name}: Tab does not reach ${text}`))
      found.push(...unmarked.map((text) => `${name}: the focus is not to be seen on ${text}`))
    }
    assert.equal(person.complaints, [])
    await person.leave()
    assert.equal(found, [])
  })

test('each part of the white list and of the PCs, and a form', async () => {
  const person = await arrive(browser, school, 'teacher')
  const found: string[] = []
  await person.open('whitelist')
  for (const tab of ['bulk', 'groups', 'changes', 'versions', 'text']) {
    await press(person, `tab-${tab}`)
    if (tab === 'groups') await person.page.locator('[data-name=group-kundelik]').waitFor()
    found.push(...(await look(person, tab)))
  }
  await press(person, 'tab-sites')
  await press(person, 'edit')
  await field(person, 'title').waitFor()
  found.push(...(await look(person, 'site form')))
  await person.open('pcs')
  for (const tab of ['timetable', 'seats', 'rooms']) {
    await press(person, `tab-${tab}`)
    await loaded(person)
    found.push(...(await look(person, tab)))
  }
  await person.leave()
  assert.equal(found, [])
})

const focusIs = (person: Person, name: string) =>
  person.page.waitForFunction(`document.activeElement?.dataset.name === ${JSON.stringify(name)}`)
const inDialog = (person: Person) =>
  person.page.evaluate("document.activeElement.closest('.modal') !== null") as Promise<boolean>

test('tabs by arrows and Space; a field by Enter', async () => {
  const person = await arrive(browser, school, 'teacher')
  const { page } = person
  await person.open('whitelist')
  await page.locator(by('tab-versions')).focus()
  await page.keyboard.press('ArrowRight')
  await page.locator('[data-name=tab-text][aria-selected=true]').waitFor()
  await focusIs(person, 'tab-text')
  await page.keyboard.press('ArrowRight')
  await page.locator('[data-name=tab-sites][aria-selected=true]').waitFor()
  await page.locator(by('tab-changes')).focus()
  await page.keyboard.press('Space')
  await page.locator('[data-name=tab-changes][aria-selected=true]').waitFor()
  await person.open('overview')
  await field(person, 'site-question').focus()
  await page.keyboard.type('bilimland.test')
  await page.keyboard.press('Enter')
  await page.locator('[data-name=site-answer] [data-name=headline]').waitFor()
  assert.equal(person.complaints, [])
  await person.leave()
})

test('a dialog keeps the keyboard, ends by Escape, and gives it back', async () => {
  const person = await arrive(browser, school, 'teacher')
  const { page } = person
  await person.open('overview')
  await page.locator('[data-room=multimedia]').locator(by('lesson-start')).focus()
  await page.keyboard.press('Enter')
  await page.locator('.modal-overlay-active').waitFor()
  for (let step = 0; step < 8; step += 1) {
    assert.ok(await inDialog(person), `Tab ${step} left the dialog`)
    await page.keyboard.press(step < 5 ? 'Tab' : 'Shift+Tab')
  }
  await page.keyboard.press('Escape')
  await page.locator('.modal-overlay-active').waitFor({ state: 'detached' })
  await focusIs(person, 'lesson-start')

  // And for the work itself: the page is drawn anew meanwhile.
  await page.keyboard.press('Space')
  await page.locator('.modal-overlay-active').waitFor()
  await page.keyboard.type('7 А')
  for (let step = 0; step < 2; step += 1) await page.keyboard.press('Tab')
  await focusIs(person, 'save')
  await page.keyboard.press('Enter')
  await page.locator('.modal-overlay-active').waitFor({ state: 'detached' })
  await page.locator('[data-room=multimedia]').getByText('lesson: 7 А').waitFor()
  const focusInRoom = () =>
    page.waitForFunction("document.activeElement?.closest('[data-room]')?.dataset.room === 'multimedia'")
  await focusInRoom()

  // And while another person changes the other room, which draws the rooms anew.
  const other = await arrive(browser, school, 'admin')
  await other.open('overview')
  await focusIs(person, 'lesson-start')
  const pausing = other.page.locator('[data-room=informatics]')
  await pausing.locator(by('pause')).click()
  await page.locator('[data-room=informatics]').locator(by('resume')).waitFor()
  assert.is(await page.evaluate("document.activeElement?.closest('[data-room]')?.dataset.room"), 'multimedia')
  assert.equal(person.complaints, [])
  await person.leave()
})

test.run()
