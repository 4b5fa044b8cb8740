/** Where a line of the log goes: procd and a command's user tell levels by the stream alone. */
import { spawnSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LogLevel } from '../../src/machine/machine.ts'
import { type NewsStream, nodeMachine } from '../../src/machine/node-machine.ts'
import { node } from '../node.ts'

const levels: readonly LogLevel[] = ['debug', 'info', 'warning', 'error']
const [, , mode] = process.argv

/** What a process of its own writes that logs a line of each level. */
function logged(news: NewsStream): [string, string] {
  const [program = '', ...words] = [...node, import.meta.filename, news]
  const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' })
  return [stdout, stderr]
}

const test = suite('the log of a machine')

test('the daemon tells news on standard output and what is wrong on standard error', () => {
  assert.equal(logged('stdout'), ['a debug\nan info\n', 'warning: a warning\nan error\n'])
})

test('a command keeps its standard output to its result', () => {
  assert.equal(logged('stderr'), ['', 'a debug\nan info\nwarning: a warning\nan error\n'])
})

if (mode === 'stdout' || mode === 'stderr')
  for (const level of levels) nodeMachine(mode).log(level, `${/^[aeiou]/.test(level) ? 'an' : 'a'} ${level}`)
else test.run()
