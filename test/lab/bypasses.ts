/**
 * `npm run lab:bypasses`: tries every way round the white list that a lab of namespaces can prove, with the name check and
 * without it, and prints a line for each. Exit status 1 where one gets past.
 *   --only PART            those whose id has PART in it
 *   --with-gate, --without-gate    one of the two runs alone
 *   --without-aqtizim      a plain router, to see what then gets through
 *   --break PART           kills the daemon and deletes the rules with PART in `chain: rule`; something must get past
 */
import { bundle } from '../../build/bundle.ts'
import { attemptLine, closingLines, headLine, residualLine } from './bypasses/report.ts'
import { residuals } from './bypasses/residual.ts'
import { runTable, type TableResult, type TableSettings } from './bypasses/run.ts'
import { bypassPhases } from './bypasses/table.ts'

const words = process.argv.slice(2)
const wordAfter = (option: string) => (words.includes(option) ? words[words.indexOf(option) + 1] : undefined)
const print = (text: string) => void process.stdout.write(`${text}\n`)

const only = wordAfter('--only')
const breakRule = wordAfter('--break')
const plain = words.includes('--without-aqtizim')

// Broken rules are looked at under one list: with the daemon dead no other one can be approved.
const phases = bypassPhases
  .filter((_, index) => breakRule === undefined || index === 0)
  .map((phase) => ({ ...phase, attempts: phase.attempts.filter(({ id }) => only === undefined || id.includes(only)) }))

async function run(nameCheck: boolean): Promise<TableResult> {
  print(`\n${plain ? 'A plain router' : nameCheck ? 'With the name check' : "With name_check '0'"}`)
  print(headLine)
  const settings: TableSettings = {
    nameCheck,
    phases,
    plain,
    ...(breakRule === undefined ? {} : { breakRules: [breakRule] }),
    progress: (sentence) => print(`bypasses: ${sentence} ...`),
    onPhase: ({ phase, results }) => {
      if (results.length > 0) print(phase.title)
      for (const result of results as TableResult['results']) print(attemptLine(result))
    },
  }
  return runTable(settings)
}

await bundle()
const all: TableResult[] = []
if (!words.includes('--without-gate')) all.push(await run(true))
if (!words.includes('--with-gate') && !plain) all.push(await run(false))
print('')
for (const residual of residuals) print(residualLine(residual))
for (const line of closingLines(all, residuals)) print(line)
process.exit(
  all.some(({ results, strays }) => strays.length > 0 || results.some(({ faults }) => faults.length > 0)) ? 1 : 0,
)
