/** Tests `aqtizim paper` with the daemon and ubus down, on files in memory. */
import { strFromU8, unzipSync } from 'fflate'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Context } from '../../src/commands/command.ts'
import { paper } from '../../src/commands/paper.ts'
import { Failure, Usage } from '../../src/machine/command-line.ts'
import type { Machine } from '../../src/machine/machine.ts'
import { pathsBelow } from '../../src/machine/paths.ts'
import { makeSchool } from '../papers/school.ts'
import { textOf } from './golden.ts'

const test = suite('the command paper')
const { files, machine } = makeSchool({ from: '2026-10-12', until: '2026-10-16', pcs: 2 })
files.mkdirSync('/etc/config', { recursive: true })
files.writeFileSync('/etc/config/system', "config system\n\toption zonename 'Asia/Almaty'\n")
files.writeFileSync('/etc/config/aqtizim', "config room 'informatics'\n\toption name 'Кабинет'\n")

async function run(words: readonly string[], values: Record<string, string> = {}) {
  const out: Uint8Array[] = []
  const add = (output: string | Uint8Array) => void out.push(Buffer.from(output))
  const context: Context = {
    machine: { ...machine, log: () => {} } as unknown as Machine,
    paths: pathsBelow(''),
    node: 'v20',
    print: (text) => add(`${text}\n`),
    write: async (output) => add(output),
    isTerminal: false,
    secret: async () => '',
    progress: () => {},
    complain: () => {},
    ubus: () => Promise.reject(new Error('ubus is down')),
  }
  const status = await paper.run(context, { words, values })
  return { status, bytes: Buffer.concat(out) }
}

async function errorOf(words: readonly string[], values: Record<string, string> = {}): Promise<Error> {
  try {
    await run(words, values)
  } catch (error) {
    return error as Error
  }
  throw new Error('it went well')
}

test('without a name it says which papers there are, and what each asks for', async () => {
  const { status, bytes } = await run([])
  assert.is(status, 0)
  assert.match(bytes.toString(), /^check-act {2}Act of the check of the access history$/m)
  assert.match(bytes.toString(), /^ {4}from=\.\.\. \(2026-10-01\)/m)
})

test('writes the act as a page, in the language that was asked for', async () => {
  const { status, bytes } = await run(['check-act', 'from=2026-10-12', 'until=2026-10-16', 'number=7'], {
    language: 'ru',
  })
  const words = textOf(bytes.toString())
  assert.is(status, 0)
  assert.match(words, 'Номер акта № 7')
  assert.match(words, 'Журнал цел')
})

test('writes a file that Word opens', async () => {
  const { bytes } = await run(['approval-sheet'], { format: 'docx' })
  assert.match(strFromU8(unzipSync(bytes)['word/document.xml'] ?? new Uint8Array()), 'bilimland.kz')
})

test('what was typed wrongly is named', async () => {
  for (const [words, values, message] of [
    [['poster'], {}, /there is no paper poster/],
    [['check-act', 'from'], {}, /write FIELD=VALUE/],
    [['check-act'], { format: 'pdf' }, /^--format: html, docx/],
    [['check-act'], { language: 'de' }, /^--language: kk, ru, en/],
  ] as const) {
    const error = await errorOf(words, values)
    assert.instance(error, Usage)
    assert.match(error.message, message)
  }
  for (const [words, field] of [
    [['access-journal', 'from=today'], 'from'],
    [['access-journal', 'room=kitchen'], 'room'],
    [['access-journal', 'nothing=1'], 'nothing'],
    [['approval-sheet', 'version=9'], 'version'],
  ] as const) {
    const error = await errorOf(words)
    assert.instance(error, Failure)
    assert.is(error.message.split(':')[0], field)
  }
})

test.run()
