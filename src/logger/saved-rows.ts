/**
 * Stores open visits as rows on the disk: `open.json` beside the days' files, replaced with each flush. It is read after a power
 * cut only, when the spool in RAM is lost.
 */

import { replaceFile } from '../machine/atomic-write.ts'
import type { Files } from '../machine/machine.ts'
import type { Decoded, Unnumbered } from './record.ts'
import { numberOf } from './recovery.ts'

export interface SavedRows {
  /** The journal's last row when it was saved, and the time (seconds). */
  readonly n: number
  readonly at: number
  readonly rows: readonly Unnumbered[]
}

export function saveRows(files: Files, dir: string, saved: SavedRows): void {
  replaceFile(files, `${dir}/open.json`, `${JSON.stringify(saved)}\n`, true)
}

/** Nothing where the file is missing or makes no sense. */
export function readSavedRows(files: Files, dir: string): SavedRows | undefined {
  try {
    const saved: unknown = JSON.parse(String(files.readFileSync(`${dir}/open.json`, 'utf8')))
    return isSaved(saved) ? saved : undefined
  } catch {
    return undefined
  }
}

/** Those that were not written as rows after they were saved. */
export function stillOpen(saved: SavedRows, written: readonly Decoded[]): readonly Unnumbered[] {
  const since = new Set(
    written.flatMap((decoded) =>
      decoded.kind === 'visit' && numberOf(decoded) > saved.n ? [identityOf(decoded.row)] : [],
    ),
  )
  return saved.rows.filter((row) => !since.has(identityOf(row)))
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
