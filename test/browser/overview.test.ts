/** The first page: its sentence, the rooms with their buttons, who may press them, and what it says without a daemon. */
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { approveList, killDaemon, open, startDaemon } from './life.ts'
import { arrive, openBrowser, type Person } from './person.ts'
import { openSchool, type School } from './school.ts'

const test = suite('the overview')
let school: School
let browser: Browser
let teacher: Person
test.before(async () => {
  ;[school, browser] = await Promise.all([openSchool(), openBrowser()])
  teacher = await arrive(browser, school, 'teacher')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

const headline = (person: Person) => person.page.locator('[data-name=headline]')
const room = (person: Person, id: string) => person.page.locator(`[data-room="${id}"]`)
/** A real router's rooms have names of their own. */
const rooms: string[] = []
const first = (person: Person) => room(person, rooms[0] ?? '')

test('says first what holds, and that no list is there yet', async () => {
  await teacher.open('overview')
  const holds = school.lab === undefined ? /White list|white list/ : /No white list has been approved yet/
  assert.match(await headline(teacher).innerText(), holds)
  const drawn = teacher.page.locator('[data-room]')
  await drawn.first().waitFor()
  for (let at = 0; at < (await drawn.count()); at += 1)
    rooms.push((await drawn.nth(at).getAttribute('data-room')) ?? '')
  if (school.lab !== undefined) assert.equal(rooms, ['informatics', 'multimedia'])
})

if (process.env.LUCI_URL === undefined)
  test('a list that is approved elsewhere shows by itself', async () => {
    await approveList(school)
    await headline(teacher)
      .filter({ hasText: 'White list 1 with 19 sites, approved on 01.09.2026 by А. Директор.' })
      .waitFor()
  })

test('the teacher pauses a room and opens it again', async () => {
  const taught = first(teacher)
  await taught.locator('[data-name=pause]').click()
  await taught.locator('[data-name=resume]').waitFor()
  assert.match(await taught.innerText(), 'paused')
  await headline(teacher).filter({ hasText: 'Nothing opens now, because paused: ' }).waitFor()
  if (school.lab) assert.is((await open(school, 'pc1', 'https://bilimland.test/')).status !== 0, true)
  for (const other of rooms.slice(1)) assert.match(await room(teacher, other).innerText(), 'open')
  await taught.locator('[data-name=resume]').click()
  await taught.locator('[data-name=pause]').waitFor()
  if (school.lab) assert.is((await open(school, 'pc1', 'https://bilimland.test/')).status, 0)
})

const ask = async (person: Person, address: string) => {
  await person.page.locator('[name=site-question]').fill(address)
  await person.page.locator('[data-name=ask-site]').click()
}
const answer = (person: Person, text: string) =>
  person.page.locator('[data-name=site-answer]', { hasText: text }).waitFor()

if (process.env.LUCI_URL === undefined)
  test('whether a site may open is said at once, with why, and what is not listed goes into the draft', async () => {
    await ask(teacher, 'https://www.bilimland.test/kk/course?x=1')
    await answer(teacher, 'www.bilimland.test opens.')
    await answer(teacher, 'It is on the white list: BilimLand (bilimland.test).')
    await ask(teacher, 'cdn.bilimland-static.test')
    await answer(teacher, 'It opens because bilimland.test needs it.')
    await ask(teacher, 'https://games.bilimland.test/')
    await answer(teacher, 'The white list keeps it shut as an exception.')
    await ask(teacher, 'media-only.test')
    await answer(teacher, 'media-only.test opens in: Мультимедиа кабинеті. It does not open in: Информатика кабинеті.')
    assert.not.match(await teacher.page.locator('[data-name=site-answer]').innerText(), 'not on the white list')
    await ask(teacher, '<img src=x onerror=alert(1)>')
    await teacher.page.locator('[data-name=site-answer] [data-failure=refused]').waitFor()
    await ask(teacher, 'https://vk.test/feed')
    await answer(teacher, 'vk.test does not open.')
    await teacher.page.getByText('Add it to the white list').click()
    await teacher.page.locator('[name=paste]').waitFor()
    assert.is(await teacher.page.locator('[name=paste]').inputValue(), 'vk.test')
    await teacher.open('overview')
  })

test('a lesson begins with its class, and ends', async () => {
  const taught = first(teacher)
  await taught.locator('[data-name=lesson-start]').click()
  await teacher.page.locator('.modal [data-name=save]').click()
  await teacher.page.locator('.modal', { hasText: 'Write the class.' }).waitFor()
  await teacher.page.locator('.modal [name=class]').fill('7 «Ә»')
  await teacher.page.locator('.modal [data-name=save]').click()
  await taught.getByText('lesson: 7 «Ә»').waitFor()
  await taught.locator('[data-name=lesson-end]').click()
  await taught.getByText('lesson: 7 «Ә»').waitFor({ state: 'detached' })
})

test('what the daemon does not take is said in words, and the page stays', async () => {
  const taught = first(teacher)
  await taught.locator('[data-name=lesson-start]').click()
  await teacher.page.locator('.modal [name=class]').fill('=SUM(A1)')
  await teacher.page.locator('.modal [data-name=save]').click()
  await teacher.page.locator('.modal [data-failure=refused]').waitFor()
  assert.is(await teacher.page.locator('.modal [name=class]').inputValue(), '=SUM(A1)', 'what was typed is still there')
  await teacher.page.locator('.modal [data-name=cancel]').click()
  await taught.locator('[data-name=pause]').waitFor()
})

test('the health list is there, and all is in order but what needs somebody', async () => {
  await teacher.open('overview')
  await teacher.page.locator('[data-check]').first().waitFor({ state: 'attached' })
  assert.is(await teacher.page.locator('[data-check=table] .aq-good').count(), 1)
})

for (const role of ['director', 'psychologist'] as const)
  test(`the ${role} sees the rooms without their buttons`, async () => {
    const person = await arrive(browser, school, role)
    await person.open('overview')
    assert.match(await first(person).innerText(), 'open')
    assert.is(await person.page.locator('[data-room] button').count(), 0)
    assert.equal(person.complaints, [])
    await person.leave()
  })

if (process.env.LUCI_URL === undefined)
  test('without the daemon the page says so and how to start it, and comes back by itself', async () => {
    await killDaemon(school)
    // A question that it was killed over is never answered: LuCI waits 20 s for one.
    await teacher.page.locator('[data-failure=gone]').waitFor()
    const words = await teacher.page.locator('[data-failure=gone]').innerText()
    assert.match(words, 'Aq tizim does not run on the router.')
    assert.match(words, '/etc/init.d/aqtizim start')
    await teacher.page.reload()
    await teacher.page.locator('[data-failure=gone]').waitFor()
    await startDaemon(school)
    await headline(teacher).filter({ hasText: 'White list 1' }).waitFor()
  })

test('the browser had nothing to complain about', () => assert.equal(teacher.complaints, []))

test.run()
