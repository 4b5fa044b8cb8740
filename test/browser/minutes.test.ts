/** Minutes in a browser: from the agenda to the plan. */
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { arrive, canary, overhang, type Person, shoot, wasHurt } from './person.ts'
import { confirm, dialog, fill, press, save } from './registers.ts'
import type { School } from './school.ts'
import { closeStage, openStage } from './stage.ts'

const test = suite('the page of minutes')
let school: School
let browser: Browser
let teacher: Person
test.before(async () => {
  ;({ school, browser, teacher } = await openStage('minutes'))
})
test.after(() => closeStage(browser, school))

test('minutes are written with people, a question and a decision', async () => {
  await press(teacher, 'add')
  assert.is(await dialog(teacher).locator('[name=number]').inputValue(), '1')
  await fill(teacher, {
    ...{ chair: 'Ахметова Г. С., директор', secretary: 'Ким О. В.', present: 'Серікова А. Б., мұғалім\nТаиров Т.' },
    ...{ question: `Ақ тізім ${canary}`, heard: 'Бірінші.\nЕкінші.' },
  })
  await dialog(teacher).locator('[data-name=add-decision]').click()
  await fill(teacher, { decision: 'Бекітілсін', 'decision-who': 'директор', 'decision-due': '2027-01-15' })
  await save(teacher)
  await teacher.page.getByText('Ақ тізім').waitFor()
})

test('they are opened again as they were, and changed', async () => {
  await press(teacher, 'change')
  assert.is(await dialog(teacher).locator('[name=present]').inputValue(), 'Серікова А. Б., мұғалім\nТаиров Т.')
  assert.is(await dialog(teacher).locator('[name=decision-due]').inputValue(), '2027-01-15')
  await fill(teacher, { question: '' })
  await dialog(teacher).locator('[data-name=save]').click()
  await dialog(teacher).locator('[data-failure]').waitFor()
  await fill(teacher, { question: `Ақ тізім туралы ${canary}` })
  await save(teacher)
  await teacher.page.getByText('Ақ тізім туралы').waitFor()
})

test('its decisions go into the plan, and signed it stays', async () => {
  await press(teacher, 'plan')
  await teacher.page.getByText('1 decision is in the plan now.').waitFor()
  const director = await arrive(browser, school, 'director', { language: 'kk', width: 360 })
  await director.open('minutes')
  assert.is(await director.page.locator('[data-name=add], [data-name=change]').count(), 0)
  await press(director, 'sign')
  await confirm(director)
  await director.page.locator('[data-name=sign]').waitFor({ state: 'detached' })
  assert.is(await overhang(director.page), 0)
  await shoot(director.page, 'minutes-kk-360')
  assert.equal(director.complaints, [])
  await director.leave()
  await teacher.open('minutes')
  assert.is(await teacher.page.locator('[data-name=change], [data-name=remove]').count(), 0)
})

test('no script ran', async () => {
  assert.is(await wasHurt(teacher.page), false)
  assert.equal(teacher.complaints, [])
})

test.run()
