/** Remembers on flash when the district's server was heard last, so that a list that nobody fetches any more is noticed. */
import { type ReplacedFiles, replaceFile } from '../machine/atomic-write.ts'

export interface LastHeard {
  /** Of which settings. */
  readonly of: string
  /** ISO 8601, UTC. Before the first time: when the settings were made. */
  readonly at: string
  readonly isFirst?: true
}

/** Undefined where nothing was heard with these settings, or the file makes no sense. */
export function readHeard(files: Pick<ReplacedFiles, 'readFileSync'>, path: string, of: string): LastHeard | undefined {
  try {
    const heard = JSON.parse(files.readFileSync(path, 'utf8')) as LastHeard
    return heard.of === of && Number.isFinite(Date.parse(heard.at)) ? heard : undefined
  } catch {
    return undefined
  }
}

export function writeHeard(files: ReplacedFiles, path: string, heard: LastHeard): void {
  replaceFile(files, path, `${JSON.stringify(heard)}\n`, true)
}
