/** TypeScript under plain Node: compiled once, anew where a file changed, and errors name the line that was written. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const project = fileURLToPath(new URL('../..', import.meta.url))
/** A project of its own, so that its cache is its own too. */
const folder = mkdtempSync(join(tmpdir(), 'aqtizim-typescript-'))
const compiler = join(folder, 'node_modules/esbuild')
cpSync(join(project, 'build/typescript'), join(folder, 'build/typescript'), { recursive: true })
mkdirSync(join(folder, 'node_modules'))
symlinkSync(join(project, 'node_modules/esbuild'), compiler)

const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
const run = (name: string) => {
  const words = ['--import', join(folder, 'build/typescript/register.mjs'), join(folder, name)]
  return spawnSync(process.execPath, words, { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } })
}
const thrower = `interface Pair {
  readonly left: number
}

export function fail(pair: Pair): never {
  /* ё */ throw new Error(\`left is \${pair.left}\`)
}
`

const test = suite('TypeScript under Node')

test('an error names the file, line and column that were written', () => {
  write('fail.ts', thrower)
  write('caller.ts', `import { fail } from './fail.ts'\n\ntype One = 1\nconst one: One = 1\nfail({ left: one })\n`)
  for (const turn of ['compiled', 'kept']) {
    const { stderr } = run('caller.ts')
    assert.match(stderr, 'Error: left is 1', turn)
    assert.match(stderr, `${join(folder, 'fail.ts')}:6:17`, turn)
    assert.match(stderr, `${join(folder, 'caller.ts')}:5:1`, turn)
  }
})

test('a file is compiled once, and anew when it has changed', () => {
  write('say.ts', "const word: string = 'first'\nconsole.log(word, import.meta.url.endsWith('/say.ts'))\n")
  assert.is(run('say.ts').stdout, 'first true\n')
  write('say.ts', "const word: string = 'second'\nconsole.log(word)\n")
  assert.is(run('say.ts').stdout, 'second\n')
  rmSync(compiler)
  assert.is(run('say.ts').stdout, 'second\n')
  write('say.ts', "const word: string = 'third'\nconsole.log(word)\n")
  assert.match(run('say.ts').stderr, "Cannot find package 'esbuild'")
  symlinkSync(join(project, 'node_modules/esbuild'), compiler)
})

test('what the compiler cannot read is said with its place', () => {
  write('broken.ts', 'const a: number = 1\nconst = 2\n')
  const { status, stderr } = run('broken.ts')
  assert.is(status, 1)
  assert.match(stderr, `${join(folder, 'broken.ts')}:2:6`)
})

test.after(() => rmSync(folder, { recursive: true, force: true }))
test.run()
