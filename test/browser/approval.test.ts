/** The way of a draft in a browser: to the director and back, approved with a signature, and the versions. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { makeSigner } from '../whitelist/signer.ts'
import { manySites, requireSignature, siteName, writeDraft } from './list-files.ts'
import { arrive, openBrowser, overhang, type Person, shoot } from './person.ts'
import { openSchool, type School } from './school.ts'
import { by, field, loaded, press, rowOf, textOf, waitForText } from './touch.ts'

const test = suite('browser: approval')
/** What needs files of the router, or a second login. */
const labTest = process.env.LUCI_URL === undefined ? test : () => {}

const count = 200
const signer = makeSigner()
let school: School
let browser: Browser
let teacher: Person
let director: Person

const draft = () => readFileSync(join(school.aqtizim?.root ?? '', 'etc/aqtizim/draft.yaml'), 'utf8')
const search = (person: Person, text: string) => field(person, 'search').fill(text)

test.before(async () => {
  school = await openSchool((root) => {
    writeDraft(root, manySites(count))
    requireSignature(root, signer.publicKey)
  })
  browser = await openBrowser()
  teacher = await arrive(browser, school, 'teacher')
  director = await arrive(browser, school, 'director')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

test('the director sees no buttons of a teacher, and a teacher none of the director', async () => {
  await director.open('whitelist')
  await press(director, 'tab-sites')
  for (const name of ['add', 'edit', 'remove', 'send'])
    assert.is(await director.page.locator(by(name)).count(), 0, name)
  await teacher.open('whitelist')
  await press(teacher, 'tab-changes')
  await teacher.page.locator(by('difference')).waitFor()
  for (const name of ['approve', 'return']) assert.is(await teacher.page.locator(by(name)).count(), 0, name)
})

labTest('what the teachers have not sent yet is shown to the director, and not to be decided', async () => {
  await director.open('whitelist')
  await press(director, 'tab-changes')
  await director.page.locator(by('not-sent')).waitFor()
  for (const name of ['approve', 'return']) assert.is(await director.page.locator(by(name)).count(), 0, name)
})

labTest('a draft is sent, sent back with a note, and sent again', async () => {
  await teacher.open('whitelist')
  await press(teacher, 'send')
  await press(teacher, 'confirm')
  await waitForText(teacher, by('headline'), 'lies before the director')
  await director.open('whitelist')
  await director.page.locator(by('difference')).waitFor()
  assert.is(await textOf(director, by('difference-counts')), `Opens: ${count}, shuts: 0, changes: 0`)
  await press(director, 'return')
  await press(director, 'save')
  await waitForText(director, by('form-news'), 'Write a note')
  await field(director, 'note').fill('Remove site-0001.kz, please')
  await press(director, 'save')
  await teacher.open('whitelist')
  await waitForText(teacher, by('returned'), 'Remove site-0001.kz, please')
  await search(teacher, siteName(1))
  await rowOf(teacher, siteName(1)).locator(by('remove')).click()
  await press(teacher, 'confirm')
  await waitForText(teacher, by('list-news'), 'Removed')
  await press(teacher, 'send')
  await press(teacher, 'confirm')
  await waitForText(teacher, by('headline'), 'lies before the director')
})

labTest('nothing sticks out of the director’s view at 360 px, in any language', async () => {
  for (const language of ['kk', 'ru', 'en'] as const) {
    const person = await arrive(browser, school, 'director', { language, dark: language === 'en' })
    await person.open('whitelist')
    await person.page.locator(by('approve')).waitFor()
    for (const width of [1280, 360]) {
      await person.page.setViewportSize({ width, height: 800 })
      await shoot(person.page, `whitelist-approval-${language}-${width}`)
      assert.is(await overhang(person.page), 0, `${language} ${width}`)
    }
    assert.equal(person.complaints, [])
    await person.leave()
  }
})

async function download(person: Person): Promise<string> {
  const [file] = await Promise.all([person.page.waitForEvent('download'), press(person, 'download')])
  return readFileSync(await file.path(), 'utf8')
}

labTest('the director approves with a signature over what was sent, and with no other', async () => {
  await director.open('whitelist')
  await director.page.locator(by('approve')).waitFor()
  assert.is(await director.page.locator(`${by('whole-list')} tr.tr:not(.table-titles)`).count(), count - 1)
  await press(director, 'approve')
  await waitForText(director, by('approval-news'), 'Write the name')
  await field(director, 'by').fill('Серік Директоров')
  await field(director, 'order').fill('12-Ө')
  await press(director, 'approve')
  await waitForText(director, by('approval-news'), 'Choose the signature file')
  const list = await download(director)
  assert.is(list, `# aqtizim version 1\n${draft()}`)
  const give = (text: string) =>
    field(director, 'signature').setInputFiles({ name: 'list.sig', mimeType: 'text/plain', buffer: Buffer.from(text) })
  await give(makeSigner().sign(Buffer.from(list)))
  await press(director, 'approve')
  await press(director, 'confirm')
  await waitForText(director, by('approval-news'), 'Nothing was approved')
  await give(signer.sign(Buffer.from(list)))
  await press(director, 'approve')
  await press(director, 'confirm')
  await waitForText(director, by('headline'), 'The draft is the list in force, version 1.')
  await director.page.locator(by('approve')).waitFor({ state: 'detached' })
})

labTest('the versions tell who approved what, and an old one becomes the draft again', async () => {
  await teacher.open('whitelist')
  await search(teacher, siteName(9))
  await rowOf(teacher, siteName(9)).locator(by('remove')).click()
  await press(teacher, 'confirm')
  await waitForText(teacher, by('headline'), 'The draft differs from version 1')
  await press(teacher, 'tab-changes')
  await waitForText(teacher, `${by('difference')} .aq-change`, siteName(9))
  await press(teacher, 'tab-versions')
  await waitForText(teacher, 'tr', 'Серік Директоров')
  assert.match(await textOf(teacher, '.aq-tab table'), /12-Ө/)
  await press(teacher, 'changes')
  await waitForText(teacher, '.modal', `Opens: ${count - 1}`)
  await press(teacher, 'close')
  await press(teacher, 'restore')
  await press(teacher, 'confirm')
  await waitForText(teacher, by('headline'), 'The draft is the list in force, version 1.')
})

labTest('nothing sticks out of the versions at 360 px, in any language', async () => {
  for (const language of ['kk', 'ru', 'en'] as const) {
    const person = await arrive(browser, school, 'teacher', { language, width: 360, dark: language === 'ru' })
    await person.open('whitelist')
    await press(person, 'tab-versions')
    await loaded(person)
    await shoot(person.page, `whitelist-versions-${language}-360`)
    assert.is(await overhang(person.page), 0, language)
    await person.leave()
  }
})

test('no page had an error of its own', () => {
  for (const person of [teacher, director]) assert.equal(person.complaints, [])
})

test.run()
