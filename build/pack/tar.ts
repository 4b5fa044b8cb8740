/**
 * Writes tar as GNU tar does with `--format=gnu --numeric-owner --sort=name --owner=0 --group=0 --mtime=TIME`, to the
 * byte: opkg reads this and no pax. Source: the GNU tar manual, "Basic Tar Format", and opkg's libbb/unarchive.c.
 */
import { comparePaths, type Entry, type Tree, withFolders } from './entry.ts'

const block = 512
/** GNU tar writes records of 20 blocks. */
const recordSize = 20 * block
const typeflag = { file: '0', link: '2', folder: '5', longLink: 'K', longName: 'L' } as const

interface Header {
  readonly name: Buffer
  readonly mode: number
  readonly size: number
  /** Seconds since the epoch. */
  readonly mtime: number
  readonly type: string
  readonly target?: Buffer
}

const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`

function header({ name, mode, size, mtime, type, target }: Header): Buffer {
  const bytes = Buffer.alloc(block)
  name.copy(bytes, 0, 0, 100)
  bytes.write(octal(mode, 7), 100, 'latin1')
  bytes.write(octal(0, 7), 108, 'latin1')
  bytes.write(octal(0, 7), 116, 'latin1')
  bytes.write(octal(size, 11), 124, 'latin1')
  bytes.write(octal(mtime, 11), 136, 'latin1')
  bytes.write(' '.repeat(8), 148, 'latin1')
  bytes.write(type, 156, 'latin1')
  target?.copy(bytes, 157, 0, 100)
  bytes.write('ustar  \0', 257, 'latin1')
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${octal(sum, 6)} `, 148, 'latin1')
  return bytes
}

const padding = (size: number) => Buffer.alloc((block - (size % block)) % block)

/** A name that its field cannot hold stands before its entry, in an entry of its own. */
function longName(type: string, name: Buffer): Buffer[] {
  if (name.length <= 100) return []
  const content = Buffer.concat([name, Buffer.alloc(1)])
  const head = { name: Buffer.from('././@LongLink'), mode: 0o644, size: content.length, mtime: 0, type }
  return [header(head), content, padding(content.length)]
}

function member(path: string, entry: Entry, mtime: number): Buffer[] {
  const name = Buffer.from(path)
  const target = entry.type === 'link' ? Buffer.from(entry.target) : undefined
  const content = entry.type === 'file' ? entry.content : Buffer.alloc(0)
  const mode = entry.type === 'link' ? 0o777 : entry.mode
  const type = typeflag[entry.type]
  return [
    ...(target === undefined ? [] : longName(typeflag.longLink, target)),
    ...longName(typeflag.longName, name),
    header({ name, mode, size: content.length, mtime, type, ...(target && { target }) }),
    Buffer.from(content),
    padding(content.length),
  ]
}

function finish(parts: Buffer[]): Buffer {
  const size = parts.reduce((total, { length }) => total + length, 0) + 2 * block
  return Buffer.concat(parts, Math.ceil(size / recordSize) * recordSize)
}

/** The members as they are, in the order given; `mtime` in seconds since the epoch. */
export function writeMembers(members: readonly (readonly [string, Entry])[], mtime: number): Buffer {
  return finish(members.flatMap(([path, entry]) => member(path, entry, mtime)))
}

/** What `tar -C TREE -cf - .` makes: `./` first, every folder before what is in it, names in the order of their bytes. */
export function writeTar(tree: Tree, mtime: number): Buffer {
  // Sorted folder by folder, and not by the whole path: `etc-x` comes after all of `etc/`.
  const order = [...withFolders(tree)].sort(([a], [b]) =>
    comparePaths(a.replaceAll('/', '\0'), b.replaceAll('/', '\0')),
  )
  const members = order.map(([path, entry]) => [`./${path}${entry.type === 'folder' ? '/' : ''}`, entry] as const)
  return writeMembers([['./', { type: 'folder', mode: 0o755 }], ...members], mtime)
}
