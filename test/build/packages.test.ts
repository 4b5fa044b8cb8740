/** The four packages in both forms: what is in them, by a list that people keep, and that nothing of it is left to chance. */

import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { installedFiles, packageFields, readMakefile, scriptOf, variable } from '../../build/feed-makefile.ts'
import { schema } from '../../build/pack/adb.ts'
import { verifyApkSignature } from '../../build/pack/apk-signature.ts'
import type { Entry } from '../../build/pack/entry.ts'
import { makeSecret, verifyMessage, writePublic, writeSecret } from '../../build/pack/usign.ts'
import { apkFeed, opkgFeed, writeSdkFeed } from '../../build/package.ts'
import { builtFiles, languageTree, manifests, viewsFolder } from '../../build/package-tree.ts'
import { pathsBelow } from '../../src/machine/paths.ts'
import { readApk, readIndex } from './read-apk.ts'
import { readIpk } from './read-ipk.ts'
import { readLmo } from './read-lmo.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const golden = join(project, 'test/golden/build/packages')
const time = 1_700_000_000
/** The file that is run, and one that it loads. */
const program = new Map(['aqtizim.js', 'part-ABCD1234.js'].map((name) => [name, Buffer.from('the program\n')]))
const packages = manifests(program, new Map([['overview.js', 'return 1\n']]))
const makefileOf = (name: string) =>
  readMakefile(readFileSync(join(project, 'openwrt-package', name, 'Makefile'), 'utf8'))
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string }

/** Both readers refuse what is not of root, so that the owner is the same everywhere. */
function listing(tree: ReadonlyMap<string, Entry>): string {
  const rows = [...tree].map(([path, entry]) => {
    if (entry.type === 'link') return `l--- root root /${path} -> ${entry.target}`
    return `${entry.mode.toString(8).padStart(4, '0')} root root /${path}${entry.type === 'folder' ? '/' : ''}`
  })
  return `${rows.sort((a, b) => (a.slice(15) < b.slice(15) ? -1 : 1)).join('\n')}\n`
}

function expectGolden(name: string, text: string): void {
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(join(golden, name), text)
  assert.is(text, readFileSync(join(golden, name), 'utf8'))
}

const of = (feed: ReadonlyMap<string, Uint8Array>, start: string) =>
  [...feed].find(([name]) => name.startsWith(start) && /\.[ia]pk$/.test(name))?.[1] ?? Buffer.alloc(0)

const test = suite('the packages')

const [ipks, apks] = [opkgFeed(packages, time), apkFeed(packages, time)]

for (const { name, version: own } of packages) {
  test(`${name}: unpacked, its tree is the listed one`, () => {
    const ipk = readIpk(of(ipks, `${name}_`))
    expectGolden(`${name}.ipk.txt`, listing(ipk.tree))
    const apk = readApk(of(apks, `${name}-${own}`))
    expectGolden(`${name}.apk.txt`, listing(apk.tree))
    for (const [path, entry] of ipk.tree)
      if (entry.type === 'file') {
        const other = apk.tree.get(path)
        assert.ok(other?.type === 'file' && Buffer.from(entry.content).equals(Buffer.from(other.content)), path)
      }
  })
}

test('say of themselves the same to both managers', () => {
  for (const { name } of packages) {
    const { fields } = readIpk(of(ipks, `${name}_`))
    const { info } = readApk(of(apks, `${name}-0`))
    assert.equal(
      [fields.Package, fields.Version, fields.License, fields.Maintainer, fields.URL, fields.Description?.trim()],
      [info.name, info.version, info.license, info.maintainer, info.url, info.title],
    )
    const names = fields.Depends?.split(', ').map((each) => each.split(' ')[0])
    assert.equal([...(names ?? [])].sort(), info.depends)
  }
})

test('say what they are in the words that an SDK takes', () => {
  const lines = makefileOf('aqtizim').blocks.get('Package/aqtizim/description') ?? []
  assert.is(readApk(of(apks, 'aqtizim-')).info.title, lines.map((line) => line.trim()).join(' '))
  assert.is(
    readApk(of(apks, 'luci-i18n-aqtizim-kk-')).info.title,
    'Translation for luci-app-aqtizim - Қазақша (Kazakh)',
  )
})

test('ask opkg for Node 20, and apk for any, since node137 could never be a node of a version there', () => {
  assert.match(readIpk(of(ipks, 'aqtizim_')).fields.Depends ?? '', /^node \(>= 20\) \| aqtizim-node, dnsmasq-full, /)
  assert.ok(readApk(of(apks, 'aqtizim-')).info.depends.includes('node'))
})

test('take either HAProxy under opkg, where both lie in the feed and exclude each other', () => {
  assert.match(readIpk(of(ipks, 'aqtizim_')).fields.Depends ?? '', /, haproxy-nossl \| haproxy, /)
})

test('name every module of the kernel that the rules are made of', () => {
  const { depends } = readApk(of(apks, 'aqtizim-')).info
  assert.equal(
    depends.filter((name) => name.startsWith('kmod-')),
    ['kmod-nft-connlimit', 'kmod-nft-fib', 'kmod-nft-nat'],
  )
})

