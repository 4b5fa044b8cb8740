/** Reads .apk packages and their index. */
import { createHash } from 'node:crypto'
import type { Entry } from '../../build/pack/entry.ts'
import { blob, list, number, type ReadAdb, readAdb, slot, text, type Value } from './read-adb.ts'

export interface ApkInfo {
  readonly name: string
  readonly version: string
  readonly hash: Buffer
  readonly title: string
  readonly architecture: string
  readonly license: string
  readonly origin: string
  readonly maintainer: string
  readonly url: string
  readonly installedSize: number
  /** Only in an index. */
  readonly fileSize: number
  readonly depends: readonly string[]
  readonly provides: readonly string[]
  /** Which provider of a name apk takes first: the highest. */
  readonly priority: number
}

export interface ReadApk {
  readonly info: ApkInfo
  readonly tree: ReadonlyMap<string, Entry>
  /** By slot: 3 after install, 4 before removal, 5 after removal, 7 after update. */
  readonly scripts: Readonly<Record<number, string>>
  /** SHA-256 of the ADB block. */
  readonly identity: Buffer
  readonly mtimes: ReadonlySet<number>
  readonly file: ReadAdb
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

function readInfo(info: Value | undefined): ApkInfo {
  const word = (at: number) => text(slot(info, at))
  const count = (at: number) => number(slot(info, at))
  return {
    ...{ name: word(1), version: word(2), hash: blob(slot(info, 3)), title: word(4), architecture: word(5) },
    ...{ license: word(6), origin: word(7), maintainer: word(8), url: word(9) },
    ...{ installedSize: count(12), fileSize: count(13) },
    depends: list(slot(info, 15)).map((each) => text(slot(each, 1))),
    provides: list(slot(info, 16)).map((each) => text(slot(each, 1))),
    priority: count(14),
  }
}

function modeOf(acl: Value | undefined): number {
  if (text(slot(acl, 2)) !== 'root' || text(slot(acl, 3)) !== 'root') throw new Error('not of root')
  return number(slot(acl, 1))
}

function checkOrder(names: readonly string[]): void {
  if (names.some((name, at) => at > 0 && Buffer.compare(Buffer.from(names[at - 1] ?? ''), Buffer.from(name)) >= 0))
    throw new Error('names out of their order')
}

/** The entry of a file, whose content is the next of `data`. */
function readFile(file: Value | undefined, data: Buffer[], place: readonly [number, number]): Entry {
  const [mode, size, hash, target] = [modeOf(slot(file, 2)), number(slot(file, 3)), slot(file, 5), slot(file, 6)]
  if (target !== undefined) {
    const link = blob(target)
    if (link.readUInt16LE() !== 0xa000 || link.length - 2 !== size || mode !== 0o777)
      throw new Error('no symbolic link')
    return { type: 'link', target: link.toString('utf8', 2) }
  }
  const block = size === 0 ? undefined : data.shift()
  const content = block?.subarray(8) ?? Buffer.alloc(0)
  if (content.length !== size) throw new Error('a file of another size')
  if (block !== undefined && (block.readUInt32LE(0) !== place[0] || block.readUInt32LE(4) !== place[1]))
    throw new Error('contents out of their order')
  if (!sha256(content).equals(blob(hash))) throw new Error('a file with another content')
  return { type: 'file', mode, content }
}

function readPaths(paths: Value | undefined, data: Buffer[]) {
  const tree = new Map<string, Entry>()
  const mtimes = new Set<number>()
  const folders = list(paths)
  checkOrder(folders.map((folder) => text(slot(folder, 1))))
  for (const [at, folder] of folders.entries()) {
    const path = text(slot(folder, 1))
    if (path !== '') tree.set(path, { type: 'folder', mode: modeOf(slot(folder, 2)) })
    const files = list(slot(folder, 3))
    checkOrder(files.map((file) => text(slot(file, 1))))
    for (const [place, file] of files.entries()) {
      mtimes.add(number(slot(file, 4)))
      const name = text(slot(file, 1))
      tree.set(path === '' ? name : `${path}/${name}`, readFile(file, data, [at + 1, place + 1]))
    }
  }
  if (data.length > 0) throw new Error('contents without a file')
  return { tree, mtimes }
}

/** Throws where anything is damaged; `apk` itself does not look at the unique id. */
export function readApk(bytes: Uint8Array): ReadApk {
  const file = readAdb(bytes)
  if (file.schema !== 'pckg') throw new Error('this is no package')
  const info = readInfo(slot(file.root, 1))
  const unnamed = Buffer.from(file.adb)
  unnamed.fill(0, info.hash.byteOffset - file.adb.byteOffset, info.hash.byteOffset - file.adb.byteOffset + 20)
  if (!sha256(unnamed).subarray(0, 20).equals(info.hash)) throw new Error('the unique id is another one')
  const { tree, mtimes } = readPaths(slot(file.root, 2), [...file.data])
  const scripts = Object.fromEntries(
    list(slot(file.root, 3)).flatMap((script, at) => (script === undefined ? [] : [[at + 1, text(script)]])),
  )
  return { info, tree, scripts, identity: sha256(file.adb), mtimes, file }
}

/** Throws where anything is damaged. */
export function readIndex(bytes: Uint8Array): { readonly packages: readonly ApkInfo[]; readonly file: ReadAdb } {
  const file = readAdb(bytes)
  if (file.schema !== 'indx') throw new Error('this is no index')
  const packages = list(slot(file.root, 2)).map(readInfo)
  checkOrder(packages.map(({ name }) => name))
  return { packages, file }
}
