/** The white list in a browser: a teacher finds, adds, edits and removes sites, and nothing that was typed is lost. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { connect } from 'ubus-client'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { addLogin, manySites, siteName, writeDraft } from './list-files.ts'
import { arrive, canary, openBrowser, overhang, type Person, shoot, wasHurt } from './person.ts'
import { openSchool, type School } from './school.ts'
import { by, field, press, rowOf, textOf, waitForText } from './touch.ts'

const test = suite('browser: white list')
/** What needs files of the router, or a second login. */
const labTest = process.env.LUCI_URL === undefined ? test : () => {}

const count = 1000
let school: School
let browser: Browser
let teacher: Person
let colleague: Person

const draftPath = () => join(school.aqtizim?.root ?? '', 'etc/aqtizim/draft.yaml')
const draft = () => readFileSync(draftPath(), 'utf8')
const search = (person: Person, text: string) => field(person, 'search').fill(text)
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

labTest('a thousand sites are there, fifty at a time, and are found by name, title and subject', async () => {
  await teacher.open('whitelist')
  assert.is(await textOf(teacher, by('count')), `${count} of ${count} sites`)
  assert.is(await teacher.page.locator('tr.tr:not(.table-titles)').count(), 50)
  await press(teacher, 'tick-all')
  await waitForText(teacher, by('ticked'), 'marked: 50')
  await press(teacher, 'untick')
  await press(teacher, 'more')
  assert.is(await teacher.page.locator('tr.tr:not(.table-titles)').count(), 150)
  await press(teacher, 'tick-all')
  await waitForText(teacher, by('ticked'), 'marked: 100')
  await press(teacher, 'untick')
  await search(teacher, 'сайты 999')
  assert.is(await textOf(teacher, by('count')), `1 of ${count} sites`)
  await search(teacher, 'nothing like it')
  await waitForText(teacher, '.placeholder', 'Nothing found.')
  await search(teacher, 'cdn.site-13.net')
  assert.is(await textOf(teacher, by('count')), `1 of ${count} sites`)
})

labTest('entries are filtered, sorted, and changed or removed many at once', async () => {
  const before = draft()
  writeFileSync(
    draftPath(),
    'sites:\n  - domain: b.kz\n    subject: Физика\n  - domain: a.kz\n    subject: Физика\n  - domain: c.kz\n    open: on-demand\n',
  )
  await teacher.open('whitelist')
  const names = () => teacher.page.locator('tr.tr strong').allInnerTexts()
  await field(teacher, 'order').selectOption('name')
  assert.equal(await names(), ['a.kz', 'b.kz', 'c.kz'])
  await field(teacher, 'state').selectOption('demand')
  assert.equal(await names(), ['c.kz'])
  await field(teacher, 'state').selectOption('')
  await field(teacher, 'subject-filter').selectOption('Физика')
  assert.equal(await names(), ['a.kz', 'b.kz'])
  await press(teacher, 'tick-all')
  await waitForText(teacher, by('ticked'), 'marked: 2')
  await press(teacher, 'change-many')
  await field(teacher, 'many-subject').fill('Химия')
  await field(teacher, 'many-open').selectOption('on-demand')
  await press(teacher, 'save')
  await waitForText(teacher, by('list-news'), '2 entries were changed.')
  assert.match(draft(), /b\.kz\n {4}subject: Химия\n {4}open: on-demand\n {2}- domain: a\.kz\n {4}subject: Химия/)
  await field(teacher, 'subject-filter').selectOption('')
  await teacher.page.getByLabel('Mark a.kz', { exact: true }).check()
  await teacher.page.getByLabel('Mark c.kz', { exact: true }).check()
  await press(teacher, 'remove-many')
  await press(teacher, 'confirm')
  await waitForText(teacher, by('list-news'), 'Removed: a.kz, c.kz')
  assert.equal(await names(), ['b.kz'])
  writeFileSync(draftPath(), before)
})

labTest('of a pasted address only the name counts, and what was cut is shown', async () => {
  await teacher.open('whitelist')
  await field(teacher, 'paste').fill('https://www.kitap-online.kz/kk/books?id=7#top')
  await field(teacher, 'new-title').fill('Кітап')
  await press(teacher, 'add')
  await waitForText(teacher, by('list-news'), 'Saved: www.kitap-online.kz')
  assert.match(await textOf(teacher, by('cut')), /https:\/\/www\.kitap-online\.kz\/kk\/books.*www\.kitap-online\.kz/)
  assert.is(await field(teacher, 'paste').inputValue(), '')
  await search(teacher, 'kitap-online')
  assert.is(await rowOf(teacher, 'www.kitap-online.kz').count(), 1)
  assert.match(draft(), /domain: www\.kitap-online\.kz\n +title: Кітап/)
})

