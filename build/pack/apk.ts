/** Writes .apk packages for apk v3 (OpenWrt 25.12) and their index, the same bytes as `apk mkpkg` and `apk mkndx`. */
import { createHash } from 'node:crypto'
import { AdbWriter, compressAdbFile, schema, writeAdbFile } from './adb.ts'
import { comparePaths, type Entry, sizeOf, type Tree, withFolders } from './entry.ts'
import { architectureOf, findFaults, type Manifest } from './manifest.ts'
import { apkScripts } from './scripts.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

/** Signs the payload of an ADB block: gives the payload of a signature block. */
export type Signer = (kind: number, adb: Uint8Array) => Uint8Array

/** apk derives the file's name from the index, so it has to be this one. */
export const apkName = ({ name, version }: Pick<Manifest, 'name' | 'version'>) => `${name}-${version}.apk`

export interface ApkPackage {
  /** The file. */
  readonly bytes: Buffer
  /** For the index. */
  readonly manifest: Manifest
  readonly installedSize: number
  readonly uniqueId: Uint8Array
  /** SHA-256 of the ADB payload, by which an index vouches for the package. */
  readonly identity: Uint8Array
}

/** Slots 1 to 9 and 14 to 16 of `info`; `hash` writes slot 3 where it is known by then. */
function writeInfo(adb: AdbWriter, manifest: Manifest, hash?: () => number) {
  const { name, version, title, license, origin, maintainer, url, depends, provides } = manifest
  const head = [adb.blob(name), adb.blob(version), hash?.(), adb.blob(title), adb.blob(architectureOf(manifest, 'apk'))]
  const rest = [license, origin, maintainer, url].map((text) => adb.blob(text))
  // apk writes them as they come, and sorts where each of them stands.
  const written = depends.map((each) => ({ name: each.name, value: adb.object([adb.blob(each.name)]) }))
  const needs = adb.object(inOrder(written))
  if (provides === undefined) return { slots: [...head, ...rest], tail: [undefined, needs] }
  // Without a priority of its own apk would ask which of several is meant.
  return { slots: [...head, ...rest], tail: [adb.int(20), needs, adb.object([adb.object([adb.blob(provides)])])] }
}

function inOrder(named: readonly { readonly name: string; readonly value: number }[]): number[] {
  return [...named].sort((a, b) => comparePaths(a.name, b.name)).map(({ value }) => value)
}

const acl = (adb: AdbWriter, mode: number) => adb.object([adb.int(mode), adb.blob('root'), adb.blob('root')])

/** Type of a symbolic link, as `st_mode` has it, in front of its target. */
const linkTarget = (target: string) => Buffer.concat([Buffer.from([0x00, 0xa0]), Buffer.from(target)])

function writeFile(adb: AdbWriter, path: string, entry: Exclude<Entry, { type: 'folder' }>, time: number): number {
  const name = adb.blob(path.slice(path.lastIndexOf('/') + 1))
  const [hash, target] =
    entry.type === 'file'
      ? [adb.blob(sha256(entry.content)), undefined]
      : [undefined, adb.blob(linkTarget(entry.target))]
  const size = entry.type === 'file' ? entry.content.length : Buffer.byteLength(entry.target)
  const mtime = adb.int(time)
  const length = adb.int(size)
  const rights = acl(adb, entry.type === 'file' ? entry.mode : 0o777)
  return adb.object([name, rights, length, mtime, hash, target])
}

interface Folder {
  readonly path: string
  readonly mode: number
  readonly files: readonly (readonly [string, Exclude<Entry, { type: 'folder' }>])[]
}

/** Every folder with what lies directly in it, both in the order of their bytes; the root comes first. */
function foldersOf(tree: Tree): Folder[] {
  const all = [...withFolders(tree)].sort(([a], [b]) => comparePaths(a, b))
  const folders: [string, number][] = all.flatMap(([path, entry]) =>
    entry.type === 'folder' ? [[path, entry.mode]] : [],
  )
  return [['', 0o755] as [string, number], ...folders].map(([path, mode]) => ({
    path,
    mode,
    files: all.flatMap(([name, entry]) =>
      entry.type !== 'folder' && name.slice(0, Math.max(0, name.lastIndexOf('/'))) === path
        ? [[name, entry] as const]
        : [],
    ),
  }))
}

