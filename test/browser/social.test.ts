/** The psychologist's room in a browser: locked and unlocked, consents, a scan, the report; nobody else gets in. */
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { arrive, canary, openBrowser, overhang, type Person, shoot, wasHurt } from './person.ts'
import { confirm, dialog, fill, press, save } from './registers.ts'
import { openSchool, type School } from './school.ts'

const test = suite('the page of social networks')
const passphrase = 'төрт ұзын сөз 2026'
let school: School
let browser: Browser
let psychologist: Person
test.before(async () => {
  ;[school, browser] = await Promise.all([openSchool(), openBrowser()])
  psychologist = await arrive(browser, school, 'psychologist')
  await psychologist.open('social')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

const row = (text: string) => psychologist.page.locator('tr.tr').filter({ hasText: text })
const unlock = async (word: string) => {
  await psychologist.page.locator('[name=passphrase]').fill(word)
  await press(psychologist, 'unlock')
}

test('the register is made with a passphrase that is typed twice', async () => {
  await press(psychologist, 'create')
  await fill(psychologist, { passphrase, again: `${passphrase}x` })
  await dialog(psychologist).locator('[data-name=save]').click()
  await dialog(psychologist).getByText('Both have to be the same.').waitFor()
  await fill(psychologist, { again: passphrase })
  await save(psychologist)
  await psychologist.page.locator('[data-name=lock]').waitFor()
})

test('pupils are added; an account needs a consent', async () => {
  await press(psychologist, 'add')
  await fill(psychologist, { class: '7 «А»', labels: `Бірінші ${canary}\nЕкінші` })
  await save(psychologist)
  await row('Бірінші').locator('[data-name=consent]').click()
  await save(psychologist)
  assert.is(await row('Екінші').locator('[data-name=account]').count(), 0)
  await row('Бірінші').locator('[data-name=account]').click()
  await fill(psychologist, { account: 'https://vk.com/Nick_1' })
  await save(psychologist)
  await row('Бірінші').getByText('nick_1').waitFor()
})

async function takeIn(text: string): Promise<void> {
  await press(psychologist, 'scan')
  const buffer = Buffer.from(text)
  await dialog(psychologist).locator('[name=file]').setInputFiles({ name: 'scan.csv', mimeType: 'text/csv', buffer })
}

test('a table of another shape changes nothing, and says where; a right one is counted', async () => {
  await press(psychologist, 'tab-month')
  await takeIn('a;b\n1;2\n')
  await dialog(psychologist).locator('[data-name=save]').click()
  await dialog(psychologist).getByText('Nothing was changed: the table has mistakes.').waitFor()
  await dialog(psychologist).locator('[data-name=cancel]').click()
  await takeIn('Аккаунт;Категория;Саны\nnick_1;агрессия;3\n')
  await save(psychologist)
  await psychologist.page.getByText('агрессия: 3').waitFor()
})

test('the report is made, handed in, and shown', async () => {
  await press(psychologist, 'work')
  await fill(psychologist, { note: `әңгіме ${canary}` })
  await save(psychologist)
  await press(psychologist, 'ready')
  await save(psychologist)
  await press(psychologist, 'handed')
  await fill(psychologist, { to: 'қалалық білім бөлімі' })
  await save(psychologist)
  await psychologist.page.locator('[data-name=dates]').getByText('in time').first().waitFor()
  await press(psychologist, 'show')
  const paper = psychologist.page.frameLocator('iframe')
  await paper.getByText('Ежемесячный отчёт по системе «Анализ социальных сетей»').first().waitFor()
  const text = await paper.locator('body').innerText()
  assert.match(text, /агрессия/)
  assert.not.match(text, /Бірінші|nick_1|әңгіме/)
  await shoot(psychologist.page, 'social-en')
})

test('a consent that is taken back erases the account', async () => {
  await press(psychologist, 'tab-pupils')
  await row('Бірінші').locator('[data-name=withdraw]').click()
  await confirm(psychologist)
  await row('Бірінші')
    .getByText(/^taken back /)
    .waitFor()
  assert.not.match(await psychologist.page.locator('.aqtizim[data-ready]').innerText(), /nick_1/)
})

test('locked, it says nothing, and a wrong passphrase is said to be wrong', async () => {
  await press(psychologist, 'lock')
  await psychologist.page.locator('[data-name=unlock]').waitFor()
  assert.not.match(await psychologist.page.locator('body').innerText(), /Екінші/)
  await unlock('another long passphrase')
  await psychologist.page.getByText('wrong passphrase').waitFor()
  assert.is(await psychologist.page.locator('[name=passphrase]').inputValue(), '')
  await unlock(passphrase)
  await row('Екінші').waitFor()
})

test('nobody else has the page, and their login is refused', async () => {
  for (const role of ['admin', 'teacher', 'director'] as const) {
    const person = await arrive(browser, school, role)
    assert.is(await person.page.locator('a[href$="/social"]').count(), 0, role)
    await person.leave()
  }
})

test('on a telephone in Kazakh nothing sticks out, and no script ran', async () => {
  const again = await arrive(browser, school, 'psychologist', { language: 'kk', width: 360 })
  await again.open('social')
  await again.page.locator('[name=passphrase]').fill(passphrase)
  await press(again, 'unlock')
  await again.page.getByText('Екінші').waitFor()
  assert.is(await overhang(again.page), 0)
  await shoot(again.page, 'social-kk-360')
  assert.is(await wasHurt(psychologist.page), false)
  assert.equal([...psychologist.complaints, ...again.complaints], [])
})

test.run()
