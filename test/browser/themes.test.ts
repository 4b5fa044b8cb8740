/** Every page under the habits of LuCI's three themes: buttons, tables, lists and links stand as ours say, and words can be read. */
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { paleWords } from './axe.ts'
import type { RoleName } from './logins.ts'
import { arrive, overhang, type Person, shoot } from './person.ts'
import type { School } from './school.ts'
import { closeStage, openWithList } from './stage.ts'
import { habits, measure, putOn } from './theme-habits.ts'
import { loaded } from './touch.ts'

const test = suite("pages in LuCI's themes")
let school: School
let browser: Browser
test.before(async () => {
  ;({ school, browser } = await openWithList())
})
test.after(() => closeStage(browser, school))

const pages: Partial<Record<RoleName, readonly string[]>> = {
  teacher: [
    ...['overview', 'requests', 'pcs', 'whitelist', 'needs', 'journal'],
    ...['documents', 'briefings', 'plan', 'minutes', 'drill'],
  ],
  psychologist: ['social'],
  admin: ['settings'],
}
const seen = { buttons: 0, gaps: 0, texts: 0, links: 0, fields: 0 }

async function look({ page }: Person, name: string): Promise<string[]> {
  const found: string[] = []
  for (const theme of Object.keys(habits))
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 })
      await putOn(page, theme)
      const { faults, ...counts } = await measure(page)
      for (const kind of Object.keys(seen) as (keyof typeof seen)[]) seen[kind] += counts[kind]
      const wide = await overhang(page)
      // At one width: it takes long, and colours are the same at any.
      const pale = theme === 'material-dark' && width === 1280 ? await paleWords(page) : []
      const all = [...faults, ...pale, ...(wide > 0 ? [`sticks out by ${wide} px`] : [])]
      found.push(...all.map((fault) => `${theme}, ${name}, ${width} px: ${fault}`))
      await shoot(page, `theme-${theme}-${name}-${width}`)
    }
  return found
}

for (const [role, names] of Object.entries(pages) as [RoleName, readonly string[]][])
  test(`the pages of the ${role}`, async () => {
    const person = await arrive(browser, school, role)
    const found: string[] = []
    for (const name of names) {
      await person.open(name)
      await loaded(person)
      if (name === 'overview') await person.page.locator('[data-check]').first().waitFor({ state: 'attached' })
      found.push(...(await look(person, name)))
    }
    await person.leave()
    assert.equal(found, [])
  })

test('there was something to measure', () => {
  for (const [kind, count] of Object.entries(seen)) assert.ok(count > 0, `no ${kind} on any page`)
})

test.run()
