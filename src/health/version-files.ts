/** Watches the files of the approved versions: each stays as it was approved, and none comes that nobody approved here. */
import { createHash } from 'node:crypto'
import type { Files } from '../machine.ts'

export interface FileChange {
  /** Name in the folder: `0007.yaml`. */
  readonly file: string
  readonly how: 'changed' | 'gone' | 'came'
  /** When, as the file system has it, ms since the epoch; and whose file it is. Not known of one that is gone. */
  readonly at?: number
  readonly uid?: number
}

interface Known {
  readonly stamp: string
  readonly hash: string
}

type WatchedFiles = Pick<Files, 'readdirSync' | 'statSync' | 'readFileSync' | 'existsSync'>

/** `0007.yaml` or `0007.json`. */
const isVersionFile = (name: string) => /^[0-9]{4,9}\.(yaml|json)$/.test(name)
const sizeLimit = 8 * 1024 * 1024

export function createVersionWatch(files: WatchedFiles, folder: string) {
  let known: Map<string, Known> | undefined
  const approved = new Set<number>()
  const changed = new Map<string, FileChange>()

  function readStat(name: string) {
    const { size, mtimeMs, ctimeMs, ino, uid } = files.statSync(`${folder}/${name}`)
    return { size, at: mtimeMs, uid, stamp: [size, mtimeMs, ctimeMs, ino].join(' ') }
  }

  function hashOf(name: string, size: number): string {
    // One that is too large was no list; that it is there is what counts.
    const content = size > sizeLimit ? String(size) : files.readFileSync(`${folder}/${name}`)
    return createHash('sha256').update(content).digest('hex')
  }

  function compare(name: string, before: Known | undefined, isFirst: boolean): [Known, FileChange | undefined] {
    const { size, at, uid, stamp } = readStat(name)
    if (before?.stamp === stamp) return [before, undefined]
    const now = { stamp, hash: hashOf(name, size) }
    if (before === undefined) {
      const isOurs = isFirst || approved.has(Number.parseInt(name, 10))
      return [now, isOurs ? undefined : { file: name, how: 'came', at, uid }]
    }
    return [now, before.hash === now.hash ? undefined : { file: name, how: 'changed', at, uid }]
  }

  return {
    /** Call it at once with an approval, so that its files are no news. */
    approved: (version: number) => void approved.add(version),
    /** What has changed since the last look; the first look gives nothing. Throws where the folder cannot be read. */
    look(): FileChange[] {
      const isFirst = known === undefined
      const before = known ?? new Map<string, Known>()
      const names = files.existsSync(folder) ? files.readdirSync(folder).filter(isVersionFile).sort() : []
      const now = new Map<string, Known>()
      const news: FileChange[] = []
      for (const name of names) {
        const [entry, change] = compare(name, before.get(name), isFirst)
        now.set(name, entry)
        if (change !== undefined) news.push(change)
      }
      for (const file of before.keys()) if (!now.has(file)) news.push({ file, how: 'gone' })
      known = now
      for (const change of news) changed.set(change.file, change)
      return news
    },
    /** All changes so far, the last of each file. */
    changes: (): readonly FileChange[] => [...changed.values()],
  }
}

export type VersionWatch = ReturnType<typeof createVersionWatch>
