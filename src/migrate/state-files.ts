/** Finds the state files and the format that each bears. */
import type { Files } from '../machine/machine.ts'

export interface StateFile {
  /** Below the folder: `forward/office.json`. */
  readonly path: string
  /** 0 where none stands in it. */
  readonly format: number
  readonly text: string
  readonly value: Readonly<Record<string, unknown>>
}

/** Versions are held by their hashes and never change; the journal's days bear their format themselves. */
const others = ['versions', 'journal', 'before']
/** Files that were written before files bore a format. Any other file without one is none of ours. */
const unmarked = ['state.json', 'lessons.json', 'requests.json']

function readState(files: Files, path: string, place: string): StateFile | undefined {
  const text = files.readFileSync(place, 'utf8')
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const { format } = value as { format?: unknown }
    if (format === undefined && !unmarked.includes(path)) return undefined
    if (format !== undefined && !Number.isSafeInteger(format)) return undefined
    return { path, format: Number(format ?? 0), text, value: value as Record<string, unknown> }
  } catch {
    // A damaged file is its reader's business, which keeps it aside.
    return undefined
  }
}

/** Every JSON file of ours in the folder and the folders in it, by path. Throws where one cannot be read. */
export function findStateFiles(files: Files, etc: string): StateFile[] {
  const namesIn = (folder: string) => {
    try {
      return files.readdirSync(folder).sort()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  }
  const isFolder = (name: string) => files.statSync(`${etc}/${name}`).isDirectory()
  const top = namesIn(etc)
  const folders = top.filter((name) => !others.includes(name) && !name.includes('.') && isFolder(name))
  const paths = [...top, ...folders.flatMap((folder) => namesIn(`${etc}/${folder}`).map((name) => `${folder}/${name}`))]
  return paths
    .filter((path) => path.endsWith('.json'))
    .flatMap((path) => readState(files, path, `${etc}/${path}`) ?? [])
}
