/** A file that several processes replace at once is always whole, and what killed ones left beside it goes. */
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memfs } from 'memfs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { replaceFile } from '../../src/machine/atomic-write.ts'
import type { Files } from '../../src/machine/machine.ts'
import { node } from '../node.ts'
import { until } from '../patience.ts'

const test = suite('replaced files')
const sources = fileURLToPath(new URL('../../src', import.meta.url))

test('what killed processes and older versions left goes, and what is being written stays', () => {
  const mine = { '/proc/self/stat': '7 (node) S 1', '/proc/8/stat': '8 (node) S 1' }
  const others = { '/etc/list.8.new': '', '/etc/other.9.new': '', '/etc/list.x.new': '', '/etc/list.9.news': '' }
  const { fs: volume } = memfs({ ...mine, ...others, '/etc/list': 'old', '/etc/list.9.new': '', '/etc/list.new': '' })
  replaceFile(volume as unknown as Files, '/etc/list', ['ne', 'w'], true)
  assert.is(volume.readFileSync('/etc/list', 'utf8'), 'new')
  const names = volume.readdirSync('/etc').map(String)
  assert.equal(names.map((name) => `/etc/${name}`).sort(), ['/etc/list', ...Object.keys(others)].sort())
})

test('where it cannot be put in place, the old one stays and nothing beside it', () => {
  const { fs: volume } = memfs({ '/proc/self/stat': '7 (node) S 1', '/etc/list': 'old' })
  const full = () => {
    throw new Error('full')
  }
  const files = { ...(volume as unknown as Files), fsyncSync: full }
  assert.throws(() => replaceFile(files, '/etc/list', 'new', true), /full/)
  assert.equal([volume.readdirSync('/etc'), volume.readFileSync('/etc/list', 'utf8')], [['list'], 'old'])
})

test('six processes replace one file two hundred times each', async () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'aqtizim-replace-'))
  const path = join(folder, 'list')
  fs.writeFileSync(path, 'old\n')
  const script = fileURLToPath(new URL('replacer.ts', import.meta.url))
  const [command = '', ...words] = node
  const children = Array.from({ length: 6 }, (_, at) =>
    spawn(command, [...words, script, folder, String(at)], { stdio: ['ignore', 'inherit', 'inherit'] }),
  )
  try {
    await until('all of them are ready', () => fs.readdirSync(folder).length === children.length + 1)
    fs.writeFileSync(join(folder, 'go'), '')
    await until(
      'all of them are done',
      () => {
        assert.match(fs.readFileSync(path, 'utf8'), /^(old|(\d) ((\2)+))\n$/)
        return children.every(({ exitCode }) => exitCode !== null)
      },
      undefined,
      1,
    )
    assert.equal(
      children.map(({ exitCode }) => exitCode),
      children.map(() => 0),
    )
    assert.equal(
      fs.readdirSync(folder).filter((name) => name.startsWith('list')),
      ['list'],
    )
  } finally {
    for (const child of children) child.kill('SIGKILL')
    fs.rmSync(folder, { recursive: true })
  }
})

test('nothing else writes beside a file by a name that another process takes too', () => {
  // A version's own files fail where they are there already; only who holds the journal's lock packs its days.
  const known = ['whitelist/write-version.ts', 'logger/upkeep.ts', 'machine/atomic-write.ts']
  const others = fs
    .readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('luci-views') && !known.includes(name))
    .filter((name) => /\.(new|tmp)[`']/.test(fs.readFileSync(join(sources, name), 'utf8')))
  assert.equal(others, [])
})

test.run()
