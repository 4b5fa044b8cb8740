/** From nothing to a shut lab in the browser: a new router, root at its pages, then the teacher, the director, and a PC. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { browserOn } from '../lab/browser-on.ts'
import { hangMs, until } from '../patience.ts'
import { suite } from '../suite.ts'
import { violations } from './axe.ts'
import { arrive, openBrowser, overhang, type Person, shoot } from './person.ts'
import { dialog } from './registers.ts'
import { openSchool, type School } from './school.ts'
import { by, field, press, waitForText } from './touch.ts'

const test = suite('from nothing to a shut lab')
/** A real router has its rooms. */
const labTest = process.env.LUCI_URL === undefined ? test : () => {}
const secret = 'терезе кітап дала қоян'

let school: School
let browser: Browser
let root: Person

/** As the packages leave a router: the guard without rooms, root's login alone, and OpenWrt's zone. */
function makeBare(folder: string): void {
  const path = (name: string) => join(folder, 'etc/config', name)
  const edit = (name: string, change: (text: string) => string) =>
    writeFileSync(path(name), change(readFileSync(path(name), 'utf8')))
  edit('aqtizim', (text) => text.slice(0, text.indexOf('\nconfig room')).replace(/\toption school .*\n/, ''))
  edit('rpcd', (text) =>
    text.slice(0, text.indexOf("\nconfig login\n\toption username 'admin'")).replace('$p$root', 'root'),
  )
  edit('system', (text) => text.replace(/\toption (zonename|timezone) .*\n/g, ''))
}

const as = (user: string, password: string): School => ({ ...school, loginOf: () => ({ user, password }) })

async function stepIs(person: Person, name: string, done: 'yes' | 'no'): Promise<void> {
  await person.page.locator(`[data-step=${name}][data-done=${done}]`).waitFor({ state: 'attached' })
}

/** The page of a step, by its own link. */
async function follow(person: Person, step: string, link = 0): Promise<void> {
  await person.open('overview')
  await person.page.locator(`[data-step=${step}] a`).nth(link).click()
  await person.page.waitForURL((url) => !url.pathname.endsWith('/overview'))
  await person.page.waitForSelector('.aqtizim[data-ready]')
}

