/** Many sites at once in a browser: what each line becomes is shown, nothing is added unasked, and it can be taken back. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { addLogin, manySites, writeDraft } from './list-files.ts'
import { arrive, openBrowser, overhang, type Person } from './person.ts'
import { openSchool, type School } from './school.ts'
import { by, dropFile, field, press, textOf, waitForText } from './touch.ts'

const test = suite('browser: many sites at once')
/** What needs files of the router. */
const labTest = process.env.LUCI_URL === undefined ? test : () => {}

let school: School
let browser: Browser
let teacher: Person

const draftPath = () => join(school.aqtizim?.root ?? '', 'etc/aqtizim/draft.yaml')
const draft = () => readFileSync(draftPath(), 'utf8')

test.before(async () => {
  school = await openSchool((root) => {
    writeDraft(root, manySites(20))
    addLogin(root, 'teacher', 'aigul')
  })
  browser = await openBrowser()
  teacher = await arrive(browser, school, 'teacher')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

async function openImport(): Promise<void> {
  await teacher.open('whitelist')
  await press(teacher, 'tab-bulk')
  await field(teacher, 'bulk-text').waitFor()
}

async function show(text: string): Promise<void> {
  await field(teacher, 'bulk-text').fill(text)
  await press(teacher, 'bulk-read')
}

labTest('what was pasted is shown line by line, added when asked to, and taken back', async () => {
  const before = draft()
  await openImport()
  await show('https://www.kundelik.kz/login\nкомпьютер\ncom.kz\nkundelik.kz\nМұра - mura.kz')
  await waitForText(teacher, by('bulk-counts'), 'New: 2')
  const counts = await textOf(teacher, by('bulk-counts'))
  assert.match(counts, /Merged: 1[\s\S]*Not read: 2/)
  await waitForText(teacher, 'tr', 'too wide')
  await waitForText(teacher, 'tr', 'It is the same as in line 1.')
  assert.is(draft(), before)
  await press(teacher, 'bulk-show-unread')
  await waitForText(teacher, 'tr', 'No address of a site stands here.')
  await press(teacher, 'bulk-add')
  await waitForText(teacher, by('bulk-news'), '2 sites were added to the draft.')
  assert.is(draft(), `${before}  - domain: kundelik.kz\n  - domain: mura.kz\n    title: Мұра\n`)
  await press(teacher, 'bulk-undo')
  await waitForText(teacher, by('bulk-news'), 'The draft is as it was before.')
  assert.is(draft(), before)
})

/** A sheet as a Russian Windows saves it. */
function sheetOf(text: string): Buffer {
  const letters = [...text].map((letter) => letter.charCodeAt(0))
  return Buffer.from(letters.map((code) => (code < 0x80 ? code : code - 0x350)))
}

labTest('a file is dropped on the box: it is read at once, in place of what was pasted', async () => {
  const before = draft()
  await openImport()
  await field(teacher, 'bulk-text').fill('pasted.kz')
  await dropFile(teacher, 'bulk-text', sheetOf('Название;Адрес\r\nГеография;jer.kz\r\n'), 'sites.csv')
  await waitForText(teacher, by('bulk-counts'), 'New: 1')
  await waitForText(teacher, 'tr', 'jer.kz')
  assert.is(await textOf(teacher, by('bulk-encoding')), 'Understood as Windows-1251 (Cyrillic).')
  assert.is(await field(teacher, 'bulk-text').inputValue(), '')
  assert.is(await teacher.page.locator('tr', { hasText: 'pasted.kz' }).count(), 0)
  assert.is(draft(), before)
  await press(teacher, 'bulk-add')
  await waitForText(teacher, by('bulk-news'), '1 site was added to the draft.')
  assert.is(draft(), `${before}  - domain: jer.kz\n    title: География\n`)
  await press(teacher, 'bulk-undo')
  await waitForText(teacher, by('bulk-news'), 'The draft is as it was before.')
})

labTest('a sheet in Windows-1251 is read as a file, and a workbook is refused in words', async () => {
  await openImport()
  const sheet = sheetOf('Название;Адрес\r\nИстория;mura.kz\r\n')
  const file = teacher.page.locator('[name=bulk-file]')
  await file.setInputFiles({ name: 'sites.csv', mimeType: 'text/csv', buffer: sheet })
  await press(teacher, 'bulk-read')
  await waitForText(teacher, by('bulk-counts'), 'New: 1')
  assert.is(await textOf(teacher, by('bulk-encoding')), 'Understood as Windows-1251 (Cyrillic).')
  const workbook = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(500)])
  await file.setInputFiles({ name: 'sites.xlsx', mimeType: 'application/zip', buffer: workbook })
  await press(teacher, 'bulk-read')
  await waitForText(teacher, by('bulk-news'), 'This is a file of an office program.')
  assert.is(await teacher.page.locator(by('bulk-add')).count(), 0)
})

