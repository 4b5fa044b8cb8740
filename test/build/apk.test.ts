/** Compares our .apk packages and indexes with those that apk-tools writes. */
import { spawnSync } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compressAdbFile, schema } from '../../build/pack/adb.ts'
import { apkName, packApk, packIndex, writeApk, writeIndex } from '../../build/pack/apk.ts'
import { createApkSigner, verifyApkSignature } from '../../build/pack/apk-signature.ts'
import { withFolders } from '../../build/pack/entry.ts'
import type { Manifest } from '../../build/pack/manifest.ts'
import { apkScripts } from '../../build/pack/scripts.ts'
import * as fc from '../properties.ts'
import { readApk, readIndex } from './read-apk.ts'
import { anyTree, file, layOut, outline, sampleManifest, sampleTree, time } from './samples.ts'

const golden = fileURLToPath(new URL('../golden/build/apk/', import.meta.url))
const bare: Manifest = {
  ...{ name: 'mini', version: '1.0-r1', title: '', section: '', license: '', maintainer: '', url: '', origin: '' },
  ...{ depends: [], conffiles: [], scripts: {}, tree: new Map([['etc/hi', file('hello\n')]]) },
}

const hasApk = spawnSync('apk', ['mkpkg', '--help']).error === undefined

/** What `apk mkpkg` makes of the same. */
function mkpkg(manifest: Manifest, scripts: Readonly<Record<number, string>>, folder: string): Buffer {
  const tree = join(folder, 'tree')
  mkdirSync(tree)
  layOut(manifest.tree, tree)
  for (const [path, entry] of withFolders(manifest.tree))
    if (entry.type !== 'link') chmodSync(join(tree, path), entry.mode)
  const { name, version, title, license, origin, maintainer, url, depends } = manifest
  const info = { name, version, description: title, arch: 'noarch', license, origin, maintainer, url }
  const kinds: Record<string, string> = {
    3: 'post-install',
    4: 'pre-deinstall',
    5: 'post-deinstall',
    7: 'post-upgrade',
  }
  const words = ['mkpkg', '--compression', 'none', '--files', tree, '--output', join(folder, 'out.apk')]
  for (const [key, value] of Object.entries(info)) if (value !== '') words.push('--info', `${key}:${value}`)
  if (depends.length > 0) words.push('--info', `depends:${depends.map((each) => each.name).join(' ')}`)
  for (const [at, text] of Object.entries(scripts)) {
    writeFileSync(join(folder, at), text)
    words.push('--script', `${kinds[at]}:${join(folder, at)}`)
  }
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(time) }
  const { status, stderr } = spawnSync('apk', words, { env, encoding: 'utf8' })
  assert.is(status, 0, stderr)
  return readFileSync(join(folder, 'out.apk'))
}

function inFolder<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-apk-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const test = suite('apk packages')

test('are the bytes that apk makes: one file', () => {
  const { plain, identity } = packApk(bare, {}, time)
  assert.is(plain.toString('hex'), readFileSync(`${golden}mini.hex`, 'utf8').replace(/\s/g, ''))
  assert.is(Buffer.from(identity).toString('hex'), 'f7a7b485e9ad6e9d264156ea3acd457276e165fb53fbdf3b4110fed19d9d941e')
})

/** Where apk is not there to ask, what it said when it was. */
function recorded(name: string, ask: () => Buffer): string {
  const path = `${golden}${name}.sha256`
  const said = hasApk ? createHash('sha256').update(ask()).digest('hex') : readFileSync(path, 'utf8').trim()
  if (hasApk && process.env.UPDATE_GOLDEN === '1') writeFileSync(path, `${said}\n`)
  assert.is(said, readFileSync(path, 'utf8').trim())
  return said
}

test('are the bytes that apk makes: one of everything', () => {
  const scripts = apkScripts(sampleManifest)
  const { plain } = packApk(sampleManifest, scripts, time)
  const said = recorded('sample', () => inFolder((folder) => mkpkg(sampleManifest, scripts, folder)))
  assert.is(createHash('sha256').update(plain).digest('hex'), said)
})

