/** Measures the bundle on the lab's router: time from approval to enforcement, memory at rest, size. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../../build/bundle.ts'
import { type Aqtizim, installAqtizim } from '../lab/aqtizim.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import { type Figure, median } from './bench.ts'
import { listOf } from './list.ts'

const approval = ['--by', 'Director', '--post', 'Director', '--order', '1', '--date', '2026-09-01']

/** Resident memory of a process in MB (proc(5), VmRSS). */
function rss(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

async function approve(lab: Lab, aqtizim: Aqtizim, text: string): Promise<number> {
  const path = join(lab.folder, 'bench.yaml')
  writeFileSync(path, text)
  const { status, stdout, stderr } = await aqtizim.command('approve', path, ...approval)
  const milliseconds = /in force after (\d+) ms/.exec(stdout)?.[1]
  if (status !== 0 || milliseconds === undefined) throw new Error(`approve: ${stdout}${stderr}`)
  return Number(milliseconds)
}

/** Each round takes ten names off and puts ten on: an edit of a list that is in force. */
async function enforce(lab: Lab, aqtizim: Aqtizim): Promise<Figure[]> {
  const figures: Figure[] = []
  const aims: Record<number, string> = { 1000: 'under 50 ms', 10000: 'under 250 ms' }
  let smallest = Number.NaN
  for (const domains of [100, 1000, 10_000]) {
    await approve(lab, aqtizim, listOf(domains))
    const rounds: number[] = []
    for (let round = 1; round <= 5; round++) rounds.push(await approve(lab, aqtizim, listOf(domains, 10 * round)))
    const value = median(rounds)
    if (domains === 100) smallest = value
    const name = `approved to enforced, ${domains} domains`
    const aim = aims[domains]
    figures.push({
      name,
      value: `${value} ms`,
      ratio: value / smallest,
      beside: '100 domains',
      ...(aim ? { aim } : {}),
    })
  }
  return figures
}

export async function bench(): Promise<Figure[]> {
  const size = await bundle()
  const lab = await startLab()
  try {
    const aqtizim = await installAqtizim(lab)
    const bare = await lab.router.start([process.execPath, '-e', 'setInterval(() => {}, 1000); console.log("up")'], {
      ready: /up/,
    })
    // Long enough for the work of the start to be over and collected.
    await new Promise((resolve) => setTimeout(resolve, 5000))
    const [ours, node] = [rss(aqtizim.daemon.pid), rss(bare.pid)]
    const rest: Figure = {
      name: 'daemon at rest',
      value: `${ours.toFixed(0)} MB`,
      ratio: ours / node,
      beside: 'bare Node',
      aim: 'under 60 MB',
    }
    const kilobytes: Figure = {
      name: 'bundle',
      value: `${(size / 1024).toFixed(0)} KB`,
      ratio: size / 409_600,
      beside: '400 KB',
      aim: 'under 400 KB',
    }
    return [kilobytes, rest, ...(await enforce(lab, aqtizim))]
  } finally {
    await lab.stop()
  }
}
