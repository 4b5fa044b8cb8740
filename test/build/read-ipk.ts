/** Reads .ipk packages, as opkg does. */
import { gunzipSync } from 'node:zlib'
import type { Entry } from '../../build/pack/entry.ts'
import { readTar } from './read-tar.ts'

export interface ReadIpk {
  readonly fields: Readonly<Record<string, string>>
  /** Members of control.tar.gz besides `control`. */
  readonly control: ReadonlyMap<string, { readonly mode: number; readonly text: string }>
  readonly tree: ReadonlyMap<string, Entry>
  /** The one time of all files. */
  readonly mtime: number
}

function readTree(tar: Buffer, mtime: number): Map<string, Entry> {
  const [root, ...members] = readTar(tar)
  if (root?.path !== './' || root.entry.type !== 'folder') throw new Error('the root is missing')
  const folders = new Set(['./'])
  const tree = new Map<string, Entry>()
  for (const { path, entry, mtime: own } of members) {
    if (own !== mtime) throw new Error(`${path} has a time of its own`)
    const above = path.replace(/[^/]+\/?$/, '')
    if (!folders.has(above)) throw new Error(`${path} comes before its folder`)
    if (entry.type === 'folder') folders.add(path)
    if (path.endsWith('/') !== (entry.type === 'folder')) throw new Error(`${path}: only folders end in a slash`)
    tree.set(path.slice(2).replace(/\/$/, ''), entry)
  }
  return tree
}

/** Throws where anything is damaged. */
export function readIpk(bytes: Uint8Array): ReadIpk {
  const outer = readTar(gunzipSync(bytes))
  if (outer.map(({ path }) => path).join(' ') !== './debian-binary ./data.tar.gz ./control.tar.gz')
    throw new Error('this is no package')
  const [version, data, control] = outer.map(({ entry }) =>
    entry.type === 'file' ? Buffer.from(entry.content) : undefined,
  )
  if (version?.toString() !== '2.0\n' || data === undefined || control === undefined) throw new Error('no version 2.0')
  const mtime = outer[0]?.mtime ?? 0
  const members = new Map<string, { mode: number; text: string }>()
  for (const [path, entry] of readTree(gunzipSync(control), mtime))
    if (entry.type === 'file') members.set(path, { mode: entry.mode, text: Buffer.from(entry.content).toString() })
  const fields: Record<string, string> = {}
  for (const line of members.get('control')?.text.split('\n') ?? []) {
    const [, key, value] = /^([\w-]+): (.*)$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) fields[key] = value
    else if (line !== '') throw new Error(`no field: ${line}`)
  }
  members.delete('control')
  const tar = gunzipSync(data)
  if (Number(fields['Installed-Size']) !== tar.length) throw new Error('the size is another one')
  return { fields, control: members, tree: readTree(tar, mtime), mtime }
}
