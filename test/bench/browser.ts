/**
 * What a person waits for: pages of a school with 1,000 sites and a year of journal, beside the same pages of a school that
 * has just begun; and what a page that follows the journal costs the daemon at 100 visits a minute.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { approveList, open as visit } from '../browser/life.ts'
import { manySites, writeDraft } from '../browser/list-files.ts'
import { arrive, openBrowser, type Person } from '../browser/person.ts'
import { openSchool, type School } from '../browser/school.ts'
import { by, textOf } from '../browser/touch.ts'
import { atMost, type Figure, median } from './bench.ts'
import { cpuMs } from './processes.ts'
import { writeYear } from './year.ts'

const pages = ['overview', 'whitelist', 'journal', 'requests', 'needs', 'pcs', 'documents', 'plan']
const rounds = 5
/** Milliseconds. A visit each 600 ms makes 100 a minute. */
const tail = { lengthMs: 60_000, visitMs: 600 }

const row = 'tr.tr:not(.table-titles)'

/** The journal's rows come when its filters can be used already; every journal has more than one. */
const shown: Readonly<Record<string, string>> = { journal: `${row} >> nth=1` }

async function see(person: Person, page: string): Promise<void> {
  await person.open(page)
  const last = shown[page]
  if (last !== undefined) await person.page.waitForSelector(last)
}

/** Milliseconds from the click to the page that can be used, by page. */
async function timePages(person: Person): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  for (const page of pages) {
    const measured: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const started = performance.now()
      await see(person, page)
      // The first time the browser has to fetch and compile.
      if (round > 0) measured.push(performance.now() - started)
    }
    times.set(page, median(measured))
  }
  return times
}

async function inSchool<T>(
  change: (root: string) => void,
  work: (school: School, browser: Browser) => Promise<T>,
): Promise<T> {
  const school = await openSchool(change)
  const browser = await openBrowser()
  try {
    await approveList(school)
    return await work(school, browser)
  } finally {
    await browser.close()
    await school.stop()
  }
}

/** A bench of an empty page would be worth nothing. */
async function checkGrown(person: Person): Promise<void> {
  await person.open('whitelist')
  const count = await textOf(person, by('count'))
  await see(person, 'journal')
  const rows = await person.page.locator(row).count()
  if (!count.includes('1000') || rows < 20) throw new Error(`the school has "${count}" and ${rows} rows to show`)
}

/** Milliseconds of CPU that the daemon used while pupils opened sites. */
async function followedBy(school: School, lookers: number, browser: Browser): Promise<number> {
  const people = await Promise.all(Array.from({ length: lookers }, () => arrive(browser, school, 'teacher')))
  for (const person of people) await person.open('journal')
  const pid = school.aqtizim?.daemon.pid ?? 0
  const before = cpuMs([pid])
  const end = performance.now() + tail.lengthMs
  for (let turn = 0; performance.now() < end; turn++) {
    const next = new Promise((resolve) => setTimeout(resolve, tail.visitMs))
    await visit(school, 'pc1', `http://s${turn}.vk.test/`)
    await next
  }
  const used = cpuMs([pid]) - before
  for (const person of people) await person.leave()
  return used
}

async function liveTail(school: School, browser: Browser): Promise<Figure> {
  const alone = await followedBy(school, 0, browser)
  const followed = await followedBy(school, 1, browser)
  const percent = (100 * (followed - alone)) / tail.lengthMs
  return {
    name: 'a page that follows the journal, 100 visits a minute',
    value: `${percent.toFixed(2)} % CPU`,
    ratio: followed / alone,
    beside: 'the daemon when nobody looks',
    aims: [atMost(percent, 2, '% CPU')],
  }
}

export async function bench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-year-'))
  try {
    const year = writeYear(folder, { startYear: new Date().getFullYear() - 1 - Number(new Date().getMonth() < 8) })
    const timed = (school: School, browser: Browser) => arrive(browser, school, 'teacher').then(timePages)
    const fresh = await inSchool(() => {}, timed)
    const grown = (root: string) => cpSync(year.journal, join(root, 'etc/aqtizim/journal'), { recursive: true })
    return await inSchool(grown, async (school, browser) => {
      // After the approval: it takes the list from a file and makes that the draft.
      writeDraft(school.aqtizim?.root ?? '', manySites(1000))
      await checkGrown(await arrive(browser, school, 'teacher'))
      const figures = [...(await timed(school, browser))].map(([page, ms]): Figure => {
        const ratio = ms / (fresh.get(page) ?? Number.NaN)
        return {
          name: `the page ${page}`,
          value: `${ms.toFixed(0)} ms`,
          ratio,
          beside: 'an empty school',
          aims: [atMost(ms, 300, 'ms')],
        }
      })
      return [...figures, await liveTail(school, browser)]
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
