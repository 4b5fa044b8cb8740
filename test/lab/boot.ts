/**
 * `npm run lab:boot [-- --cuts N] [--disk ext4|overlay] [--unguarded]`: boots the packages' own trees in QEMU, on Debian's kernel, while
 * probers on the cables of two rooms try listed and unlisted things from the first moment, and cuts the power N times
 * under load (20 unless said otherwise, 0 for a boot and no more) on each kind of disk. Exit status 0 when nothing opened
 * and each cut cost no more than what was not written yet. `--unguarded`: without what guards the rooms at boot, which
 * has to be seen to open.
 */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { bundle } from '../../build/bundle.ts'
import { type DiskKind, makeImages } from './boot/image.ts'
import { exitStatus, lastLine, type Totals } from './boot/judge.ts'
import { fetchKernel } from './boot/kernel.ts'
import { type Bench, type BootResult, runBoot } from './boot/run-boots.ts'
import { makeSwitch } from './boot/switch.ts'
import { bundleProber } from './faults/scene.ts'
import { startWatcher } from './faults/watcher.ts'
import { startLab } from './lab.ts'

const print = (text: string) => void process.stdout.write(`${text}\n`)
const disks: readonly DiskKind[] = ['ext4', 'overlay']

interface Order {
  readonly cuts: number
  readonly disks: readonly DiskKind[]
  readonly unguarded: boolean
}

/** Throws, with a sentence, for an order that cannot be meant. */
function readOrder(): Order {
  const options = {
    cuts: { type: 'string', default: '20' },
    disk: { type: 'string' },
    unguarded: { type: 'boolean' },
  } as const
  const { values } = parseArgs({ options })
  const cuts = Number(values.cuts)
  if (!Number.isInteger(cuts) || cuts < 0 || cuts > 1000) throw new Error('--cuts takes a number from 0 to 1000')
  const chosen = disks.filter((disk) => values.disk === undefined || disk === values.disk)
  if (chosen.length === 0) throw new Error(`--disk takes ${disks.join(' or ')}`)
  return { cuts, disks: chosen, unguarded: values.unguarded ?? false }
}

async function runDisk(bench: Bench, disk: DiskKind, cuts: number): Promise<BootResult[]> {
  const results: BootResult[] = []
  let before: Parameters<typeof runBoot>[1]['before']
  for (let number = 0; number <= cuts; number++) {
    const step = { disk, isFirst: number === 0, isLast: number === cuts, before }
    const { result, life } = await runBoot(bench, step)
    results.push(result)
    before = life
  }
  return results
}

const total = (results: readonly BootResult[]): Totals => ({
  boots: results.length,
  cuts: results.filter(({ cut }) => cut !== undefined).length,
  opened: results.reduce((sum, { opened }) => sum + opened.length, 0),
  lost: results.reduce((sum, { cut }) => sum + (cut?.lost ?? 0), 0),
  faults: results.reduce((sum, { faults }) => sum + faults.length, 0),
})

async function main(): Promise<number> {
  const order = readOrder()
  if (!existsSync('/dev/net/tun')) throw new Error("the machine's cables need /dev/net/tun: modprobe tun")
  await bundle()
  print('lab: the kernel of Debian, with its modules ...')
  const kernel = await fetchKernel()
  const lab = await startLab({ progress: (sentence) => print(`lab: ${sentence} ...`) })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => void lab.stop().then(() => process.exit(130)))
  try {
    print('lab: disks for the router ...')
    const images = await makeImages(lab.folder, kernel, order.unguarded)
    await makeSwitch(lab)
    // An emulated router has little of a processor: fewer tries than in lab:faults, and each may take its time.
    const watcher = await startWatcher(lab, await bundleProber(lab.folder), 20_000, 400)
    const bench: Bench = { lab, watcher, images, kernel, say: print, random: Math.random }
    const results: BootResult[] = []
    for (const disk of order.disks) results.push(...(await runDisk(bench, disk, order.cuts)))
    const totals = total(results)
    print(lastLine(totals))
    return exitStatus(totals)
  } finally {
    await lab.stop()
  }
}

process.exit(
  await main().catch((error: unknown) => {
    process.stderr.write(`aqtizim: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }),
)
