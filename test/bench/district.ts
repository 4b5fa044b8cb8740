/**
 * A district's server: rows a second from a router over TLS until they can be asked for, beside `clickhouse-client` alone with the same
 * rows; the page's questions over many rows; verifying a school's year. `DISTRICT_ROWS`
 * says how many rows the questions go over, `DISTRICT_DAYS` how many days of school a year has.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { bundle } from '../../build/bundle.ts'
import { sitesOf, visitsByDay, visitsOf } from '../../src/district/page/visits.ts'
import { type Sql, sql, trusted } from '../../src/district/sql.ts'
import { listDays } from '../../src/logger/day-files.ts'
import { piecesOf } from '../../src/logger/day-pieces.ts'
import { decodePublicKey } from '../../src/logger/signify-keys.ts'
import { countRows, rowsIn } from '../district/balance.ts'
import { type Endings, generateSchool } from '../district/demo-schools.ts'
import { District } from '../district/district.ts'
import { spoolLine } from '../district/spool-line.ts'
import { pause, until } from '../patience.ts'
import { atLeast, atMost, type Figure, median } from './bench.ts'
import { writeYear } from './year.ts'

const manyRows = Number(process.env.DISTRICT_ROWS ?? 20_000_000)
const schoolDays = Number(process.env.DISTRICT_DAYS ?? 170)
const schools = 1000
/** Rows of one statement: what ClickHouse 18.16 sorts at once has to fit into memory. */
const STEP = 2_000_000
const deliveredDays = Math.min(8, schoolDays)

const seconds = async (work: () => Promise<unknown>) => {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}
const perSecond = (rows: number, spent: number) => `${Math.round(rows / spent)} rows/s`

/** Waits as long as rows come. */
async function arrive(district: District, journal: string, rows: number): Promise<void> {
  for (let there = 0; there < rows; await pause(50)) {
    const before = there
    const isMore = async () => {
      there = await countRows(district.clickhouse, journal)
      return there > before
    }
    await until(`more than ${before} of ${rows} rows`, isMore, () => district.said.slice(-500), 200)
  }
}