test('read back as they were, and are the bytes that apk makes where it is there to ask', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const { plain } = packApk({ ...bare, tree }, {}, time)
      const read = readApk(compressAdbFile(plain))
      assert.equal(outline(read.tree), outline(tree))
      assert.equal([...read.mtimes], [...tree.values()].some(({ type }) => type !== 'folder') ? [time] : [])
      if (hasApk) assert.is(inFolder((folder) => mkpkg({ ...bare, tree }, {}, folder)).compare(plain), 0)
    }),
  )
})

test('bear what OpenWrt looks for', () => {
  const { info, tree, scripts } = readApk(writeApk(sampleManifest, time).bytes)
  const text = (path: string) => {
    const entry = tree.get(path)
    return entry?.type === 'file' ? Buffer.from(entry.content).toString() : undefined
  }
  assert.is(
    text('lib/apk/packages/sample.list'),
    [...sampleTree]
      .flatMap(([path, { type }]) => (type === 'folder' ? [] : [`/${path}\n`]))
      .sort()
      .join(''),
  )
  assert.is(text('lib/apk/packages/sample.conffiles'), '/etc/config/sample\n')
  assert.match(text('lib/apk/packages/sample.conffiles_static') ?? '', /^\/etc\/config\/sample [0-9a-f]{64}\n$/)
  assert.equal(info.depends, ['conntrack', 'node'])
  assert.is(info.architecture, 'noarch')
  assert.match(scripts[3] ?? '', /^#!\/bin\/sh\n\["? ?.*default_postinst\necho installed\n$/s)
  assert.match(scripts[7] ?? '', /^#!\/bin\/sh\nexport PKG_UPGRADE=1\n.*default_postinst\necho installed\n$/s)
  assert.match(scripts[4] ?? '', /default_prerm\necho leaving\n$/)
  assert.is(scripts[5], '#!/bin/sh\necho gone\n')
})

test('a flipped bit is found, or changes nothing', () => {
  const { bytes } = writeApk(sampleManifest, time)
  const before = readApk(bytes)
  let found = 0
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const flipped = Buffer.from(bytes)
      flipped.writeUInt8((flipped[at] ?? 0) ^ (1 << bit), at)
      let read: ReturnType<typeof readApk>
      try {
        read = readApk(flipped)
      } catch {
        found += 1
        return
      }
      // The filling at the end of the compressed stream.
      assert.is(read.identity.compare(before.identity), 0)
      assert.equal(outline(read.tree), outline(before.tree))
    }),
    { numRuns: 300 },
  )
  assert.ok(found > 150, String(found))
  const { plain } = packApk(sampleManifest, apkScripts(sampleManifest), time)
  for (let at = 0; at < plain.length; at += 1) {
    const flipped = Buffer.from(plain)
    flipped.writeUInt8((flipped[at] ?? 0) ^ 1, at)
    assert.throws(() => readApk(flipped), `byte ${at}`)
  }
})

const second: Manifest = { ...sampleManifest, name: 'another', depends: [], conffiles: [], tree: bare.tree }
const packages = [writeApk(sampleManifest, time), writeApk(second, time)]

test('have an index that names them and vouches for them', () => {
  const { packages: infos } = readIndex(writeIndex(packages))
  assert.equal(
    infos.map(({ name, hash, fileSize }) => [name, hash.toString('hex'), fileSize]),
    [...packages]
      .reverse()
      .map(({ manifest, identity, bytes }) => [manifest.name, Buffer.from(identity).toString('hex'), bytes.length]),
  )
})

