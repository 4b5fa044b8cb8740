/**
 * Tries hostile input for as long as one likes, with new cases in each round:
 *
 *   npm run fuzz [-- SECONDS [PART-OF-A-FILE-NAME ...]]
 *
 * Ends at the first failure, with the smallest case, the seed, and status 1.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { node } from '../node.ts'

const [seconds = '60', ...parts] = process.argv.slice(2)
const end = performance.now() + Number(seconds) * 1000
const folder = import.meta.dirname
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts'))
  .filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)))
if (!(Number(seconds) > 0) || files.length === 0) {
  console.error('usage: npm run fuzz [-- SECONDS [PART-OF-A-FILE-NAME ...]]')
  process.exit(2)
}

let rounds = 0
do {
  for (const file of files) {
    const { HOSTILE_RUNS = '5' } = process.env
    const env = { ...process.env, HOSTILE_RUNS, HOSTILE_SEED: String(Math.floor(Math.random() * 2 ** 31)) }
    const argv = [...node.slice(1), join(folder, file)]
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { env, encoding: 'utf8' })
    if (status !== 0 || !/Passed: +[1-9]/.test(stdout.replace(/\u001b\[\d+m/g, ''))) {
      console.log(`${stdout}${stderr}`)
      console.log(`fuzz: ${file} failed with HOSTILE_SEED=${env.HOSTILE_SEED} HOSTILE_RUNS=${HOSTILE_RUNS}`)
      process.exit(1)
    }
    if (performance.now() > end) break
  }
  rounds += 1
  console.log(`fuzz: round ${rounds}: nothing found`)
} while (performance.now() < end)
