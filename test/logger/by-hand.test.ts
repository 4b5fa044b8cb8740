/** The commands of docs/journal-format.md, as they stand there, on a real journal. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSigningKey, isSignedBy, verifyingKeyOf } from '../../src/logger/signify-keys.ts'
import { Lab, visit } from './journal-lab.ts'

const test = suite('by hand')
const page = readFileSync(new URL('../../docs/journal-format.md', import.meta.url), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'by-hand-'))
const key = createSigningKey()

/** The page's example has seals in lines 9 and 20. */
function writeDay(): string[] {
  const lab = new Lab()
  const journal = lab.open({ key })
  for (let n = 2; n < 25; n++) {
    if (n === 9 || n === 20) journal.seal()
    else journal.append(visit(`site-${n}.kz`))
  }
  lab.now += 86_400_000
  journal.append(visit('next'))
  journal.flush()
  const lines = lab.days()[0]?.lines ?? []
  writeFileSync(join(folder, '2026-10-05.jsonl'), lines.map((line) => `${line}\n`).join(''))
  return lines
}

const run = (script: string) => execFileSync('sh', ['-euc', script], { cwd: folder }).toString()
const commands = page.split('\n').filter((line) => /^ {4}[a-z{]/.test(line) && !line.includes('"n":'))
const command = (start: string) => commands.find((line) => line.includes(start)) ?? assert.unreachable(start)

const lines = writeDay()
const head = (line: number): string => JSON.parse(lines[line - 1] ?? '').seal.head

test.after(() => rmSync(folder, { recursive: true, force: true }))

test('sha256sum finds the heads', () => {
  const first = run(`${command('previous=')}\n${command('head -8')}`)
  assert.is(first, `${head(9)}  -\n`)
  const second = run(`head=${head(9)}\n${command('sed -n 9,19p')}`)
  assert.is(second, `${head(20)}  -\n`)
})

test('sed cuts out what was signed, and the signature', () => {
  run(`${command("tr -d '\\n' > row")}\n${command('> row.sig')}`)
  const row = readFileSync(join(folder, 'row'), 'utf8')
  const [comment, signature] = readFileSync(join(folder, 'row.sig'), 'utf8').split('\n')
  assert.is(comment, 'untrusted comment: aqtizim')
  assert.ok(isSignedBy(row, signature ?? '', verifyingKeyOf(key)))
  assert.not.ok(isSignedBy(`${row} `, signature ?? '', verifyingKeyOf(key)))
})

test.run()
