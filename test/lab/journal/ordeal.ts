/** Runs loads, kills and a power cut, and compares the journal's rows with the kernel's counters. */
import { fileURLToPath } from 'node:url'
import { type Scene, waitForStatus } from '../faults/scene.ts'
import { bootFaults } from '../faults/table/boot.ts'
import { signal } from '../faults/table/processes.ts'
import { networks } from '../map.ts'
import { type Classroom, fillClassrooms } from './classroom.ts'
import { countKernel, type KernelCounts } from './kernel-counts.ts'
import type { Job } from './load.ts'
import { type Balance, balance, type Counts, gapOf, sum } from './tally.ts'

export interface Ordeal {
  readonly scene: Scene
  readonly classroom: Classroom
  readonly kernel: KernelCounts
  readonly say: (sentence: string) => void
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A thousand flows a second, most of them let through. */
const mixed: Job = { flows: 5000, rate: 1000, tcpShare: 0.05, gateShare: 0.05, refusedShare: 0.05 }
const burst: Job = { flows: 20_000, rate: 0, tcpShare: 0, gateShare: 0, refusedShare: 0.01 }

export async function prepareOrdeal(scene: Scene, say: (sentence: string) => void): Promise<Ordeal> {
  scene.watcher.rest()
  const approval = ['--by', 'А. Директор', '--post', 'директор', '--order', '2', '--date', '2026-09-02']
  const { status, stderr, stdout } = await scene.aqtizim.command('approve', here('list.yaml'), ...approval)
  if (status !== 0) throw new Error(`approving the list ended with ${status}: ${stderr || stdout}`)
  const classroom = await fillClassrooms(scene.lab)
  return { scene, classroom, kernel: countKernel(scene.lab.router), say }
}

const perSecond = ({ sent, ms }: { sent: number; ms: number }) => `${sent} flows in ${(ms / 1000).toFixed(1)} s`

/** kill -9 in the middle of the load, twice; procd brings the daemon back each time. */
async function killUnderLoad({ scene, classroom, kernel, say }: Ordeal): Promise<void> {
  const before = sum(await kernel.read())
  const load = classroom.send({ ...mixed, flows: 9000 })
  load.catch(() => {})
  await sleep(2500)
  await signal(scene, 'SIGKILL', 'daemon')
  const sent = await load
  const counted = sum(await kernel.read()) - before
  say(`load with a kill -9 in it: ${perSecond(sent)} sent, ${counted} counted by the kernel`)
}

async function sendBurst({ classroom, kernel, say }: Ordeal): Promise<void> {
  const before = sum(await kernel.read())
  const sent = await classroom.send(burst)
  await sleep(500)
  const counted = sum(await kernel.read()) - before
  say(`burst: ${perSecond(sent)} sent, ${counted} counted by the kernel`)
}

/** Half a row at the end of the newest day: what a power cut leaves of a batch. */
async function tearLastLine({ scene }: Ordeal): Promise<void> {
  const script = 'cd "$1"/etc/aqtizim/journal && day=$(ls | grep "jsonl$" | tail -1) && printf %s "$2" >>"$day"'
  await scene.must('sh', '-c', script, 'sh', scene.aqtizim.root, '{"n":999999,"start":"2026-10-05T09:1')
}

/** The router loses its power under load; gives when. */
async function cutPower(ordeal: Ordeal): Promise<number> {
  const { scene, classroom, kernel, say } = ordeal
  const boot = bootFaults.find(({ id }) => id === 'boot')
  if (boot === undefined) throw new Error('there is no boot to make')
  const load = classroom.send({ ...mixed, flows: 4000 })
  load.catch(() => {})
  const reading = setInterval(() => void kernel.read().catch(() => {}), 250)
  await sleep(3000)
  clearInterval(reading)
  // The cables first: what the kernel counts then no longer changes, and can be read before the kernel forgets it.
  for (const { device } of networks) await scene.must('ip', 'link', 'set', device, 'down')
  const at = Date.now()
  await kernel.retire()
  await boot.inject(scene)
  await tearLastLine(ordeal)
  await load
  await boot.undo?.(scene)
  await waitForStatus(scene.aqtizim)
  say(
    `power cut under load: RAM is empty, the last row torn; the daemon is back after ${((Date.now() - at) / 1000).toFixed(1)} s`,
  )
  return at
}

/** What a power cut's gap row answers for: all that the kernel counted from its beginning to the cut. */
async function coveredByCut({ scene, kernel }: Ordeal, cutAt: number): Promise<Counts> {
  const gaps = (await scene.aqtizim.journal()).flatMap((row) => gapOf(row) ?? [])
  const gap = gaps.findLast(({ why }) => why === 'power-cut')
  if (gap === undefined || Date.parse(gap.to) < cutAt) return {}
  return kernel.since(Date.parse(gap.from))
}

/** Late rows and the counters' comparison need a while: waits until all is accounted for, or for no more than a minute. */
async function settle({ scene, kernel }: Ordeal, cut: Counts, limitMs: number): Promise<Balance> {
  const end = Date.now() + limitMs
  for (;;) {
    const counted = await kernel.read()
    const rows = await scene.aqtizim.journal()
    const result = balance(counted, rows, cut, await kernel.read())
    if ((sum(result.unaccounted) === 0 && sum(result.surplus) === 0) || Date.now() > end) return result
    await sleep(1500)
  }
}

export interface Outcome {
  readonly balance: Balance
  /** What is not as it has to be, a sentence each. */
  readonly faults: readonly string[]
}

export async function runOrdeal(ordeal: Ordeal): Promise<Outcome> {
  const { scene, say } = ordeal
  await waitForStatus(scene.aqtizim)
  await killUnderLoad(ordeal)
  await waitForStatus(scene.aqtizim)
  await sendBurst(ordeal)
  const before = await settle(ordeal, {}, 35_000)
  const left = sum(before.unaccounted)
  say(
    `so far ${sum(before.kernel)} counted, ${sum(before.recorded)} recorded, ${sum(before.gaps)} in gaps, ${left} unaccounted`,
  )
  const cutAt = await cutPower(ordeal)
  const covered = await coveredByCut(ordeal, cutAt)
  say(`the gap row of the power cut covers ${sum(covered)} flows that the kernel had counted`)
  await ordeal.classroom.send({ ...mixed, flows: 1500 })
  const result = await settle(ordeal, covered, 35_000)
  const { status, stdout } = await scene.aqtizim.command('verify')
  say(`verify: ${stdout.split('\n')[0]}`)
  const surplus = sum(result.surplus)
  return {
    balance: result,
    faults: [
      ...(status === 0 ? [] : ['verify does not pass']),
      ...(sum(covered) === 0 ? ['the journal does not say what the power cut took'] : []),
      ...(surplus > 0 ? [`${surplus} flows stand in rows that the kernel never counted`] : []),
    ],
  }
}
