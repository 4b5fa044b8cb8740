/**
 * Brings state files that an older version has left to today's format, each for itself and in one step, with a copy of
 * what it was; refuses those of a newer version before anything is changed.
 */
import { replaceFile } from '../logger/day-files.ts'
import type { Files } from '../machine.ts'
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
  /** What leads from a format to the next, the oldest first; today's format is the last one's. */
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

function findNewer(
  { journalFormat = 0, knownJournalFormat }: MigrateTools,
  found: readonly StateFile[],
  today: number,
) {
  const newer = found.filter(({ format }) => format > today)
  const sentences = newer.map(
    ({ path, format }) => `${path} was written by a newer version (format ${format}; this one knows ${today}).`,
  )
  if (journalFormat > knownJournalFormat)
    sentences.push(
      `The journal was written by a newer version (format ${journalFormat}; this one knows ${knownJournalFormat}).`,
    )
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
  const today = steps.at(-1)?.to ?? 0
  const found = findStateFiles(files, etc)
  const refused = findNewer(tools, found, today)
  if (refused.length > 0) return { refused }
  const older = found.filter(({ format }) => format < today)
  for (const file of older) {
    keepCopy(files, etc, file)
    let value = file.value
    for (const step of steps) if (step.to > file.format) value = { ...step.change(file.path, value), format: step.to }
    replaceFile(files, `${etc}/${file.path}`, `${JSON.stringify(value)}\n`, true)
  }
  return { moved: older.map(({ path }) => path) }
}
