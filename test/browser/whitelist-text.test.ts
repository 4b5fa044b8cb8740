/** The white list as text in a browser: mistakes at their lines, 5 MB, long texts, and two who edit at once. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { decode } from '../../src/whitelist/encodings.ts'
import { suite } from '../suite.ts'
import { addLogin, manySites, writeDraft } from './list-files.ts'
import { arrive, openBrowser, overhang, type Person, shoot } from './person.ts'
import { openSchool, type School } from './school.ts'
import { by, dropFile, field, press, textOf, waitForText } from './touch.ts'

const test = suite('browser: white list as text')
/** What needs files of the router, or a second login. */
const labTest = process.env.LUCI_URL === undefined ? test : () => {}

const count = 1000
let school: School
let browser: Browser
let teacher: Person
let colleague: Person

const draft = () => readFileSync(join(school.aqtizim?.root ?? '', 'etc/aqtizim/draft.yaml'), 'utf8')
/** Another login of the same role: the daemon tells the two apart. */
const as = (name: string): School => ({ ...school, loginOf: () => ({ user: name, password: name }) })

test.before(async () => {
  school = await openSchool((root) => {
    writeDraft(root, manySites(count))
    addLogin(root, 'teacher', 'aigul')
  })
  browser = await openBrowser()
  teacher = await arrive(browser, school, 'teacher')
  colleague = school.lab === undefined ? teacher : await arrive(browser, as('aigul'), 'teacher')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

async function openText(person: Person): Promise<void> {
  await person.open('whitelist')
  await press(person, 'tab-text')
  await field(person, 'yaml').waitFor()
}

/** The bytes that another program would write. */
function bytesOf(text: string, encoding: 'kz-1048' | 'utf-16'): Buffer {
  if (encoding === 'utf-16') return Buffer.from(`\ufeff${text}`, 'utf16le')
  const letters = Array.from({ length: 256 }, (_, byte) => decode(Uint8Array.of(byte), encoding))
  return Buffer.from([...text].map((letter) => letters.indexOf(letter)))
}

const dropOnText = (person: Person, bytes: Buffer) => dropFile(person, 'yaml', bytes)

/** At once: typing a thousand sites takes a browser minutes. */
const write = (person: Person, text: string) =>
  person.page.evaluate(`document.querySelector('[name=yaml]').value = ${JSON.stringify(text)}`)

labTest('a text with mistakes is saved as a draft, shows them at their lines, and cannot be sent', async () => {
  await openText(teacher)
  const before = await field(teacher, 'yaml').inputValue()
  await write(teacher, 'sites:\n  - domain: bilimland.kz\n    titel: BilimLand\n  - domain: kz\n')
  await press(teacher, 'save-text')
  await waitForText(teacher, by('text-news'), 'The draft has mistakes')
  const problems = await textOf(teacher, by('problems'))
  assert.match(problems, /line 3.*titel/)
  assert.match(problems, /line 4.*kz/)
  await waitForText(teacher, by('headline'), '2 mistakes')
  assert.is(await teacher.page.locator(by('send')).count(), 0)
  await teacher.page.locator(by('go')).first().click()
  const marked = await teacher.page.evaluate(
    "document.querySelector('[name=yaml]').value.slice(document.querySelector('[name=yaml]').selectionStart, document.querySelector('[name=yaml]').selectionEnd)",
  )
  assert.is(marked, 'titel: BilimLand')
  await press(teacher, 'tab-sites')
  await waitForText(teacher, 'tr', 'titel')
  await press(teacher, 'tab-text')
  await write(teacher, before)
  await press(teacher, 'save-text')
  await waitForText(teacher, by('text-news'), 'Saved.')
})

labTest(
  'a file in KZ-1048 is chosen or dropped, shown as it was understood, and taken when somebody agrees',
  async () => {
    await openText(teacher)
    const before = await field(teacher, 'yaml').inputValue()
    const text = 'sites:\n  - domain: mura.kz\n    title: Әдебиет мұрасы\n'
    const bytes = bytesOf(text, 'kz-1048')
    await teacher.page
      .locator('[name=text-file]')
      .setInputFiles({ name: 'list.yaml', mimeType: 'text/yaml', buffer: bytes })
    await waitForText(teacher, by('file-head'), 'Әдебиет мұрасы')
    assert.is(await field(teacher, 'file-encoding').inputValue(), 'kz-1048')
    await field(teacher, 'file-encoding').selectOption('windows-1251')
    await waitForText(teacher, by('file-head'), 'Јдебиет')
    assert.is(await field(teacher, 'yaml').inputValue(), before)
    await press(teacher, 'file-leave')
    assert.is(await teacher.page.locator(by('file-head')).count(), 0)
    await dropOnText(teacher, bytesOf(text.replace('Ә', 'Е'), 'utf-16'))
    await waitForText(teacher, by('file-head'), 'Едебиет мұрасы')
    assert.is(await field(teacher, 'file-encoding').inputValue(), 'utf-16')
    await dropOnText(teacher, bytes)
    await waitForText(teacher, by('file-head'), 'Әдебиет мұрасы')
    await press(teacher, 'file-take')
    await waitForText(teacher, by('text-news'), 'nothing is saved yet')
    assert.is(await field(teacher, 'yaml').inputValue(), text)
    await press(teacher, 'save-text')
    await waitForText(teacher, by('text-news'), 'Saved.')
    assert.is(draft(), text)
    await write(teacher, before)
    await press(teacher, 'save-text')
    await waitForText(teacher, by('text-news'), 'Saved.')
  },
)

test('a paste of 5 MB is refused in words before anything is sent, and stays', async () => {
  await openText(teacher)
  let sent = 0
  teacher.page.on('request', (request) => {
    if (request.postData()?.includes('list_save') === true) sent++
  })
  const huge = `sites:\n${'# 0123456789 0123456789 0123456789 0123456789\n'.repeat(110_000)}`
  await write(teacher, huge)
  await press(teacher, 'save-text')
  await waitForText(teacher, by('text-news'), 'This text has 5.')
  assert.is(sent, 0)
  assert.is((await field(teacher, 'yaml').inputValue()).length, huge.length)
})

labTest('a long text in Kazakh letters goes over in parts and arrives as it was', async () => {
  const long = `# ${'ұзақ түсініктеме 😀 '.repeat(12_000)}\n${manySites(count)}`
  await openText(teacher)
  await write(teacher, long)
  await press(teacher, 'save-text')
  await waitForText(teacher, by('text-news'), 'Saved.')
  assert.is(draft(), long)
})

labTest('of two who edit the text the second keeps it, and may take the other one', async () => {
  await openText(teacher)
  await openText(colleague)
  await write(teacher, manySites(count))
  await press(teacher, 'save-text')
  await waitForText(teacher, by('text-news'), 'Saved.')
  await write(colleague, 'sites:\n  - domain: mine.kz\n')
  await press(colleague, 'save-text')
  await waitForText(colleague, by('conflict'), 'teacher changed the list')
  assert.is(await field(colleague, 'yaml').inputValue(), 'sites:\n  - domain: mine.kz\n')
  await press(colleague, 'take-other')
  assert.is(await field(colleague, 'yaml').inputValue(), manySites(count))
})

test('a director reads the text and cannot save it', async () => {
  const director = await arrive(browser, school, 'director')
  await openText(director)
  assert.is(await director.page.locator(by('save-text')).count(), 0)
  await director.leave()
})

labTest('nothing sticks out at 360 px, in any language', async () => {
  await openText(teacher)
  await write(teacher, 'sites:\n  - domain: bilimland.kz\n    titel: BilimLand\n  - domain: kz\n')
  await press(teacher, 'save-text')
  await waitForText(teacher, by('text-news'), 'The draft has mistakes')
  for (const language of ['kk', 'ru', 'en'] as const) {
    const person = await arrive(browser, school, 'teacher', { language, dark: language === 'kk' })
    await openText(person)
    for (const width of [1280, 360]) {
      await person.page.setViewportSize({ width, height: 800 })
      await shoot(person.page, `whitelist-text-${language}-${width}`)
      assert.is(await overhang(person.page), 0, `${language} ${width}`)
    }
    await person.leave()
  }
})

test('no page had an error of its own', () => {
  for (const person of [teacher, colleague]) assert.equal(person.complaints, [])
})

test.run()
