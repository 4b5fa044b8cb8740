/**
 * Every page in three languages, wide and narrow, one in the dark: pictures for whoever changes a page, in
 * `test/browser/shots`. What can be seen without eyes is held here: nothing sticks out, nothing was left in English.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { approveList, askFor, open, startDaemon, stopDaemon, waitForVisits } from './life.ts'
import { type RoleName, roleNames } from './logins.ts'
import { arrive, type Language, openBrowser, overhang, type Person, shoot } from './person.ts'
import { openSchool, type School } from './school.ts'

const menu = JSON.parse(
  readFileSync(
    new URL('../../openwrt-package/luci-app-aqtizim/root/usr/share/luci/menu.d/luci-app-aqtizim.json', import.meta.url),
    'utf8',
  ),
) as Record<string, { action?: { type: string }; depends?: { acl?: string[] } }>

/** Pages, each with a role that has it. */
const pages = Object.entries(menu).flatMap(([path, { action, depends }]): { name: string; role: RoleName }[] => {
  if (action?.type !== 'view') return []
  const group = depends?.acl?.[0] ?? ''
  const role = roleNames.find((each) => group.includes(each)) ?? 'admin'
  return [{ name: path.split('/').at(-1) ?? '', role }]
})

/** Two English words in a row, outside of commands and of what people have written. */
async function leftInEnglish(page: Page): Promise<string[]> {
  const texts = (await page.evaluate(`[...document.querySelectorAll('#view *')].flatMap((node) =>
    node.closest('code, pre, textarea, em, [data-as-is]') ? [] : [...node.childNodes].filter((each) => each.nodeType === 3)
      .map((each) => each.data.trim()).concat(node.placeholder ?? [], node.title ?? []))`)) as string[]
  return texts.filter((text) => /(?<![/\w.])[A-Za-z]{2,}['’]?[a-z]*,? [a-z]{2,}(?![\w/.])/.test(text))
}

/** What stands on the first page when somebody has used it. */
async function fillOverview({ page }: Person): Promise<void> {
  await page.locator('[data-check]').first().waitFor({ state: 'attached' })
  await page.locator('summary').first().click()
  await page.locator('[name=site-question]').fill('https://media-only.test/video?id=7')
  await page.locator('[data-name=ask-site]').click()
  await page.locator('[data-name=site-answer] [data-name=headline]').waitFor()
}

async function look(person: Person, name: string, language: Language): Promise<void> {
  await person.open(name)
  if (name === 'overview') await fillOverview(person)
  for (const width of [1280, 360]) {
    await person.page.setViewportSize({ width, height: 800 })
    await shoot(person.page, `${name}-${language}-${width}`)
    assert.ok((await overhang(person.page)) <= 0, `${name} sticks out at ${width} px in ${language}`)
  }
  // What a real router's people have written may be English.
  const isOurs = process.env.LUCI_URL === undefined
  if (isOurs && language !== 'en') assert.equal(await leftInEnglish(person.page), [], `${name} in ${language}`)
  if (language === 'kk') {
    await person.page.setViewportSize({ width: 1280, height: 800 })
    await person.page.emulateMedia({ colorScheme: 'dark' })
    await shoot(person.page, `${name}-dark`)
    await person.page.emulateMedia({ colorScheme: 'light' })
  }
}

async function fill(school: School): Promise<void> {
  await approveList(school, fileURLToPath(new URL('lists/school.yaml', import.meta.url)))
  await school.aqtizim?.command('lesson', 'informatics', '7 «Ә»')
  await Promise.all([
    open(school, 'pc1', 'https://bilimland.test/', 'http://vk.test/', 'http://bilimland.test/'),
    open(school, 'pc2', 'http://vk.test/', 'http://news.test/'),
    open(school, 'pc3', 'https://media-only.test/', 'http://m.vk.test/'),
    askFor(school, 'pc1', 'news.test', 'Реферат жазуға керек'),
    askFor(school, 'pc3', 'second.test', 'Для урока географии'),
  ])
  await waitForVisits(school, 'bilimland.test', 'vk.test', 'm.vk.test', 'news.test', 'media-only.test')
  // Visits are in the day's figures when they are over.
  await stopDaemon(school)
  await startDaemon(school)
}

/** Links of a page to our pages that this login may not have. */
const deadLinks = (page: Page): Promise<unknown> =>
  page.evaluate(`(async () => {
    const links = [...document.querySelectorAll('#view a[href*="/aqtizim/"]')]
    const answers = links.map(async ({ href }) => ((await fetch(href)).ok ? [] : [href]))
    return (await Promise.all(answers)).flat()
  })()`)

/** A suite of its own for each language: the browser takes its time. */
export function lookAtPages(language: Language): void {
  const test = suite(`pages in ${language}`)
  let school: School
  let browser: Browser
  const people = new Map<RoleName, Promise<Person>>()
  const personOf = (role: RoleName): Promise<Person> => {
    const person = people.get(role) ?? arrive(browser, school, role, { language })
    people.set(role, person)
    return person
  }
  test.before(async () => {
    ;[school, browser] = await Promise.all([openSchool(), openBrowser()])
    if (school.lab !== undefined) await fill(school)
  })
  test.after(async () => {
    await browser?.close()
    await school?.stop()
  })
  for (const { name, role } of pages)
    test(name, async () => {
      const person = await personOf(role)
      await look(person, name, language)
      assert.equal(person.complaints, [])
    })
  for (const role of ['director', 'psychologist'] as const)
    test(`overview of the ${role}`, async () => {
      const person = await personOf(role)
      await person.open('overview')
      await person.page.locator('[data-check]').first().waitFor({ state: 'attached' })
      await shoot(person.page, `overview-${role}-${language}`)
      assert.equal(await deadLinks(person.page), [], 'a link to a page that is not for this role')
    })
  test.run()
}
