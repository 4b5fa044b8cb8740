/** Measures the program on the lab's router: what the daemon loads, its memory at rest, a command's CPU, approval to enforcement. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildProgram, bundle, projectVersion, sizeOf } from '../../build/bundle.ts'
import { type Aqtizim, installAqtizim } from '../lab/aqtizim.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import { atMost, type Figure, median } from './bench.ts'
import { listOf } from './list.ts'

const approval = ['--by', 'Director', '--post', 'Director', '--order', '1', '--date', '2026-09-01']

/** Resident memory of a process in MB (proc(5), VmRSS). */
function rss(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

/** Prints on standard error what the process has used of the CPU when it ends, in µs; its start is in it. */
const meter = `process.on('exit',()=>{const{user,system}=process.cpuUsage();process.stderr.write('cpu '+(user+system))})`

/** Milliseconds of CPU of a Node that runs this script, median of 15; its words stand behind the script. */
async function cpuOf(lab: Lab, script: string, words: readonly string[]): Promise<number> {
  const rounds: number[] = []
  while (rounds.length < 15) {
    const { stderr } = await lab.router.run([process.execPath, '-e', `${meter};${script}`, 'aqtizim', ...words])
    const used = /cpu (\d+)$/.exec(stderr)?.[1]
    if (used === undefined) throw new Error(`a command said nothing of its CPU: ${stderr}`)
    rounds.push(Number(used) / 1000)
  }
  return median(rounds)
}

/** The first second: a command that only asks the daemon, beside Node itself. */
async function first(lab: Lab, { root, socket }: Aqtizim): Promise<Figure> {
  const program = JSON.stringify(join(root, 'usr/lib/aqtizim/aqtizim.js'))
  // In turns: what else the machine does meets both.
  const bare = await cpuOf(lab, '0', [])
  const ours = await cpuOf(lab, `require(${program})`, ['--ubus', socket, '--root', root, 'status'])
  return {
    name: '`aqtizim status`',
    value: `${ours.toFixed(0)} ms CPU`,
    ratio: ours / bare,
    beside: 'node -e 0',
    aims: [atMost(ours, 40, 'ms')],
  }
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
  const bounds: Record<number, number> = { 1000: 50, 10000: 200 }
  let smallest = Number.NaN
  for (const domains of [100, 1000, 10_000]) {
    await approve(lab, aqtizim, listOf(domains))
    const rounds: number[] = []
    for (let round = 1; round <= 5; round++) rounds.push(await approve(lab, aqtizim, listOf(domains, 10 * round)))
    const value = median(rounds)
    if (domains === 100) smallest = value
    const name = `approved to enforced, ${domains} domains`
    const bound = bounds[domains]
    figures.push({
      name,
      value: `${value} ms`,
      ratio: value / smallest,
      beside: '100 domains',
      ...(bound && { aims: [atMost(value, bound, 'ms')] }),
    })
  }
  return figures
}

export async function bench(): Promise<Figure[]> {
  await bundle()
  const { files, start } = await buildProgram(projectVersion())
  const size = sizeOf(start.flatMap((name) => files.get(name) ?? []))
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
      aims: [atMost(ours, 60, 'MB')],
    }
    const kilobytes: Figure = {
      name: 'what the daemon loads at its start',
      value: `${(size / 1024).toFixed(0)} KB`,
      ratio: size / 409_600,
      beside: '400 KB',
      aims: [atMost(size / 1024, 400, 'KB')],
    }
    return [kilobytes, rest, await first(lab, aqtizim), ...(await enforce(lab, aqtizim))]
  } finally {
    await lab.stop()
  }
}