test('are the same bytes each time, signed or not', () => {
  const usign = writeSecret(makeSecret(Buffer.alloc(32, 3), Buffer.alloc(8, 4)), Buffer.alloc(16, 5))
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const pem = privateKey.export({ type: 'sec1', format: 'pem' }).toString()
  for (const build of [
    () => opkgFeed(packages, time),
    () => opkgFeed(packages, time, usign),
    () => apkFeed(packages, time),
    () => apkFeed(packages, time, pem),
  ]) {
    const [one, other] = [build(), build()]
    assert.equal([...one.keys()], [...other.keys()])
    for (const [name, bytes] of one) assert.is(Buffer.compare(bytes, other.get(name) ?? Buffer.alloc(0)), 0, name)
  }
})

test('have an index that opkg believes: signed, with the right sums', () => {
  const secret = makeSecret(Buffer.alloc(32, 3), Buffer.alloc(8, 4))
  const feed = opkgFeed(packages, time, writeSecret(secret, Buffer.alloc(16)))
  const text = (name: string) => Buffer.from(feed.get(name) ?? []).toString()
  const index = text('Packages')
  assert.is(gunzipSync(feed.get('Packages.gz') ?? Buffer.alloc(0)).toString(), index)
  assert.ok(verifyMessage(Buffer.from(index), text('Packages.sig'), text('0404040404040404')))
  assert.is(text('0404040404040404'), writePublic(secret))
  const found = index
    .trim()
    .split('\n\n')
    .map((block) => {
      const field = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(block)?.[1] ?? ''
      const bytes = feed.get(field('Filename')) ?? Buffer.alloc(0)
      assert.is(Number(field('Size')), bytes.length)
      assert.is(field('SHA256sum'), createHash('sha256').update(bytes).digest('hex'))
      return field('Package')
    })
  assert.equal(
    found,
    packages.map(({ name }) => name),
  )
})

test('have an index that apk believes: signed, with the identities of the packages', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const feed = apkFeed(packages, time, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  const { packages: infos, file } = readIndex(feed.get('packages.adb') ?? Buffer.alloc(0))
  const pem = Buffer.from(feed.get('aqtizim.pem') ?? []).toString()
  assert.is(pem, publicKey.export({ type: 'spki', format: 'pem' }).toString())
  assert.ok(verifyApkSignature(schema.index, file.adb, file.signatures[0] ?? Buffer.alloc(0), pem))
  for (const { name, version: own, hash, fileSize } of infos) {
    const bytes = feed.get(`${name}-${own}.apk`) ?? Buffer.alloc(0)
    const { identity, file: apk } = readApk(bytes)
    assert.is(fileSize, bytes.length)
    assert.is(Buffer.compare(hash, identity), 0)
    assert.ok(verifyApkSignature(schema.package, apk.adb, apk.signatures[0] ?? Buffer.alloc(0), pem))
  }
})

test('have a version that is the project’s', () => {
  for (const name of ['aqtizim', 'luci-app-aqtizim']) assert.is(variable(makefileOf(name), 'PKG_VERSION'), version)
  for (const { version: own } of packages) assert.match(own, new RegExp(`^${version.replaceAll('.', '\\.')}-r\\d+$`))
})

test('have every catalogue that there is', () => {
  for (const language of ['kk', 'ru'] as const) {
    const entry = languageTree(language).get(`usr/lib/lua/luci/i18n/aqtizim.${language}.lmo`)
    assert.ok(entry?.type === 'file' && readLmo(entry.content).length > 1)
  }
})

test('let sysupgrade keep all that the daemon writes for longer than a boot', () => {
  const kept = readFileSync(join(project, 'openwrt-package/aqtizim/files/lib/upgrade/keep.d/aqtizim'), 'utf8').trim()
  assert.is(kept, '/etc/aqtizim/')
  const { socket, runDir, below, uci, etc, catalogue, authorities, ...lasting } = pathsBelow('')
  assert.is(`${etc}/`, kept)
  assert.ok(socket.startsWith('/var/run/') && runDir.startsWith('/var/run/') && below('/x') === '/x')
  // The package brings it anew.
  assert.ok(catalogue.startsWith('/usr/lib/aqtizim/'))
  // The router's own, of the package ca-bundle.
  assert.is(authorities, '/etc/ssl/certs/ca-certificates.crt')
  // OpenWrt keeps its settings by itself.
  assert.is(uci('aqtizim'), '/etc/config/aqtizim')
  for (const [name, path] of Object.entries(lasting)) assert.ok(String(path).startsWith(kept), name)
  assert.match(
    readFileSync(join(project, 'openwrt-package/aqtizim/files/etc/config/aqtizim'), 'utf8'),
    `'${kept}journal'`,
  )
})

