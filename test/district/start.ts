/**
 * `npm run district`: a whole district on this machine, rsyslog (TLS, client certificates), ClickHouse and three schools' routers, two with
 * generated journals of the term that ended yesterday and one of the lab, and its page; says what to look at, and stays up for it. Folders and ports are its own, and are
 * gone when it ends. Only the lab's school needs network namespaces: without them it is left out, and said so.
 *   --once           ends by itself: exit status 0 when each row is there once and all journals are whole, else 1
 *   --days N         school days of the generated journals; a term has 42
 *   --without-lab    without the school of the lab
 *   --faults         instead of all that: faults of every kind under load, each row counted; ends by itself
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from '../../build/bundle.ts'
import { startProgram } from '../lab/program.ts'
import { hangMs, pause } from '../patience.ts'
import { addUp, type Balance, balanceOf, countRows, lineOf, rowsIn } from './balance.ts'
import { preparePage, startPage } from './demo-page.ts'
import { type DemoSchool, type Endings, generateSchool, startLabSchool } from './demo-schools.ts'
import { District } from './district.ts'
import { FaultLab } from './fault-lab.ts'
import { faults } from './faults.ts'
import type { PagePlace } from './page-place.ts'
import { show } from './show.ts'

const print = (text: string) => void process.stdout.write(`${text}\n`)
const progress = (sentence: string) => print(`district: ${sentence} ...`)

interface Wanted {
  readonly once: boolean
  readonly days: number
  readonly lab: boolean
  readonly faults: boolean
}

function readWords(words: readonly string[]): Wanted {
  const { values } = parseArgs({
    args: [...words],
    options: {
      ...{ once: { type: 'boolean' }, days: { type: 'string' }, 'without-lab': { type: 'boolean' } },
      faults: { type: 'boolean' },
    },
  })
  const days = Number(values.days ?? 42)
  if (!Number.isInteger(days) || days < 1 || days > 170) throw new Error('--days: from 1 to 170')
  return { once: values.once === true, days, lab: values['without-lab'] !== true, faults: values.faults === true }
}

/** Each process that is started from now on bears the folder's name, and ends with this one, however that ends. */
async function makeFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-district-'))
  const script = fileURLToPath(new URL('../lab/cleanup.sh', import.meta.url))
  const cleanup = await startProgram(['sh', script, folder], { ready: /^ready$/ })
  process.env.AQTIZIM_LAB = folder
  const remove = async () => {
    cleanup.close()
    await cleanup.ended
  }
  return { folder, remove }
}

async function openSchools(district: District, { days, lab }: Wanted, endings: Endings): Promise<DemoSchool[]> {
  const schools: DemoSchool[] = []
  for (const number of [1, 2]) {
    progress(`writing the journal of school-${number}: ${days} days of school`)
    schools.push(generateSchool(district, number, days, endings))
  }
  if (lab) {
    progress('starting the school of the lab: a router, its rooms and an internet in network namespaces')
    const said: string[] = []
    const school = await startLabSchool(district, 3, endings, (line) => void said.push(line))
    if (school === undefined) print(`district: the school of the lab is left out: ${said.slice(-2).join(' ')}`)
    else schools.push(school)
  }
  for (const { school, name, publicKey } of schools) {
    const { status, output } = district.run(['school', 'add', school, name], publicKey)
    if (status !== 0) throw new Error(output)
  }
  return schools
}

/** Waits until all rows that a school has now can be asked for. Ends without them when for long none comes. */
async function settle(district: District, { school, journal, folder }: DemoSchool): Promise<Balance> {
  const sent = rowsIn(folder)
  const count = () => countRows(district.clickhouse, journal).catch(() => 0)
  let [there, since] = [await count(), performance.now()]
  while (there < sent.size && performance.now() - since < hangMs) {
    await pause(500)
    const now = await count()
    if (now > there) [there, since] = [now, performance.now()]
  }
  const balance = await balanceOf(district.clickhouse, journal, sent)
  print(`  ${school}  ${balance.sent} rows sent, ${balance.queryable} queryable`)
  if (balance.lost > 0) print(`  for ${hangMs / 1000} s none came. The loader said: ${district.said.slice(-500)}`)
  return balance
}

/** Exit status; for exploring it is told, and everything stays. */
async function work(district: District, page: PagePlace, wanted: Wanted, endings: Endings): Promise<number> {
  progress('starting ClickHouse, rsyslog and the loader')
  await district.start()
  const schools = await openSchools(district, wanted, endings)
  progress('waiting until their rows can be asked for')
  const balances: Balance[] = []
  for (const school of schools) balances.push(await settle(district, school))
  await startPage(district, page, endings)
  const isRight = await show(district, page, schools, print)
  const sum = addUp(balances)
  if (!wanted.once) print('\nCtrl-C ends all of it, and nothing is left.\n')
  print(lineOf(sum))
  return sum.lost + sum.twice === 0 && isRight ? 0 : 1
}

interface Running {
  /** Exit status. */
  work(): Promise<number>
  end(): Promise<void>
}

async function demonstrate(folder: string, wanted: Wanted): Promise<Running> {
  const endings: Endings = []
  const page = await preparePage(folder, endings)
  const district = await District.create(folder, { settings: page.settings })
  return {
    work: () => work(district, page, wanted, endings),
    async end() {
      await Promise.all(endings.map((end) => end()))
      await district.stop()
    },
  }
}

async function tryFaults(folder: string): Promise<Running> {
  const lab = await FaultLab.create(folder)
  return {
    async work() {
      await lab.start()
      let failed = 0
      for (const fault of faults) {
        if (fault.needsDisks === true && lab.disks === undefined) {
          print(`district: left out, because the system gives no namespace for a small disk: ${fault.name}`)
          continue
        }
        progress(fault.name)
        await lab.run(fault).catch((error: Error) => {
          failed += 1
          print(`  ${error.message}`)
        })
      }
      const balance = await lab.balance()
      print(lineOf(balance))
      return failed + balance.lost + balance.twice === 0 ? 0 : 1
    },
    end: () => lab.stop(),
  }
}

async function main(): Promise<number> {
  const wanted = readWords(process.argv.slice(2))
  const isOver = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
  await bundle()
  const { folder, remove } = await makeFolder()
  print(`district: everything is in ${folder}`)
  const running = await (wanted.faults ? tryFaults(folder) : demonstrate(folder, wanted))
  try {
    const working = running.work()
    // What fails because everything is being ended is no news.
    working.catch(() => {})
    const status = await Promise.race([working, isOver])
    if (status === undefined) return 130
    if (!wanted.once && !wanted.faults) await isOver
    return status
  } finally {
    await running.end()
    await remove()
  }
}

process.exit(
  await main().catch((error: unknown) => {
    process.stderr.write(`aqtizim: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }),
)
