/**
 * `npm run lab:faults [-- PART-OF-A-NAME ...]`: does one fault after the other to a router at work, while pupils try
 * listed and unlisted things all the time, and prints a line for each: how long something unlisted got through, how long
 * something listed was away, when all was as before, and how many flows no row knows of. Exit status 0 when nothing
 * opened, all was mended and no row was lost.
 */
import { bundle } from '../../build/bundle.ts'
import { measured } from './faults/pace.ts'
import { headText, resultText, summaryText } from './faults/report.ts'
import { runFaults } from './faults/run-faults.ts'
import { startScene } from './faults/scene.ts'
import { faults } from './faults/table.ts'

const print = (text: string) => void process.stdout.write(`${text}\n`)
const wanted = process.argv.slice(2)
const chosen = faults.filter(({ id }) => wanted.length === 0 || wanted.some((part) => id.includes(part)))

async function main(): Promise<number> {
  await bundle()
  const scene = await startScene(measured, (sentence) => print(`lab: ${sentence} ...`))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => void scene.stop().then(() => process.exit(130)))
  try {
    print(headText)
    const results = await runFaults(scene, chosen, { onResult: (result) => print(resultText(result)) })
    for (const complaint of scene.watcher.complaints) print(`prober ${complaint}`)
    print(summaryText(results))
    return results.every((result) => result.faults.length === 0) ? 0 : 1
  } finally {
    await scene.stop()
  }
}

process.exit(
  await main().catch((error: unknown) => {
    process.stderr.write(`aqtizim: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }),
)
