/** Tests `aqtizim migrate`. */
import { memfs } from 'memfs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Context } from '../../src/commands/command.ts'
import { migrate } from '../../src/commands/migrate.ts'
import type { Files } from '../../src/machine/machine.ts'
import { pathsBelow } from '../../src/machine/paths.ts'

/** Runs the command on a router with these files. */
async function run(content: Record<string, string>) {
  const { fs, vol } = memfs(content)
  const [out, err]: [string[], string[]] = [[], []]
  const context = {
    machine: { files: fs as unknown as Files },
    paths: pathsBelow(''),
    print: (text: string) => void out.push(text),
    complain: (text: string) => void err.push(text),
  } as unknown as Context
  const status = await migrate.run(context, { values: {}, words: [] })
  return { status, out, err, files: vol.toJSON() }
}

const settings = "config aqtizim 'main'\n\toption journal_dir '/mnt/usb/journal'\n"
const day = (format: number) =>
  `{"n":1,"at":"...","day":{"date":"2026-10-05","format":${format},"zone":"Asia/Almaty"}}\n{"n":2}\n`

const test = suite('aqtizim migrate')

test('has nothing to say on a new router', async () => {
  const { status, out, err } = await run({ '/etc/config/aqtizim': "config aqtizim 'main'\n" })
  assert.equal([status, out, err], [0, [], []])
})

test('names each file that it has brought forward', async () => {
  const { status, out, files } = await run({ '/etc/aqtizim/state.json': '{"paused":["lab"]}' })
  assert.is(status, 0)
  assert.equal(out, ["state.json has today's format; a copy of what it was is in before/"])
  assert.equal(JSON.parse(files['/etc/aqtizim/state.json'] ?? ''), { paused: ['lab'], format: 1 })
  assert.is(files['/etc/aqtizim/before/state.json.format-0'], '{"paused":["lab"]}')
})

test('looks at the newest day of the journal, where the settings say that it lies', async () => {
  const journal = { '/mnt/usb/journal/2026-10-04.jsonl': day(1), '/mnt/usb/journal/2026-10-05.jsonl': day(2) }
  const before = { '/etc/config/aqtizim': settings, '/etc/aqtizim/state.json': '{"paused":[]}', ...journal }
  const { status, err, files } = await run(before)
  assert.is(status, 1)
  assert.match(err[0] ?? '', /^The journal was written by a newer version \(format 2; this one knows 1\)\.\nInstall/)
  assert.equal(files, before)
  const fine = await run({ ...before, '/mnt/usb/journal/2026-10-05.jsonl': day(1) })
  assert.is(fine.status, 0)
  // Another folder is nobody's journal.
  const other = await run({ '/etc/config/aqtizim': settings, '/etc/aqtizim/journal/2026-10-05.jsonl': day(2) })
  assert.is(other.status, 0)
})

test('leaves a journal alone whose first row cannot be read', async () => {
  for (const text of ['', 'damaged', '{"n":1}\n'])
    assert.is((await run({ '/etc/aqtizim/journal/2026-10-05.jsonl': text })).status, 0)
})

test.run()
