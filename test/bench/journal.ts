/** Measures a generated school year in the journal: bytes a row, and time to search. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from '../../build/bundle.ts'
import { atMost, type Figure, median } from './bench.ts'
import { writeYear, type Year } from './year.ts'

const product = fileURLToPath(new URL('../../dist/aqtizim.js', import.meta.url))
const rounds = 3
const sampleMs = 10

interface Spent {
  readonly seconds: number
  /** Highest resident memory. */
  readonly mb: number
  readonly lines: number
}

/** From the start of the process to its end. */
function measure(argv: readonly string[]): Promise<Spent> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'ignore'] })
    let [lines, peak] = [0, 0]
    const look = () => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
        peak = Math.max(peak, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0))
      } catch {
        // It has just ended.
      }
    }
    const timer = setInterval(look, sampleMs)
    child.stdout.on('data', (chunk: Buffer) => {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++
    })
    child.on('error', reject)
    child.on('close', (status) => {
      clearInterval(timer)
      const seconds = (performance.now() - started) / 1000
      if (status === 0) resolve({ seconds, mb: peak / 1024, lines })
      else reject(new Error(`${argv.join(' ')} ended with status ${status}`))
    })
  })
}

interface Question {
  readonly what: string
  readonly words: readonly string[]
  /** What it may take: seconds, from its start to its end, and MB. */
  readonly within: { readonly s?: number; readonly mb?: number }
}

const paper = (name: string, from: string, until: string) => ['paper', name, `from=${from}`, `until=${until}`]

const questions = (days: readonly string[]): Question[] => {
  const day = days[Math.floor(days.length / 2)] ?? ''
  const months = days.map((date) => date.slice(0, 7))
  const daysIn = (month: string) => months.filter((each) => each === month).length
  // The one with most days of school.
  const [month = ''] = [...new Set(months)].sort((a, b) => daysIn(b) - daysIn(a))
  const year = { s: 10, mb: 100 }
  return [
    { what: 'nothing: the version', words: ['version'], within: {} },
    { what: 'a day', words: ['journal', '--since', day, '--until', day], within: { s: 0.2 } },
    { what: 'a day, newest first', words: ['journal', '--since', day, '--until', day, '--newest'], within: { s: 0.2 } },
    { what: 'a month', words: ['journal', '--since', `${month}-01`, '--until', `${month}-31`], within: { s: 1 } },
    {
      what: 'one PC at one site, the year',
      words: ['journal', '--pc', 'PC-03', '--site', 'youtube.com'],
      within: year,
    },
    { what: 'the year as CSV', words: ['journal', '--format', 'csv'], within: year },
    { what: 'the year, newest first', words: ['journal', '--newest', '--format', 'json'], within: year },
    { what: 'the newest 50 refused', words: ['journal', '--verdict', 'refused', '--limit', '50'], within: {} },
    { what: 'the year by site', words: ['summary'], within: year },
    { what: 'dark PCs of the year', words: ['summary', '--dark'], within: year },
    { what: 'verify the year', words: ['verify'], within: { mb: 100 } },
    {
      what: "the act of October's check",
      words: paper('check-act', '2026-10-01', '2026-10-31'),
      within: { s: 3, mb: 100 },
    },
    { what: 'the act of the whole year', words: paper('check-act', '2026-09-01', '2027-05-25'), within: { mb: 100 } },
    {
      what: "October's journal on paper",
      words: paper('access-journal', '2026-10-01', '2026-10-31'),
      within: { mb: 100 },
    },
  ]
}

async function ask({ root, days }: Year): Promise<Figure[]> {
  const bare = median(await repeat(() => measure(['-e', '0']).then(({ seconds }) => seconds)))
  const figures: Figure[] = [{ name: 'bare Node starts and ends', value: `${bare.toFixed(3)} s` }]
  for (const { what, words, within } of questions(days)) {
    const spent = await repeat(() => measure([product, '--root', root, ...words]))
    const seconds = median(spent.map((each) => each.seconds))
    const mb = Math.max(...spent.map((each) => each.mb))
    figures.push({
      name: `${what} (${spent[0]?.lines} lines)`,
      value: `${seconds.toFixed(3)} s, ${mb.toFixed(0)} MB`,
      ratio: seconds / bare,
      beside: 'bare Node',
      aims: [
        ...(within.s === undefined ? [] : [atMost(seconds, within.s, 's')]),
        ...(within.mb === undefined ? [] : [atMost(mb, within.mb, 'MB')]),
      ],
    })
  }
  return figures
}

async function repeat<Result>(work: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let round = 0; round < rounds; round++) results.push(await work())
  return results
}

export async function bench(): Promise<Figure[]> {
  await bundle()
  const root = mkdtempSync(join(tmpdir(), 'aqtizim-year-'))
  try {
    const started = performance.now()
    const year = writeYear(root)
    const seconds = (performance.now() - started) / 1000
    const sizes = readdirSync(year.journal).map((name) => statSync(join(year.journal, name)).size)
    const packed = sizes.reduce((sum, size) => sum + size, 0)
    const perRow = (octets: number) => `${(octets / year.rows).toFixed(1)} B`
    const mb = (octets: number) => `${(octets / 1e6).toFixed(1)} MB`
    return [
      { name: `rows of the year (${year.visits} visits)`, value: String(year.rows) },
      { name: 'a row as it is written', value: perRow(year.plain) },
      {
        name: 'a row when its day is compressed',
        value: perRow(packed),
        ratio: packed / year.plain,
        beside: 'as written',
      },
      {
        name: 'the year on the disk',
        value: mb(packed),
        ratio: packed / year.plain,
        beside: `${mb(year.plain)} written`,
      },
      { name: 'writing, sealing and compressing it', value: `${((1e6 * seconds) / year.rows).toFixed(1)} µs a row` },
      ...(await ask(year)),
    ]
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
