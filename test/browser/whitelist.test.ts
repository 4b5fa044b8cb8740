/** The white list in a browser: a teacher edits, the director decides, and nothing that was typed is lost. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { connect } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeSigner } from '../whitelist/signer.ts'
import { addLogin, manySites, requireSignature, siteName, writeDraft } from './list-files.ts'
import { arrive, canary, openBrowser, overhang, type Person, shoot, wasHurt } from './person.ts'
import { openSchool, type School } from './school.ts'

const test = suite('browser: white list')

const count = 1000
const signer = makeSigner()
let school: School
let browser: Browser
let teacher: Person
let colleague: Person
let director: Person

const by = (name: string) => `[data-name="${name}"]`
const draft = () => readFileSync(join(school.aqtizim?.root ?? '', 'etc/aqtizim/draft.yaml'), 'utf8')
const textOf = async (person: Person, selector: string) => (await person.page.locator(selector).innerText()).trim()
const waitForText = (person: Person, selector: string, text: string) =>
  person.page.locator(selector, { hasText: text }).first().waitFor()
const field = (person: Person, name: string) => person.page.locator(`[name="${name}"]`)
const press = (person: Person, name: string) => person.page.locator(by(name)).click()
/** The row of a site. */
const row = (person: Person, site: string) =>
  person.page.locator('tr.tr', { has: person.page.getByText(site, { exact: true }) })

async function search(person: Person, text: string): Promise<void> {
  await field(person, 'search').fill(text)
}

/** Another login of the same role: `session.user` differs. */
const as = (name: string): School => ({ ...school, loginOf: () => ({ user: name, password: name }) })

test.before(async () => {
  school = await openSchool((root) => {
    writeDraft(root, manySites(count))
    requireSignature(root, signer.publicKey)
    addLogin(root, 'teacher', 'aigul')
  })
  browser = await openBrowser()
  teacher = await arrive(browser, school, 'teacher')
  colleague = await arrive(browser, as('aigul'), 'teacher')
  director = await arrive(browser, school, 'director')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
})

test('a thousand sites are there, fifty at a time, and are found by name, title and subject', async () => {
  await teacher.open('whitelist')
  assert.is(await textOf(teacher, by('count')), `${count} of ${count} sites`)
  assert.is(await teacher.page.locator('tr.tr:not(.table-titles)').count(), 50)
  await press(teacher, 'more')
  assert.is(await teacher.page.locator('tr.tr:not(.table-titles)').count(), 150)
  await search(teacher, 'сайты 999')
  assert.is(await textOf(teacher, by('count')), `1 of ${count} sites`)
  await search(teacher, 'nothing like it')
  await waitForText(teacher, '.placeholder', 'Nothing found.')
  await search(teacher, 'cdn.site-13.net')
  assert.is(await textOf(teacher, by('count')), `1 of ${count} sites`)
})

test('of a pasted address only the name counts, and what was cut is shown', async () => {
  await teacher.open('whitelist')
  await field(teacher, 'paste').fill('https://www.kitap-online.kz/kk/books?id=7#top')
  await field(teacher, 'new-title').fill('Кітап')
  await press(teacher, 'add')
  await waitForText(teacher, by('list-news'), 'Saved: www.kitap-online.kz')
  assert.match(await textOf(teacher, by('cut')), /https:\/\/www\.kitap-online\.kz\/kk\/books.*www\.kitap-online\.kz/)
  assert.is(await field(teacher, 'paste').inputValue(), '')
  await search(teacher, 'kitap-online')
  assert.is(await row(teacher, 'www.kitap-online.kz').count(), 1)
  assert.match(draft(), /domain: www\.kitap-online\.kz\n +title: Кітап/)
})

test('what cannot be a site is refused in words, and stays in its field', async () => {
  for (const [text, words] of [
    ['com.kz', 'too wide'],
    ['just words', 'not the name of a site'],
    ['школа', 'single word'],
  ] as const) {
    await field(teacher, 'paste').fill(text)
    await press(teacher, 'add')
    await waitForText(teacher, by('list-news'), words)
    assert.is(await field(teacher, 'paste').inputValue(), text)
  }
})

