/** Starts what most tests of a page need: a school, a browser, and the teacher at that page. */
import type { Browser } from 'playwright-core'
import { arrive, openBrowser, type Person } from './person.ts'
import { openSchool, type School } from './school.ts'

export interface Stage {
  readonly school: School
  readonly browser: Browser
  readonly teacher: Person
}

export async function openStage(page: string): Promise<Stage> {
  const [school, browser] = await Promise.all([openSchool(), openBrowser()])
  const teacher = await arrive(browser, school, 'teacher')
  await teacher.open(page)
  return { school, browser, teacher }
}

export async function closeStage(browser: Browser | undefined, school: School | undefined): Promise<void> {
  await browser?.close()
  await school?.stop()
}