labTest('ten thousand lines are read in parts and shown in slices; a hundred thousand are refused', async () => {
  await openImport()
  const lines = (count: number) => Buffer.from(Array.from({ length: count }, (_, at) => `s${at}.kz\n`).join(''))
  const file = teacher.page.locator('[name=bulk-file]')
  await file.setInputFiles({ name: 'many.txt', mimeType: 'text/plain', buffer: lines(10_000) })
  await press(teacher, 'bulk-read')
  await waitForText(teacher, by('bulk-counts'), 'New: 10000')
  assert.is(await teacher.page.locator('tr.tr:not(.table-titles)').count(), 500)
  await press(teacher, 'bulk-more')
  await waitForText(teacher, 'tr', 's999.kz')
  await file.setInputFiles({ name: 'more.txt', mimeType: 'text/plain', buffer: lines(100_000) })
  await press(teacher, 'bulk-read')
  await waitForText(teacher, by('bulk-news'), 'The file has 100000 lines')
})

labTest('who was faster is told, and what was pasted is compared with the new draft', async () => {
  await openImport()
  await show('first.kz\nsecond.kz')
  await waitForText(teacher, by('bulk-counts'), 'New: 2')
  writeFileSync(draftPath(), `${draft()}  - domain: first.kz\n`)
  await press(teacher, 'bulk-add')
  await waitForText(teacher, by('bulk-news'), 'changed the list meanwhile')
  await waitForText(teacher, by('bulk-counts'), 'New: 1')
  await press(teacher, 'bulk-add')
  await waitForText(teacher, by('bulk-news'), '1 site was added to the draft.')
  assert.match(draft(), /first\.kz\n {2}- domain: second\.kz\n$/)
})

labTest('a ready group is found, shown with its sources, added and taken back', async () => {
  writeFileSync(draftPath(), 'sites:\n  - domain: b.kz\n    group: gone@2024-01-01\n')
  const before = draft()
  await teacher.open('whitelist')
  await press(teacher, 'tab-groups')
  await waitForText(teacher, by('vanished'), 'The catalogue has no group gone any more.')
  await field(teacher, 'group-search').fill('KUNDELIK')
  await teacher.page.locator(by('group-wikipedia')).waitFor({ state: 'detached' })
  const card = teacher.page.locator(by('group-kundelik'))
  await card.locator('summary').click()
  assert.is(await card.locator('li a').getAttribute('href'), 'https://kundelik.kz/')
  await press(teacher, 'group-read')
  await waitForText(teacher, by('bulk-counts'), 'New: 1')
  assert.is(draft(), before)
  await press(teacher, 'bulk-add')
  await waitForText(teacher, by('bulk-news'), '1 site was added to the draft.')
  await waitForText(teacher, by('group-kundelik'), 'in the draft: 1')
  assert.match(draft(), /domain: kundelik\.kz\n {4}title: Kundelik\n {4}group: kundelik@/)
  await press(teacher, 'bulk-undo')
  await waitForText(teacher, by('bulk-news'), 'The draft is as it was before.')
  assert.is(draft(), before)
})

labTest('what a newer catalogue says otherwise is told, and done on a press alone', async () => {
  const own = (name: string, more = '') => `  - domain: ${name}\n${more}    group: wikipedia@2024-01-01\n`
  writeFileSync(draftPath(), `sites:\n${own('wikipedia.org', '    title: Уики\n')}${own('old.kz')}`)
  await teacher.open('whitelist')
  await press(teacher, 'tab-groups')
  await waitForText(teacher, by('group-changes'), 'Your entries are from 01.01.2024.')
  const told = await textOf(teacher, by('group-changes'))
  assert.match(told, /New: wiktionary\.org[\s\S]*No longer in the group: old\.kz[\s\S]*Changed: wikipedia\.org/)
  await press(teacher, 'group-take-over')
  await waitForText(teacher, by('bulk-news'), 'The draft says what the catalogue says.')
  assert.match(
    draft(),
    /domain: wikipedia\.org\n {4}title: Уики\n {4}group: wikipedia@2[\d-]+\n {4}needs: \[wikimedia\.org\]/,
  )
  assert.not.match(draft(), /@2024|old\.kz/)
})

labTest('nothing stands over the edge of a telephone', async () => {
  await openImport()
  await show(`https://${'long-'.repeat(11)}name.kz/${'path/'.repeat(40)}`)
  await waitForText(teacher, by('bulk-counts'), 'New: 1')
  await teacher.page.setViewportSize({ width: 360, height: 740 })
  assert.is(await overhang(teacher.page), 0)
})

test.run()
