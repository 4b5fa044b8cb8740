/**
 * Writes all packages for both releases of OpenWrt into `dist/packages`, with their indexes, and a feed for its SDK into
 * `dist/feed`: the same bytes each time. With processors named (`x86_64 aarch64_generic`), each gets a folder of its own,
 * in which Node is too.
 *
 *   npm run package [-- --usign-key FILE] [--apk-key FILE] [--with-node PROCESSOR...]
 */
import { execFileSync } from 'node:child_process'
import { createHash, createPublicKey } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.ts'
import { readNamed, readOrder, refuse, runOrder } from './cli-args.ts'
import { cpuOf, nodeManifest, processors } from './node/manifest.ts'
import { apkName, writeApk, writeIndex } from './pack/apk.ts'
import { createApkSigner } from './pack/apk-signature.ts'
import { gzip } from './pack/gzip.ts'
import { ipkName, writeIpk } from './pack/ipk.ts'
import type { Manifest } from './pack/manifest.ts'
import { writePackages } from './pack/opkg-index.ts'
import { readSecret, signMessage, writePublic } from './pack/usign.ts'
import { builtFiles, manifests, viewsFolder } from './package-tree.ts'
import { buildViews } from './views.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
export const packagesFolder = join(root, 'dist/packages')

/** Texts of the secret keys; without one the indexes of that release bear no signature. */
export interface Keys {
  /** usign, for opkg. */
  readonly usign?: string
  /** EC P-256 in PEM, for apk. */
  readonly apk?: string
}

/** By name in the folder of the release. */
export type Feed = ReadonlyMap<string, Uint8Array>

/** A line for each file, as sha256sum(1) writes and checks it. */
function withSums(files: Map<string, Uint8Array>): Feed {
  const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  const lines = [...files].map(([name, bytes]) => `${sum(bytes)}  ${name}\n`)
  return files.set('sha256sums', Buffer.from(lines.join('')))
}

/** OpenWrt 24.10. `time`: seconds since the epoch. */
export function opkgFeed(packages: readonly Manifest[], time: number, key?: string): Feed {
  const written = packages.map((manifest) => {
    const { bytes, installedSize } = writeIpk(manifest, time)
    return { file: ipkName(manifest), bytes, installedSize, manifest }
  })
  const index = Buffer.from(writePackages(written))
  const files = new Map<string, Uint8Array>(written.map(({ file, bytes }) => [file, bytes]))
  files.set('Packages', index).set('Packages.gz', gzip(index))
  if (key !== undefined) {
    const secret = readSecret(key)
    files.set('Packages.sig', Buffer.from(signMessage(index, secret)))
    // On the router: /etc/opkg/keys/ID.
    files.set(secret.id.toString('hex'), Buffer.from(writePublic(secret)))
  }
  return withSums(files)
}

/** OpenWrt 25.12. */
export function apkFeed(packages: readonly Manifest[], time: number, key?: string): Feed {
  const sign = key === undefined ? undefined : createApkSigner(key)
  const written = packages.map((manifest) => writeApk(manifest, time, sign))
  const files = new Map<string, Uint8Array>(written.map(({ manifest, bytes }) => [apkName(manifest), bytes]))
  files.set('packages.adb', writeIndex(written, sign))
  // On the router: /etc/apk/keys/aqtizim.pem.
  if (key !== undefined)
    files.set('aqtizim.pem', Buffer.from(createPublicKey(key).export({ type: 'spki', format: 'pem' })))
  return withSums(files)
}

/** Of every file in the packages: what the environment says, or the last commit. Seconds since the epoch. */
function sourceTime(): number {
  const given = process.env.SOURCE_DATE_EPOCH
  const said = given ?? execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' })
  const time = Number(said)
  if (!Number.isInteger(time) || time <= 0) throw new Error(`no time for the files of the packages: ${said}`)
  return time
}

