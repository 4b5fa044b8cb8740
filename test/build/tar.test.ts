/** Compares our tar and gzip with GNU tar, byte for byte. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Entry, type Tree, withFolders } from '../../build/pack/entry.ts'
import { crc32, gzip } from '../../build/pack/gzip.ts'
import { writeTar } from '../../build/pack/tar.ts'
import * as fc from '../properties.ts'
import { readTar } from './read-tar.ts'
import { anyTree, file, layOut, outline, sampleTree, time } from './samples.ts'

const test = suite('tar and gzip')

const readBack = (tar: Buffer) =>
  new Map<string, Entry>(
    readTar(tar)
      .slice(1)
      .map(({ path, entry }) => [path.slice(2).replace(/\/$/, ''), entry]),
  )

/** What GNU tar makes of the same tree. */
function gnuTar(tree: Tree): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-tar-'))
  try {
    chmodSync(folder, 0o755)
    layOut(tree, folder)
    for (const [path, entry] of withFolders(tree)) if (entry.type !== 'link') chmodSync(join(folder, path), entry.mode)
    const options = ['--format=gnu', '--numeric-owner', '--owner=0', '--group=0', '--sort=name', `--mtime=@${time}`]
    const { stdout, stderr } = spawnSync('tar', [...options, '-C', folder, '-cf', '-', '.'], { maxBuffer: 2 ** 26 })
    assert.is(stderr.toString(), '')
    return stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('are the bytes that GNU tar writes', () => {
  assert.is(writeTar(sampleTree, time).compare(gnuTar(sampleTree)), 0)
  const settings = { numRuns: 40, seed: 6 }
  // GNU tar, which is the slow one, reads what a folder without rights holds only as root, and so do these tests.
  fc.assert(
    fc.property(anyTree, (tree) => assert.is(writeTar(tree, time).compare(gnuTar(tree)), 0)),
    settings,
  )
})

test('read back as they were', () => {
  fc.assert(fc.property(anyTree, (tree) => assert.equal(outline(readBack(writeTar(tree, time))), outline(tree))))
})

test('a flipped bit is found in every header, and gzip finds it in the contents', () => {
  const tar = writeTar(sampleTree, time)
  const packed = gzip(tar)
  assert.is(gunzipSync(packed).compare(tar), 0)
  fc.assert(
    fc.property(fc.nat(packed.length - 1), fc.nat(7), (at, bit) => {
      // Time, flags for the reader and system do not touch what is in it.
      if (at >= 3 && at < 10) return
      const flipped = Buffer.from(packed)
      flipped.writeUInt8((flipped[at] ?? 0) ^ (1 << bit), at)
      let read: Buffer
      try {
        read = gunzipSync(flipped)
      } catch {
        return
      }
      // Bits behind the end of the compressed stream, which fill its last byte.
      assert.is(read.compare(tar), 0)
    }),
  )
  for (let at = 0; at < 512; at += 1) {
    const flipped = Buffer.from(tar)
    flipped.writeUInt8((flipped[at] ?? 0) ^ 1, at)
    assert.throws(() => readTar(flipped), `byte ${at}`)
  }
})

test('gzip bears no time and no name', () => {
  assert.is(gzip(Buffer.from('a')).toString('hex', 0, 10), '1f8b0800000000000203')
  // ISO 3309's check value.
  assert.is(crc32(Buffer.from('123456789')), 0xcbf43926)
})

test('refuse paths that no package may have', () => {
  for (const path of ['/etc/x', '../x', 'a//b', 'a/./b', '', 'a/'])
    assert.throws(() => writeTar(new Map([[path, file('x')]]), time), /no path for a package/)
  const tree = new Map([
    ['a', file('x')],
    ['a/b', file('y')],
  ])
  assert.throws(() => writeTar(tree, time), /below a file/)
})

test.run()
