/** Tests the bundle's command line with nothing else running. */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { hangMs } from '../patience.ts'
import { suite } from '../suite.ts'

const test = suite('command line')
const root = mkdtempSync(join(tmpdir(), 'aqtizim-cli-'))
const main = join(import.meta.dirname, '../../dist/aqtizim.js')
const nowhere = ['--ubus', join(root, 'no.sock'), '--root', root]
const good = join(root, 'good.yaml')
const bad = join(root, 'bad.yaml')

test.before(async () => {
  await bundle()
  writeFileSync(good, 'sites:\n  - domain: bilimland.kz\n')
  writeFileSync(bad, 'sites:\n  - domain: com.kz\n')
  mkdirSync(join(root, 'etc/config'), { recursive: true })
})
test.after(() => rmSync(root, { recursive: true, force: true }))

const argv = (words: readonly string[]) => [main, ...words]
function run(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv(words), { encoding: 'utf8', timeout: hangMs })
  assert.not.match(stderr, /\n\s+at /)
  return { status, stdout, stderr }
}

test('done is 0', () => {
  assert.equal(run('check', good, ...nowhere), { status: 0, stdout: `${good}: 1 sites, can be approved\n`, stderr: '' })
  assert.is(run('version').status, 0)
})

test('refused or failed is 1, with the place or the reason', () => {
  const refused = run('check', bad, ...nowhere)
  assert.is(refused.status, 1)
  assert.match(refused.stdout, new RegExp(`^${bad}:2:13: error: `))
  const failed = run('status', ...nowhere)
  assert.is(failed.status, 1)
  assert.match(failed.stderr, /^aqtizim: Cannot connect to .*no\.sock: there is no such socket; is ubusd running\?\n$/)
  assert.is(
    run('check', join(root, 'none.yaml'), ...nowhere).stderr,
    `aqtizim: ${root}/none.yaml: there is no such file\n`,
  )
})

test('wrong words are 2, and show the usage', () => {
  const cases: [string[], RegExp][] = [
    [[], /^aqtizim: which command\?/],
    [['opne'], /^aqtizim: there is no command "opne"/],
    [['open', 'lab', 'a.kz', ...nowhere], /^aqtizim: one of --minutes, --until and --lesson/],
    [['open', 'lab', 'a.kz', '--minutes', '1e3', ...nowhere], /^aqtizim: --minutes takes/],
    [['shut', 'lab', ...nowhere], /^aqtizim: ROOM and SITE are wanted/],
    [['status', '--colour'], /^aqtizim: Unknown option '--colour'/],
    [['check'], /^aqtizim: one FILE is wanted/],
    [['check', good, bad], /^aqtizim: one FILE is wanted/],
    [['approve', good, '--date', '2026-09-01', ...nowhere], /^aqtizim: --by is missing/],
    [['approve', good, '--by'], /^aqtizim: .*--by/],
    [['journal', '--verdict', 'maybe', ...nowhere], /^aqtizim: --verdict: allowed or refused/],
    [['journal', '--since', 'last week', ...nowhere], /^aqtizim: --since: write 2026-10-05/],
    [['journal', '--since', 'constructor', ...nowhere], /^aqtizim: --since: write 2026-10-05/],
    [['print', 'everything', ...nowhere], /^aqtizim: print what\?/],
    [['pause', ...nowhere], /^aqtizim: one ROOM is wanted/],
  ]
  for (const [words, sentence] of cases) {
    const { status, stderr } = run(...words)
    assert.is(status, 2, words.join(' '))
    assert.match(stderr, sentence)
    assert.match(stderr, /usage: aqtizim COMMAND/)
  }
})

test('options may stand before and behind the command', () => {
  assert.is(run(...nowhere, 'check', good).status, 0)
  assert.is(run('--root', root, 'check', '--ubus', join(root, 'no.sock'), good).status, 0)
})

test('--help helps, and does nothing else', () => {
  for (const words of [['--help'], ['status', '--help'], ['--help', 'daemon']]) {
    const { status, stdout, stderr } = run(...words)
    assert.equal([status, stderr], [0, ''])
    assert.match(stdout, /^usage: aqtizim COMMAND\n/)
  }
})

