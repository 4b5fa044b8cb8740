/** The papers in a browser: filled in, looked at, printed, saved for Word; and nothing in them runs. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { approveList, open } from './life.ts'
import { arrive, canary, openBrowser, overhang, type Person, shoot, wasHurt } from './person.ts'
import { openSchool, type School } from './school.ts'

const test = suite('browser: papers')
/** What needs the lab's people, or its approved list. */
const labTest = process.env.LUCI_URL === undefined ? test : () => {}
let school: School
let browser: Browser
let teacher: Person
let director: Person

const by = (name: string) => `[data-name="${name}"]`
const field = (person: Person, name: string) => person.page.locator(`.aq-form [name="${name}"]`)
const press = (person: Person, name: string) => person.page.locator(by(name)).click()
const paperText = (person: Person) => person.page.frameLocator('iframe.aq-paper').locator('body')

/** A person whose name is a pupil's dream. */
function addPerson(root: string): void {
  const path = join(root, 'etc/config/aqtizim')
  const section = `\nconfig person\n\toption role 'director'\n\toption name '${canary.replaceAll("'", '"')}'\n\toption post 'Директор'\n\toption commission 'chair'\n`
  writeFileSync(path, readFileSync(path, 'utf8') + section)
}

test.before(async () => {
  ;[school, browser] = await Promise.all([openSchool(addPerson), openBrowser()])
  if (school.lab !== undefined) {
    await approveList(school)
    await open(school, 'pc1', 'https://bilimland.test/', 'http://vk.test/')
  }
  teacher = await arrive(browser, school, 'teacher')
  director = await arrive(browser, school, 'director', { language: 'kk' })
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

test('the teacher sees the day’s journal as a paper', async () => {
  await teacher.open('documents')
  await press(teacher, 'paper-access-journal')
  assert.match(await field(teacher, 'from').inputValue(), /^\d{4}-\d\d-\d\d$/)
  await field(teacher, 'room').selectOption('informatics')
  await field(teacher, 'language').selectOption('ru')
  await press(teacher, 'show')
  await paperText(teacher).getByText('ЖУРНАЛ ДОСТУПА К ИНТЕРНЕТ-КОНТЕНТУ').waitFor()
  assert.match(await paperText(teacher).innerText(), /Информатика кабинеті/)
  await shoot(teacher.page, 'documents-journal-en-1280')
})

labTest('the act is printed from its own frame, with what was typed as text', async () => {
  await press(teacher, 'paper-check-act')
  assert.match(await field(teacher, 'commission').inputValue(), /Директор$/)
  await field(teacher, 'findings').fill(canary)
  await field(teacher, 'language').selectOption('kk')
  await press(teacher, 'show')
  const body = paperText(teacher)
  await body.getByText('Комиссия ұсыныстары').waitFor()
  assert.is(await body.locator('img, script').count(), 0)
  assert.match(await body.innerText(), /onerror=/)
  assert.is(await wasHurt(teacher.page), false)
  const frame = teacher.page.frames().find((each) => each !== teacher.page.mainFrame())
  await teacher.page.evaluate(
    "document.querySelector('iframe.aq-paper').contentWindow.print = () => { window.__printed = true }",
  )
  await press(teacher, 'print')
  assert.is(await teacher.page.evaluate('window.__printed'), true)
  assert.ok(frame !== undefined)
})

labTest('an answer that does not fit is said at its field, and nothing that was typed is lost', async () => {
  await field(teacher, 'until').fill('2020-01-01')
  await press(teacher, 'show')
  await teacher.page.locator(by('wrong-until'), { hasText: 'күн' }).waitFor()
  assert.is(await field(teacher, 'findings').inputValue(), canary)
})

labTest('the director saves the approval sheet for Word, in Kazakh', async () => {
  await director.open('documents')
  assert.match(await director.page.locator('.aqtizim[data-ready]').innerText(), /Ақ тізімді бекіту парағы/)
  await press(director, 'paper-approval-sheet')
  await field(director, 'language').selectOption('kk')
  const [download] = await Promise.all([director.page.waitForEvent('download'), press(director, 'word')])
  assert.is(download.suggestedFilename(), 'approval-sheet-kk.docx')
  const parts = unzipSync(readFileSync(await download.path()))
  const xml = strFromU8(parts['word/document.xml'] ?? new Uint8Array())
  assert.match(xml, /РҰҚСАТ ЕТІЛГЕН САЙТТАРДЫҢ АҚ ТІЗІМІ/)
  assert.match(xml, /bilimland\.test/)
})

test('the psychologist sees no journal and no list', async () => {
  const psychologist = await arrive(browser, school, 'psychologist')
  await psychologist.open('documents')
  for (const name of ['access-journal', 'check-act', 'approval-sheet'])
    assert.is(await psychologist.page.locator(by(`paper-${name}`)).count(), 0)
  assert.equal(psychologist.complaints, [])
  await psychologist.leave()
})

for (const language of ['kk', 'ru'] as const)
  test(`on a narrow screen nothing sticks out, ${language}`, async () => {
    const person = await arrive(browser, school, 'teacher', { language, width: 360 })
    await person.open('documents')
    await press(person, 'paper-check-act')
    assert.is(await overhang(person.page), 0)
    await shoot(person.page, `documents-${language}-360`)
    assert.equal(person.complaints, [])
    await person.leave()
  })

test('no browser had anything to complain of', () => {
  assert.equal([...teacher.complaints, ...director.complaints], [])
})

test.run()
