/** Defines a tree of files in a package, and checks it for both formats. */

export interface FileEntry {
  readonly type: 'file'
  /** Permission bits. */
  readonly mode: number
  readonly content: Uint8Array
}
export interface FolderEntry {
  readonly type: 'folder'
  readonly mode: number
}
export interface LinkEntry {
  readonly type: 'link'
  readonly target: string
}
export type Entry = FileEntry | FolderEntry | LinkEntry

/** By path without a slash at either end (`etc/init.d/aqtizim`). Everything belongs to root. */
export type Tree = ReadonlyMap<string, Entry>

/** Bytes of names, as `memcmp` and the C locale's sort have it. */
export function comparePaths(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

const parentOf = (path: string) => path.split('/').slice(0, -1).join('/')

/**
 * The tree with a folder for every path that has something below it, mode 0755 where nothing else was said. Throws
 * `RangeError` for a path that no package may have: absolute, with `.`, `..` or an empty part, or below a file.
 */
export function withFolders(tree: Tree): Map<string, Entry> {
  const full = new Map<string, Entry>()
  for (const [path, entry] of tree) {
    if (path.split('/').some((part) => ['', '.', '..'].includes(part)) || path.includes('\0'))
      throw new RangeError(`no path for a package: ${JSON.stringify(path)}`)
    for (let above = parentOf(path); above !== ''; above = parentOf(above)) {
      const there = tree.get(above) ?? full.get(above)
      if (there !== undefined && there.type !== 'folder') throw new RangeError(`${path} lies below a file`)
      if (there === undefined) full.set(above, { type: 'folder', mode: 0o755 })
    }
    full.set(path, entry)
  }
  return full
}

/** Octets of the regular files. */
export function sizeOf(tree: Tree): number {
  let size = 0
  for (const entry of tree.values()) if (entry.type === 'file') size += entry.content.length
  return size
}
