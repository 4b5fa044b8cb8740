/**
 * The visits that are open, as rows, on the disk: `open.json` beside the days' files, replaced with each flush. Only a
 * power cut makes anybody read it, because it takes the spool along.
 */
import type { Files } from '../machine.ts'
import { replaceFile } from './day-files.ts'
import type { Decoded, Unnumbered } from './record.ts'
import { numberOf } from './recovery.ts'

interface SavedRows {
  /** The journal's last row when it was saved, and the time (seconds). */
  readonly n: number
  readonly at: number
  readonly rows: readonly Unnumbered[]
}

export function saveRows(files: Files, dir: string, saved: SavedRows): void {
  replaceFile(files, `${dir}/open.json`, `${JSON.stringify(saved)}\n`, true)
}

/** Those that were not written as rows after they were saved. Nothing where the file is missing or makes no sense. */
export function readSavedRows(files: Files, dir: string, written: readonly Decoded[]): SavedRows | undefined {
  let saved: unknown
  try {
    saved = JSON.parse(String(files.readFileSync(`${dir}/open.json`, 'utf8')))
  } catch {
    return undefined
  }
  if (!isSaved(saved)) return undefined
  const since = written.flatMap((decoded) =>
    decoded.kind === 'visit' && numberOf(decoded) > saved.n ? [identityOf(decoded.row)] : [],
  )
  return { ...saved, rows: saved.rows.filter((row) => !since.includes(identityOf(row))) }
}

function isSaved(value: unknown): value is SavedRows {
  if (typeof value !== 'object' || value === null) return false
  const { n, at, rows } = value as Partial<Record<keyof SavedRows, unknown>>
  return typeof n === 'number' && typeof at === 'number' && Array.isArray(rows) && rows.every(isVisit)
}

const isVisit = (row: unknown) => typeof row === 'object' && row !== null && 'site' in row && 'verdict' in row

function identityOf(row: object): string {
  const { start, mac, ip, site, verdict, why } = row as Record<string, unknown>
  return JSON.stringify([start, mac, ip, site, verdict, why])
}
