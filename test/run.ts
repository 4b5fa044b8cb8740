/**
 * Runs every `*.test.ts` in a process of its own and closes uvu's traps: a throwing `before` hook, a file that forgets
 * `.run()` and an empty match all exit 0 in uvu (lukeed/uvu#142). Here a file counts only when it exits 0 and says that
 * it passed as many tests as it has, and that this is more than none.
 *
 *   npm test [-- PART-OF-A-PATH ...]
 */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from '../build/bundle.ts'
import { node } from './node.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Beyond this a file hangs, however slow and busy the computer is. */
const fileLimitMs = 1_800_000
/** How long a file may live on after its closing lines. */
const afterLimitMs = 120_000
const cores = Math.min(4, availableParallelism())
// One router: what one file does to its list another would see, and LuCI answers nobody for a minute where two browsers ask at once.
const lanes =
  process.env.LUCI_URL === undefined ? { labs: cores, others: Math.ceil(cores / 2) } : { labs: 1, others: 0 }
/** What starts a lab, which waits more than it works: other files run beside. */
const startsLab = /\b(startLab|startScene|openSchool|runTable|openBrowser)\(|from '\.\/registers\.ts'/
/** Those that take longest start first. */
const longest = [
  'lab/bypasses',
  'lab/faults',
  'lab/bad-input',
  'lab/repair',
  'lab/drill',
  'lab/flood',
  'lab/',
  'browser/',
]
const rankOf = (path: string) => longest.findIndex((part) => path.includes(`/test/${part}`)) >>> 0

type Job = () => Promise<Outcome>

interface Outcome {
  readonly name: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly output: string
  readonly ms: number
}

function find(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return find(path)
    return entry.name.endsWith('.test.ts') ? [path] : []
  })
}

function runProgram(argv: readonly string[]): Promise<{ status: number; output: string; ms: number }> {
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn(argv[0] ?? '', argv.slice(1), { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const stopAfter = (ms: number, when: string) =>
      setTimeout(() => {
        output += `\nstill running ${ms / 1000} s after ${when}: killed\n`
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      }, ms)
    let timer = stopAfter(fileLimitMs, 'its start')
    let isOver = false
    const take = (chunk: Buffer) => {
      output += chunk.toString()
      if (isOver || !/^ {2}Duration: /m.test(output)) return
      isOver = true
      clearTimeout(timer)
      timer = stopAfter(afterLimitMs, 'its last test')
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('close', (status) => {
      clearTimeout(timer)
      resolve({ status: status ?? 1, output, ms: performance.now() - started })
    })
  })
}

/** Reads uvu's closing lines; anything that does not add up is a failure. */
export function judge(status: number, output: string): { passed: number; failed: number; skipped: number } {
  const count = (label: string) => Number(new RegExp(`^ {2}${label}: +(\\d+)$`, 'm').exec(output)?.[1] ?? 0)
  const [total, passed, skipped] = [count('Total'), count('Passed'), count('Skipped')]
  const sound = status === 0 && total > 0 && passed === total
  return { passed, failed: sound ? 0 : Math.max(1, total - passed), skipped }
}

async function runTestFile(path: string): Promise<Outcome> {
  const { status, output, ms } = await runProgram([...node, path])
  const plain = output.replace(/\u001b\[\d+m/g, '')
  return { name: relative(root, path), ...judge(status, plain), output: plain, ms }
}

async function runChecker(name: string, argv: readonly string[]): Promise<Outcome> {
  const { status, output, ms } = await runProgram(argv)
  return { name, passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0, output, ms }
}

function report(outcome: Outcome): void {
  const { name, passed, failed, skipped, ms } = outcome
  const mark = failed === 0 ? 'ok  ' : 'FAIL'
  const extra = skipped > 0 ? `, ${skipped} skipped` : ''
  console.log(
    `${mark} ${name}: ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}${extra} (${(ms / 1000).toFixed(1)} s)`,
  )
  if (failed > 0) console.log(outcome.output.replace(/^/gm, '     '))
  if (skipped > 0)
    for (const line of outcome.output.split('\n')) if (/skip/i.test(line)) console.log(`     ${line.trim()}`)
}

/** Compiles all TypeScript before the first file starts. What cannot be compiled fails the files that import it. */
async function compile(): Promise<void> {
  await runProgram([process.execPath, join(root, 'build', 'typescript', 'compile.mjs'), 'src', 'build', 'test'])
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2)
  const chosen = (name: string) => wanted.length === 0 || wanted.some((part) => name.includes(part))
  const bin = (program: string) => join(root, 'node_modules', '.bin', program)
  await compile()
  const size = await bundle()
  process.env.AQTIZIM_BUNDLED = '1'
  console.log(`dist/aqtizim.js: ${(size / 1024).toFixed(1)} KB`)
  const [labs, others]: [Job[], Job[]] = [[], []]
  if (chosen('tsc')) others.push(() => runChecker('tsc --noEmit', [bin('tsc'), '--noEmit']))
  if (chosen('tsc')) others.push(() => runChecker('tsc of the pages', [bin('tsc'), '--noEmit', '-p', 'src/luci-views']))
  if (chosen('biome')) others.push(() => runChecker('biome check', [bin('biome'), 'check']))
  const files = find(join(root, 'test')).filter((path) => chosen(relative(root, path)))
  files.sort((a, b) => rankOf(a) - rankOf(b) || a.localeCompare(b))
  for (const path of files) (startsLab.test(readFileSync(path, 'utf8')) ? labs : others).push(() => runTestFile(path))
  const outcomes: Outcome[] = []
  /** Works through one list after the other. */
  const work = async (...lists: readonly Job[][]) => {
    for (const list of lists)
      for (let job = list.shift(); job !== undefined; job = list.shift()) {
        const outcome = await job()
        outcomes.push(outcome)
        report(outcome)
      }
  }
  await Promise.all([
    ...Array.from({ length: lanes.labs }, () => work(labs, others)),
    ...Array.from({ length: lanes.others }, () => work(others)),
  ])
  const sum = (key: 'passed' | 'failed' | 'skipped') => outcomes.reduce((total, outcome) => total + outcome[key], 0)
  const skipped = sum('skipped')
  const forbidden = skipped > 0 && process.env.CI === 'true' ? skipped : 0
  if (forbidden > 0) console.log(`CI runs every test: ${skipped} skipped ones count as failed`)
  console.log(
    `${sum('passed')} passed, ${sum('failed') + forbidden} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  )
  process.exit(sum('failed') + forbidden === 0 && sum('passed') > 0 ? 0 : 1)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
