/** `publish`: the list is checked, numbered, signed and written, with a sheet of what changed; signify reads keys and signatures. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { readSigned } from '../../src/district-list/signed-list.ts'
import { suite } from '../suite.ts'

const test = suite('publish')
const root = mkdtempSync(join(tmpdir(), 'publish-'))
const program = fileURLToPath(new URL('../../dist/aqtizim-district.js', import.meta.url))
const at = (...names: string[]) => join(root, ...names)

function run(...words: string[]): { readonly status: number; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' })
  return { status: status ?? 1, output: `${stdout}${stderr}` }
}
const draft = (text: string) => writeFileSync(at('draft.yaml'), text)
const publish = (to: string, ...more: string[]) =>
  run('publish', at('draft.yaml'), '--key', at('list.sec'), '--to', at(to), '--date', '2026-11-30', ...more)
/** The line that a school has in its settings. */
const keyLine = (file: string) => readFileSync(file, 'utf8').split('\n')[1] ?? ''
const readBack = (to: string, key = keyLine(at('list.sec.pub'))) =>
  readSigned(readFileSync(at(to, 'list.yaml')), readFileSync(at(to, 'list.yaml.sig'), 'utf8'), key)

test.before(async () => {
  await bundle()
  for (const folder of ['web', 'other', 'signify']) mkdirSync(at(folder))
})
test.after(() => rmSync(root, { recursive: true }))

test('a key is made once, its secret half for its owner alone', () => {
  const { status, output } = run('publish-key', at('list.sec'))
  assert.is(status, 0, output)
  assert.match(output, `option key '${keyLine(at('list.sec.pub'))}'`)
  assert.is(statSync(at('list.sec')).mode & 0o777, 0o600)
  const again = run('publish-key', at('list.sec'))
  assert.is(again.status, 1)
  assert.match(again.output, 'is there already')
})

test('a list is numbered and signed, anybody may read it, and the sheet says what changed', () => {
  draft('# ours\nsites:\n  - domain: bilimland.kz\n    title: BilimLand <b>\n  - domain: mura.kz\n')
  assert.match(publish('web').output, 'version 1 of 2026-11-30')
  const first = readBack('web')
  if ('fault' in first) throw new Error(first.fault.text)
  assert.equal([first.version, first.date], [1, '2026-11-30'])
  assert.match(first.text, /^# aqtizim district list 1 2026-11-30\n# ours\nsites:\n/)
  for (const name of readdirSync(at('web'))) assert.is(statSync(at('web', name)).mode & 0o777, 0o644, name)
  assert.match(publish('web').output, 'version 1 says the same already')
  draft(
    'sites:\n  - domain: bilimland.kz\n    title: BilimLand <b>\n    needs: [cdn.bilimland.net]\n  - domain: kitap.kz\n',
  )
  assert.match(publish('web').output, 'version 2 of 2026-11-30')
  const sheet = readFileSync(at('web/changes-2-ru.html'), 'utf8')
  for (const word of ['kitap.kz', 'mura.kz', 'cdn.bilimland.net', 'BilimLand &lt;b&gt;']) assert.match(sheet, word)
  assert.not.match(sheet, '<b>')
  assert.match(readFileSync(at('web/changes-2-kk.html'), 'utf8'), 'АУДАННЫҢ САЙТТАР ТІЗІМІ')
})

test('what a router would refuse is not published, and is told with its place', () => {
  const before = readFileSync(at('web/list.yaml'), 'utf8')
  const refused = {
    'sites:\n  - domain: kz\n': ':2:13: error: public-suffix',
    'sites:\n  - domain: a.kz\n    rooms: [lab]\n': ':2:1: error: own-key: rooms',
    'sites:\n  - domain: a.kz\n    inside: true\n': ':2:1: error: own-key: inside',
    'sites:\n  - domain: a.kz\n  - domain: A.kz.\n': 'error: duplicate',
    'sites: [\n': 'error: yaml-syntax',
    'sites:\n': 'error: empty',
  }
  for (const [text, says] of Object.entries(refused)) {
    draft(text)
    const { status, output } = publish('web')
    assert.equal([status, output.includes(says)], [1, true], `${text}: ${output}`)
  }
  // Of a Windows editor, in CP1251.
  writeFileSync(at('draft.yaml'), Buffer.from('sites:\n  - domain: a.kz\n    title: \xd1\xe0\xe9\xf2\n', 'latin1'))
  assert.match(publish('web').output, 'no text in UTF-8')
  assert.is(readFileSync(at('web/list.yaml'), 'utf8'), before)
})

test('numbers only rise, and a list of another key is not written over', () => {
  draft('sites:\n  - domain: third.kz\n')
  assert.match(publish('web', '--number', '2').output, 'it must be higher than 2')
  assert.is(publish('web', '--number', '0').status, 2)
  assert.match(publish('web', '--number', '12').output, 'version 12')
  run('publish-key', at('other.sec'))
  const other = run('publish', at('draft.yaml'), '--key', at('other.sec'), '--to', at('web'))
  assert.is(other.status, 1)
  assert.match(other.output, 'move it away')
  assert.is(run('publish', at('draft.yaml'), '--key', at('list.sec.pub'), '--to', at('other')).status, 1)
  assert.not.ok(existsSync(at('other/list.yaml')))
  assert.is(publish('other', '--date', '2026-02-30').status, 2)
})

test('signify takes our key and our signature, and we take its key', () => {
  const signify = (...words: string[]) => execFileSync('signify-openbsd', words, { encoding: 'utf8' })
  const verify = (key: string, to: string) =>
    signify('-V', '-p', key, '-x', at(to, 'list.yaml.sig'), '-m', at(to, 'list.yaml'))
  assert.match(verify(at('list.sec.pub'), 'web'), 'Verified')
  writeFileSync(at('note'), 'a note\n')
  signify('-S', '-s', at('list.sec'), '-m', at('note'), '-x', at('note.sig'))
  assert.match(signify('-V', '-p', at('list.sec.pub'), '-x', at('note.sig'), '-m', at('note')), 'Verified')
  signify('-G', '-n', '-p', at('own.pub'), '-s', at('own.sec'))
  const made = run('publish', at('draft.yaml'), '--key', at('own.sec'), '--to', at('signify'))
  assert.is(made.status, 0, made.output)
  assert.match(verify(at('own.pub'), 'signify'), 'Verified')
  assert.not.ok('fault' in readBack('signify', keyLine(at('own.pub'))))
  const other = readBack('signify')
  assert.is('fault' in other && other.fault.code, 'district-list-other-key')
})

test.run()
