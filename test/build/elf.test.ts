/** Programs with another interpreter and library path: read back by the system itself, which has to run them. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { relocate } from '../../build/node/elf.ts'
import { findProgram } from '../bare-root/programs.ts'
import * as fc from '../properties.ts'
import { suite } from '../suite.ts'

const folder = mkdtempSync(join(tmpdir(), 'aqtizim-elf-'))
const program = readFileSync(findProgram('dash'))
const test = suite('a program that is moved')

const linked = (path: string) => {
  const { stdout } = spawnSync('ldd', [path], { encoding: 'utf8' })
  return [...stdout.matchAll(/(?:(\S+) => )?(\/\S+) \(/g)].map(([, name, found]) => [name, found ?? ''] as const)
}

test('runs with the interpreter and the libraries of the folder, and with no others', () => {
  const home = join(folder, 'a folder whose name is longer than any of the system’s')
  mkdirSync(home)
  const libraries = linked(findProgram('dash'))
  for (const [name, path] of libraries) copyFileSync(realpathSync(path), join(home, name ?? path.replace(/^.*\//, '')))
  const interpreter = libraries.find(([name]) => name === undefined)?.[1].replace(/^.*\//, '') ?? ''
  const moved = join(folder, 'dash')
  writeFileSync(moved, relocate(program, join(home, interpreter), home), { mode: 0o755 })
  // The loader's own account of what it has taken.
  const argv = ['-c', 'echo it runs']
  const env = { LD_TRACE_LOADED_OBJECTS: '1' }
  const traced = spawnSync(moved, argv, { env, encoding: 'utf8' })
  const paths = [...traced.stdout.matchAll(/(\/\S.*) \(0x/g)].map(([, path]) => path ?? '')
  assert.ok(paths.length >= 2)
  for (const path of paths) assert.ok(path.startsWith(home), path)
  assert.is(spawnSync(moved, argv, { encoding: 'utf8' }).stdout, 'it runs\n')
  // Nothing of it comes from anywhere else: without the folder it does not run.
  rmSync(home, { recursive: true })
  assert.is((spawnSync(moved, argv).error as NodeJS.ErrnoException | undefined)?.code, 'ENOENT')
})

test('is the same each time, and smaller by what only debuggers read', () => {
  const move = () => relocate(program, '/opt/ld.so', '/opt')
  assert.is(Buffer.compare(move(), move()), 0)
  assert.is(move().readBigUInt64LE(40), 0n)
})

test('is refused where it is none, or has a path already', () => {
  for (const [bytes, reason] of [
    [Buffer.alloc(0), /no program of 64 bits/],
    [Buffer.from('#!/bin/sh\n'.repeat(20)), /no program of 64 bits/],
    [program.subarray(0, 63), /no program of 64 bits/],
    [relocate(program, '/opt/ld.so', '/opt'), /no notes to give up|library path already/],
  ] as const)
    assert.throws(() => relocate(bytes, '/lib/ld.so', '/lib'), reason)
})

test('however it is damaged, ends in a RangeError or in a program', () => {
  fc.assert(
    fc.property(fc.nat(4096), fc.nat(255), (at, byte) => {
      const damaged = Buffer.from(program)
      damaged.writeUInt8(byte, at)
      try {
        assert.ok(relocate(damaged, '/opt/ld.so', '/opt').length > 0)
      } catch (error) {
        assert.instance(error, RangeError)
      }
    }),
    { numRuns: 60 },
  )
})

test.after(() => rmSync(folder, { recursive: true, force: true }))
test.run()
