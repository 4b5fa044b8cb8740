/** Watches the files of the approved versions for changes that were not made by an approval on this router. */

import { createHash } from 'node:crypto'
import type { Files } from '../machine/machine.ts'
import { isVersionFile } from '../whitelist/version-folder.ts'

/** `file`: its name in the folder, `0007.yaml`. */
export type FileChange =
  | { readonly file: string; readonly how: 'gone' }
  /** When, as the file system has it, ms since the epoch; and whose file it is. */
  | { readonly file: string; readonly how: 'changed' | 'came'; readonly at: number; readonly uid: number }

interface Known {
  readonly stamp: string
  /** Empty: the file is gone. */
  readonly hash: string
  /** What it ought to be; empty: it ought not to be there. */
  readonly right: string
  readonly change: FileChange
}

type WatchedFiles = Pick<Files, 'readdirSync' | 'statSync' | 'readFileSync' | 'existsSync'>

const sizeLimit = 8 * 1024 * 1024

export function createVersionWatch(files: WatchedFiles, folder: string) {
  const known = new Map<string, Known>()
  const approved = new Set<number>()
  let isFirst = true

  function hashOf(name: string, size: number): string {
    // One that is too large was no list; that it is there is what counts.
    const content = size > sizeLimit ? String(size) : files.readFileSync(`${folder}/${name}`)
    return createHash('sha256').update(content).digest('hex')
  }

  function read(name: string, before: Known | undefined): Known {
    const { size, mtimeMs, ctimeMs, ino, uid } = files.statSync(`${folder}/${name}`)
    const stamp = [size, mtimeMs, ctimeMs, ino].join(' ')
    if (before?.stamp === stamp) return before
    const hash = hashOf(name, size)
    const isOurs = isFirst || approved.has(Number.parseInt(name, 10))
    const right = before?.right ?? (isOurs ? hash : '')
    const change: FileChange = { file: name, how: right === '' ? 'came' : 'changed', at: mtimeMs, uid }
    return { stamp, hash, right, change }
  }

  return {
    /** To be called at once after an approval, so that its new files are no alarm. */
    approved: (version: number) => void approved.add(version),
    /** What has changed since the last look; the first look gives nothing. Throws where the folder cannot be read. */
    look(): FileChange[] {
      const names = files.existsSync(folder) ? files.readdirSync(folder).filter(isVersionFile).sort() : []
      const now = new Map(names.map((name) => [name, read(name, known.get(name))]))
      for (const [file, before] of known)
        if (!now.has(file)) now.set(file, { ...before, stamp: '', hash: '', change: { file, how: 'gone' } })
      const news = [...now].filter(([name, { hash, right }]) => hash !== right && hash !== known.get(name)?.hash)
      for (const [name, entry] of now) known.set(name, entry)
      isFirst = false
      return news.map(([, { change }]) => change)
    },
    /** What is not as it was approved now. */
    standing: (): readonly FileChange[] =>
      [...known.values()].filter(({ hash, right }) => hash !== right).map(({ change }) => change),
  }
}

export type VersionWatch = ReturnType<typeof createVersionWatch>
