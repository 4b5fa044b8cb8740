/** Starts what most tests of a page need: a school, a browser, and the teacher at that page. */
import type { Browser } from 'playwright-core'
import { approveList } from './life.ts'
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

/** What a look at every page needs: a school with a list in force, where it is the lab's, and a browser. */
export async function openWithList(): Promise<Omit<Stage, 'teacher'>> {
  const [school, browser] = await Promise.all([openSchool(), openBrowser()])
  if (school.lab) await approveList(school)
  return { school, browser }
}

export async function closeStage(browser: Browser | undefined, school: School | undefined): Promise<void> {
  await browser?.close()
  await school?.stop()
}
