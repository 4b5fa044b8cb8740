/** Does each forgery to a copy of a true journal, and asks the real command what it finds. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../program.ts'
import type { Forgery } from './forgery.ts'
import { fileForgeries, rowForgeries } from './rows.ts'
import { dayName, type SchoolDays, withCopy, writeSchoolDays } from './school-days.ts'
import { sealForgeries } from './seals.ts'

export const forgeries: readonly Forgery[] = [...rowForgeries, ...fileForgeries, ...sealForgeries]

export interface Tried {
  readonly what: string
  readonly found: boolean
  /** What the command said, or what is wrong about it. */
  readonly said: string
}

const bundle = fileURLToPath(new URL('../../../dist/aqtizim.js', import.meta.url))

function verify(root: string, head: string | undefined) {
  const words = [
    '--ubus',
    join(root, 'no-ubus'),
    '--root',
    root,
    'verify',
    ...(head === undefined ? [] : ['--head', head]),
  ]
  return runProgram([process.execPath, bundle, ...words])
}

async function tryForgery(days: SchoolDays, folder: string, forgery: Forgery): Promise<Tried> {
  const { what, code, day, row } = forgery
  return withCopy(days, folder, async (copy) => {
    forgery.forge(copy, days)
    if (forgery.head !== undefined) rmSync(copy.anchor)
    const { status, stdout, stderr } = await verify(copy.root, forgery.head?.(days))
    const named = /^ {2}(.+):\d+, rows (\d+) to \d+ \[([a-z-]+)\]$/m.exec(stdout)
    const place = `${basename(named?.[1] ?? '').replace(/\.gz$/, '')}, row ${named?.[2]}, ${named?.[3]}`
    const wanted = `${dayName(day)}, row ${row}, ${code}`
    if (status !== 1 || named === null)
      return { what, found: false, said: `exit status ${status}: ${(stdout || stderr).split('\n')[0]}` }
    if (place !== wanted) return { what, found: false, said: `${place} is named; the first wrong place is ${wanted}` }
    return { what, found: true, said: forgery.head === undefined ? place : `${place}, by the head on paper` }
  })
}

/** An untouched copy has to pass, also with every head that was ever printed. */
async function tryUntouched(days: SchoolDays, folder: string): Promise<Tried[]> {
  const heads = [undefined, days.heads[0], days.heads.at(-1)]
  return withCopy(days, folder, async ({ root }) => {
    const tried: Tried[] = []
    for (const head of heads) {
      const { status, stdout, stderr } = await verify(root, head)
      const what = head === undefined ? 'an untouched copy' : `an untouched copy, with the head ${head.slice(0, 8)}...`
      tried.push({ what, found: status !== 0, said: (stdout || stderr).split('\n')[0] ?? '' })
    }
    return tried
  })
}

export interface Outcome {
  /** Copies that nobody forged: nothing may be found in them. */
  readonly untouched: readonly Tried[]
  readonly forged: readonly Tried[]
}

/** Leaves nothing behind. `onTried` is told of each as it is done. */
export async function tryForgeries(
  chosen: readonly Forgery[],
  onTried: (tried: Tried, isForged: boolean) => void = () => {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-tamper-'))
  try {
    const days = writeSchoolDays(join(folder, 'true'))
    const untouched = await tryUntouched(days, join(folder, 'copy'))
    for (const tried of untouched) onTried(tried, false)
    const forged: Tried[] = []
    for (const forgery of chosen) {
      const tried = await tryForgery(days, join(folder, 'copy'), forgery)
      onTried(tried, true)
      forged.push(tried)
    }
    return { untouched, forged }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