/** Runs clickhouse-client; what it reads is a file, what it writes goes to one. */
async function client(district: District, query: string, file: string, way: 'in' | 'out'): Promise<void> {
  const words = ['--port', String(district.server.tcpPort), '--database', 'aqtizim', '--query', query]
  const child = spawn('clickhouse-client', words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  if (way === 'in') await pipeline(fs.createReadStream(file), child.stdin)
  else await pipeline(child.stdout, fs.createWriteStream(file))
  const [status] = await ended
  if (status !== 0) throw new Error(`clickhouse-client: ${query}: ${status}`)
}

/** The rows of the visits table once more, as fast as ClickHouse takes them from its own client. */
async function beside(district: District): Promise<number> {
  const file = join(district.folder, 'visits.tsv')
  await client(district, 'SELECT * FROM visits FORMAT TabSeparated', file, 'out')
  await district.clickhouse.text(trusted('CREATE TABLE same AS visits'))
  const spent = await seconds(() => client(district, 'INSERT INTO same FORMAT TabSeparated', file, 'in'))
  const [found] = await district.clickhouse.rows<{ rows: string }>(trusted('SELECT count() AS rows FROM same'))
  return Number(found?.rows) / spent
}

async function deliver(district: District): Promise<Figure[]> {
  const endings: Endings = []
  try {
    const { journal, folder } = generateSchool(district, 1, deliveredDays, endings)
    const rows = rowsIn(folder).size
    const whole = await seconds(() => arrive(district, journal, rows))
    const alone = await beside(district)
    const ratio = rows / whole / alone
    return [
      { name: 'clickhouse-client alone, the same visits', value: `${Math.round(alone)} rows/s` },
      {
        ...{ name: `${rows} rows, router to queryable`, value: perSecond(rows, whole), ratio },
        ...{ beside: 'clickhouse-client alone', aims: [atLeast(ratio, 0.7)] },
      },
    ]
  } finally {
    for (const end of endings) await end()
  }
}

const kindOf = (line: string) =>
  line.includes('"seal":') ? 'seal' : line.includes('"day":') ? 'day' : line.includes('"event":') ? 'event' : 'visit'

/** Puts a journal into the spool, as rsyslog would have; gives its number of rows. */
function spool(district: District, folder: string, journal: string): number {
  let rows = 0
  for (const day of listDays(fs, folder)) {
    const lines = [...piecesOf(fs, day)].flatMap((piece) => piece.toString().split('\n').slice(0, -1))
    rows += lines.length
    const path = join(district.spool, `${day.date}T00-00-00`)
    fs.writeFileSync(path, lines.map((line) => spoolLine(line, { journal, msgId: kindOf(line) })).join(''))
    fs.renameSync(path, `${path}.rows`)
  }
  return rows
}

async function verify(district: District): Promise<Figure[]> {
  const year = writeYear(join(district.folder, 'year'), { schoolDays })
  const journal = decodePublicKey(year.publicKey)?.id ?? ''
  district.run(['school', 'add', 'year', 'Year'], year.publicKey)
  const rows = spool(district, year.journal, journal)
  const loading = await seconds(() => arrive(district, journal, rows))
  const bare = await seconds(async () => district.run(['school', 'list']))
  const spent = await seconds(async () => {
    const { status, output } = district.run(['verify', 'year'])
    if (status !== 0) throw new Error(output)
  })
  const again = await seconds(async () => district.run(['verify', 'year']))
  return [
    { name: `${rows} rows of ${schoolDays} days of school, spool to queryable`, value: perSecond(rows, loading) },
    {
      name: `verify of those ${schoolDays} days`,
      value: `${spent.toFixed(1)} s`,
      aims: schoolDays < 170 ? [] : [atMost(spent, 10, 's')],
    },
    { name: 'verify once more', value: `${again.toFixed(2)} s`, ratio: again / bare, beside: '`school list`' },
  ]
}

/** Rows of a term of a thousand schools, sites as often as in a school: the first many times, most of them seldom. */
async function fill(district: District): Promise<void> {
  for (let from = 0; from < manyRows; from += STEP)
    await district.clickhouse.text(sql`INSERT INTO visits (journal, n, hash, day, start, end, site, verdict, flows, pc, room)
SELECT key, number, intHash64(number), toDate('2026-09-01') + number % 90 AS d, toDateTime(d) + 28800 AS s, s + 60,
concat('site-', toString(intHash32(number) % (1 + intHash32(number + 7) % 2000)), '.kz'),
if(intHash32(number + 3) % 3 = 0, 'allowed', 'refused'), 1, concat('PC-', toString(number % 15)), 'informatics'
FROM (SELECT number, toFixedString(concat('f00000000000', toString(1000 + intHash32(number + 1) % ${schools})), 16) AS key
FROM system.numbers LIMIT ${from}, ${Math.min(STEP, manyRows - from)})`)
}

async function questions(district: District): Promise<Figure[]> {
  await fill(district)
  const term = { from: '2026-09-01', until: '2026-11-30' }
  const all: readonly (readonly [string, Sql])[] = [
    ['most refused sites of the term', sitesOf({ ...term, verdict: 'refused', most: 50 })],
    [
      'sites that most schools refuse, a week',
      sitesOf({ from: '2026-10-05', until: '2026-10-11', verdict: 'refused', most: 50, bySchools: true }),
    ],
    ['visits by day', visitsByDay(term)],
    ["a school's journal of a day", visitsOf({ journals: ['f000000000001007'], day: '2026-10-05', most: 200 })],
  ]
  const figures: Figure[] = []
  for (const [what, question] of all) {
    const rounds: number[] = []
    for (let round = 0; round < 3; round++) rounds.push(await seconds(() => district.clickhouse.rows(question)))
    const spent = median(rounds)
    figures.push({
      name: `${what}, ${manyRows / 1e6} million rows`,
      value: `${spent.toFixed(2)} s`,
      aims: [atMost(spent, 2, 's')],
    })
  }
  return figures
}

export async function bench(): Promise<Figure[]> {
  await bundle()
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-bench-district-'))
  const district = await District.create(folder)
  try {
    await district.start()
    return [...(await deliver(district)), ...(await verify(district)), ...(await questions(district))]
  } finally {
    await district.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
