/** The suggestions in a browser: what a listed site lacks is said in words, and added or ignored with a press. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { makeSchool } from '../missing-names/school.ts'
import { suite } from '../suite.ts'
import { writeJournal } from './journal-files.ts'
import { addLogin, writeDraft } from './list-files.ts'
import { arrive, openBrowser, overhang, type Person, shoot, wasHurt } from './person.ts'
import { openSchool, type School } from './school.ts'

const test = suite('browser: needs')
/** What needs files of the router, or a second login. */
const labTest = process.env.LUCI_URL === undefined ? test : () => {}

const sites = ['bilimland.kz', 'kitap.kz', 'kundelik.kz', 'opiq.kz']
const dayMs = 86_400_000
const by = (name: string) => `[data-name="${name}"]`
let school: School
let browser: Browser
let teacher: Person

/** Three school days that ended yesterday. */
const rows = makeSchool({
  seed: 4,
  pcs: 12,
  days: 3,
  from: (Math.floor(Date.now() / dayMs) - 3) * 86_400,
  sites,
  needs: [
    { site: 'bilimland.kz', name: 'cdn.bilimland.net', atStart: 0.95 },
    { site: 'bilimland.kz', name: 'img.bilimland.net', atStart: 0.8 },
    { site: 'kitap.kz', name: 'www.google-analytics.com', atStart: 0.9 },
    { site: 'opiq.kz', name: 'player.videohost.net', perHour: 10 },
  ],
  typed: ['vk.com', '<img src=x onerror=window.__xss=1>.kz'],
  atBrowserStart: ['updates.extension.example.com'],
  pinged: ['sync.program.example.org'],
})

const suggestion = (name: string) => teacher.page.locator(`[data-need="${name}"]`)
const draft = () => readFileSync(join(school.aqtizim?.root ?? '', 'etc/aqtizim/draft.yaml'), 'utf8')

test.before(async () => {
  school = await openSchool((root) => {
    writeDraft(root, `sites:\n${sites.map((site) => `  - domain: ${site}\n`).join('')}`)
    writeJournal(root, rows)
    addLogin(root, 'teacher', 'aigul')
  })
  browser = await openBrowser()
  teacher = await arrive(browser, school, 'teacher')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

labTest('what pages lack is said in a sentence with counts, and how sure that is', async () => {
  await teacher.open('needs')
  const text = await suggestion('cdn.bilimland.net').innerText()
  assert.match(text, /bilimland\.kz seems to need cdn\.bilimland\.net \(seen \d+ times on 1\d PCs\)/)
  assert.match(text, /almost certain/)
  assert.is(await suggestion('player.videohost.net').count(), 1)
  for (const noise of ['vk.com', 'updates.extension.example.com', 'sync.program.example.org'])
    assert.is(await suggestion(noise).count(), 0, noise)
  assert.not.ok(await wasHurt(teacher.page))
})

labTest('a counter ranks low, and says that the site works without it', async () => {
  await suggestion('www.google-analytics.com').locator('summary').click()
  const text = await suggestion('www.google-analytics.com').innerText()
  assert.match(text, /the site works without it/)
  assert.not.match(text, /almost certain|likely/)
})

labTest('a suggestion is taken into the draft as needed', async () => {
  await suggestion('player.videohost.net').locator(by('add-need')).click()
  await teacher.page.locator(by('helper-news'), { hasText: 'Added to the draft: player.videohost.net' }).waitFor()
  assert.is(await suggestion('player.videohost.net').count(), 0)
  assert.match(draft(), /domain: opiq\.kz\n +needs: \[player\.videohost\.net\]/)
})

labTest(
  'all that is likely of a site is added at once, though a colleague has edited the draft meanwhile',
  async () => {
    const colleague = await arrive(
      browser,
      { ...school, loginOf: () => ({ user: 'aigul', password: 'aigul' }) },
      'teacher',
    )
    await colleague.open('whitelist')
    await colleague.page.locator('[name=paste]').fill('other.kz')
    await colleague.page.locator(by('add')).click()
    await colleague.page.locator(by('list-news'), { hasText: 'Saved' }).waitFor()
    await colleague.leave()
    await teacher.page.locator(`[data-site="bilimland.kz"] ${by('add-all')}`).click()
    await teacher.page.locator(by('helper-news'), { hasText: 'img.bilimland.net' }).waitFor()
    assert.match(draft(), /domain: bilimland\.kz\n +needs: \[(cdn|img)\.bilimland\.net, (cdn|img)\.bilimland\.net\]/)
    assert.match(draft(), /other\.kz/)
  },
)

labTest('what is in the draft is no longer suggested; what is ignored can be had back', async () => {
  await teacher.open('needs')
  assert.is(await suggestion('cdn.bilimland.net').count(), 0)
  await suggestion('www.google-analytics.com').locator(by('ignore')).click()
  await teacher.page.locator(by('headline'), { hasText: 'No site seems to lack anything' }).waitFor()
  // On another PC, by another teacher: the router remembers, and says who it was.
  const colleague = await arrive(
    browser,
    { ...school, loginOf: () => ({ user: 'aigul', password: 'aigul' }) },
    'teacher',
  )
  await colleague.open('needs')
  await colleague.page.locator(by('headline'), { hasText: 'No site seems to lack anything' }).waitFor()
  await colleague.page.locator(`${by('ignored')} > summary`).click()
  await colleague.page.getByText('Ignored by teacher').waitFor()
  await colleague.leave()
  await teacher.open('needs')
  await teacher.page.locator(`${by('ignored')} > summary`).click()
  await suggestion('www.google-analytics.com').locator(by('unignore')).click()
  await teacher.page.locator(by('headline'), { hasText: '1 site seems to lack' }).waitFor()
})

labTest('fewer days can be looked at', async () => {
  await teacher.page.locator('[name=days]').selectOption('1')
  await teacher.page.locator(by('headline'), { hasText: 'No site seems to lack anything' }).waitFor()
})

test('a director and a psychologist have no such page', async () => {
  for (const role of ['director', 'psychologist'] as const) {
    const person = await arrive(browser, school, role)
    assert.not.match(await person.page.content(), /aqtizim\/needs/)
    await person.leave()
  }
})

labTest('nothing sticks out at 360 px, in any language, light or dark', async () => {
  writeDraft(school.aqtizim?.root ?? '', `sites:\n${sites.map((site) => `  - domain: ${site}\n`).join('')}`)
  for (const language of ['kk', 'ru', 'en'] as const)
    for (const width of [1280, 360]) {
      const person = await arrive(browser, school, 'teacher', { language, width, dark: width === 360 })
      await person.open('needs')
      await person.page.locator(`[data-need="cdn.bilimland.net"] summary`).click()
      await shoot(person.page, `needs-full-${language}-${width}`)
      assert.is(await overhang(person.page), 0, `${language} ${width}`)
      assert.equal(person.complaints, [])
      await person.leave()
    }
})

test('no page had an error of its own', () => assert.equal(teacher.complaints, []))

test.run()
