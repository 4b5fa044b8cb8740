/** The plan of the year in a browser, and its reminders on the overview. */
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { arrive, canary, overhang, type Person, shoot, wasHurt } from './person.ts'
import { confirm, fill, press, save } from './registers.ts'
import type { School } from './school.ts'
import { closeStage, openStage } from './stage.ts'

const test = suite('the page of the plan')
let school: School
let browser: Browser
let teacher: Person
test.before(async () => {
  ;({ school, browser, teacher } = await openStage('plan'))
})
test.after(() => closeStage(browser, school))

const rows = (person: Person) => person.page.locator('.aq-table tr.tr:not(.table-titles):not(.placeholder)')
const row = (person: Person, text: string) => rows(person).filter({ hasText: text })

/** Opens the page at the school year of a day: it begins with July. */
async function openAt(day: string): Promise<void> {
  await teacher.open('plan')
  const year = teacher.page.locator('[data-name=year]')
  const first = Number(day.slice(0, 4)) - (day.slice(5) < '07' ? 1 : 0)
  if (Number((await year.innerText()).slice(0, 4)) === first) return
  await press(teacher, 'before')
  await year.filter({ hasText: `${first}–` }).waitFor()
}

test('an empty plan says so, and is filled with what every year has', async () => {
  // On a real router there may be entries already.
  if (school.lab !== undefined) await teacher.page.getByText('There is no plan for this school year yet.').waitFor()
  await press(teacher, 'fill')
  await row(teacher, 'Safer Internet Day').waitFor()
  const count = await rows(teacher).count()
  assert.ok(school.lab === undefined ? count >= 31 : count === 31, `${count} entries`)
})

test('an entry is added, done with a note, taken back and taken off', async () => {
  await press(teacher, 'add')
  await fill(teacher, { title: `Жиналыс ${canary}`, who: 'Ким' })
  await save(teacher)
  const own = row(teacher, 'Жиналыс')
  await own.locator('[data-name=done]').click()
  await fill(teacher, { note: 'өтті', file: 'foto.jpg' })
  await save(teacher)
  await own.getByText('өтті; foto.jpg').waitFor()
  await own.locator('[data-name=undo]').click()
  await own.getByText('due today').waitFor()
  await teacher.open('overview')
  const soon = teacher.page.locator('[data-name=reminders]', { hasText: 'Жиналыс' })
  await soon.waitFor()
  await teacher.open('plan')
  await own.locator('[data-name=change]').click()
  const past = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10)
  await fill(teacher, { from: past, due: past })
  await save(teacher)
  // It may be in the school year before this one.
  await openAt(past)
  await own.getByText('overdue').waitFor()
  await teacher.open('overview')
  await teacher.page.locator('[data-name=overdue]', { hasText: 'Жиналыс' }).waitFor()
  assert.is(await soon.count(), 0)
  await openAt(past)
  await row(teacher, 'Жиналыс').locator('[data-name=remove]').click()
  await confirm(teacher)
  await row(teacher, 'Жиналыс').waitFor({ state: 'detached' })
})

test('the calendar is saved as a file', async () => {
  const [file] = await Promise.all([teacher.page.waitForEvent('download'), press(teacher, 'calendar')])
  assert.match(file.suggestedFilename(), /^plan-\d{4}\.ics$/)
})

test('other years are turned to, and the psychologist marks what is done', async () => {
  const before = Number((await teacher.page.locator('[data-name=year]').innerText()).slice(0, 4))
  await press(teacher, 'after')
  await teacher.page.getByText(`${before + 1}–${before + 2}`).waitFor()
  const psychologist = await arrive(browser, school, 'psychologist', { language: 'kk', width: 360 })
  await psychologist.open('plan')
  await row(psychologist, 'Қауіпсіз интернет күні').getByText('директордың тәрбие ісі жөніндегі орынбасары').waitFor()
  assert.is(await psychologist.page.locator('[data-name=fill], [data-name=add], [data-name=remove]').count(), 0)
  assert.ok((await psychologist.page.locator('[data-name=done]').count()) > 0)
  assert.is(await overhang(psychologist.page), 0)
  await shoot(psychologist.page, 'plan-kk-360')
  await psychologist.leave()
})

test('no script ran', async () => {
  assert.is(await wasHurt(teacher.page), false)
  assert.equal(teacher.complaints, [])
})

test.run()