test('a reader that closes the pipe early is no failure', async () => {
  const child = spawn(process.execPath, argv(['--help']), { stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  child.stdout.destroy()
  const status = await new Promise((resolve) => child.on('close', resolve))
  assert.equal([status, stderr], [0, ''])
})

test('import shows what each line becomes, and changes nothing until it is told to', () => {
  const settings = join(root, 'etc/config/aqtizim')
  const draft = join(root, 'etc/aqtizim/draft.yaml')
  const sites = join(root, 'sites.csv')
  writeFileSync(settings, "config aqtizim 'main'\n")
  writeFileSync(sites, 'Атауы;Сайт\nБілім;https://www.bilimland.kz/kk\n;com.kz\n;bilimland.kz\n')
  const shown = run('import', sites, ...nowhere)
  assert.is(shown.status, 0)
  assert.match(shown.stdout, /sites\.csv:2:7: new: bilimland\.kz\n/)
  assert.match(shown.stdout, /sites\.csv:3:2: unread: com\.kz: "com\.kz" is a public suffix/)
  assert.match(shown.stdout, /sites\.csv:4:2: merged: bilimland\.kz: It is the same as in line 2\.\n/)
  assert.match(shown.stdout, /1 new, 1 merged, 0 listed already, 1 not read \(table, utf-8\)\n$/)
  assert.not.ok(existsSync(draft))
  assert.is(run('import', sites, '--add', ...nowhere).status, 0)
  assert.is(readFileSync(draft, 'utf8'), 'sites:\n  - domain: bilimland.kz\n    title: Білім\n')
  assert.match(run('import', sites, '--add', ...nowhere).stderr, /There is nothing new in it/)
  assert.is(run('import', '--undo', ...nowhere).status, 0)
  assert.is(readFileSync(draft, 'utf8'), 'sites:\n')
  assert.match(run('import', '--undo', ...nowhere).stderr, /cannot be taken back/)
  assert.match(run('import', main.replace(/[^/]+$/, ''), ...nowhere).stderr, /it is a folder/)
  rmSync(join(root, 'etc/aqtizim'), { recursive: true })
  rmSync(settings)
})

test('with the daemon away an approval keeps to the settings on the disk', () => {
  const approve = () => run('approve', good, '--by', 'A', '--date', '2026-09-01', ...nowhere)
  const settings = join(root, 'etc/config/aqtizim')
  rmSync(settings, { force: true })
  assert.match(approve().stderr, /aqtizim is missing/)
  writeFileSync(settings, "config aqtizim 'main'\n\toption require_signature '1'\n")
  const refused = approve()
  assert.is(refused.status, 1)
  assert.match(refused.stderr, /director\.pub/)
  assert.not.ok(existsSync(join(root, 'etc/aqtizim/versions/0001.yaml')))
  writeFileSync(settings, "config aqtizim 'main'\n")
  const approved = approve()
  assert.is(approved.status, 0)
  assert.match(approved.stdout, /^version 1 approved; the daemon cannot be reached/)
  rmSync(join(root, 'etc/aqtizim'), { recursive: true })
  rmSync(settings)
})

test('a ready group is shown with its sources, put into the draft and taken back', () => {
  const place = join(root, 'groups')
  const there = [...nowhere.slice(0, 3), place]
  mkdirSync(join(place, 'etc/config'), { recursive: true })
  writeFileSync(join(place, 'etc/config/aqtizim'), "config aqtizim 'main'\n")
  assert.match(run('catalogue', ...there).stderr, /The catalogue of ready groups cannot be read/)
  mkdirSync(join(place, 'usr/lib/aqtizim'), { recursive: true })
  cpSync(join(import.meta.dirname, '../../src/catalogue/catalogue.json'), join(place, 'usr/lib/aqtizim/catalogue.json'))
  assert.match(run('catalogue', ...there).stdout, /^kundelik +2026-11-30 {2}1 sites, 0 in the draft: Kundelik$/m)
  const shown = run('catalogue', 'kundelik', ...there)
  assert.is(shown.status, 0)
  assert.match(
    shown.stdout,
    /^kundelik\.kz {2}2026-11-30 {2}https:\/\/kundelik\.kz\/\nkundelik:2:1: new: kundelik\.kz$/m,
  )
  assert.match(run('catalogue', 'kundelik', '--add', ...there).stdout, /1 sites added to the draft/)
  const draft = readFileSync(join(place, 'etc/aqtizim/draft.yaml'), 'utf8')
  assert.is(draft, 'sites:\n  - domain: kundelik.kz\n    title: Kundelik\n    group: kundelik@2026-11-30\n')
  assert.match(run('catalogue', ...there).stdout, /^kundelik .* 1 in the draft: Kundelik$/m)
  assert.is(run('import', '--undo', ...there).status, 0)
  writeFileSync(join(place, 'etc/aqtizim/draft.yaml'), draft.replaceAll('kundelik@', 'gone@'))
  assert.match(run('catalogue', ...there).stderr, /^gone: no group of the catalogue any more.*kundelik\.kz$/m)
  assert.match(run('catalogue', 'gone', ...there).stderr, /the catalogue has no group gone/)
  assert.is(run('catalogue', '--add', ...there).status, 2)
})

test.run()