test.before(async () => {
  school = await openSchool(makeBare)
  browser = await openBrowser()
  root = await arrive(browser, as('root', 'root'), 'admin')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

labTest(
  'Overview leads: nothing is done, and each step says where it is taken and how on the command line',
  async () => {
    await root.open('overview')
    for (const name of ['rooms', 'school', 'clock', 'logins', 'sites', 'send', 'approve', 'drill'])
      await stepIs(root, name, 'no')
    assert.is(await root.page.locator('[data-step=clock] a[href$="/admin/system/system"]').count(), 1)
    await root.page.locator('[data-step=logins] summary').click()
    await waitForText(root, '[data-step=logins] pre', 'aqtizim user add NAME --role teacher')
    assert.equal(await violations(root, 'setup'), [])
    for (const width of [1280, 360]) {
      await root.page.setViewportSize({ width, height: 800 })
      await shoot(root.page, `setup-en-${width}`)
      assert.ok((await overhang(root.page)) <= 0)
    }
    await root.page.setViewportSize({ width: 1280, height: 800 })
  },
)

labTest('networks are shown with the machines that were seen there, and become rooms', async () => {
  await school.lab?.station('pc1').run(['ping', '-c', '1', '-W', '20', '192.168.1.1'])
  const lan = root.page.locator('[data-network=lan]')
  const seen = lan.getByText(/\d machines? (was|were) seen there/)
  await until('a machine is seen in the network', async () => {
    await press(root, 'look-again')
    return (await seen.count()) > 0
  })
  // The way to the internet is no lab.
  assert.is(await root.page.locator('[data-network=wan]').count(), 0)
  await press(root, 'make-rooms')
  await waitForText(root, '.alert-message', 'Mark the networks of the labs first.')
  await field(root, 'lab-lan').check()
  await field(root, 'lab-name-lan').fill('Информатика кабинеті')
  await press(root, 'look-again')
  assert.is(await field(root, 'lab-name-lan').inputValue(), 'Информатика кабинеті')
  await press(root, 'make-rooms')
  await stepIs(root, 'rooms', 'yes')
  // All that is left is the network that somebody has to look after the router from: no press makes rooms of them.
  for (const name of ['media', 'staff']) await field(root, `lab-${name}`).check()
  await press(root, 'make-rooms')
  await waitForText(root, '.modal', 'neither these pages nor SSH')
  await field(root, 'typed-network').fill('lab')
  await press(root, 'save')
  await waitForText(root, by('form-news'), 'That is not the name of the network.')
  assert.equal(await violations(root, 'setup, the own network'), [])
  await press(root, 'cancel')
  assert.is(await root.page.locator('[data-room]').count(), 1)
  await root.page.locator('[data-room=lan]', { hasText: 'Информатика кабинеті' }).waitFor()
})

labTest('the school, its people, the zone, and the logins', async () => {
  await follow(root, 'school')
  const { page } = root
  await page.locator('.cbi-value[data-name=school] input').fill('№ 2 мектеп')
  const people = page.locator('.cbi-section', { has: page.locator('h3', { hasText: 'People' }) })
  for (const [index, [name, role]] of (
    [
      ['Серік Директоров', 'director'],
      ['Айгүл Мұғалімова', 'teacher'],
    ] as const
  ).entries()) {
    await people.getByRole('button', { name: 'Add' }).click()
    const person = people.locator('.cbi-section-node').nth(index)
    await person.locator('[data-name=name] input').fill(name)
    await person.locator('[data-name=role] select').selectOption(role)
  }
  await page.locator('.cbi-page-actions .cbi-button-apply').click()
  await waitForText(root, '.alert-message', 'Configuration changes applied')

  await follow(root, 'logins')
  for (const role of ['teacher', 'director'] as const) {
    await press(root, 'add-user')
    await field(root, 'user-name').fill(`the-${role}`)
    await field(root, 'user-password').fill(secret)
    await field(root, 'user-role').selectOption(role)
    await press(root, 'save')
    await waitForText(root, `${by('users')} tr`, `the-${role}`)
  }

  await root.open('overview')
  await waitForText(root, by('zone-form'), 'in the zone UTC')
  assert.equal(await violations(root, 'setup with the zone'), [])
  await field(root, 'zone').selectOption('Asia/Qostanay')
  await press(root, 'set-zone')
  await waitForText(root, '.alert-message', 'The router goes by the time of Asia/Qostanay.')
  for (const name of ['rooms', 'school', 'clock', 'logins']) await stepIs(root, name, 'yes')
})

labTest(
  'the teacher pastes the first sites and sends them, the director approves, and the lab is shut to all else',
  async () => {
    const teacher = await arrive(browser, as('the-teacher', secret), 'teacher')
    await follow(teacher, 'sites')
    await field(teacher, 'bulk-text').fill('https://bilimland.test/kk/\nhttps://second.test/')
    await press(teacher, 'bulk-read')
    await waitForText(teacher, by('bulk-counts'), 'New: 2')
    await press(teacher, 'bulk-add')
    await waitForText(teacher, by('bulk-news'), '2 sites were added')
    await teacher.open('overview')
    await stepIs(teacher, 'sites', 'yes')
    await follow(teacher, 'send')
    await press(teacher, 'send')
    await press(teacher, 'confirm')
    await waitForText(teacher, by('headline'), 'lies before the director')

    const director = await arrive(browser, as('the-director', secret), 'director')
    await director.open('overview')
    await stepIs(director, 'send', 'yes')
    await follow(director, 'approve')
    await field(director, 'by').fill('Серік Директоров')
    await field(director, 'order').fill('12-Ө')
    await press(director, 'approve')
    await press(director, 'confirm')
    await waitForText(director, by('headline'), 'The draft is the list in force, version 1.')
    assert.equal(director.complaints, [])
    await director.leave()

    await teacher.open('overview')
    await stepIs(teacher, 'approve', 'yes')
    await follow(teacher, 'drill')
    await press(teacher, 'start')
    const address = await dialog(teacher).locator('[data-name=address]').first().innerText()
    await press(teacher, 'close')
    await drillOn('pc1', address)
    await teacher.open('overview')
    // All is done: nothing leads any more.
    await teacher.page.locator('[data-check]').first().waitFor({ state: 'attached' })
    await teacher.page.waitForFunction(`document.querySelector('[data-name=setup]')?.childElementCount === 0`)
    assert.equal(teacher.complaints, [])
    await teacher.leave()
  },
)

/** The drill in a browser on a PC of the room. */
async function drillOn(key: 'pc1', address: string): Promise<void> {
  if (school.lab === undefined) throw new Error('only the lab has PCs')
  const pc = await browserOn(school.lab, key)
  try {
    const tab = await pc.newPage()
    await tab.goto(address)
    await tab.locator('#go').click()
    await tab.waitForSelector('html[data-state=done]', { timeout: hangMs })
  } finally {
    await pc.close()
  }
}

labTest('root’s pages had no error of their own', () => assert.equal(root.complaints, []))

test.run()
