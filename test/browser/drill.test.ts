/** The teacher's page of drills. What a room's browser does is tried in the lab (test/lab/drill.test.ts). */
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { approveList } from './life.ts'
import { arrive, openBrowser, overhang, type Person, shoot } from './person.ts'
import { dialog, press } from './registers.ts'
import { openSchool, type School } from './school.ts'

const test = suite('the page of drills')
const inLab = process.env.LUCI_URL === undefined
/** Only the lab has PCs at hand. */
const labTest = inLab ? test : () => {}
let school: School
let browser: Browser
let teacher: Person
test.before(async () => {
  ;[school, browser] = await Promise.all([openSchool(), openBrowser()])
  if (inLab) await approveList(school)
  teacher = await arrive(browser, school, 'teacher')
  await teacher.open('drill')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

test('a drill is opened for a room, and the page says where', async () => {
  await teacher.page.getByText('There was no drill yet.').waitFor()
  await press(teacher, 'start')
  await dialog(teacher).locator('[data-name=address]').first().waitFor()
  assert.match(
    await dialog(teacher).locator('[data-name=address]').first().innerText(),
    /^http:\/\/.+\/\.aqtizim\/drill$/,
  )
  await dialog(teacher).locator('[data-name=close]').click()
  await teacher.page.getByText('A drill is open in').waitFor()
  await teacher.page.getByText('not run yet').waitFor()
})

labTest('a PC’s report comes in by itself, with what was unexpected', async () => {
  const pc = school.lab?.station('pc1')
  const page = 'http://192.168.1.1/.aqtizim/drill'
  const { stdout } = (await pc?.run(['curl', '-s', page])) ?? { stdout: '' }
  const data = /data-drill="([^"]*)"/.exec(stdout)?.[1]?.replaceAll('&quot;', '"') ?? '{}'
  const { run, probes } = JSON.parse(data) as { run: string; probes: string[] }
  const results = probes.map((name) => ({ http: 'failed', https: name === 'vk.com' ? 'answered' : 'failed' }))
  const body = JSON.stringify({ run, results })
  const report = ['-H', 'Content-Type: application/json', '-d', body, page]
  await pc?.run(['curl', '-s', ...report])
  await teacher.page.getByText('vk.com: opened past the router').waitFor()
  await press(teacher, 'look')
  await dialog(teacher).getByText('PC-01').waitFor()
  await dialog(teacher).locator('[data-name=close]').click()
})

test('it is closed again', async () => {
  await press(teacher, 'stop')
  await teacher.page.getByText('A drill is open in').waitFor({ state: 'detached' })
})

test('the director looks, and opens none; nothing sticks out on a telephone', async () => {
  const director = await arrive(browser, school, 'director', { language: 'kk', width: 360 })
  await director.open('drill')
  assert.is(await director.page.locator('[data-name=start], [data-name=stop]').count(), 0)
  assert.is(await overhang(director.page), 0)
  await shoot(director.page, 'drill-kk-360')
  assert.equal([...director.complaints, ...teacher.complaints], [])
  await director.leave()
})

test.run()
