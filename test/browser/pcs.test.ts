/** PCs and rooms in a browser: names in a grid, hours, networks, and the seat plan of a class. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { open } from './life.ts'
import { arrive, canary, openBrowser, overhang, type Person, shoot, wasHurt } from './person.ts'
import { openSchool, type School } from './school.ts'

const test = suite('browser: PCs and rooms')
/** What needs files of the router, or a second login. */
const labTest = process.env.LUCI_URL === undefined ? test : () => {}

const by = (name: string) => `[data-name="${name}"]`
let school: School
let browser: Browser
let teacher: Person
let admin: Person

const field = (person: Person, name: string) => person.page.locator(`[name="${name}"]`)
const press = (person: Person, name: string) => person.page.locator(by(name)).first().click()
const waitForText = (person: Person, selector: string, text: string) =>
  person.page.locator(selector, { hasText: text }).first().waitFor()
const settings = () => readFileSync(join(school.aqtizim?.root ?? '', 'etc/config/aqtizim'), 'utf8')

test.before(async () => {
  school = await openSchool()
  browser = await openBrowser()
  teacher = await arrive(browser, school, 'teacher')
  admin = await arrive(browser, school, 'admin')
  if (school.lab !== undefined) await open(school, 'pc1', 'http://vk.test/')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

async function openTab(person: Person, tab: string): Promise<void> {
  await person.open('pcs')
  await press(person, `tab-${tab}`)
}

labTest('PCs that were seen are there with their names, and are renamed in a grid', async () => {
  await openTab(teacher, 'names')
  const name = field(teacher, 'name-02:00:00:00:00:02')
  assert.is(await name.inputValue(), 'PC-02')
  await name.fill('Терезе жанындағы')
  await field(teacher, 'room-02:00:00:00:00:02').selectOption('multimedia')
  await press(teacher, 'save-names')
  await waitForText(teacher, by('pcs-news'), '1 PC was saved.')
  assert.match(settings(), /option name 'Терезе жанындағы'/)
  await openTab(teacher, 'names')
  assert.is(await field(teacher, 'name-02:00:00:00:00:02').inputValue(), 'Терезе жанындағы')
  assert.is(await field(teacher, 'room-02:00:00:00:00:02').inputValue(), 'multimedia')
})

labTest('a MAC that a device made up is marked, with what that means for its name', async () => {
  const row = teacher.page.locator('tr', { has: field(teacher, 'name-02:00:00:00:00:02') })
  await row.locator(by('random-mac')).waitFor()
  await waitForText(teacher, by('random-hint'), 'its name and room are lost then')
})

labTest('two PCs of one name are refused in words, and what was typed stays', async () => {
  await field(teacher, 'name-02:00:00:00:00:03').fill('PC-01')
  await press(teacher, 'save-names')
  await waitForText(teacher, by('pcs-news'), 'Two PCs are called “PC-01”')
  assert.is(await field(teacher, 'name-02:00:00:00:00:03').inputValue(), 'PC-01')
})

labTest('script in a name is text', async () => {
  await openTab(teacher, 'names')
  await field(teacher, 'name-02:00:00:00:00:04').fill(canary.slice(0, 60))
  await press(teacher, 'save-names')
  await teacher.page.locator(`${by('pcs-news')} > *`).waitFor()
  await openTab(teacher, 'names')
  await field(teacher, 'name-02:00:00:00:00:04').waitFor()
  assert.not.ok(await wasHurt(teacher.page))
})

labTest('only the administrator exempts a PC, after a question', async () => {
  assert.is(await teacher.page.locator(by('exempt')).count(), 0)
  await openTab(admin, 'names')
  const button = admin.page.locator('tr', { has: field(admin, 'name-02:00:00:00:00:03') }).locator(by('exempt'))
  await button.click()
  await waitForText(admin, '.modal', 'never in the journal')
  await press(admin, 'confirm')
  await admin.page
    .locator('tr', { has: field(admin, 'name-02:00:00:00:00:03') })
    .locator('.aq-badge', { hasText: 'exempt' })
    .waitFor()
  assert.match(settings(), /config exempt[\s\S]*02:00:00:00:00:03/)
})

labTest('rooms with their networks can be read', async () => {
  await openTab(teacher, 'rooms')
  await waitForText(teacher, 'table', 'Информатика кабинеті')
  const text = await teacher.page.locator('.aq-tab').innerText()
  assert.match(text, /informatics/)
  assert.match(text, /192\.168\./)
  assert.match(text, /The administrator makes rooms/)
})

labTest('hours are added and kept; what is no time is refused in words', async () => {
  await openTab(teacher, 'timetable')
  await waitForText(teacher, '.aq-tab', 'No hours are set')
  await press(teacher, 'add-line')
  await field(teacher, 'from').fill('8.5')
  await press(teacher, 'save-timetable')
  await waitForText(teacher, by('timetable-news'), '“8.5” is not a time')
  await field(teacher, 'from').fill('0:00')
  await field(teacher, 'until').fill('24:00')
  for (const day of ['sat', 'sun']) await field(teacher, `day-${day}`).check()
  await field(teacher, 'class').fill('7 А')
  await press(teacher, 'save-timetable')
  await waitForText(teacher, by('timetable-news'), 'Saved.')
  assert.match(settings(), /config hours[\s\S]*option until '24:00'/)
})

labTest('of two who change the hours the second is told, and keeps what was typed', async () => {
  await openTab(admin, 'timetable')
  await field(admin, 'class').fill('9 Ә')
  await openTab(teacher, 'timetable')
  await field(teacher, 'class').fill('8 Б')
  await press(teacher, 'save-timetable')
  await waitForText(teacher, by('timetable-news'), 'Saved.')
  await press(admin, 'save-timetable')
  await waitForText(admin, by('timetable-news'), 'Somebody changed the timetable')
  assert.is(await field(admin, 'class').inputValue(), '9 Ә')
  await press(admin, 'save-timetable')
  await waitForText(admin, by('timetable-news'), 'Saved.')
  assert.match(settings(), /option class '9 Ә'/)
})

labTest('a seat plan is pasted from a spreadsheet, replaced and deleted', async () => {
  await openTab(teacher, 'seats')
  await press(teacher, 'save-seats')
  await waitForText(teacher, by('seats-news'), 'Write the class')
  await field(teacher, 'new-class').fill('7 А')
  await field(teacher, 'seats').fill(`PC-01\tАйдос Б.\nPC-04\t${canary}`)
  await press(teacher, 'save-seats')
  await waitForText(teacher, by('seats-news'), 'Saved for class 7 А')
  await waitForText(teacher, 'tr', 'Айдос Б.')
  assert.not.ok(await wasHurt(teacher.page))
  await press(teacher, 'delete-plan')
  await press(teacher, 'confirm')
  await waitForText(teacher, by('seats-news'), 'gone')
})

test('a director and a psychologist have no such page', async () => {
  for (const role of ['director', 'psychologist'] as const) {
    const person = await arrive(browser, school, role)
    assert.not.match(await person.page.content(), /aqtizim\/pcs/)
    await person.leave()
  }
})

labTest('nothing sticks out at 360 px, in any language, light or dark', async () => {
  for (const language of ['kk', 'ru', 'en'] as const)
    for (const width of [1280, 360]) {
      const person = await arrive(browser, school, 'teacher', { language, width, dark: width === 1280 })
      for (const tab of ['names', 'seats', 'rooms', 'timetable']) {
        await openTab(person, tab)
        await person.page.locator('.aq-loading').waitFor({ state: 'detached' })
        await shoot(person.page, `pcs-${tab}-${language}-${width}`)
        assert.is(await overhang(person.page), 0, `${tab} ${language} ${width}`)
      }
      assert.equal(person.complaints, [])
      await person.leave()
    }
})

test('no page had an error of its own', () => {
  for (const person of [teacher, admin]) assert.equal(person.complaints, [])
})

test.run()