test('an entry is changed in its form: needs, except, rooms and ports', async () => {
  await teacher.open('whitelist')
  await search(teacher, siteName(2))
  await row(teacher, siteName(2)).locator(by('edit')).click()
  await field(teacher, 'needs').fill('cdn.two.net, img.two.net')
  await field(teacher, 'except').fill(`games.${siteName(2)}`)
  await teacher.page.locator('summary', { hasText: 'Rooms and ports' }).click()
  await field(teacher, 'room-informatics').check()
  await field(teacher, 'ports').fill('443 8443')
  await press(teacher, 'save')
  await waitForText(teacher, by('list-news'), `Saved: ${siteName(2)}`)
  const shown = await row(teacher, siteName(2)).innerText()
  for (const text of ['cdn.two.net, img.two.net', `games.${siteName(2)}`, 'Информатика кабинеті', '443, 8443'])
    assert.ok(shown.includes(text), `${text} in ${shown}`)
  assert.match(draft(), /needs: \[cdn\.two\.net, img\.two\.net\]/)
})

test('a mistake in the form is said in the form, which stays', async () => {
  await row(teacher, siteName(2)).locator(by('edit')).click()
  await field(teacher, 'needs').fill('https://')
  await press(teacher, 'save')
  await waitForText(teacher, by('form-news'), 'Nothing was saved')
  assert.is(await field(teacher, 'needs').inputValue(), 'https://')
  await press(teacher, 'cancel')
})

test('a site is removed after a question', async () => {
  await search(teacher, siteName(5))
  await row(teacher, siteName(5)).locator(by('remove')).click()
  await press(teacher, 'cancel')
  assert.is(await row(teacher, siteName(5)).count(), 1)
  await row(teacher, siteName(5)).locator(by('remove')).click()
  await press(teacher, 'confirm')
  await waitForText(teacher, by('list-news'), `Removed: ${siteName(5)}`)
  assert.not.match(draft(), new RegExp(`domain: ${siteName(5)}\\n`))
})

test('of two teachers who edit at once the second is told who was faster, and loses nothing', async () => {
  await colleague.open('whitelist')
  await search(colleague, siteName(7))
  await row(colleague, siteName(7)).locator(by('edit')).click()
  await field(colleague, 'title').fill('Айгүлдің атауы')
  await search(teacher, siteName(7))
  await row(teacher, siteName(7)).locator(by('edit')).click()
  await field(teacher, 'subject').fill('Химия')
  await press(teacher, 'save')
  await waitForText(teacher, by('list-news'), 'Saved:')
  await press(colleague, 'save')
  await waitForText(colleague, by('conflict'), 'teacher changed the list meanwhile')
  assert.is(await field(colleague, 'title').inputValue(), 'Айгүлдің атауы')
  await press(colleague, 'save')
  await waitForText(colleague, by('list-news'), 'Saved:')
  const entry = /domain: site-0007\.kz\n(?: {4}.*\n)+/.exec(draft())?.[0] ?? ''
  assert.match(entry, /title: Айгүлдің атауы/)
  assert.match(entry, /subject: Химия/)
})

test('script and HTML in every field are text', async () => {
  await teacher.open('whitelist')
  await field(teacher, 'paste').fill('xss-site.kz')
  await field(teacher, 'new-title').fill(canary)
  await field(teacher, 'new-subject').fill(canary)
  await press(teacher, 'add')
  await waitForText(teacher, by('list-news'), 'Saved: xss-site.kz')
  await search(teacher, 'xss-site')
  assert.match(await row(teacher, 'xss-site.kz').innerText(), /<img src=x/)
  await field(teacher, 'paste').fill(canary)
  await press(teacher, 'add')
  await waitForText(teacher, by('list-news'), 'Nothing was saved')
  await row(teacher, 'xss-site.kz').locator(by('edit')).click()
  await field(teacher, 'needs').fill(canary)
  await press(teacher, 'save')
  await waitForText(teacher, by('form-news'), 'Nothing was saved')
  await press(teacher, 'cancel')
  await press(teacher, 'tab-changes')
  await teacher.page.locator(by('difference')).waitFor()
  assert.not.ok(await wasHurt(teacher.page))
})

async function openText(person: Person): Promise<void> {
  await person.open('whitelist')
  await press(person, 'tab-text')
  await field(person, 'yaml').waitFor()
}

/** At once: typing a thousand sites takes a browser minutes. */
const write = (person: Person, text: string) =>
  person.page.evaluate(`document.querySelector('[name=yaml]').value = ${JSON.stringify(text)}`)

