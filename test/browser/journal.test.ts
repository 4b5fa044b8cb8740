/** The journal: live, by filters, page by page, as a file, and checked. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { connect } from 'ubus-client'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { approveList, open } from './life.ts'
import { arrive, canary, openBrowser, type Person, wasHurt } from './person.ts'
import { openSchool, type School } from './school.ts'

const test = suite('the journal page')
let school: School
let browser: Browser
let teacher: Person
test.before(async () => {
  ;[school, browser] = await Promise.all([openSchool(allowStream), openBrowser()])
  if (school.lab) await approveList(school)
  teacher = await arrive(browser, school, 'teacher')
  await teacher.open('journal')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

function allowStream(root: string): void {
  const path = join(root, 'etc/config/aqtizim')
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace("config aqtizim 'main'\n", "config aqtizim 'main'\n\toption live_stream '1'\n"))
}

const rows = () => teacher.page.locator('[data-name=journal] tbody tr:not(.placeholder)')
const show = async () => {
  await teacher.page.locator('[data-name=show]').click()
  await teacher.page.locator('[data-name=show]:not([disabled])').waitFor()
}

test('what happens comes in by itself, by the stream', async () => {
  if (school.lab === undefined) return
  await teacher.page.locator('[data-name=stream]').getByText('at once').waitFor()
  await open(school, 'pc1', 'https://bilimland.test/')
  await rows().filter({ hasText: 'bilimland.test' }).filter({ hasText: 'PC-01' }).first().waitFor()
  await open(school, 'pc3', 'http://vk.test/')
  const refused = rows().filter({ hasText: 'vk.test' }).first()
  await refused.waitFor()
  assert.match(await refused.innerText(), 'not on the white list')
  assert.match(await refused.innerText(), 'Мультимедиа кабинеті')
})

test('filters', async () => {
  const { page } = teacher
  await page.locator('[name=verdict]').selectOption('refused')
  await show()
  assert.is(await rows().filter({ hasText: 'bilimland.test' }).count(), 0)
  await page.locator('[name=verdict]').selectOption('')
  await page.locator('[name=site]').fill('bilimland.test')
  await page.locator('[name=site]').press('Enter')
  await rows().filter({ hasText: 'vk.test' }).first().waitFor({ state: 'detached' })
  await page.locator('[name=site]').fill('')
  await page.locator('[name=room]').selectOption('informatics')
  await show()
  assert.is(await rows().filter({ hasText: 'PC-03' }).count(), 0)
  await page.locator('[name=room]').selectOption('')
  await page.locator('[name=since]').fill('2020-01-01T00:00')
  await page.locator('[name=until]').fill('2020-01-02T00:00')
  await show()
  assert.is(await rows().count(), 0)
  assert.match(await page.locator('[data-name=journal]').innerText(), 'No such rows.')
  await page.locator('[name=since]').fill('')
  await page.locator('[name=until]').fill('')
  await show()
  assert.ok((await rows().count()) > 0)
})

test('a site of the overview leads here with its filter', async () => {
  await teacher.open('journal?site=vk.test')
  assert.is(await teacher.page.locator('[name=site]').inputValue(), 'vk.test')
})

if (process.env.LUCI_URL === undefined)
  test('older rows come page by page, each once', async () => {
    // Two rows each: a lesson begins and ends.
    const bus = connect({ path: school.aqtizim?.socket ?? '' })
    for (let turn = 1; turn <= 60; turn += 1)
      await bus.call('aqtizim', 'lesson_start', { room: 'informatics', class: `${turn}А` })
    await bus.close()
    await teacher.open('journal')
    await rows().filter({ hasText: '60А' }).first().waitFor()
    assert.is(await rows().filter({ hasText: 'Lesson of 1А begins' }).count(), 0)
    await teacher.page.locator('[data-name=older]').click()
    await rows().filter({ hasText: 'Lesson of 1А begins' }).waitFor()
    const numbers = (await teacher.page.evaluate(
      `[...document.querySelectorAll('tr[data-n]')].map((row) => Number(row.dataset.n))`,
    )) as number[]
    assert.equal(
      numbers,
      [...new Set(numbers)].sort((a, b) => b - a),
    )
    assert.is(numbers.at(-1), 1)
    assert.is(await teacher.page.locator('[data-name=older]').count(), 0)
  })

test('the table can be saved', async () => {
  const coming = teacher.page.waitForEvent('download')
  await teacher.page.locator('[data-name=export]').click()
  const download = await coming
  assert.match(download.suggestedFilename(), /\.csv$/)
  const text = readFileSync(await download.path(), 'utf8')
  assert.is(text.charCodeAt(0), 0xfeff)
  assert.match(text.split('\n')[0] ?? '', /;site;/)
})

test('the check says in words that nothing was changed', async () => {
  await teacher.page.locator('[data-name=verify]').click()
  await teacher.page.locator('.modal').getByText('The journal is whole').waitFor()
  await teacher.page.locator('.modal [data-name=close]').click()
})

if (process.env.LUCI_URL === undefined)
  test('without the stream it asks every few seconds, and a hostile name is text', async () => {
    const other = await arrive(browser, school, 'teacher')
    await other.page.route('**/ubus/subscribe/**', (route) => route.abort())
    await other.open('journal')
    await other.page.locator('[data-name=stream]').getByText('every few seconds').waitFor()
    await open(school, 'pc2', '-H', `Host: ${canary}`, 'http://vk.test/')
    await open(school, 'pc2', 'http://m.vk.test/')
    await other.page.locator('[data-name=journal] tr').filter({ hasText: 'm.vk.test' }).first().waitFor()
    assert.is(await wasHurt(other.page), false)
    assert.equal(other.complaints, [])
    await other.leave()
  })

test('no script ran and the browser had nothing to complain about', async () => {
  assert.is(await wasHurt(teacher.page), false)
  assert.equal(teacher.complaints, [])
})

test.run()