/** The feed's folders with what has to be built in them, as an SDK needs them (`src-link aqtizim FOLDER`). */
export function writeSdkFeed(folder: string, script: Uint8Array, pages: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['aqtizim', 'luci-app-aqtizim']) {
    cpSync(join(root, 'openwrt-package', name), join(folder, name), { recursive: true })
    cpSync(join(root, 'LICENSE'), join(folder, name, 'LICENSE'))
  }
  const place = (path: string, content: Uint8Array | string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  for (const [path, content] of builtFiles(script)) place(`aqtizim/${path}`, content)
  for (const [name, text] of pages) place(`luci-app-aqtizim/htdocs/${viewsFolder}/${name}`, text)
}

interface Order {
  readonly keys: Keys
  /** Those that Node is packed for, as OpenWrt names them. */
  readonly processors: readonly string[]
}

function readTyped(): Order {
  const options = {
    'usign-key': { type: 'string' },
    'apk-key': { type: 'string' },
    'with-node': { type: 'boolean', default: false },
  } as const
  const { values, positionals } = readOrder(options, true)
  const words = [...new Set(positionals)]
  if (!values['with-node'] && words.length > 0) refuse(`Unexpected argument '${words[0]}'`)
  if (values['with-node'] && words.length === 0) refuse(`--with-node wants processors: ${processors.join(', ')}`)
  for (const word of words) cpuOf(word)
  return { keys: readKeys(values), processors: words }
}

function readKeys(values: { readonly 'usign-key'?: string; readonly 'apk-key'?: string }): Keys {
  const { AQTIZIM_USIGN_KEY, AQTIZIM_APK_KEY } = process.env
  const [usign, apk] = [values['usign-key'] ?? AQTIZIM_USIGN_KEY, values['apk-key'] ?? AQTIZIM_APK_KEY]
  const checked = (check: (text: string) => unknown) => (text: string) => {
    check(text)
    return text
  }
  return {
    ...(usign === undefined ? {} : { usign: readNamed(usign, 'the secret key of usign', checked(readSecret)) }),
    ...(apk === undefined ? {} : { apk: readNamed(apk, 'the secret key for apk', checked(createApkSigner)) }),
  }
}

/** By folder: the packages for any router, and for each processor the same with Node beside them. */
function makeFeeds(packages: readonly Manifest[], { keys, processors: wanted }: Order): Map<string, Feed> {
  const time = sourceTime()
  const [daemon] = packages
  if (daemon === undefined) throw new Error('no package')
  const feeds = new Map<string, Feed>()
  const add = (suffix: string, all: readonly Manifest[]) => {
    feeds.set(`24.10${suffix}`, opkgFeed(all, time, keys.usign))
    feeds.set(`25.12${suffix}`, apkFeed(all, time, keys.apk))
  }
  add('', packages)
  for (const processor of wanted) add(`-${processor}`, [...packages, nodeManifest(processor, daemon)])
  return feeds
}

async function main(): Promise<void> {
  const order = readTyped()
  await bundle()
  const pages = await buildViews()
  const script = readFileSync(join(root, 'dist/aqtizim.js'))
  const feeds = makeFeeds(manifests(script, pages), order)
  rmSync(packagesFolder, { recursive: true, force: true })
  let count = 0
  for (const [folder, files] of feeds) {
    mkdirSync(join(packagesFolder, folder), { recursive: true })
    for (const [name, bytes] of files) {
      writeFileSync(join(packagesFolder, folder, name), bytes)
      console.log(`${String(bytes.length).padStart(9)}  dist/packages/${folder}/${name}`)
      if (/\.[ia]pk$/.test(name)) count += 1
    }
  }
  writeSdkFeed(join(root, 'dist/feed'), script, pages)
  const missing = Object.entries({ usign: order.keys.usign, apk: order.keys.apk }).filter(
    ([, key]) => key === undefined,
  )
  if (missing.length > 0) console.log(`not signed, for want of a key: ${missing.map(([name]) => name).join(', ')}`)
  console.log(`packages: ${count} written`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runOrder(main)
