/** The briefing journal in a browser: entered by the teacher, read by the director, hostile words as text. */
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { arrive, canary, overhang, type Person, shoot, wasHurt } from './person.ts'
import { dialog, fill, press, save } from './registers.ts'
import type { School } from './school.ts'
import { closeStage, openStage } from './stage.ts'

const test = suite('the page of briefings')
let school: School
let browser: Browser
let teacher: Person
test.before(async () => {
  ;({ school, browser, teacher } = await openStage('briefings'))
})
test.after(() => closeStage(browser, school))

const headline = (person: Person) => person.page.locator('[data-name=headline]').innerText()

test('classes are written down, and the page says which were not briefed', async () => {
  await press(teacher, 'settings')
  await fill(teacher, { classes: '7 «А»\n10 Б' })
  await save(teacher)
  await teacher.page.getByText('2 classes were not briefed in term').waitFor()
})

test('a briefing with a mistake stays in the dialog, and is entered when it is mended', async () => {
  await press(teacher, 'add')
  await fill(teacher, { class: '7 «А»', instructor: canary, present: '20', of: '10' })
  await dialog(teacher).locator('[data-name=save]').click()
  await dialog(teacher).locator('[data-failure]').waitFor()
  assert.is(await dialog(teacher).locator('[name=present]').inputValue(), '20')
  await fill(teacher, { 'topic-harmful-content': true, of: '24' })
  await save(teacher)
  await teacher.page.getByText('20 / 24').waitFor()
  assert.match(await headline(teacher), '1 class was not briefed')
  assert.ok((await teacher.page.locator('.aqtizim[data-ready]').innerText()).includes(canary))
})

test('a line is struck out with its reason, and stays', async () => {
  await press(teacher, 'strike')
  await fill(teacher, { why: `қате ${canary}` })
  await save(teacher)
  await teacher.page.getByText('struck out:').waitFor()
  assert.is(await teacher.page.locator('[data-name=strike]').count(), 0)
  assert.match(await headline(teacher), '2 classes')
})

test('the director reads it and enters nothing; the psychologist has no such page', async () => {
  const director = await arrive(browser, school, 'director', { language: 'kk', width: 360 })
  await director.open('briefings')
  await director.page.getByText('20 / 24').waitFor()
  assert.is(await director.page.locator('[data-name=add], [data-name=settings], [data-name=strike]').count(), 0)
  assert.is(await overhang(director.page), 0)
  await shoot(director.page, 'briefings-kk-360')
  await director.leave()
  const psychologist = await arrive(browser, school, 'psychologist')
  assert.is(await psychologist.page.locator('a[href$="/briefings"]').count(), 0)
  await psychologist.leave()
})

test('no script ran', async () => {
  await shoot(teacher.page, 'briefings-en')
  assert.is(await wasHurt(teacher.page), false)
  assert.equal(teacher.complaints, [])
})

test.run()
