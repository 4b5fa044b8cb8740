/** A site of the school's own network in a browser: a teacher marks it and names who is asked, and the director sees it so. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { manySites, writeDraft } from './list-files.ts'
import { arrive, openBrowser, overhang, type Person } from './person.ts'
import { openSchool, type School } from './school.ts'
import { by, field, press, rowOf, waitForText } from './touch.ts'

const test = suite("browser: sites of the school's own network")
/** What needs files of the router. */
const labTest = process.env.LUCI_URL === undefined ? test : () => {}

const name = 'moodle.aqtizim-school.kz'
let school: School
let browser: Browser
let teacher: Person
let director: Person

const draft = () => readFileSync(join(school.aqtizim?.root ?? '', 'etc/aqtizim/draft.yaml'), 'utf8')
const edit = () => rowOf(teacher, name).locator(by('edit')).click()
const unfold = () => teacher.page.locator('summary', { hasText: 'Rooms, ports and more' }).click()
const inside = () => teacher.page.getByLabel('A site of the school’s own network')
const resolver = () => teacher.page.getByLabel('Name server of the school’s own network')

test.before(async () => {
  school = await openSchool((root) => writeDraft(root, manySites(3)))
  browser = await openBrowser()
  teacher = await arrive(browser, school, 'teacher')
  director = await arrive(browser, school, 'director')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

labTest('a teacher ticks that it is inside, and a name server of the internet is refused in the form', async () => {
  await teacher.open('whitelist')
  await field(teacher, 'paste').fill(name)
  await press(teacher, 'add')
  await waitForText(teacher, by('list-news'), `Saved: ${name}`)
  await edit()
  await unfold()
  assert.not.ok(await inside().isChecked())
  await inside().check()
  await resolver().fill('8.8.8.8')
  await press(teacher, 'save')
  await waitForText(teacher, by('form-news'), 'Nothing was saved')
  await waitForText(teacher, by('form-news'), '8.8.8.8')
  assert.ok(await inside().isChecked())
  assert.not.match(draft(), /inside/)
  await resolver().fill('192.168.3.1')
  await press(teacher, 'save')
  // The news says "Saved" since the entry was added.
  await rowOf(teacher, name).filter({ hasText: 'In the school’s own network' }).waitFor()
  assert.match(draft(), new RegExp(`domain: ${name}\n +inside: true\n +resolver: 192\\.168\\.3\\.1`))
})

labTest('its row says so, and the form comes up with both, unfolded', async () => {
  const shown = await rowOf(teacher, name).innerText()
  assert.match(shown, /In the school’s own network/)
  assert.match(shown, /192\.168\.3\.1/)
  await edit()
  assert.ok(await inside().isVisible())
  assert.ok(await inside().isChecked())
  assert.is(await resolver().inputValue(), '192.168.3.1')
  await teacher.page.setViewportSize({ width: 360, height: 740 })
  assert.is(await overhang(teacher.page), 0)
  await teacher.page.setViewportSize({ width: 1280, height: 800 })
  await press(teacher, 'cancel')
})

labTest('the director sees it in the difference before it is approved, and has no tick to set', async () => {
  await press(teacher, 'send')
  await press(teacher, 'confirm')
  await waitForText(teacher, by('headline'), 'lies before the director')
  await director.open('whitelist')
  await director.page.locator(by('difference')).waitFor()
  await waitForText(director, by('difference'), name)
  const shown = await director.page.locator(by('difference')).innerText()
  assert.match(shown, /In the school’s own network/)
  assert.match(shown, /192\.168\.3\.1/)
  await press(director, 'tab-sites')
  await rowOf(director, name).waitFor()
  assert.match(await rowOf(director, name).innerText(), /In the school’s own network/)
  assert.is(await director.page.locator('[name=inside]').count(), 0)
})

labTest('the tick is taken back, and the name server with it', async () => {
  await teacher.open('whitelist')
  await edit()
  await inside().uncheck()
  await resolver().fill('')
  await press(teacher, 'save')
  await rowOf(teacher, name).filter({ hasText: 'In the school’s own network' }).waitFor({ state: 'detached' })
  assert.not.match(draft(), /inside|resolver/)
})

test('no page had an error of its own', () => {
  for (const person of [teacher, director]) assert.equal(person.complaints, [])
})

test.run()
