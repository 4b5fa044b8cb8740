/** The program that rsyslog starts, when rsyslog is killed: the next one gets the spool, and has what was confirmed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { runSpooler } from '../../src/district/load/spooler.ts'
import type { Files } from '../../src/machine/machine.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'

const test = suite('spool')
const program = fileURLToPath(new URL('../../dist/aqtizim-district.js', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'district-'))
const spool = join(root, 'spool')
const config = join(root, 'district.yaml')

test.before(async () => {
  await bundle()
  mkdirSync(spool)
  writeFileSync(config, `spool:\n  folder: ${spool}\n`)
})
test.after(() => rmSync(root, { recursive: true }))

function start() {
  const child = spawn(process.execPath, [program, '--config', config, 'spool'], { stdio: 'pipe' })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (said.out += chunk))
  child.stderr.on('data', (chunk) => (said.err += chunk))
  child.stdin.on('error', () => {})
  const tell = () => JSON.stringify(said)
  const answered = (times: number) => until(`${times} answers`, () => said.out.split('OK\n').length > times, tell)
  return { child, said, answered }
}

const kept = () => readdirSync(spool).filter((name) => name.includes('.rows'))

test('its answer meets nobody: it ends in order, and gives the spool back', async () => {
  const { child, said, answered } = start()
  await answered(1)
  child.stdin.write('one\n')
  await answered(2)
  const exit = once(child, 'exit')
  child.stdout.destroy()
  child.stdin.write('two\n')
  assert.equal(await exit, [0, null], said.err)
  assert.not(readdirSync(spool).includes('spool.lock'))
  assert.equal(
    kept().map((name) => readFileSync(join(spool, name), 'utf8')),
    ['one\ntwo\n'],
  )
})

test('killed, and nobody has asked what became of it: the next one gets the spool', async () => {
  // The shell waits for nobody, so what it started stays a zombie.
  const words = [process.execPath, program, '--config', config, 'spool']
  const script = '"$@" <&3 >/dev/null & echo $!; exec tail -f /dev/null'
  const parent = spawn('sh', ['-c', script, 'sh', ...words], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] })
  const [first] = (await once(parent.stdout as Readable, 'data')) as [Buffer]
  const pid = Number(String(first).split('\n')[0])
  const lock = () => (existsSync(join(spool, 'spool.lock')) ? readFileSync(join(spool, 'spool.lock'), 'utf8') : '')
  await until('it has the lock', () => lock().includes(` ${pid} `), lock)
  process.kill(pid, 'SIGKILL')
  const stateOf = () => /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
  await until(
    'it is a zombie',
    () => stateOf() === 'Z',
    () => String(stateOf()),
  )
  const { child, answered } = start()
  await answered(1)
  const exit = once(child, 'exit')
  child.stdin.end()
  assert.equal(await exit, [0, null])
  const gone = once(parent, 'exit')
  parent.kill()
  await gone
})

test('of a message for which the disk had no room nothing is left, and the next one stands right behind those before', () => {
  const folder = join(root, 'full')
  mkdirSync(folder)
  let [full, writes] = [false, 0]
  const files: Files = {
    ...fs,
    writeSync: ((fd: number, bytes: Buffer, begin?: number | null) => {
      const from = begin ?? 0
      writes += 1
      // Half of it still has room.
      if (full && writes % 2 === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      const size = full ? Math.ceil((bytes.length - from) / 2) : bytes.length - from
      return fs.writeSync(fd, bytes, from, size)
    }) as Files['writeSync'],
  }
  const messages = ['one\n', 'two\n', 'two\n', 'three\n']
  const answers: string[] = []
  runSpooler({
    ...{ files, folder, limit: 1e9, now: () => 0, uptime: () => 0 },
    read: (into, from) => {
      full = answers.length === 2
      writes = 0
      return into.write(messages.shift() ?? '', from)
    },
    answer: (line) => void answers.push(line),
  })
  assert.equal(answers, ['OK', 'OK', 'not written: no space left on device', 'OK', 'OK'])
  const [name = ''] = readdirSync(folder)
  assert.is(readFileSync(join(folder, name), 'utf8'), 'one\ntwo\nthree\n')
})

test.run()
