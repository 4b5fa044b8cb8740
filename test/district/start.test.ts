/** `npm run district -- --once`: a whole district on this machine for a day of school. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { runProgram, startProgram } from '../lab/program.ts'
import { node } from '../node.ts'
import { suite } from '../suite.ts'

const test = suite('npm run district')
const program = fileURLToPath(new URL('start.ts', import.meta.url))
/** It waits for rows that come no more after three minutes without any, and for a router as long as that for each step. */
const boundMs = 900_000

/** What it says first. */
const place = /^district: everything is in (.+)$/m
const isGone = (said: string) => !existsSync(place.exec(said)?.[1] ?? '/')

async function once(...words: string[]): Promise<string> {
  const { status, stdout, stderr } = await runProgram([...node, program, '--once', '--days', '1', ...words], {
    timeoutMs: boundMs,
  })
  assert.is(status, 0, `${stdout}\n${stderr}`)
  const [, sent, there, last] = /^district: (\d+) rows sent, (\d+) queryable, (.*)\n$/m.exec(stdout) ?? []
  assert.is(last, '0 lost, 0 twice', stdout)
  assert.is(there, sent)
  assert.ok(Number(sent) > 9000, sent)
  assert.ok(stdout.trimEnd().split('\n').at(-1)?.startsWith('district: '))
  assert.ok(isGone(stdout))
  return stdout
}

test('three schools, one of them with a whole router', async () => {
  const said = await once()
  for (const school of ['school-1', 'school-2'])
    assert.match(said, new RegExp(`^${school} \\(.*, key [0-9a-f]{16}\n  whole from row 1 to row \\d+`, 'm'))
  // Its first seal comes after ten minutes.
  assert.match(said, /^school-3 \(.*, key [0-9a-f]{16}\n {2}from row 1: no seal behind it yet/m)
  assert.match(said, 'The journal is whole from its first row up to it.')
  for (const line of [
    'admin@edu.kz  schools 3, journals 3',
    'viewer@edu.kz  schools 3, journals 0',
    'teacher-1@edu.kz  schools 1, journals 1',
  ])
    assert.match(said, `  ${line}\n`)
  assert.match(said, /^ {2}the page +https:\/\/localhost:\d+\/$/m)
})

test('a signal in the middle ends all of it', async () => {
  const said: string[] = []
  const running = await startProgram([...node, program, '--without-lab', '--days', '1'], {
    ready: /^district: waiting/,
    onLine: (line) => void said.push(line),
  })
  assert.not(isGone(said.join('\n')))
  running.stop()
  assert.is(await running.ended, 130)
  assert.ok(isGone(said.join('\n')))
})

test('wrong words are said, and nothing is started', async () => {
  for (const words of [['--days', '0'], ['--forever'], ['twice']]) {
    const { status, stdout, stderr } = await runProgram([...node, program, ...words], { timeoutMs: boundMs })
    assert.is(status, 1)
    assert.is(stdout, '')
    assert.match(stderr, /^aqtizim: /)
  }
})

test.run()
