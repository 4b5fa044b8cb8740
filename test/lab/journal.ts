/**
 * `npm run lab:journal`: puts load on a router at work, kills its daemon, sends a burst, cuts its power, and compares what
 * the kernel counted with what the journal holds. Exit status 0 when each flow stands in a row or in a gap.
 */
import { bundle } from '../../build/bundle.ts'
import { measured } from './faults/pace.ts'
import { startScene } from './faults/scene.ts'
import { prepareOrdeal, runOrdeal } from './journal/ordeal.ts'
import { type Balance, sum } from './journal/tally.ts'

const print = (text: string) => void process.stdout.write(`${text}\n`)

function printBalance({ kernel, recorded, gaps, unaccounted }: Balance): void {
  print(
    `${'room'.padEnd(16)}${'counter'.padEnd(10)}${['kernel', 'rows', 'gaps', 'missing'].map((w) => w.padStart(9)).join('')}`,
  )
  for (const [room, counts] of Object.entries(kernel))
    for (const counter of ['allowed', 'gate', 'refused'] as const) {
      const cells = [counts, recorded[room], gaps[room], unaccounted[room]].map((each) => each?.[counter] ?? 0)
      print(`${room.padEnd(16)}${counter.padEnd(10)}${cells.map((cell) => String(cell).padStart(9)).join('')}`)
    }
}

async function main(): Promise<number> {
  await bundle()
  const scene = await startScene(measured, (sentence) => print(`lab: ${sentence} ...`))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => void scene.stop().then(() => process.exit(130)))
  try {
    const { balance, faults } = await runOrdeal(await prepareOrdeal(scene, print))
    printBalance(balance)
    if (sum(balance.late) > 0) print(`${sum(balance.late)} flows were recorded after a gap row had told of them`)
    for (const fault of faults) print(`WRONG: ${fault}`)
    const { kernel, recorded, gaps, unaccounted } = balance
    print(
      `journal: ${sum(kernel)} flows counted by the kernel, ${sum(recorded)} recorded, ${sum(gaps)} in gaps, ${sum(unaccounted)} unaccounted`,
    )
    return sum(unaccounted) === 0 && faults.length === 0 ? 0 : 1
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
