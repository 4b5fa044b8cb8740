/**
 * Writes all packages for both releases of OpenWrt into `dist/packages`, with their indexes, and a feed for its SDK into
 * `dist/feed`: the same bytes each time. With processors named (`x86_64 aarch64_generic`), each gets a folder of its own,
 * in which Node is too.
 *
 *   npm run package [-- --usign-key FILE] [--apk-key FILE] [--with-node PROCESSOR...]
 */
import { createHash, createPublicKey } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildProgram, type Program, type ProgramFiles, projectVersion } from './bundle.ts'
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
import { type SourceState, sourceState } from './source-state.ts'
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

/** The feed's folders with what has to be built in them, as an SDK needs them (`src-link aqtizim FOLDER`). */
export function writeSdkFeed(
  folder: string,
  program: ProgramFiles,
  pages: ReadonlyMap<string, string>,
  release: number,
): void {
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['aqtizim', 'luci-app-aqtizim']) {
    cpSync(join(root, 'openwrt-package', name), join(folder, name), { recursive: true })
    cpSync(join(root, 'LICENSE'), join(folder, name, 'LICENSE'))
    const makefile = join(folder, name, 'Makefile')
    const text = readFileSync(makefile, 'utf8').replace(/^PKG_RELEASE:=.*$/m, `PKG_RELEASE:=${release}`)
    writeFileSync(makefile, text)
  }
  const place = (path: string, content: Uint8Array | string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  for (const [path, content] of builtFiles(program)) place(`aqtizim/${path}`, content)
  for (const [name, text] of pages) place(`luci-app-aqtizim/htdocs/${viewsFolder}/${name}`, text)
}

export interface Order {
  readonly keys: Keys
  /** Those that Node is packed for, as OpenWrt names them. */
  readonly processors: readonly string[]
}

export const keyOptions = { 'usign-key': { type: 'string' }, 'apk-key': { type: 'string' } } as const

/** Reads what was typed: keys, and processors, which `--with-node` goes before. Throws `OrderRefused`. */
function readTyped(): Order {
  const options = { ...keyOptions, 'with-node': { type: 'boolean', default: false } } as const
  const { values, positionals } = readOrder(options, true)
  if (!values['with-node'] && positionals.length > 0) refuse(`Unexpected argument '${positionals[0]}'`)
  if (values['with-node'] && positionals.length === 0) refuse(`--with-node wants processors: ${processors.join(', ')}`)
  return { keys: readKeys(values), processors: readProcessors(positionals) }
}

/** Each once. Throws `OrderRefused` for one that Node is not built for. */
export function readProcessors(words: readonly string[]): string[] {
  for (const word of words) cpuOf(word)
  return [...new Set(words)]
}

export function readKeys(values: { readonly 'usign-key'?: string; readonly 'apk-key'?: string }): Keys {
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
function makeFeeds(
  packages: readonly Manifest[],
  time: number,
  { keys, processors: wanted }: Order,
): Map<string, Feed> {
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

/** Writes each feed into its folder below this one, and says each file. */
function writeFeeds(folder: string, feeds: ReadonlyMap<string, Feed>): void {
  rmSync(folder, { recursive: true, force: true })
  let count = 0
  for (const [name, files] of feeds) {
    mkdirSync(join(folder, name), { recursive: true })
    for (const [file, bytes] of files) {
      const path = join(folder, name, file)
      writeFileSync(path, bytes)
      console.log(`${String(bytes.length).padStart(9)}  ${relative(root, path)}`)
      if (/\.[ia]pk$/.test(file)) count += 1
    }
  }
  console.log(`packages: ${count} written`)
}

export interface Made {
  readonly program: Program
  readonly manifests: readonly Manifest[]
}

/** Builds everything, and writes it into `folder`; the SDK's feed into `dist/feed`. Throws `OrderRefused`. */
export async function makePackages(folder: string, order: Order, { time, release }: SourceState): Promise<Made> {
  const program = await buildProgram(`${projectVersion()}-r${release}`)
  const pages = await buildViews()
  const all = manifests(program.files, pages, release)
  writeFeeds(folder, makeFeeds(all, time, order))
  writeSdkFeed(join(root, 'dist/feed'), program.files, pages, release)
  const missing = Object.entries({ usign: order.keys.usign, apk: order.keys.apk }).filter(
    ([, key]) => key === undefined,
  )
  if (missing.length > 0) console.log(`not signed, for want of a key: ${missing.map(([name]) => name).join(', ')}`)
  return { program, manifests: all }
}

async function main(): Promise<void> {
  await makePackages(packagesFolder, readTyped(), sourceState())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runOrder(main)