/** What `apk mkndx` makes of the files. */
function mkndx(folder: string): Buffer {
  const files = packages.map(({ manifest, bytes }) => {
    writeFileSync(join(folder, apkName(manifest)), bytes)
    return join(folder, apkName(manifest))
  })
  const words = ['mkndx', '--allow-untrusted', '--compression', 'none', '--output', join(folder, 'packages.adb')]
  const { status, stderr } = spawnSync('apk', [...words, ...files], { encoding: 'utf8' })
  assert.is(status, 0, stderr)
  return readFileSync(join(folder, 'packages.adb'))
}

test('have the index that apk makes', () => {
  const said = recorded('index', () => inFolder(mkndx))
  assert.is(createHash('sha256').update(packIndex(packages)).digest('hex'), said)
})

const pair = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
const keys = pair()

test('can be signed, the same each time', () => {
  const sign = createApkSigner(keys.privateKey)
  const { bytes } = writeApk(sampleManifest, time, sign)
  assert.is(bytes.compare(writeApk(sampleManifest, time, sign).bytes), 0)
  const { file: read, identity } = readApk(bytes)
  assert.is(identity.compare(packages[0]?.identity ?? Buffer.alloc(0)), 0)
  const [block = Buffer.alloc(0)] = read.signatures
  assert.ok(verifyApkSignature(schema.package, read.adb, block, keys.publicKey))
  assert.not(verifyApkSignature(schema.index, read.adb, block, keys.publicKey))
  assert.not(verifyApkSignature(schema.package, read.adb, block, pair().publicKey))
  for (let at = 0; at < block.length; at += 1) {
    const flipped = Buffer.from(block)
    flipped.writeUInt8((flipped[at] ?? 0) ^ 1, at)
    assert.not(verifyApkSignature(schema.package, read.adb, flipped, keys.publicKey), `byte ${at}`)
  }
  const changed = Buffer.from(read.adb)
  changed.writeUInt8(1, 200)
  assert.not(verifyApkSignature(schema.package, changed, block, keys.publicKey))
})

test('are taken by apk itself when they are signed, and refused when a byte is another', () => {
  const sign = createApkSigner(keys.privateKey)
  const { bytes } = writeApk(sampleManifest, time, sign)
  const ask = (content: Buffer) =>
    inFolder((folder) => {
      writeFileSync(join(folder, 'key.pem'), keys.publicKey)
      writeFileSync(join(folder, 'sample.apk'), content)
      const ran = spawnSync('apk', ['verify', '--keys-dir', folder, join(folder, 'sample.apk')])
      // Where apk is not there, our own reader and OpenSSL say it.
      return ran.error === undefined ? ran.status === 0 : isGood(content)
    })
  const isGood = (content: Buffer) => {
    try {
      const { file: read } = readApk(content)
      return verifyApkSignature(schema.package, read.adb, read.signatures[0] ?? Buffer.alloc(0), keys.publicKey)
    } catch {
      return false
    }
  }
  assert.ok(ask(bytes))
  for (const at of [40, 400, bytes.length - 40]) {
    const flipped = Buffer.from(bytes)
    flipped.writeUInt8((flipped[at] ?? 0) ^ 1, at)
    assert.not(ask(flipped))
  }
})

test('want a key that apk takes', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  assert.throws(() => createApkSigner(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()), /prime256v1/)
})

test('are not made of what apk or opkg would refuse or read otherwise', () => {
  for (const [change, fault] of [
    [{ version: '1.0.0-rc1' }, /order alike/],
    [{ version: '1.0_rc1-r1' }, /order alike/],
    [{ version: '1.0' }, /order alike/],
    [{ name: 'Ақ тізім' }, /no name of a package/],
    [{ title: 'two\nlines' }, /has to be one line/],
    [{ depends: [{ name: 'a b' }] }, /no dependency/],
    [{ depends: [{ name: 'a', or: 'b c' }] }, /no dependency/],
    [{ depends: [{ name: 'a' }, { name: 'a' }] }, /twice/],
    [{ conffiles: ['/etc/gone'] }, /no file of it/],
  ] as const)
    assert.throws(() => writeApk({ ...sampleManifest, ...change }, time), fault)
})

test.run()
