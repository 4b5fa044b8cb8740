/** What pupils ask for, hostile words included, and what the teacher does with it. */
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { approveList, askFor } from './life.ts'
import { arrive, canary, openBrowser, type Person, wasHurt } from './person.ts'
import { openSchool, type School } from './school.ts'

const test = suite('requests')
const inLab = process.env.LUCI_URL === undefined
/** A real router has no pupils at hand. */
const labTest = inLab ? test : () => {}
let school: School
let browser: Browser
let teacher: Person
test.before(async () => {
  ;[school, browser] = await Promise.all([openSchool(), openBrowser()])
  if (inLab) {
    await approveList(school)
    await askFor(school, 'pc1', 'vk.test', canary)
    await askFor(school, 'pc3', 'vk.test', 'Сабаққа керек')
    await askFor(school, 'pc3', 'news.test', '')
  }
  teacher = await arrive(browser, school, 'teacher')
  await teacher.open('requests')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

const card = (site: string) => teacher.page.locator(`[data-site="${site}"]`)
const confirm = () => teacher.page.locator('.modal [data-name=confirm]').click()

labTest('they are grouped by site, with what was written as text', async () => {
  assert.is(await teacher.page.locator('[data-site]').count(), 2)
  const words = await card('vk.test').innerText()
  assert.match(words, '2 PCs asked for it.')
  assert.ok(words.includes(canary) && words.includes('Сабаққа керек'))
  assert.is(await card('vk.test').locator('img, script').count(), 0)
})

labTest('a new one comes in by itself', async () => {
  await askFor(school, 'pc1', 'second.test', canary)
  await card('second.test').waitFor()
})

labTest('the teacher adds a site to the draft', async () => {
  await card('vk.test').locator('[data-name=take]').click()
  await teacher.page.getByText('vk.test stands in the draft of the white list now.').waitFor()
  await card('vk.test').waitFor({ state: 'detached' })
  const status = await teacher.page.evaluate(
    `fetch('/ubus/', { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call',
       params: [L.env.sessionid, 'aqtizim', 'list_get', {}] }) }).then((response) => response.text())`,
  )
  assert.match(String(status), 'vk.test')
})

labTest('refuses another with a word, and changes their mind about a third', async () => {
  await card('news.test').locator('[data-name=refuse]').click()
  await teacher.page.locator('.modal [name=word]').fill(canary)
  await confirm()
  await card('news.test').waitFor({ state: 'detached' })
  await card('second.test').locator('[data-name=refuse]').click()
  await teacher.page.locator('.modal [data-name=cancel]').click()
  assert.is(await card('second.test').count(), 1)
})

labTest('and ignores a PC for today', async () => {
  await card('second.test').locator('summary').click()
  await card('second.test').locator('[data-name=ignore]').click()
  await confirm()
  await teacher.page.getByText('Ignored until midnight: PC-01').waitFor()
  assert.is(await teacher.page.locator('[data-site]').count(), 0)
  await askFor(school, 'pc1', 'm.vk.test', 'x')
  await askFor(school, 'pc3', 'm.news.test', 'x')
  await card('m.news.test').waitFor()
  assert.is(await card('m.vk.test').count(), 0)
})

labTest('the journal shows the word as text too', async () => {
  await teacher.open('journal')
  await teacher.page.getByText('was not taken up by teacher').waitFor()
})

test('a director has no such page', async () => {
  const director = await arrive(browser, school, 'director')
  assert.is(await director.page.locator('#tabmenu a[href$=requests], .tabs a[href$=requests]').count(), 0)
  await director.leave()
})

test('no script of a pupil ran', async () => {
  assert.is(await wasHurt(teacher.page), false)
  assert.equal(teacher.complaints, [])
})

test.run()
