/** Checks what is put into an ImageBuilder of OpenWrt, and what is refused. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OrderRefused } from '../../build/cli-args.ts'
import { type ImageOrder, prepareImage, type Release } from '../../build/image.ts'
import { makeSecret, writeSecret } from '../../build/pack/usign.ts'
import { apkFeed, opkgFeed } from '../../build/package.ts'
import { manifests } from '../../build/package-tree.ts'
import { entryAlone } from './program.ts'

const packages = manifests(entryAlone('the program\n'), new Map())
const key = writeSecret(makeSecret(Buffer.alloc(32, 3), Buffer.alloc(8, 4)), Buffer.alloc(16))
const feeds = { '24.10': opkgFeed(packages, 1_700_000_000, key), '25.12': apkFeed(packages, 1_700_000_000) }
const folder = mkdtempSync(join(tmpdir(), 'aqtizim-image-'))

/** Packages as `npm run package` leaves them, and an ImageBuilder as it is unpacked. */
function order(release: Release, more: Partial<ImageOrder> = {}): ImageOrder {
  rmSync(folder, { recursive: true, force: true })
  const place = (name: string) => join(folder, name)
  for (const each of ['dist', 'builder/packages']) mkdirSync(place(each), { recursive: true })
  for (const [name, bytes] of feeds[release]) writeFileSync(join(place('dist'), name), bytes)
  writeFileSync(place('builder/Makefile'), 'image:\n')
  writeFileSync(place('aqtizim-node-24.22.3-r1.apk'), 'node')
  writeFileSync(place('settings'), "config aqtizim 'main'\n")
  return { release, packages: place('dist'), builder: place('builder'), profile: 'generic', ...more }
}

const builder = (name: string) =>
  readdirSync(join(folder, 'builder', name), { recursive: true })
    .map(String)
    .sort()
const list =
  'aqtizim luci-app-aqtizim luci-i18n-aqtizim-kk luci-i18n-aqtizim-ru luci luci-i18n-base-ru -dnsmasq dnsmasq-full block-mount kmod-usb-storage kmod-fs-ext4'

const test = suite('an ImageBuilder')

test('of 24.10 gets our packages, our key, and Node from the official feed', () => {
  const command = prepareImage(order('24.10'))
  assert.is(command, `make image PROFILE=generic PACKAGES="node ${list}" FILES=files/`)
  assert.equal(builder('packages'), [...feeds['24.10'].keys()].filter((name) => name.endsWith('.ipk')).sort())
  for (const path of ['etc/opkg/keys/0404040404040404', 'etc/uci-defaults/91_school'])
    assert.ok(builder('files').includes(path), path)
})

test('of 25.12 gets our packages, the settings, and a Node that was handed in', () => {
  const more = { node: join(folder, 'aqtizim-node-24.22.3-r1.apk'), settings: join(folder, 'settings') }
  const command = prepareImage(order('25.12', { ...more, profile: 'glinet_gl-mt6000' }))
  assert.is(command, `make image PROFILE=glinet_gl-mt6000 PACKAGES="aqtizim-node ${list}" FILES=files/`)
  const expected = [
    ...[...feeds['25.12'].keys()].filter((name) => name.endsWith('.apk')),
    'aqtizim-node-24.22.3-r1.apk',
  ]
  assert.equal(builder('packages'), expected.sort())
  assert.is(readFileSync(join(folder, 'builder/files/etc/config/aqtizim'), 'utf8'), "config aqtizim 'main'\n")
  assert.is(statSync(join(folder, 'builder/files/etc/config/aqtizim')).mode & 0o777, 0o600)
})

const refusals: readonly [string, () => ImageOrder, RegExp][] = [
  ['no Node on 25.12', () => order('25.12'), /has no Node: hand in a package/],
  [
    'a Node whose file has another name',
    () => {
      const made = order('25.12', { node: join(folder, 'node.apk') })
      writeFileSync(join(folder, 'node.apk'), 'x')
      return made
    },
    /no package of Node for 25\.12/,
  ],
  ['a Node that is not there', () => order('24.10', { node: join(folder, 'gone.ipk') }), /gone\.ipk is missing/],
  ['a folder that is no ImageBuilder', () => order('24.10', { builder: folder }), /is no ImageBuilder/],
  ['a profile that is none', () => order('24.10', { profile: 'x; rm' }), /no profile/],
  [
    'a package with a flipped byte',
    () => {
      const made = order('24.10')
      const path = join(folder, `dist/aqtizim_${packages[0]?.version}_all.ipk`)
      const bytes = readFileSync(path)
      bytes.writeUInt8((bytes[500] ?? 0) ^ 1, 500)
      writeFileSync(path, bytes)
      return made
    },
    /is not what was built/,
  ],
  [
    'packages that were not built',
    () => {
      const made = order('24.10')
      rmSync(join(folder, 'dist/sha256sums'))
      return made
    },
    /run npm run package first/,
  ],
  [
    'a package that is missing',
    () => {
      const made = order('25.12')
      const sums = join(folder, 'dist/sha256sums')
      writeFileSync(sums, readFileSync(sums, 'utf8').replace(/^.*luci-app.*\n/m, ''))
      return made
    },
    /the package luci-app-aqtizim is missing/,
  ],
  [
    'settings that are none',
    () => {
      const made = order('24.10', { settings: join(folder, 'settings') })
      writeFileSync(join(folder, 'settings'), 'config other\n')
      return made
    },
    /has a section main/,
  ],
  [
    'settings that are not there',
    () => order('24.10', { settings: join(folder, 'gone') }),
    /the settings cannot be read: .*gone$/,
  ],
]
for (const [what, make, sentence] of refusals)
  test(`is not made ready with ${what}`, () => {
    assert.throws(
      () => prepareImage(make()),
      (error: unknown) => error instanceof OrderRefused && sentence.test(error.message),
    )
  })

test.after(() => rmSync(folder, { recursive: true, force: true }))
test.run()