labTest('what an address opens is said before it is added, and what else could be meant is one press', async () => {
  await teacher.open('whitelist')
  await field(teacher, 'paste').fill('https://m.ashyq-sabaq.kz/watch?v=abc')
  await field(teacher, 'new-title').focus()
  await waitForText(teacher, by('meanings'), 'One page alone cannot be opened')
  const meanings = teacher.page.locator(`${by('meanings')} label`)
  const offered = (await meanings.allInnerTexts()).map((text) => text.trim())
  assert.equal(offered, [
    'all of ashyq-sabaq.kz: every page, and all names below it',
    'all of m.ashyq-sabaq.kz: every page, and all names below it',
    'm.ashyq-sabaq.kz alone',
  ])
  await meanings.nth(2).locator('input').check()
  await press(teacher, 'add')
  await waitForText(teacher, by('list-news'), 'Saved: m.ashyq-sabaq.kz')
  assert.match(draft(), /domain: m\.ashyq-sabaq\.kz\n +subdomains: false/)
  assert.is(await meanings.count(), 0)
})

labTest('what cannot be a site is refused in words, and stays in its field', async () => {
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

labTest('an entry is changed in its form: needs, except, rooms and ports', async () => {
  await teacher.open('whitelist')
  await search(teacher, siteName(2))
  await rowOf(teacher, siteName(2)).locator(by('edit')).click()
  await field(teacher, 'needs').fill('cdn.two.net, img.two.net')
  await field(teacher, 'except').fill(`games.${siteName(2)}`)
  await teacher.page.locator('summary', { hasText: 'Rooms, ports and more' }).click()
  await field(teacher, 'room-informatics').check()
  await field(teacher, 'ports').fill('443 8443')
  await press(teacher, 'save')
  await waitForText(teacher, by('list-news'), `Saved: ${siteName(2)}`)
  const shown = await rowOf(teacher, siteName(2)).innerText()
  for (const text of ['cdn.two.net, img.two.net', `games.${siteName(2)}`, 'Информатика кабинеті', '443, 8443'])
    assert.ok(shown.includes(text), `${text} in ${shown}`)
  assert.match(draft(), /needs: \[cdn\.two\.net, img\.two\.net\]/)
})

labTest('when a site opens is set in its form, shown in its row, and taken back', async () => {
  const edit = () => rowOf(teacher, siteName(3)).locator(by('edit')).click()
  await teacher.open('whitelist')
  await search(teacher, siteName(3))
  await edit()
  await field(teacher, 'open').selectOption('on-demand')
  await field(teacher, 'until').fill('2030-12-31')
  await teacher.page.locator('summary', { hasText: 'Rooms, ports and more' }).click()
  await field(teacher, 'safe_search').selectOption('moderate')
  await press(teacher, 'save')
  await waitForText(teacher, by('list-news'), `Saved: ${siteName(3)}`)
  assert.match(await rowOf(teacher, siteName(3)).innerText(), /Opens only while a teacher opens it/)
  assert.match(draft(), /open: on-demand\n +until: 2030-12-31\n +safe_search: moderate/)
  await edit()
  assert.is(await field(teacher, 'open').inputValue(), 'on-demand')
  await field(teacher, 'open').selectOption('')
  await field(teacher, 'until').fill('')
  await field(teacher, 'safe_search').selectOption('')
  await press(teacher, 'save')
  const shut = rowOf(teacher, siteName(3)).filter({ hasText: 'Opens only while a teacher opens it' })
  await shut.waitFor({ state: 'detached' })
  assert.not.match(draft(), /on-demand|2030-12-31|safe_search/)
  await search(teacher, siteName(2))
})

labTest('what has run out is shown, and removed with one press', async () => {
  const before = draft()
  writeFileSync(
    draftPath(),
    `${before}  - domain: eski-1.kz\n    until: 2025-12-31\n  - domain: eski-2.kz\n    until: 2026-01-31\n`,
  )
  await teacher.open('whitelist')
  await waitForText(teacher, by('expired'), '2 entries have run out.')
  await press(teacher, 'remove-expired')
  await press(teacher, 'confirm')
  await waitForText(teacher, by('list-news'), 'Removed: eski-1.kz, eski-2.kz')
  assert.is(draft(), before)
  assert.is(await teacher.page.locator(by('expired')).count(), 0)
  await search(teacher, siteName(2))
})

labTest('a mistake in the form is said in the form, which stays', async () => {
  await rowOf(teacher, siteName(2)).locator(by('edit')).click()
  await field(teacher, 'needs').fill('https://')
  await press(teacher, 'save')
  await waitForText(teacher, by('form-news'), 'Nothing was saved')
  assert.is(await field(teacher, 'needs').inputValue(), 'https://')
  await press(teacher, 'cancel')
})

labTest('a site is removed after a question', async () => {
  await search(teacher, siteName(5))
  await rowOf(teacher, siteName(5)).locator(by('remove')).click()
  await press(teacher, 'cancel')
  assert.is(await rowOf(teacher, siteName(5)).count(), 1)
  await rowOf(teacher, siteName(5)).locator(by('remove')).click()
  await press(teacher, 'confirm')
  await waitForText(teacher, by('list-news'), `Removed: ${siteName(5)}`)
  assert.not.match(draft(), new RegExp(`domain: ${siteName(5)}\\n`))
})

labTest('of two teachers who edit at once the second is told who was faster, and loses nothing', async () => {
  await colleague.open('whitelist')
  await search(colleague, siteName(7))
  await rowOf(colleague, siteName(7)).locator(by('edit')).click()
  await field(colleague, 'title').fill('Айгүлдің атауы')
  await search(teacher, siteName(7))
  await rowOf(teacher, siteName(7)).locator(by('edit')).click()
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

labTest('script and HTML in every field are text', async () => {
  await teacher.open('whitelist')
  await field(teacher, 'paste').fill('xss-site.kz')
  await field(teacher, 'new-title').fill(canary)
  await field(teacher, 'new-subject').fill(canary)
  await press(teacher, 'add')
  await waitForText(teacher, by('list-news'), 'Saved: xss-site.kz')
  await search(teacher, 'xss-site')
  assert.match(await rowOf(teacher, 'xss-site.kz').innerText(), /<img src=x/)
  await field(teacher, 'paste').fill(canary)
  await press(teacher, 'add')
  await waitForText(teacher, by('list-news'), 'Nothing was saved')
  await rowOf(teacher, 'xss-site.kz').locator(by('edit')).click()
  await field(teacher, 'needs').fill(canary)
  await press(teacher, 'save')
  await waitForText(teacher, by('form-news'), 'Nothing was saved')
  await press(teacher, 'cancel')
  await press(teacher, 'tab-changes')
  await teacher.page.locator(by('difference')).waitFor()
  assert.not.ok(await wasHurt(teacher.page))
})

labTest('an expired session says so, and what was typed stays', async () => {
  await colleague.open('whitelist')
  await field(colleague, 'paste').fill('late.kz')
  const bus = connect({ path: school.aqtizim?.socket ?? '' })
  await bus.call('session', 'destroy', {
    ubus_rpc_session: String(await colleague.page.evaluate('L.env.sessionid')),
  })
  await bus.close()
  await press(colleague, 'add')
  await waitForText(colleague, '.modal', 'Session expired')
  assert.is(await field(colleague, 'paste').inputValue(), 'late.kz')
  assert.not.match(draft(), /late\.kz/)
})

labTest('nothing sticks out at 360 px, in any language, light or dark', async () => {
  for (const language of ['kk', 'ru', 'en'] as const) {
    const person = await arrive(browser, school, 'teacher', { language, dark: language === 'ru' })
    await person.open('whitelist')
    await search(person, 'site-00')
    for (const width of [1280, 360]) {
      await person.page.setViewportSize({ width, height: 800 })
      await shoot(person.page, `whitelist-sites-${language}-${width}`)
      assert.is(await overhang(person.page), 0, `sites ${language} ${width}`)
      await rowOf(person, siteName(2)).locator(by('edit')).click()
      await shoot(person.page, `whitelist-form-${language}-${width}`)
      await press(person, 'cancel')
    }
    assert.equal(person.complaints, [])
    await person.leave()
  }
})

test('a site is added, found and removed again', async () => {
  await teacher.open('whitelist')
  await field(teacher, 'paste').fill('https://round-trip-of-a-test.kz/page')
  await press(teacher, 'add')
  await waitForText(teacher, by('list-news'), 'Saved: round-trip-of-a-test.kz')
  await search(teacher, 'round-trip')
  await rowOf(teacher, 'round-trip-of-a-test.kz').locator(by('remove')).click()
  await press(teacher, 'confirm')
  await waitForText(teacher, by('list-news'), 'Removed')
})

test('no page had an error of its own', () => {
  for (const person of [teacher, colleague]) assert.equal(person.complaints, [])
})

test.run()
