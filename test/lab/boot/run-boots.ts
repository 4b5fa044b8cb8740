/** Boots one router again and again, with probers on its cables from the first moment, and cuts its power under load. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pause } from '../../patience.ts'
import type { Watcher } from '../faults/watcher.ts'
import { type JournalRow, readRows } from '../journal-check.ts'
import type { Lab } from '../lab.ts'
import { type DiskKind, flushSeconds, type Images } from './image.ts'
import { type CutReport, judgeCut, type Life, openings } from './judge.ts'
import type { Kernel } from './kernel.ts'
import { type Machine, patienceMs, powerOn } from './machine.ts'

export interface Bench {
  readonly lab: Lab
  readonly watcher: Watcher
  readonly images: Images
  readonly kernel: Kernel
  readonly say: (sentence: string) => void
  /** 0 to below 1. */
  readonly random: () => number
}

export interface BootResult {
  readonly opened: readonly string[]
  readonly cut: CutReport | undefined
  readonly faults: readonly string[]
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

async function mustAsk(machine: Machine, script: string): Promise<string> {
  const { status, stdout } = await machine.ask(script)
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stdout.slice(-500)}`)
  return stdout
}

const daemonUp = 'until [ -S /var/run/ubus/ubus.sock ]; do sleep 0.2; done; ubus -t 600 wait_for aqtizim'
const approval = 'aqtizim approve /etc/list.yaml --by "А. Директор" --post директор --order 1 --date 2026-09-01'

/** Settles when every kind of listed try has ended well since. */
async function awaitListed({ watcher }: Bench, machine: Machine): Promise<void> {
  const since = Date.now()
  for (const end = since + patienceMs; !watcher.isOpenSince(since); await pause(200))
    if (Date.now() > end) throw new Error(`listed sites do not open. ${machine.console().slice(-1500)}`)
}

async function readJournal(machine: Machine): Promise<JournalRow[]> {
  return readRows(await mustAsk(machine, 'aqtizim journal --format json'))
}

/** With all that the router had on its console by then. */
type PastLife = Life & { readonly console: string }

/** Rows of the life before, as they are after the boot that followed. */
async function judgeLife(bench: Bench, machine: Machine, life: PastLife) {
  const faults: string[] = []
  const { status, stdout } = await machine.ask('aqtizim verify')
  if (status !== 0) faults.push(`verify does not pass: ${stdout.split('\n')[0]}`)
  await bench.lab.settle()
  const seen = bench.lab.sightings.find([{ place: 'internet' }], life.bootedAt)
  const rows = await readJournal(machine)
  const cut = judgeCut(life, seen, rows, flushSeconds)
  faults.push(...cut.faults)
  if (faults.length > 0) faults.push(`what there was to judge is in ${keep({ life, seen, rows })}`)
  return { cut, faults }
}

/** Gives the path of a file that stays when the lab is gone. */
function keep(evidence: Readonly<Record<string, unknown>>): string {
  const path = join(mkdtempSync(join(tmpdir(), 'aqtizim-boot-')), 'cut.json')
  writeFileSync(path, JSON.stringify(evidence))
  return path
}

/** What a boot is for: the first one of a disk gets its list; one that is not the last is cut off under load. */
export interface Step {
  readonly disk: DiskKind
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly before: PastLife | undefined
}

/** A flush at least, and then anywhere between two of them. */
const loadMs = ({ random }: Bench) => (1 + random()) * flushSeconds * 1000

/** Gives its result, and the life that was cut short. */
export async function runBoot(bench: Bench, step: Step): Promise<{ result: BootResult; life: PastLife | undefined }> {
  const { lab, images, kernel, say } = bench
  const machine = await powerOn(lab, step.disk, images, kernel)
  try {
    if (step.isFirst) {
      await mustAsk(machine, daemonUp)
      // On a busy computer nobody may answer it in time although it is done: what opens tells.
      await machine.ask(approval)
    }
    await awaitListed(bench, machine)
    const openAfter = Date.now() - machine.since
    // Recording is up when the daemon is.
    await mustAsk(machine, daemonUp)
    const judged = step.before === undefined ? undefined : await judgeLife(bench, machine, step.before)
    if (!step.isLast) await pause(loadMs(bench))
    const console = machine.console()
    const cutAt = await machine.cut()
    await lab.settle()
    const opened = openings(lab.sightings.find([{ place: 'internet' }], machine.since))
    const result = { opened, cut: judged?.cut, faults: judged?.faults ?? [] }
    say(sentence(step, openAfter, result))
    return { result, life: step.isLast ? undefined : { bootedAt: machine.since, cutAt, console } }
  } finally {
    await machine.cut()
  }
}

/** An open room is seen a hundred times a second. */
const mostTold = 10
const fewOf = (lines: readonly string[]) =>
  lines.length <= mostTold ? lines : [...lines.slice(0, mostTold), `and ${lines.length - mostTold} more`]

function sentence({ disk }: Step, openAfter: number, { opened, cut, faults }: BootResult): string {
  const told =
    cut === undefined
      ? ''
      : `, the cut before: ${cut.recorded} flows in rows, ${cut.missingMs === undefined ? 'no' : seconds(cut.missingMs)} gap, ${cut.lost} lost`
  const wrong = [...fewOf(opened.map((what) => `OPENED: ${what}`)), ...faults].map((what) => `\n    ${what}`).join('')
  return `${disk}: listed sites open after ${seconds(openAfter)}, ${opened.length} opened${told}${wrong}`
}
