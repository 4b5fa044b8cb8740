/** On demand in a browser: a teacher opens a site for a room, sees how long it stays, ends it, and grants a request. */
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { approveList, askFor, open } from './life.ts'
import { arrive, openBrowser, type Person } from './person.ts'
import { openSchool, type School } from './school.ts'
import { by, press } from './touch.ts'

const test = suite('browser: on demand')
/** It needs PCs and an approved list of its own. */
const labTest = process.env.LUCI_URL === undefined ? test : () => {}
const list = fileURLToPath(new URL('lists/on-demand.yaml', import.meta.url))

let school: School
let browser: Browser
let teacher: Person
let director: Person

test.before(async () => {
  ;[school, browser] = await Promise.all([openSchool(), openBrowser()])
  if (school.lab !== undefined) await approveList(school, list)
  teacher = await arrive(browser, school, 'teacher')
  director = await arrive(browser, school, 'director')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

const room = (person: Person, id: string) => person.page.locator(`[data-room=${id}]`)
const opened = (person: Person, id: string) => room(person, id).locator('[data-opened]')
const opens = async () => (await open(school, 'pc1', 'https://dual.test/')).status === 0

labTest('a teacher opens a site of the list for minutes, and it is shown with its end to all', async () => {
  await teacher.open('overview')
  assert.not.ok(await opens())
  await room(teacher, 'informatics').locator(by('site-open')).click()
  const choice = teacher.page.locator('[name=demand-site]')
  await choice.waitFor()
  assert.equal(await choice.locator('option').allInnerTexts(), ['Электрондық кітапхана (dual.test)'])
  await teacher.page.locator('[name=demand-time]').selectOption('15')
  await press(teacher, 'save')
  await opened(teacher, 'informatics').waitFor()
  assert.match(
    await opened(teacher, 'informatics').innerText(),
    /Электрондық кітапхана until \d\d:\d\d \(15 minutes left; teacher\)/,
  )
  // The page follows the opening; the engines are told at the same moment.
  await until('it is open', opens)
  await director.open('overview')
  await opened(director, 'informatics').waitFor()
  assert.is(await room(director, 'informatics').locator(by('site-open')).count(), 0)
  assert.is(await room(director, 'informatics').locator(by('site-shut')).count(), 0)
})

labTest('and ends it before its time', async () => {
  await room(teacher, 'informatics').locator(by('site-shut')).click()
  await opened(teacher, 'informatics').waitFor({ state: 'detached' })
  await until('it is shut', async () => !(await opens()))
})

labTest('without a lesson the bell is no time, and the form stays with what was chosen', async () => {
  await room(teacher, 'informatics').locator(by('site-open')).click()
  await teacher.page.locator('[name=demand-time]').selectOption('lesson')
  await press(teacher, 'save')
  await teacher.page.locator(by('form-news'), { hasText: 'No lesson goes on' }).waitFor()
  await teacher.page.locator('[name=demand-time]').selectOption('until')
  await teacher.page.locator('[name=demand-until]').fill('00:00')
  await press(teacher, 'save')
  await teacher.page.locator(by('form-news'), { hasText: '00:00 is over today.' }).waitFor()
  await press(teacher, 'cancel')
})

labTest('what a pupil asks for opens with one press where the list has it on demand', async () => {
  await askFor(school, 'pc1', 'dual.test', 'Кітап керек')
  await askFor(school, 'pc1', 'vk.test', '')
  await teacher.open('requests')
  const card = (site: string) => teacher.page.locator(`[data-site="${site}"]`)
  await card('vk.test').waitFor()
  assert.is(await card('vk.test').locator(by('open-demand')).count(), 0)
  await card('dual.test').locator(by('open-demand')).first().click()
  await teacher.page.getByText(/dual\.test is open in .+ until \d\d:\d\d\./).waitFor()
  await card('dual.test').waitFor({ state: 'detached' })
  await until('it is open', opens)
})

test.run()