/** What OpenWrt's own scripts look for in a package's folder: which files it has, and which of them people edit. */
function withLists({ name, conffiles, tree }: Manifest): Tree {
  const full = new Map(tree)
  const place = (kind: string, lines: readonly string[]) => {
    const content = Buffer.from(lines.map((line) => `${line}\n`).join(''))
    full.set(`lib/apk/packages/${name}.${kind}`, { type: 'file', mode: 0o644, content })
  }
  const paths = [...tree].filter(([, { type }]) => type !== 'folder').map(([path]) => `/${path}`)
  place('list', paths.sort(comparePaths))
  if (conffiles.length === 0) return full
  const sorted = [...conffiles].sort()
  place('conffiles', sorted)
  const sums = sorted.flatMap((path) => {
    const entry = tree.get(path.slice(1))
    return entry?.type === 'file' ? [`${path} ${sha256(entry.content).toString('hex')}`] : []
  })
  place('conffiles_static', sums)
  return full
}

function writeFolder(adb: AdbWriter, { path, mode, files }: Folder, time: number): number {
  const written = files.map(([name, entry]) => writeFile(adb, name, entry, time))
  const name = adb.blob(path)
  return adb.object([name, acl(adb, mode), adb.object(written)])
}

/** What `apk mkpkg` makes of a tree as it is; `writeApk` adds what OpenWrt's build adds. */
export function packApk(
  manifest: Manifest,
  scripts: Readonly<Record<number, string>>,
  time: number,
  sign?: Signer,
): Omit<ApkPackage, 'bytes'> & { readonly plain: Buffer } {
  const adb = new AdbWriter()
  const { slots, tail } = writeInfo(adb, manifest)
  const folders = foldersOf(manifest.tree)
  const paths = folders.map((folder) => writeFolder(adb, folder, time))
  // apk calls nothing smaller than 1 that has a folder, and every package has the root.
  const installedSize = Math.max(sizeOf(manifest.tree), 1)
  const size = adb.int(installedSize)
  const id = adb.blobApart(Buffer.alloc(20))
  slots[2] = id.value
  const info = adb.object([...slots, undefined, undefined, size, undefined, ...tail])
  const pathList = adb.object(paths)
  const last = Math.max(0, ...Object.keys(scripts).map(Number))
  const scriptList = adb.object(Array.from({ length: last }, (_, at) => adb.blob(scripts[at + 1] ?? '')))
  const payload = adb.finish(adb.object([info, pathList, scriptList]))
  const uniqueId = sha256(payload).subarray(0, 20)
  uniqueId.copy(payload, id.place)
  const data = folders.flatMap(({ files }, folder) =>
    files.flatMap(([, entry], file) => {
      if (entry.type !== 'file' || entry.content.length === 0) return []
      const head = Buffer.alloc(8)
      head.writeUInt32LE(folder + 1, 0)
      head.writeUInt32LE(file + 1, 4)
      return [Buffer.concat([head, entry.content])]
    }),
  )
  const signatures = sign === undefined ? [] : [sign(schema.package, payload)]
  const plain = writeAdbFile({ schema: schema.package, adb: payload, signatures, data })
  return { plain, manifest, installedSize, uniqueId, identity: sha256(payload) }
}

/** `time`: seconds since the epoch, of every file. Throws `RangeError` for what no package may be. */
export function writeApk(manifest: Manifest, time: number, sign?: Signer): ApkPackage {
  const faults = findFaults(manifest)
  if (faults.length > 0) throw new RangeError(`${manifest.name}: ${faults.join('; ')}`)
  const whole = { ...manifest, tree: withLists(manifest) }
  const { plain, ...rest } = packApk(whole, apkScripts(manifest), time, sign)
  return { bytes: compressAdbFile(plain), ...rest }
}

/** The index of a feed, not compressed, as `apk mkndx` makes it of the packages in this order. */
export function packIndex(packages: readonly ApkPackage[], sign?: Signer): Buffer {
  const adb = new AdbWriter()
  const infos = packages.map(({ manifest, bytes, installedSize, uniqueId, identity }) => {
    // apk copies what the package says of itself, its short identity too, and then puts its own in place.
    const depends = [...manifest.depends].sort((a, b) => comparePaths(a.name, b.name))
    const { slots, tail } = writeInfo(adb, { ...manifest, depends }, () => adb.blob(uniqueId))
    const [size, fileSize] = [adb.int(installedSize), adb.int(bytes.length)]
    slots[2] = adb.blob(identity)
    return {
      name: manifest.name,
      value: adb.object([...slots, undefined, undefined, size, fileSize, ...tail]),
    }
  })
  const payload = adb.finish(adb.object([undefined, adb.object(inOrder(infos))]))
  const signatures = sign === undefined ? [] : [sign(schema.index, payload)]
  return writeAdbFile({ schema: schema.index, adb: payload, signatures, data: [] })
}

export const writeIndex = (packages: readonly ApkPackage[], sign?: Signer) => compressAdbFile(packIndex(packages, sign))