test('can be built by an SDK: its feed has all that the Makefiles ask for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-feed-'))
  try {
    writeSdkFeed(folder, program, new Map([['overview.js', 'return 1\n']]), 412)
    const daemon = packages[0]?.tree ?? new Map()
    for (const { from, to } of installedFiles(makefileOf('aqtizim'), 'aqtizim', [...builtFiles(program).keys()])) {
      const entry = daemon.get(to)
      assert.ok(entry?.type === 'file' && readFileSync(join(folder, 'aqtizim', from)).equals(entry.content), from)
    }
    const luci = readdirSync(join(folder, 'luci-app-aqtizim'))
    assert.equal(luci.sort(), ['LICENSE', 'Makefile', 'htdocs', 'po', 'root'])
    const page = join(folder, 'luci-app-aqtizim/htdocs', viewsFolder, 'overview.js')
    assert.is(readFileSync(page, 'utf8'), 'return 1\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** The lines of a block of a Makefile, without what opens and closes it. */
const blockOf = (text: string, name: string) =>
  new RegExp(`^define ${name}\\n([\\s\\S]*?)^endef$`, 'm').exec(text)?.[1]?.split('\n').slice(0, -1) ?? []

test('of the feed keep the rules of the feed that they would go into', () => {
  const folder = join(project, 'openwrt-package')
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  for (const name of ['aqtizim', 'luci-app-aqtizim']) {
    const text = read(`${name}/Makefile`)
    assert.match(text, /^PKG_MAINTAINER:=[^<>\n]+ <\S+@\S+>$/m)
    assert.match(text, /^PKG_LICENSE:=Apache-2\.0$/m)
    assert.match(text, /^PKG_RELEASE:=\d+$/m)
    assert.not.match(text, /\r|(define|call|eval) .*\$\(PKG_NAME\)/)
  }
  const text = read('aqtizim/Makefile')
  assert.match(text, /^PKG_LICENSE_FILES:=LICENSE$/m)
  assert.match(text, /\n\$\(eval \$\(call BuildPackage,aqtizim\)\)\n$/)
  // make's own lines begin with two spaces, a recipe's with a tab, and what becomes a file with nothing.
  for (const line of blockOf(text, 'Package/aqtizim')) assert.match(line, /^( {2}|\t\+)\S/)
  const install = blockOf(text, 'Package/aqtizim/install')
  assert.ok(install.length >= 20)
  for (const line of install) assert.match(line, /^\t\$\(INSTALL_/)
  for (const path of blockOf(text, 'Package/aqtizim/conffiles')) assert.match(path, /^\/etc\/\S*[^/]$/)
  for (const name of ['prerm', 'postrm']) assert.is(blockOf(text, `Package/aqtizim/${name}`)[0], '#!/bin/sh')
  for (const name of ['aqtizim', 'aqtizim-early']) {
    const script = read(`aqtizim/files/etc/init.d/${name}`)
    assert.match(script, /^#!\/bin\/sh \/etc\/rc\.common\n/)
    assert.not.match(script, /[^&>]&\s*$/m, 'nothing in the background but what procd starts')
  }
  const daemon = read('aqtizim/files/etc/init.d/aqtizim')
  for (const line of [/^USE_PROCD=1$/m, /^start_service\(\) \{$/m, /^\tprocd_set_param limits /m])
    assert.match(daemon, line)
  // Their logs show what was looked for.
  for (const name of ['test.sh', 'test-version.sh']) assert.not.match(read(`aqtizim/${name}`), /grep (-\w*q|--quiet)/)
})

test('of the feed forget no file, and are built as reviewers want it', () => {
  const makefile = makefileOf('aqtizim')
  const folder = join(project, 'openwrt-package/aqtizim/files')
  const shipped = installedFiles(makefile, 'aqtizim', [...builtFiles(program).keys()]).map(({ from }) => from)
  const there = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(folder.length - 'files'.length))
  const built = [...program.keys(), 'catalogue.json', 'sums'].map((name) => `files/usr/lib/aqtizim/${name}`)
  assert.equal([...shipped].sort(), [...there.filter((path) => !built.includes(path)), ...built].sort())
  assert.is(packageFields(makefile, 'aqtizim').get('PKGARCH'), 'all')
  assert.equal(makefile.blocks.get('Package/aqtizim/conffiles'), ['/etc/config/aqtizim'])
  // On the computer that builds an image a script must not touch that computer.
  assert.match(scriptOf(makefile, 'Package/aqtizim/prerm') ?? '', /^\[ -n "\$\{IPKG_INSTROOT\}" \] \|\| /)
  const luci = readFileSync(join(project, 'openwrt-package/luci-app-aqtizim/Makefile'), 'utf8')
  // luci.mk has values of its own for these: LuCI's people and site, a version out of git.
  const pages = readMakefile(luci)
  assert.is(variable(pages, 'LUCI_MAINTAINER'), variable(makefile, 'PKG_MAINTAINER'))
  assert.is(variable(pages, 'PKG_MAINTAINER'), variable(makefile, 'PKG_MAINTAINER'))
  assert.is(variable(pages, 'LUCI_URL'), packageFields(makefile, 'aqtizim').get('URL'))
  assert.is(variable(pages, 'PKG_PO_VERSION'), '$(PKG_VERSION)-r$(PKG_RELEASE)')
  assert.match(luci, /\n# call BuildPackage - OpenWrt buildroot signature\n$/)
})

test.run()
