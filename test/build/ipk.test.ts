/** Reads our .ipk packages back as opkg does. */
import { spawnSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeIpk } from '../../build/pack/ipk.ts'
import { writePackages } from '../../build/pack/opkg-index.ts'
import * as fc from '../properties.ts'
import { readIpk } from './read-ipk.ts'
import { anyTree, outline, sampleManifest, sampleTree, time } from './samples.ts'

const golden = (name: string) => fileURLToPath(new URL(`../golden/build/ipk/${name}`, import.meta.url))
const { bytes: ipk } = writeIpk(sampleManifest, time)

function expectGolden(name: string, text: string): void {
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(golden(''), { recursive: true })
    writeFileSync(golden(name), text)
  }
  assert.is(text, readFileSync(golden(name), 'utf8'))
}

const test = suite('opkg packages')

test('read back as they were', () => {
  const read = readIpk(ipk)
  assert.equal(outline(read.tree), outline(sampleTree))
  assert.is(read.mtime, time)
  assert.is(read.fields.Depends, 'node (>= 20), conntrack')
  fc.assert(
    fc.property(anyTree, (tree) => {
      const { tree: back } = readIpk(writeIpk({ ...sampleManifest, conffiles: [], tree }, time).bytes)
      assert.equal(outline(back), outline(tree))
    }),
  )
})

test('bear what opkg and OpenWrt look for', () => {
  const { control } = readIpk(ipk)
  const rows = [...control].map(
    ([name, { mode, text }]) => `${name} ${mode.toString(8)}\n${text.replace(/^/gm, '    ')}\n`,
  )
  expectGolden('control.txt', rows.join(''))
})

/** What lies below a folder, as opkg has put it there. */
function listing(root: string, below = ''): string[] {
  return readdirSync(join(root, below))
    .sort()
    .flatMap((name) => {
      const path = `${below}/${name}`
      const stat = lstatSync(join(root, path))
      const rights = (stat.mode & 0o7777).toString(8)
      if (stat.isDirectory()) return [`${path}/ ${rights}`, ...listing(root, path)]
      if (stat.isSymbolicLink()) return [`${path} -> ${readlinkSync(join(root, path))}`]
      return [`${path} ${rights} ${stat.size} ${stat.mtimeMs / 1000}`]
    })
}

/** Lets opkg install the package in an empty root, where what it needs is said to be there. */
function install(folder: string, bytes: Uint8Array): string[] {
  const root = join(folder, 'root')
  for (const each of ['var/lock', 'usr/lib/opkg/info', 'tmp']) mkdirSync(join(root, each), { recursive: true })
  const there = (name: string, version: string) =>
    `Package: ${name}\nVersion: ${version}\nStatus: install ok installed\nArchitecture: all\n\n`
  writeFileSync(join(root, 'usr/lib/opkg/status'), there('node', '20.20.2-r1') + there('conntrack', '1.4.8-r1'))
  writeFileSync(join(folder, 'opkg.conf'), 'dest root /\narch all 1\n')
  writeFileSync(join(folder, 'sample.ipk'), bytes)
  const words = ['-f', join(folder, 'opkg.conf'), '--offline-root', root, '--lists-dir', join(folder, 'lists')]
  const env = { ...process.env, IPKG_NO_SCRIPT: '1', IPKG_INSTROOT: root }
  const { status, stderr } = spawnSync('opkg', [...words, 'install', join(folder, 'sample.ipk')], { env })
  assert.is(status, 0, stderr.toString())
  return listing(root).filter((line) => /^\/(etc|usr\/(bin|lib\/sample|share))/.test(line))
}

function inFolder<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-ipk-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const hasOpkg = spawnSync('opkg', ['--version']).error === undefined

test('are installed by opkg as they are', () => {
  // Where opkg is not there to ask, what it did when it was: the same that our reader finds.
  if (hasOpkg) expectGolden('installed.txt', `${inFolder((folder) => install(folder, ipk)).join('\n')}\n`)
  const paths = readFileSync(golden('installed.txt'), 'utf8').trim().split('\n')
  const found = outline(readIpk(ipk).tree).map((line) => `/${line}`)
  const place = (line: string) => line.split(' ')[0] ?? ''
  assert.equal(
    found
      .map(place)
      .filter((path) => path !== '/usr/' && path !== '/usr/lib/')
      .sort(),
    paths.map(place).sort(),
  )
})

test('a flipped bit is found, or changes nothing', () => {
  let found = 0
  fc.assert(
    // Behind the head of the outer gzip, whose time, flags and system touch nothing in it.
    fc.property(fc.integer({ min: 10, max: ipk.length - 1 }), fc.nat(7), (at, bit) => {
      const flipped = Buffer.from(ipk)
      flipped.writeUInt8((flipped[at] ?? 0) ^ (1 << bit), at)
      let read: ReturnType<typeof readIpk>
      try {
        read = readIpk(flipped)
      } catch {
        found += 1
        return
      }
      // Bits behind the end of a compressed stream, which fill its last byte.
      assert.equal(outline(read.tree), outline(sampleTree))
    }),
    { numRuns: 300 },
  )
  assert.ok(found > 150, String(found))
  const cut = ipk.subarray(0, ipk.length - 9)
  assert.throws(() => readIpk(cut))
})

test('have an index with what opkg asks for', () => {
  const installedSize = Number(readIpk(ipk).fields['Installed-Size'])
  const one = {
    file: 'sample_1.2.3-r4_all.ipk',
    bytes: Buffer.from('its bytes'),
    manifest: sampleManifest,
    installedSize,
  }
  const other = { ...one, file: 'another_1.2.3-r4_all.ipk', manifest: { ...sampleManifest, name: 'another' } }
  expectGolden('Packages', writePackages([one, other]))
})

test.run()
