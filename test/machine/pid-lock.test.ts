/** One lock, one owner: whoever else takes it at any moment, whoever is killed at any moment, and with real processes at once. */
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memfs } from 'memfs'
import * as assert from 'uvu/assert'
import type { Files } from '../../src/machine/machine.ts'
import { JournalBusy, takeLock } from '../../src/machine/pid-lock.ts'
import { node } from '../node.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'

const test = suite('the lock of a process')
const path = '/run/a.lock'
const statOf = (pid: number) => `${pid} (node) S${' 0'.repeat(18)} 500 0`
const ownerOf = (pid: number) => `boot-1 ${pid} 500`

/** A computer on which three processes live. */
function makeComputer(left: Record<string, string>) {
  const alive = [1, 2, 3]
  const proc = Object.fromEntries(alive.map((pid) => [`/proc/${pid}/stat`, statOf(pid)]))
  const { fs: volume } = memfs({ '/proc/sys/kernel/random/boot_id': 'boot-1\n', '/run/other': '', ...proc, ...left })
  const disk = volume as unknown as Files
  /** What a process sees of it: `before` hears of each of its steps, and one that throws is its end. */
  const seenBy = (pid: number, before: (step: number) => void): Files => {
    let step = 0
    let isDead = false
    return new Proxy(disk, {
      get: (target, key: keyof Files) => {
        return (first: unknown, ...rest: unknown[]) => {
          if (isDead) throw new Error('dead')
          try {
            before(step++)
          } catch (error) {
            isDead = true
            throw error
          }
          const call = target[key] as (...words: unknown[]) => unknown
          return call.call(target, first === '/proc/self/stat' ? `/proc/${pid}/stat` : first, ...rest)
        }
      },
    })
  }
  return { disk, seenBy }
}

/** True where it has the lock, false where somebody else has. */
function takes(files: Files): boolean {
  try {
    takeLock(files, path)
    return true
  } catch (error) {
    if (!(error instanceof JournalBusy)) throw error
    return false
  }
}

const beginnings: readonly (readonly [name: string, left: Record<string, string>])[] = [
  ['nobody had it', {}],
  ['its owner was killed', { [path]: 'boot-1 9 500\n' }],
  ['the router was started again', { [path]: 'boot-0 1 500\n' }],
  ['it is empty', { [path]: '' }],
  ['who broke it was killed too', { [path]: 'boot-1 9 500\n', [`${path}.over`]: 'boot-1 8 500\n' }],
]

for (const [name, left] of beginnings) {
  test(`where ${name}, one of three takes it, whenever the two others come`, () => {
    let met = 0
    /** True where the second came at all, and so did the third. */
    const meet = (second: number, third: number): [boolean, boolean] => {
      const { disk, seenBy } = makeComputer(left)
      const came = new Set<number>()
      const has = new Set<number>()
      const takesAs = (pid: number, before: (step: number) => void) => {
        came.add(pid)
        if (takes(seenBy(pid, before))) has.add(pid)
      }
      takesAs(1, (first) => {
        if (first !== second) return
        takesAs(2, (step) => {
          if (step === third) takesAs(3, () => void met++)
        })
      })
      assert.is(has.size, 1, `${second} ${third}: ${[...has]}`)
      assert.is(String(disk.readFileSync(path, 'utf8')).trim(), ownerOf([...has][0] ?? 0))
      assert.equal(disk.readdirSync('/run').map(String).sort(), ['a.lock', 'other'])
      return [came.has(2), came.has(3)]
    }
    for (let second = 0; meet(second, -1)[0]; second++) for (let third = 0; meet(second, third)[1]; third++);
    assert.ok(met > 100, String(met))
  })

  test(`where ${name}, one that is killed while it takes it holds nobody up`, () => {
    let killed = 0
    for (let last = 0; killed === last; last++) {
      const { disk, seenBy } = makeComputer(left)
      try {
        takeLock(
          seenBy(1, (step) => {
            if (step === last) throw new Error('killed')
          }),
          path,
        )
      } catch {
        killed++
      }
      disk.unlinkSync('/proc/1/stat')
      assert.ok(takes(seenBy(2, () => undefined)), `killed at ${last}`)
      assert.not.ok(takes(seenBy(3, () => undefined)), `killed at ${last}`)
    }
    assert.ok(killed > 5, String(killed))
  })
}

test('twelve processes that each die with the lock in their hands have it one after the other', async () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'aqtizim-lock-'))
  const script = fileURLToPath(new URL('lock-taker.ts', import.meta.url))
  const [command = '', ...words] = node
  const children = Array.from({ length: 12 }, () =>
    spawn(command, [...words, script, folder], { stdio: ['ignore', 'inherit', 'inherit'] }),
  )
  try {
    const names = (beginning: string) => fs.readdirSync(folder).filter((name) => name.startsWith(beginning))
    await until('all of them are ready', () => names('ready-').length === children.length)
    fs.writeFileSync(join(folder, 'go'), '')
    await until(
      'each had it',
      () => children.every(({ exitCode }) => exitCode !== null),
      () => names('').join(' '),
    )
    assert.equal(
      children.map(({ exitCode }) => exitCode),
      children.map(() => 0),
    )
    assert.is(names('had-').length, children.length)
  } finally {
    for (const child of children) child.kill('SIGKILL')
    fs.rmSync(folder, { recursive: true })
  }
})

test.run()