test('a text with mistakes is saved as a draft, shows them at their lines, and cannot be sent', async () => {
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

test('a long text in Kazakh letters goes over in parts and arrives as it was', async () => {
  const long = `# ${'ұзақ түсініктеме 😀 '.repeat(12_000)}\n${manySites(count)}`
  await openText(teacher)
  await write(teacher, long)
  await press(teacher, 'save-text')
  await waitForText(teacher, by('text-news'), 'Saved.')
  assert.is(draft(), long)
})

test('of two who edit the text the second keeps it, and may take the other one', async () => {
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

test('the director sees no buttons of a teacher, and a teacher none of the director', async () => {
  await director.open('whitelist')
  await press(director, 'tab-sites')
  for (const name of ['add', 'edit', 'remove', 'send'])
    assert.is(await director.page.locator(by(name)).count(), 0, name)
  await press(director, 'tab-text')
  assert.is(await director.page.locator(by('save-text')).count(), 0)
  await press(teacher, 'tab-changes')
  await teacher.page.locator(by('difference')).waitFor()
  for (const name of ['approve', 'return']) assert.is(await teacher.page.locator(by(name)).count(), 0, name)
})

test('a draft is sent, sent back with a note, and sent again', async () => {
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
  await row(teacher, siteName(1)).locator(by('remove')).click()
  await press(teacher, 'confirm')
  await waitForText(teacher, by('list-news'), 'Removed')
  await press(teacher, 'send')
  await press(teacher, 'confirm')
  await waitForText(teacher, by('headline'), 'lies before the director')
})

async function download(person: Person): Promise<string> {
  const [file] = await Promise.all([person.page.waitForEvent('download'), press(person, 'download')])
  return readFileSync(await file.path(), 'utf8')
}

test('the director approves with a signature over what was sent, and with no other', async () => {
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
  assert.is(list, draft())
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

test('the versions tell who approved what, and an old one becomes the draft again', async () => {
  await teacher.open('whitelist')
  await search(teacher, siteName(9))
  await row(teacher, siteName(9)).locator(by('remove')).click()
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

test('an expired session says so, and what was typed stays', async () => {
  await colleague.open('whitelist')
  await field(colleague, 'paste').fill('late.kz')
  const bus = connect({ path: school.aqtizim?.socket ?? '' })
  await bus.call('session', 'destroy', {
    ubus_rpc_session: String(await colleague.page.evaluate('window.environment.sessionid')),
  })
  await bus.close()
  await press(colleague, 'add')
  await waitForText(colleague, '.modal', 'Session expired')
  assert.is(await field(colleague, 'paste').inputValue(), 'late.kz')
  assert.not.match(draft(), /late\.kz/)
})

test('a page with a thousand sites is usable soon', async () => {
  const times: number[] = []
  for (let turn = 0; turn < 3; turn++) {
    const started = performance.now()
    await teacher.open('whitelist')
    times.push(performance.now() - started)
  }
  console.log(`1,000 sites: usable after ${times.map((time) => `${time.toFixed(0)} ms`).join(', ')}`)
  const drawn = await teacher.page.evaluate(`(() => {
    const box = document.querySelector('[name=search]')
    const begun = performance.now()
    box.value = '9'
    box.dispatchEvent(new Event('input', { bubbles: true }))
    return performance.now() - begun
  })()`)
  console.log(`a letter in the search: ${Number(drawn).toFixed(1)} ms`)
  assert.ok(times.length === 3)
})

test('nothing sticks out at 360 px, in any language, light or dark', async () => {
  await teacher.open('whitelist')
  await search(teacher, siteName(10))
  await row(teacher, siteName(10)).locator(by('remove')).click()
  await press(teacher, 'confirm')
  await waitForText(teacher, by('list-news'), 'Removed')
  for (const language of ['kk', 'ru', 'en'] as const) {
    for (const width of [1280, 360]) {
      const person = await arrive(browser, school, 'teacher', { language, width, dark: language === 'ru' })
      await person.open('whitelist')
      for (const view of ['sites', 'changes', 'versions', 'text']) {
        await press(person, `tab-${view}`)
        await person.page.locator('.aq-loading').waitFor({ state: 'detached' })
        if (view === 'sites') await search(person, 'сайты 99')
        await shoot(person.page, `whitelist-${view}-${language}-${width}`)
        assert.is(await overhang(person.page), 0, `${view} ${language} ${width}`)
      }
      assert.equal(person.complaints, [])
      await person.leave()
    }
  }
})

test('no page had an error of its own', () => {
  for (const person of [teacher, colleague, director]) assert.equal(person.complaints, [])
})

test.run()
