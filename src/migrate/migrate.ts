/**
 * Brings state files that an older version has left to today's format, each for itself and in one step, with a copy of
 * what it was; refuses those of a newer version before anything is changed.
 */
import { replaceFile } from '../machine/atomic-write.ts'
import type { Files } from '../machine/machine.ts'
import { findStateFiles, type StateFile } from './state-files.ts'
import { steps as ownSteps, type Step } from './steps.ts'

export interface MigrateTools {
  readonly files: Files
  /** The folder of lists, keys and state: `/etc/aqtizim`. */
  readonly etc: string
  /** The format of the newest rows of the journal; undefined where there are none. */
  readonly journalFormat: number | undefined
  /** The newest format that this version writes into a journal. */
  readonly knownJournalFormat: number
  /** What leads from a format to the next, the oldest first; today's format of a file is the last one's that is of it. */
  readonly steps?: readonly Step[]
}

export type Migration =
  /** Paths of the files that were changed, below the folder. */
  | { readonly moved: readonly string[]; readonly refused?: undefined }
  /** One sentence each; nothing was changed. */
  | { readonly refused: readonly string[] }

/** Where the copies of the old files lie, below the folder. */
export const copiesFolder = 'before'

const wayBack = 'Install that version again, or put back a backup that this one has made.'

const todayOf = (path: string, steps: readonly Step[]) => steps.findLast(({ of }) => of.test(path))?.to ?? 0

function findNewer(tools: MigrateTools, found: readonly StateFile[], steps: readonly Step[]): string[] {
  const { journalFormat = 0, knownJournalFormat: known } = tools
  const newer = (what: string, format: number, ours: number) =>
    `${what} was written by a newer version (format ${format}; this one knows ${ours}).`
  const sentences = found.flatMap(({ path, format }) => {
    const today = todayOf(path, steps)
    return format > today ? [newer(path, format, today)] : []
  })
  if (journalFormat > known) sentences.push(newer('The journal', journalFormat, known))
  return sentences.length === 0 ? [] : [...sentences, wayBack]
}

function keepCopy(files: Files, etc: string, { path, format, text }: StateFile): void {
  const folder = `${etc}/${copiesFolder}`
  files.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const name = `${path.replaceAll('/', '-')}.format-${format}`
  replaceFile(files, `${folder}/${name}`, text, true)
}

/** Throws where the folder cannot be read or written; what was moved by then is whole, and a second run goes on. */
export function migrate(tools: MigrateTools): Migration {
  const { files, etc, steps = ownSteps } = tools
  const found = findStateFiles(files, etc)
  const refused = findNewer(tools, found, steps)
  if (refused.length > 0) return { refused }
  const older = found.filter(({ path, format }) => format < todayOf(path, steps))
  for (const file of older) {
    keepCopy(files, etc, file)
    let value = file.value
    for (const { to, of, change } of steps)
      if (of.test(file.path) && to > file.format) value = { ...change(value), format: to }
    replaceFile(files, `${etc}/${file.path}`, `${JSON.stringify(value)}\n`, true)
  }
  return { moved: older.map(({ path }) => path) }
}
